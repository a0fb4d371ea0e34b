"""The streams of many jobs: pushed, complete over a restart, and only of what one may see."""

from __future__ import annotations

import json
import signal
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterator

import pytest

from deployment import Deployment, running, upload, wait_until
from spinwire import RuntimeService
from spinwire.errors import SpinwireError
from spinwire.kinds import Kind
from spinwire.wire import Event

SECONDS_MAX = 90.0
COUNT = 40


class Reader:
    """Collects the events of many jobs."""

    def __init__(self, service: RuntimeService, **choice: str) -> None:
        self.events: dict[str, list[Event]] = defaultdict(list)
        self._stream = service.events(**choice)
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        for event in self._stream:
            self.events[event.job].append(event)

    def ended(self) -> int:
        """How many jobs have come to their end."""
        return sum(
            events[-1].kind == Kind.STATUS and bool(events[-1].flags & 1)
            for events in list(self.events.values())
        )

    def close(self) -> None:
        self._stream.close()
        self._thread.join()


@pytest.fixture(params=["local", "tcp"])
def own_deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """A deployment of the test's own."""
    with running(request.param) as started:
        yield started


@pytest.mark.feature(50)
def test_every_job_is_told_of_once_over_the_coordinators_death(own_deployment: Deployment) -> None:
    with own_deployment.client() as service:
        program = upload(service, "publishes")
        inputs = {"count": COUNT, "pause_seconds": 0.02}
        jobs = [service.run(program, inputs)]
        reader = Reader(service, program_id=program)
        jobs += [service.run(program, inputs) for _ in range(2)]
        service.run(upload(service, "echoes"), {"n": 1})
        wait_until(lambda: len(reader.events) == 3, SECONDS_MAX, "all three jobs")
        own_deployment.kill("coordinator")
        jobs.append(service.run(program, inputs))
        wait_until(lambda: reader.ended() == 4, SECONDS_MAX, "all four ends")
        reader.close()
        assert set(reader.events) == {job.job_id() for job in jobs}
        for job in jobs:
            events = reader.events[job.job_id()]
            assert [event.sequence for event in events] == list(range(1, len(events) + 1))
            assert events == [event._replace(before=None) for event in job.events()]
            assert sum(event.kind == Kind.INTERIM for event in events) == COUNT


@pytest.mark.feature(50)
def test_an_account_is_shown_its_own_jobs_alone(
    deployment: Deployment, service: RuntimeService
) -> None:
    names = [f"streams-{uuid.uuid4().hex[:8]}" for _ in range(2)]
    tokens = [service.accounts.create(name, role="author") for name in names]
    with deployment.client(tokens[0]) as one, deployment.client(tokens[1]) as other:
        with pytest.raises(SpinwireError) as caught:
            other.events(account=names[0])
        assert caught.value.code == "account.notAllowed"
        readers = [Reader(one), Reader(other), Reader(service, account=names[0])]
        job = one.run(upload(one, "echoes"), {"n": 1})
        wait_until(lambda: readers[0].ended() == readers[2].ended() == 1, SECONDS_MAX, "the end")
        mark = other.run(upload(other, "echoes"), {"n": 2})
        wait_until(lambda: readers[1].ended() == 1, SECONDS_MAX, "the other's end")
        for reader in readers:
            reader.close()
    assert [set(reader.events) for reader in readers] == [
        {job.job_id()},
        {mark.job_id()},
        {job.job_id()},
    ]


@pytest.mark.feature(50)
def test_the_command_line_follows_a_tag_until_it_is_interrupted(
    deployment: Deployment, service: RuntimeService
) -> None:
    word = uuid.uuid4().hex
    program = upload(service, "publishes")
    first = service.run(program, {"count": 50, "pause_seconds": 0.05}, job_tags=[word])
    following = deployment.popen("job", "follow", "--tag", word, "--json")
    assert following.stdout is not None
    lines = [json.loads(following.stdout.readline())]
    assert lines[0]["job_id"] == first.job_id() and lines[0]["sequence"] == 1
    second = service.run(program, {"count": 3}, job_tags=[word])
    ends: set[str] = set()
    while len(ends) < 2:
        lines.append(json.loads(following.stdout.readline()))
        if lines[-1]["kind"] == "status" and lines[-1]["data"]["status"] == "completed":
            ends.add(lines[-1]["job_id"])
    following.send_signal(signal.SIGINT)
    assert following.wait(SECONDS_MAX) == 0
    following.stdout.close()
    assert following.stderr is not None
    following.stderr.close()
    for job in (first, second):
        found = [line["sequence"] for line in lines if line["job_id"] == job.job_id()]
        assert found == [event.sequence for event in job.events()]
