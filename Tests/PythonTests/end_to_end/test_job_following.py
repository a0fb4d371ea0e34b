"""Going on from checkpoints, ledgers, cancellations that tell who, and streams of many jobs."""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from typing import Any

import pytest

from deployment import Deployment, upload, wait_until
from spinwire import RuntimeService
from spinwire.errors import SpinwireError
from spinwire.failures import RuntimeJobFailureError

SECONDS_MAX = 60.0


@pytest.mark.feature(26, 36)
def test_a_run_goes_on_where_another_has_failed(service: RuntimeService) -> None:
    program = upload(service, "checkpoints")
    first = service.run(program, {"steps": 4, "fails_at": 2})
    with pytest.raises(RuntimeJobFailureError):
        first.result(SECONDS_MAX)
    assert first.checkpoint() == {"done": [0, 1]}
    assert first.progress() == {"done": 2, "total": 4}
    second = service.run(program, {"steps": 4}, resume_from=first.job_id())
    assert second.result(SECONDS_MAX) == [0, 1, 2, 3]
    assert second.interim_results() == [{"step": 2, "number": 3}, {"step": 3, "number": 4}]
    assert second.verify().is_final
    # Its timeline begins anew, its numbering goes on.
    assert second.resumed_from == first.job_id()
    last = list(first.events())[-1]
    assert last.number == last.sequence == second.events_before
    for reader in (second, service.job(second.job_id())):
        events = list(reader.events())
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        assert [event.number for event in events] == [
            last.sequence + event.sequence for event in events
        ]
    numbers: list[int] = []
    second.stream_results(lambda _, __, number: numbers.append(number), numbered=True)
    second.wait_for_final_state(SECONDS_MAX)
    wait_until(lambda: not second.is_streaming, SECONDS_MAX, "the end of the stream")
    assert numbers == [event.number for event in events if event.word == "interim"]
    with pytest.raises(SpinwireError) as caught:
        service.run(program, resume_from=service.run(program, {"fails_at": 0}).job_id())
    assert caught.value.code == "job.noCheckpoint"


@pytest.mark.feature(26, 36)
def test_the_command_line_tells_how_the_numbering_goes_on(
    deployment: Deployment, service: RuntimeService
) -> None:
    program = upload(service, "checkpoints")
    first = service.run(program, {"steps": 2, "fails_at": 1})
    first.wait_for_final_state(SECONDS_MAX)
    ended = deployment.run(
        "run", program, "--input", "steps=2", "--resume-from", first.job_id(), "--follow", "--json"
    )
    assert ended.returncode == 0, ended.stderr
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    before = len(list(first.events()))
    events = [line for line in lines if "sequence" in line]
    assert [line["number"] for line in events] == [before + line["sequence"] for line in events]
    job_id = events[0]["job_id"]
    watched = deployment.run("job", "watch", job_id, "--json")
    assert [json.loads(line) for line in watched.stdout.splitlines()] == events
    shown = deployment.run("job", "show", job_id)
    assert first.job_id() in shown.stdout and str(before + 1) in shown.stdout
    stated = json.loads(deployment.run("job", "show", job_id, "--json").stdout)
    assert (stated["resumed_from"], stated["events_before"]) == (first.job_id(), before)


@pytest.mark.feature(37)
def test_the_ledger_tells_the_stages_in_their_order(service: RuntimeService) -> None:
    job = service.run(upload(service, "many_circuits"), options={"backend": "least_busy"})
    job.result(SECONDS_MAX)
    metrics = job.metrics()
    stages = metrics["timestamps"]
    assert list(stages) == [
        "created",
        "leased",
        "forked",
        "started",
        "imported",
        "main",
        "finished",
    ]
    ordered = [stages[name] for name in ("created", "leased", "started", "main", "finished")]
    assert ordered == sorted(ordered)
    assert metrics["totals"]["simulate"] > 0
    assert job.usage == metrics["usage"]["seconds"] > 0
    assert job.backend().name == job.backend_name


