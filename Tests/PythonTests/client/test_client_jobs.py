"""Jobs, their callbacks and their ends, as users see them."""

from __future__ import annotations

import json
import os
import queue
import threading
from typing import Any

import pytest
from job_helpers import Seen, interim, numbers, start
from little_service import INTERIM, LOG, METRIC, LittleService

from spinwire import (
    JobStatus,
    ResultDecoder,
    RuntimeJob,
    RuntimeJobCancelledError,
    RuntimeJobFailureError,
    RuntimeJobLostError,
    RuntimeJobMaxTimeoutError,
    RuntimeJobTimeoutError,
    RuntimeService,
    SpinwireError,
)


def test_callback_gets_each_interim_result_and_result_returns(
    little: LittleService, client: RuntimeService
) -> None:
    job, seen = start(client, inputs={"iterations": 3})
    interim(little, job, 3)
    little.end(job.job_id(), "Hello, World!")
    assert job.result(timeout=10) == "Hello, World!"
    assert [each[0] for each in (seen.get(timeout=5), seen.get(timeout=5))] == [job.job_id()] * 2
    assert numbers(seen) == [2]
    assert job.status() is JobStatus.COMPLETED


def test_decoders_make_the_values(little: LittleService, client: RuntimeService) -> None:
    class Interim(ResultDecoder):
        @classmethod
        def decode(cls, data: Any) -> Any:
            return ("interim", super().decode(data))

    class Final(ResultDecoder):
        @classmethod
        def decode(cls, data: Any) -> Any:
            # As published examples call it.
            return ("final", super().decoded(data))

    job, seen = start(client, result_decoder=[Interim, Final])
    interim(little, job, 1)
    little.end(job.job_id(), [1])
    assert job.result(timeout=10) == ("final", [1])
    assert seen.get(timeout=5)[1] == ("interim", {"n": 0})
    assert client.job(job.job_id()).result(decoder=Interim) == ("interim", [1])
    assert job.interim_results(decoder=Final) == [("final", {"n": 0})]


def test_interim_result_is_shown_while_the_job_runs(
    little: LittleService, client: RuntimeService
) -> None:
    job, seen = start(client)
    interim(little, job, 1)
    assert seen.get(timeout=10)[1] == {"n": 0}
    assert not job.in_final_state()
    little.end(job.job_id())


def test_large_bodies_travel_in_chunks_both_ways(
    little: LittleService, client: RuntimeService
) -> None:
    text = os.urandom(100_000).hex()
    job = client.run("hello-0123456789", {"text": text})
    form, reference = little.inputs[bytes.fromhex(job.job_id())]
    assert form == 1 and len(reference) == 40
    assert json.loads(little.bodies[reference[:32].hex()]) == {"text": text}
    assert client.job(job.job_id()).inputs == {"text": text}


def test_upload_that_the_service_lost_is_begun_again(
    little: LittleService, client: RuntimeService
) -> None:
    text = os.urandom(150_000).hex()
    little.loses_before_chunk = 4
    job = client.run("hello-0123456789", {"text": text})
    _, reference = little.inputs[bytes.fromhex(job.job_id())]
    assert json.loads(little.bodies[reference[:32].hex()]) == {"text": text}


@pytest.mark.feature(49)
def test_callback_that_raises_does_not_stop_the_stream(
    little: LittleService, client: RuntimeService, caplog: pytest.LogCaptureFixture
) -> None:
    seen: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def callback(job_id: str, result: Any) -> None:
        seen.put(result["n"])
        raise RuntimeError("not mine")

    job = client.run("hello-0123456789", callback=callback)
    interim(little, job, 3)
    little.end(job.job_id())
    job.wait_for_final_state(10)
    assert [seen.get(timeout=5) for _ in range(3)] == [0, 1, 2]
    assert "not mine" in caplog.text


def test_callback_may_ask_for_the_result_or_stop_its_own_stream(
    little: LittleService, client: RuntimeService
) -> None:
    asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
    ready = threading.Event()
    job: RuntimeJob

    def callback(job_id: str, result: Any) -> None:
        ready.wait(10)
        asked.put(job.result(timeout=10))
        job.cancel_result_streaming()

    job = client.run("hello-0123456789", callback=callback)
    interim(little, job, 2)
    little.end(job.job_id(), "inner")
    ready.set()
    assert asked.get(timeout=10) == "inner"
    assert job.result(timeout=10) == "inner"
    assert asked.empty()


def test_streaming_can_be_cancelled_and_begun_again(
    little: LittleService, client: RuntimeService
) -> None:
    job, seen = start(client)
    with pytest.raises(SpinwireError):
        job.stream_results(lambda *each: None)
    interim(little, job, 1)
    seen.get(timeout=10)
    job.cancel_result_streaming()
    interim(little, job, 1, 1)
    again: Seen = queue.SimpleQueue()
    job.stream_results(lambda *each: again.put(each))
    little.end(job.job_id())
    job.wait_for_final_state(10)
    assert numbers(seen) == []
    assert numbers(again) == [0, 1]


