"""The client against a network and a service that misbehave on demand."""

from __future__ import annotations

import json
import os
import queue
import random
import threading
from typing import Any

import pytest
from job_helpers import Seen, interim, numbers, start
from little_service import INTERIM, STATUS, TOKEN, LittleService

from spinwire import (
    ClientLimits,
    RuntimeJob,
    RuntimeService,
    SpinwireError,
)


def test_last_event_that_is_never_published_is_found(
    little: LittleService, client: RuntimeService
) -> None:
    job, seen = start(client)
    little.publishes = lambda event: event.kind != STATUS
    interim(little, job, 5)
    little.end(job.job_id(), 1)
    assert job.result(timeout=10) == 1
    assert numbers(seen) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("after", [0, 1, 3, 7])
def test_everything_after_some_event_may_be_lost(
    little: LittleService, client: RuntimeService, after: int
) -> None:
    job, seen = start(client)
    little.publishes = lambda event: event.sequence <= after
    interim(little, job, 10)
    little.end(job.job_id(), "done")
    assert job.result(timeout=10) == "done"
    assert numbers(seen) == list(range(10))


@pytest.mark.parametrize("seed", range(5))
def test_lost_and_repeated_events_are_shown_once_in_order(
    little: LittleService, client: RuntimeService, seed: int
) -> None:
    chance = random.Random(seed)
    job, seen = start(client)
    little.publishes = lambda event: chance.random() < 0.5
    for number in range(100):
        interim(little, job, 1, number)
        if chance.random() < 0.3:
            little.republish(job.job_id(), chance.randint(1, number + 2))
    little.end(job.job_id(), seed)
    assert job.result(timeout=20) == seed
    assert numbers(seen) == list(range(100))


def test_subscription_that_is_never_confirmed_still_shows_everything(
    little: LittleService, client: RuntimeService
) -> None:
    little.confirms = False
    job, seen = start(client)
    little.publishes = lambda event: False
    interim(little, job, 4)
    little.end(job.job_id(), None)
    assert job.result(timeout=10) is None
    assert numbers(seen) == [0, 1, 2, 3]


def test_stream_that_begins_after_the_end_shows_everything(
    little: LittleService, client: RuntimeService
) -> None:
    job = client.run("hello-0123456789")
    interim(little, job, 6)
    little.end(job.job_id(), "late")
    later = client.job(job.job_id())
    assert [event.sequence for event in later.events()] == list(range(1, 10))
    assert [event.sequence for event in later.events(after=7)] == [8, 9]
    assert later.result(timeout=10) == "late"
    assert later.interim_results() == [{"n": n} for n in range(6)]


def test_two_streams_of_one_job_share_a_subscription(
    little: LittleService, client: RuntimeService
) -> None:
    job, first = start(client)
    interim(little, job, 1)
    first.get(timeout=10)
    second: Seen = queue.SimpleQueue()
    other = client.job(job.job_id())
    other.stream_results(lambda *each: second.put(each))
    interim(little, job, 2, 1)
    little.end(job.job_id(), 0)
    assert job.result(timeout=10) == other.result(timeout=10) == 0
    assert numbers(first) == [1, 2]
    assert numbers(second) == [0, 1, 2]


@pytest.mark.feature(43)
def test_service_that_goes_away_and_comes_back_loses_nothing(
    little: LittleService, client: RuntimeService
) -> None:
    job, seen = start(client)
    for number in range(20):
        interim(little, job, 1, number)
        if number % 6 == 5:
            little.lose_connections()
    little.end(job.job_id(), "back")
    assert job.result(timeout=30) == "back"
    assert numbers(seen) == list(range(20))


def test_command_whose_answer_was_lost_is_sent_again_with_its_key(
    little: LittleService, client: RuntimeService
) -> None:
    little.unanswered[0x10] = 1
    answered: queue.SimpleQueue[RuntimeJob] = queue.SimpleQueue()
    thread = threading.Thread(target=lambda: answered.put(client.run("hello-0123456789")))
    thread.start()
    while True:
        kind, fields = little.received.get(timeout=10)
        if kind == 0x10:
            break
    little.lose_connections()
    job = answered.get(timeout=10)
    thread.join()
    assert little.job_count == 1
    kinds = []
    while True:
        kind, again = little.received.get(timeout=10)
        kinds.append(kind)
        if kind == 0x10:
            break
    assert again["idempotency_key"] == fields["idempotency_key"]
    little.end(job.job_id(), "once")
    assert job.result(timeout=10) == "once"


def test_batch_without_an_answer_is_sent_again_after_a_reconnect(
    little: LittleService, client: RuntimeService
) -> None:
    little.unanswered[0x17] = 1
    answered: queue.SimpleQueue[list[RuntimeJob]] = queue.SimpleQueue()
    thread = threading.Thread(
        target=lambda: answered.put(client.run_batch("hello-0123456789", [{}]))
    )
    thread.start()
    while little.received.get(timeout=10)[0] != 0x17:
        continue
    little.lose_connections()
    assert len(answered.get(timeout=10)) == 1
    thread.join()
    assert little.job_count == 1


