"""Services killed in the middle of a job: every event once, in order, and nothing left running."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from deployment import Deployment, running, upload, wait_until
from spinwire import RuntimeService

EVENT_COUNT = 200
PAUSE_SECONDS = 0.02
SECONDS_MAX = 90.0


@pytest.fixture(params=["local", "tcp"])
def deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """A deployment of the test's own."""
    with running(request.param) as started:
        yield started


class Follower:
    """Collects a job's events and what its callback was given."""

    def __init__(self, service: RuntimeService, name: str, inputs: dict[str, Any]) -> None:
        self.messages: list[Any] = []
        self.enough = threading.Event()
        self.job = service.run(upload(service, name), inputs=inputs, callback=self._called)

    def _called(self, job_id: str, message: Any) -> None:
        self.messages.append(message)
        if len(self.messages) >= EVENT_COUNT // 10:
            self.enough.set()

    def wait_for_the_middle(self) -> None:
        assert self.enough.wait(SECONDS_MAX), "no messages"

    def finish(self) -> list[Any]:
        """Wait for the end and return the timeline, which is dense."""
        self.job.wait_for_final_state(timeout=SECONDS_MAX)
        events = list(self.job.events())
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        interim = self.job.interim_results()
        wait_until(
            lambda: len(self.messages) >= len(interim), SECONDS_MAX, "every call of the callback"
        )
        assert self.messages == interim
        return events

    def indices(self) -> list[int]:
        return [message["index"] for message in self.messages]


def publishing(service: RuntimeService) -> Follower:
    inputs = {"count": EVENT_COUNT, "pause_seconds": PAUSE_SECONDS}
    return Follower(service, "publishes", inputs)


@pytest.mark.feature(34, 43)
def test_the_coordinators_death_keeps_the_attempt_running(deployment: Deployment) -> None:
    with deployment.client() as service:
        follower = publishing(service)
        follower.wait_for_the_middle()
        deployment.kill("coordinator")
        events = follower.finish()
        assert follower.job.refresh()["status"] == "completed"
        assert follower.indices() == list(range(EVENT_COUNT))
        assert {event.attempt for event in events} <= {0, 1}


@pytest.mark.feature(35)
def test_the_executors_death_gives_another_attempt(deployment: Deployment) -> None:
    with deployment.client() as service:
        follower = publishing(service)
        follower.wait_for_the_middle()
        summary = service.service_status()
        busy = [worker for worker in summary["workers"] if worker["running"] == 1]
        assert len(busy) == 1
        name = busy[0]["worker_id"].rpartition("/")[2].partition("@")[0]
        deployment.kill(name)
        events = follower.finish()
        assert follower.job.refresh()["status"] == "completed"
        assert follower.job.refresh()["attempt"] == 2
        assert follower.indices()[-EVENT_COUNT:] == list(range(EVENT_COUNT))
        first = follower.indices()[:-EVENT_COUNT]
        assert first == list(range(len(first)))
        assert [event.attempt for event in events] == sorted(event.attempt for event in events)


def test_the_simulators_death_does_not_end_the_job(deployment: Deployment) -> None:
    with deployment.client() as service:
        program = """
import time
from qiskit import QuantumCircuit

def main(backend, user_messenger, count=1, pause_seconds=0.0, **kwargs):
    circuit = QuantumCircuit(2)
    circuit.x(1)
    circuit.measure_all()
    for index in range(count):
        counts = backend.run(circuit, shots=10).result().get_counts()
        user_messenger.publish({"index": index, "counts": counts})
        time.sleep(pause_seconds)
    return "done"
"""
        metadata = {"name": "circuits", "description": "Many requests.", "max_execution_time": 120}
        program_id = service.upload_program(program, metadata)
        messages: list[Any] = []
        enough = threading.Event()

        def called(job_id: str, message: Any) -> None:
            messages.append(message)
            if len(messages) == EVENT_COUNT // 10:
                enough.set()

        inputs = {"count": EVENT_COUNT, "pause_seconds": PAUSE_SECONDS}
        job = service.run(program_id, inputs=inputs, callback=called)
        assert enough.wait(SECONDS_MAX)
        for name in [name for name in deployment.process_ids if name.startswith("simulator")]:
            deployment.kill(name)
        assert job.result(timeout=SECONDS_MAX) == "done"
        wait_until(lambda: len(messages) == EVENT_COUNT, SECONDS_MAX, "every call of the callback")
        expected = [{"index": index, "counts": {"10": 10}} for index in range(EVENT_COUNT)]
        assert messages == expected
        assert job.refresh()["attempt"] == 1


@pytest.mark.feature(34, 44)
def test_the_supervisors_death_leaves_nothing_and_a_new_one_goes_on(deployment: Deployment) -> None:
    with deployment.client() as service:
        follower = publishing(service)
        follower.wait_for_the_middle()
        assert deployment.process is not None
        before = set(deployment.process_ids.values())
        deployment.process.send_signal(signal.SIGKILL)
        deployment.process.wait()
        wait_until(lambda: not deployment.remaining(), 20.0, "nothing is left running")
        assert not [pid for pid in before if os.path.exists(f"/proc/{pid}")]
        deployment.start()
        follower.finish()
        assert follower.job.refresh()["status"] == "completed"
        assert follower.job.refresh()["attempt"] == 2
        assert follower.indices()[-EVENT_COUNT:] == list(range(EVENT_COUNT))