def test_superseded_runs_are_dropped_on_request(
    little: LittleService, client: RuntimeService
) -> None:
    job = client.run("hello-0123456789")
    rows: list[tuple[int, int]] = [(1, 0), (1, 1), (2, 2), (1, 3), (2, 4)]
    seen: dict[Any, Seen] = {}
    for attempt in (None, "last", 1):
        seen[attempt] = queue.SimpleQueue()
    viewers = {attempt: client.job(job.job_id()) for attempt in seen}
    for attempt, viewer in viewers.items():
        viewer.stream_results(lambda *each, key=attempt: seen[key].put(each), attempt=attempt)
    for attempt_of_event, number in rows:
        body = json.dumps({"n": number}).encode()
        little.add(job.job_id(), INTERIM, body, attempt=attempt_of_event)
    little.end(job.job_id())
    for viewer in viewers.values():
        viewer.wait_for_final_state(10)
    assert numbers(seen[None]) == [0, 1, 2, 3, 4]
    assert numbers(seen["last"]) == [0, 1, 2, 4]
    assert numbers(seen[1]) == [0, 1, 3]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("failed", RuntimeJobFailureError),
        ("cancelled", RuntimeJobCancelledError),
        ("ran-too-long", RuntimeJobMaxTimeoutError),
        ("lost", RuntimeJobLostError),
    ],
)
def test_each_end_without_a_result_has_its_error(
    little: LittleService, client: RuntimeService, status: str, kind: type[Exception]
) -> None:
    job, _ = start(client)
    little.end(job.job_id(), status=status, code="x.y", reason="Why.", traceback="line 1")
    with pytest.raises(kind) as caught:
        job.result(timeout=10)
    error = caught.value
    assert isinstance(error, SpinwireError)
    assert (error.code, error.message) == ("x.y", "Why.")
    assert "line 1" in str(error)
    assert job.error_message() == "Why.\nline 1"


def test_result_that_does_not_come_in_time_leaves_the_job_alone(
    little: LittleService, client: RuntimeService
) -> None:
    job = client.run("hello-0123456789")
    with pytest.raises(RuntimeJobTimeoutError):
        job.result(timeout=0.1)
    little.end(job.job_id(), 5)
    assert job.result(timeout=10) == 5


def test_many_ends_are_awaited_by_one_command(
    little: LittleService, client: RuntimeService
) -> None:
    jobs = [client.run("hello-0123456789") for _ in range(3)]
    little.end(jobs[1].job_id(), 1)
    completed = client.as_completed(jobs, timeout=10)
    assert next(completed) is jobs[1]
    little.end(jobs[2].job_id(), 2)
    little.end(jobs[0].job_id(), 0)
    assert {job.result() for job in completed} == {0, 2}
    while not little.received.empty():
        little.received.get()
    assert client.gather(jobs, timeout=10) == [0, 1, 2]
    # That command alone: nothing was asked for each job.
    assert [little.received.get()[0] for _ in range(little.received.qsize())] == [0x1D]


def test_ends_that_do_not_come_in_time_are_said_with_their_number(
    little: LittleService, client: RuntimeService
) -> None:
    jobs = [client.run("hello-0123456789") for _ in range(3)]
    little.end(jobs[1].job_id(), 1)
    with pytest.raises(RuntimeJobTimeoutError) as caught:
        client.gather(jobs, timeout=0.2)
    assert caught.value.context["jobs"] == "2"


def test_an_end_is_awaited_over_the_services_absence(
    little: LittleService, client: RuntimeService
) -> None:
    job = client.run("hello-0123456789")
    little.unanswered[0x1D] = 1
    ender = threading.Timer(0.1, little.end, (job.job_id(), 5))
    ender.start()
    little.lose_connections()
    assert job.result(timeout=30) == 5
    ender.join()


def test_refusal_carries_code_sentence_and_context(
    little: LittleService, client: RuntimeService
) -> None:
    little.refused[0x10] = "backend.notFound"
    with pytest.raises(SpinwireError) as caught:
        client.run("hello-0123456789", options={"backend_name": "nowhere"})
    assert caught.value.code == "backend.notFound"
    assert caught.value.message == "No."
    assert caught.value.context == {"kind": "x"}


def test_logs_are_what_the_program_wrote(little: LittleService, client: RuntimeService) -> None:
    job = client.run("hello-0123456789")
    little.add(job.job_id(), LOG, "häl".encode(), content=2)
    little.add(job.job_id(), LOG, b"lo\n", content=2)
    assert job.logs() == "hällo\n"


def test_job_whose_timeline_was_removed_tells_what_its_row_holds(
    little: LittleService, client: RuntimeService
) -> None:
    job = client.run("hello-0123456789")
    little.end(job.job_id(), status="failed", code="program.raised", reason="Why.")
    little.refused[0x18] = "job.payloadsRemoved"
    little.summary_fields = {
        "status": "failed",
        "code": "program.raised",
        "reason": "Why.",
        "started_at": 1_700_000_001_000_000,
        "ended_at": 1_700_000_003_000_000,
        "metric": 3,
    }
    for removed in ({}, {"payloads_removed_at": 1_800_000_000_000_000}):
        little.summary_fields |= removed
        again = client.job(job.job_id())
        assert again.error_message() == "Why."
        assert again.usage == 2.0
        metrics = again.metrics()
        assert list(metrics["timestamps"]) == ["created", "leased", "finished"]
        assert metrics["totals"] == {}
        with pytest.raises(RuntimeJobFailureError):
            again.result(timeout=10)
    little.summary_fields["status"] = "completed"
    with pytest.raises(SpinwireError) as caught:
        client.job(job.job_id()).result(timeout=10)
    assert caught.value.code == "job.payloadsRemoved"


def test_ledger_is_the_metric_that_the_summary_names(
    little: LittleService, client: RuntimeService
) -> None:
    job = client.run("hello-0123456789")
    for number in range(2):
        fields = {"name": "ledger", "main_at": 1_700_000_000_000_000 + number}
        little.add(job.job_id(), METRIC, json.dumps(fields).encode())
    assert "main" not in job.metrics()["timestamps"]
    for sequence, moment in ((2, 0), (3, 1)):
        little.summary_fields = {"metric": sequence}
        assert job.metrics()["timestamps"]["main"].microsecond == moment
