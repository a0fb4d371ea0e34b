"""Waiting for the ends of many jobs."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from job_helpers import interim
from little_service import TOKEN, LittleService

from spinwire import ClientLimits, RuntimeJobTimeoutError, RuntimeService, SpinwireError

PROGRAM = "hello-0123456789"


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """What a callback waits for; set when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def test_gather_waits_for_callbacks_no_longer_than_it_may(
    little: LittleService, client: RuntimeService, held: threading.Event
) -> None:
    job = client.run(PROGRAM, callback=lambda *each: held.wait())
    interim(little, job, 1)
    little.end(job.job_id(), "done")
    with pytest.raises(RuntimeJobTimeoutError) as caught:
        client.gather([job], timeout=0.2)
    assert caught.value.context == {"jobs": "1"}
    # The result of one job is there when its time is over, as it says.
    assert next(client.as_completed([job])).result(timeout=0) == "done"
    held.set()
    assert client.gather([job], timeout=float("inf")) == ["done"]


def test_a_callback_may_gather_its_own_job(little: LittleService, client: RuntimeService) -> None:
    gathered: list[object] = []
    ready = threading.Event()

    def callback(job_id: str, result: object) -> None:
        ready.wait()
        gathered.extend(client.gather([job]))

    job = client.run(PROGRAM, callback=callback)
    interim(little, job, 1)
    little.end(job.job_id(), "inner")
    ready.set()
    assert client.gather([job], timeout=10) == gathered == ["inner"]


def test_jobs_come_as_they_end_when_they_are_more_than_one_command_may_name(
    little: LittleService,
) -> None:
    limits = ClientLimits(awaited_job_count_max=2, await_turn_interval=0.05)
    with RuntimeService(little.url, TOKEN, limits=limits) as client:
        jobs = [client.run(PROGRAM) for _ in range(5)]
        ended = client.as_completed(jobs, timeout=10)
        for job in reversed(jobs):
            little.end(job.job_id(), 1)
            assert next(ended) is job
        assert list(ended) == []
        assert client.gather(jobs, timeout=10) == [1] * 5


@pytest.mark.parametrize(
    ("argument", "jobs", "timeout"),
    [
        ("jobs", 5, None),
        ("jobs", None, None),
        ("jobs", "0" * 32, None),
        ("jobs[0]", ["0" * 32], None),
        ("jobs[0]", [None], None),
        ("timeout", [], float("nan")),
        ("timeout", [], "soon"),
    ],
)
def test_what_is_no_list_of_jobs_is_told_at_the_call(
    client: RuntimeService, argument: str, jobs: object, timeout: object
) -> None:
    # Not when the first job is asked for.
    for call in (client.gather, client.as_completed):
        with pytest.raises(SpinwireError) as caught:
            call(jobs, timeout)  # type: ignore[arg-type]
        assert caught.value.code == "command.invalid"
        assert caught.value.context["argument"] == argument