def test_command_whose_answer_was_lost_is_sent_again_without_a_reconnect(
    little: LittleService,
) -> None:
    with RuntimeService(little.url, TOKEN, limits=ClientLimits(resend_interval=0.1)) as client:
        little.unanswered[0x10] = 2
        job = client.run("hello-0123456789")
        assert little.job_count == 1
        keys = []
        while len(keys) < 3:
            kind, fields = little.received.get(timeout=10)
            if kind == 0x10:
                keys.append(fields["idempotency_key"])
        assert len(set(keys)) == 1
        little.end(job.job_id(), "once")
        assert job.result(timeout=10) == "once"


def test_command_that_may_not_be_repeated_fails_when_the_connection_is_lost(
    little: LittleService, client: RuntimeService
) -> None:
    little.unanswered[0x28] = 1
    failed: queue.SimpleQueue[SpinwireError] = queue.SimpleQueue()

    def create() -> None:
        try:
            client.accounts.create("bob")
        except SpinwireError as error:
            failed.put(error)

    thread = threading.Thread(target=create)
    thread.start()
    while little.received.get(timeout=10)[0] != 0x28:
        continue
    little.lose_connections()
    assert failed.get(timeout=10).code == "service.unreachable"
    thread.join()


def test_answer_that_never_comes_ends_as_timed_out(little: LittleService) -> None:
    limits = ClientLimits(command_timeout=0.2)
    with RuntimeService(little.url, TOKEN, limits=limits) as client:
        little.unanswered[0x2C] = 1
        with pytest.raises(SpinwireError) as caught:
            client.service_status()
        assert caught.value.code == "service.timedOut"


def test_nobody_at_the_address_is_unreachable() -> None:
    with pytest.raises(SpinwireError) as caught:
        RuntimeService(
            "ipc:///nonexistent/commands", TOKEN, limits=ClientLimits(connect_timeout=0.1)
        )
    assert caught.value.code == "service.unreachable"


def test_wrong_token_is_refused_at_once(little: LittleService) -> None:
    with pytest.raises(SpinwireError) as caught:
        RuntimeService(little.url, TOKEN[:-1] + "0", limits=ClientLimits(connect_timeout=10))
    assert caught.value.code == "account.notAllowed"
    assert TOKEN[:-1] not in str(caught.value)


def test_withheld_event_is_read_from_the_timeline(
    little: LittleService, client: RuntimeService
) -> None:
    job, seen = start(client)
    big = {"n": "x" * 30_000}
    little.add(job.job_id(), INTERIM, json.dumps(big).encode())
    assert seen.get(timeout=10)[1] == big
    little.end(job.job_id(), big)
    assert job.result(timeout=10) == big


def test_unknown_job_is_named_and_its_stream_ends(
    little: LittleService, client: RuntimeService
) -> None:
    with pytest.raises(SpinwireError) as caught:
        client.job("0" * 31 + "1")
    assert caught.value.code == "job.notFound"
    with pytest.raises(SpinwireError) as caught:
        client.job("job1")
    assert caught.value.code == "job.notFound"
    job = client.run("hello-0123456789")
    del little.timelines[bytes.fromhex(job.job_id())]
    with pytest.raises(SpinwireError) as caught:
        list(job.events())
    assert caught.value.code == "job.notFound"


@pytest.mark.feature(48)
def test_reader_that_is_slow_reads_again_what_was_dropped(little: LittleService) -> None:
    # Without the interval's help: the reader knows by itself that it has dropped something.
    limits = ClientLimits(idle_probe_interval=60, waiting_event_count_max=5)
    with RuntimeService(little.url, TOKEN, limits=limits) as client:
        held = threading.Event()
        seen: list[int] = []

        def callback(job_id: str, result: Any) -> None:
            held.wait(10)
            seen.append(result["n"])

        job = client.run("hello-0123456789", callback=callback)
        interim(little, job, 50)
        little.end(job.job_id(), 1)
        held.set()
        assert job.result(timeout=20) == 1
        assert seen == list(range(50))


def test_closing_ends_all_waiting(little: LittleService) -> None:
    client = RuntimeService(little.url, TOKEN)
    job = client.run("hello-0123456789")
    failed: queue.SimpleQueue[BaseException] = queue.SimpleQueue()
    begun = threading.Event()

    def wait() -> None:
        begun.set()
        try:
            job.result()
        except SpinwireError as error:
            failed.put(error)

    thread = threading.Thread(target=wait)
    thread.start()
    begun.wait(10)
    client.close()
    assert isinstance(failed.get(timeout=10), SpinwireError)
    thread.join(10)
    with pytest.raises(SpinwireError) as caught:
        client.service_status()
    assert caught.value.code == "service.unreachable"


def test_account_that_may_not_ask_is_told_so_at_once(little: LittleService) -> None:
    little.refused[0x2D] = "account.notAllowed"
    with pytest.raises(SpinwireError) as caught:
        RuntimeService(little.url, TOKEN, limits=ClientLimits(connect_timeout=10))
    assert caught.value.code == "account.notAllowed"


def test_busy_service_is_asked_again(little: LittleService) -> None:
    little.refused[0x2D] = "queue.full"
    threading.Timer(0.3, lambda: little.refused.clear()).start()
    with RuntimeService(little.url, TOKEN, limits=ClientLimits(connect_timeout=10)) as client:
        assert client.account == "alice"


def test_forked_process_does_not_wait_for_a_thread_that_it_lacks(
    little: LittleService, client: RuntimeService
) -> None:
    child = os.fork()
    if child == 0:
        try:
            client.service_status()
        except SpinwireError as error:
            os._exit(7 if error.code == "service.unreachable" else 1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 7
