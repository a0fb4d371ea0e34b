"""Cancelling, wherever a job is: waiting, running, between circuits, and within a simulation."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deployment import Deployment, running, upload, wait_until
from spinwire import RuntimeService
from spinwire.job import RuntimeJob
from spinwire.kinds import Kind

SECONDS_MAX = 90.0


@pytest.fixture(scope="module")
def alone() -> Iterator[Deployment]:
    """A deployment in which nobody else simulates."""
    with running("local") as started:
        yield started


@pytest.fixture
def lone_service(alone: Deployment) -> Iterator[RuntimeService]:
    with alone.client() as connected:
        yield connected


def statuses(job: RuntimeJob) -> list[dict[str, Any]]:
    return [json.loads(event.body) for event in job.events() if event.kind == Kind.STATUS]


def assert_is_told(service: RuntimeService, job: RuntimeJob, words: list[str]) -> None:
    """Who wished it, when, and what it took, on the timeline and in the ledger."""
    job.wait_for_final_state(SECONDS_MAX)
    told = statuses(job)
    assert [status["status"] for status in told] == words
    end = told[-1]
    assert end["by"] == service.account
    metrics = job.metrics()
    assert metrics["cancelled_by"] == service.account
    assert metrics["cancelled_at"].timestamp() * 1e6 == pytest.approx(end["requested_at"], abs=1)
    assert metrics["cancel_seconds"] == pytest.approx(end["took_seconds"])
    assert metrics["timestamps"]["finished"] >= metrics["cancelled_at"]


def started(service: RuntimeService, message: Any, **inputs: Any) -> RuntimeJob:
    """A job of the long simulation that has published a message."""
    heard = threading.Event()
    program = upload(service, "simulates_for_hours")

    def show(job_id: str, interim: Any) -> None:
        if interim == message:
            heard.set()

    job = service.run(program, inputs, callback=show)
    assert heard.wait(SECONDS_MAX)
    return job


def simulator_ticks(service: RuntimeService) -> int:
    """Processor time of the simulators, in ticks."""
    ticks = 0
    for worker in service.service_status()["workers"]:
        if worker["role"] == "simulator":
            stat = Path(f"/proc/{worker['process_id']}/stat").read_text().rpartition(")")[2]
            ticks += sum(map(int, stat.split()[11:13]))
    return ticks


def rests(service: RuntimeService) -> bool:
    """Whether the simulators use no processor for a moment."""
    before = simulator_ticks(service)
    time.sleep(0.3)  # tidy: that nothing happens is told by nobody
    return simulator_ticks(service) - before <= 2


@pytest.mark.feature(23)
def test_a_waiting_job_is_cancelled_at_once(lone_service: RuntimeService) -> None:
    sleeps = upload(lone_service, "sleeps")
    busy = [lone_service.run(sleeps) for _ in range(2)]
    for job in busy:
        next(event for event in job.events() if event.kind == Kind.STATUS and event.sequence == 2)
    waiting = lone_service.run(sleeps)
    assert waiting.cancel() == "cancelled"
    assert_is_told(lone_service, waiting, ["queued", "cancelled"])
    for job in busy:
        assert job.cancel() == "cancelling"
        assert_is_told(lone_service, job, ["queued", "running", "cancelling", "cancelled"])


@pytest.mark.feature(24, 25)
def test_a_job_is_cancelled_between_its_circuits(lone_service: RuntimeService) -> None:
    job = started(lone_service, {"round": 5}, rounds=1_000_000)
    assert job.cancel() == "cancelling"
    assert_is_told(lone_service, job, ["queued", "running", "cancelling", "cancelled"])


@pytest.mark.feature(24, 25)
def test_a_simulation_stops_with_its_job_and_leaves_room_for_the_next(
    lone_service: RuntimeService,
) -> None:
    job = started(lone_service, "simulating")
    idle = simulator_ticks(lone_service)
    wait_until(lambda: simulator_ticks(lone_service) > idle + 20, SECONDS_MAX, "the simulation")
    assert job.cancel() == "cancelling"
    assert_is_told(lone_service, job, ["queued", "running", "cancelling", "cancelled"])
    wait_until(lambda: rests(lone_service), SECONDS_MAX, "the simulator rests")
    program = upload(lone_service, "simulates_for_hours")
    assert lone_service.run(program, {"depth": 1}).result(SECONDS_MAX) == 10