@pytest.mark.feature(37)
def test_the_ledger_of_a_job_that_runs_or_was_stopped_tells_what_is_known(
    service: RuntimeService,
) -> None:
    source = "import time\ndef main(backend, user_messenger):\n    time.sleep(600)\n"
    metadata = {"name": "quiet", "description": "Says nothing.", "max_execution_time": 600}
    job = service.run(service.upload_program(source, metadata))

    def has_begun() -> bool:
        return "main" in job.metrics()["timestamps"]

    wait_until(has_begun, SECONDS_MAX, "the first line of main")
    running = job.metrics()
    known = ["created", "leased", "forked", "started", "imported", "main"]
    assert list(running["timestamps"]) == known
    assert running["totals"] == {}
    assert job.usage > 0
    job.cancel()
    job.wait_for_final_state(SECONDS_MAX)
    stopped = job.metrics()
    assert list(stopped["timestamps"]) == [*known, "finished"]
    assert stopped["totals"] == {}
    assert stopped["timestamps"]["main"] == running["timestamps"]["main"]


@pytest.mark.feature(28)
def test_lines_of_a_program_are_read_while_it_runs(service: RuntimeService) -> None:
    source = """
import time

def main(backend, user_messenger):
    print("a line", flush=True)
    time.sleep(600)
"""
    metadata = {"name": "prints", "description": "Prints, waits.", "max_execution_time": 600}
    job = service.run(service.upload_program(source, metadata))
    line = next(event for event in job.events() if event.word == "log")
    assert line.body == b"a line\n"
    assert job.status() == "running"
    assert job.logs() == "a line\n"
    job.cancel()


@pytest.mark.feature(25)
def test_a_cancelled_job_tells_who_and_how_long_it_took(service: RuntimeService) -> None:
    first = threading.Event()
    job = service.run(
        upload(service, "publishes"),
        {"count": 10_000, "pause_seconds": 0.01},
        callback=lambda *_: first.set(),
    )
    assert first.wait(SECONDS_MAX)
    job.cancel()
    job.wait_for_final_state(SECONDS_MAX)
    last = list(job.events())[-1]
    fields = json.loads(last.body)
    assert fields["status"] == "cancelled"
    assert fields["by"] == service.account
    assert fields["took_seconds"] > 0
    assert job.metrics()["cancelled_by"] == service.account


@pytest.mark.feature(50)
def test_jobs_of_a_tag_are_shown_to_one_callback(service: RuntimeService) -> None:
    program = upload(service, "publishes")
    word = uuid.uuid4().hex
    seen: dict[str, list[Any]] = {}
    streaming = service.stream_results(
        lambda job_id, interim: seen.setdefault(job_id, []).append(interim["index"]), tags=word
    )
    jobs = [service.run(program, {"count": 5}, job_tags=[word]) for _ in range(3)]
    service.run(program, {"count": 5}).wait_for_final_state(SECONDS_MAX)
    wait_until(lambda: sum(map(len, seen.values())) == 15, SECONDS_MAX, "all interim results")
    streaming.cancel()
    assert seen == {job.job_id(): [0, 1, 2, 3, 4] for job in jobs}


@pytest.mark.feature(41, 51)
def test_interim_results_are_awaited_from_another_client(
    service: RuntimeService, deployment: Deployment
) -> None:
    job = service.run(upload(service, "publishes"), {"count": 20})

    async def indices(client: RuntimeService) -> list[int]:
        stream = client.job(job.job_id()).stream()
        return [interim["index"] async for interim in stream]

    with deployment.client() as client:
        assert asyncio.run(indices(client)) == list(range(20))


@pytest.mark.feature(20)
def test_a_repeated_key_gets_the_first_job(service: RuntimeService) -> None:
    program = upload(service, "echoes")
    key = uuid.uuid4().hex
    jobs = [service.run(program, {"n": 1}, idempotency_key=key, job_tags=[key]) for _ in range(2)]
    assert jobs[0].job_id() == jobs[1].job_id()
    assert [job.job_id() for job in service.jobs(tags=key)] == [jobs[0].job_id()]
