"""Everything that a job is asked, while it runs and later, by Python and by the command line."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest

from deployment import Deployment, upload
from spinwire import RuntimeService
from spinwire.failures import RuntimeJobFailureError, RuntimeJobTimeoutError
from spinwire.job import RuntimeJob

SECONDS_MAX = 60.0
STAGES = ["created", "leased", "forked", "started", "imported", "main", "finished"]


def printed(deployment: Deployment, *arguments: str) -> Any:
    """What a verb prints as JSON."""
    ended = deployment.run(*arguments)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def the_command_line_says_the_same(deployment: Deployment, job: RuntimeJob) -> None:
    metrics = job.metrics()
    told = printed(deployment, "job", "metrics", job.job_id(), "--json")
    assert told["totals"] == metrics["totals"]
    assert told["usage"] == metrics["usage"]
    assert told["timestamps"] == {
        name: pytest.approx(time.timestamp() * 1e6, abs=1)
        for name, time in metrics["timestamps"].items()
    }
    assert deployment.run("job", "metrics", job.job_id()).stdout.count("\n") == len(STAGES) + 6
    assert printed(deployment, "job", "wait", job.job_id(), "--json")["status"] == "completed"
    assert printed(deployment, "job", "inputs", job.job_id()) == job.inputs
    assert printed(deployment, "job", "show", job.job_id(), "--json")["tags"] == ["two", "three"]
    assert "round 9 é" in deployment.run("job", "logs", job.job_id()).stdout
    result = printed(deployment, "job", "result", job.job_id(), "--timeout", "30")
    assert result == {"count": 10}


@pytest.mark.feature(28, 37)
def test_a_job_answers_while_it_runs_and_later(
    deployment: Deployment, service: RuntimeService
) -> None:
    program = upload(service, "tells_everything")
    inputs = {"count": 10, "pause_seconds": 0.2}
    third = threading.Event()
    shown: list[Any] = []

    def show(job_id: str, interim: Any) -> None:
        shown.append(interim["index"])
        if interim["index"] == 2:
            third.set()

    job = service.run(program, inputs, {"backend": "simulator"}, show, job_tags=["one"])
    assert third.wait(SECONDS_MAX)
    # While it runs.
    assert job.status() == "running" and not job.in_final_state()
    with pytest.raises(RuntimeJobTimeoutError):
        job.result(timeout=0.01)
    with pytest.raises(RuntimeJobTimeoutError):
        job.wait_for_final_state(timeout=0.01)
    assert "round 0 é\n" in job.logs() and "round 9" not in job.logs()
    assert len(job.interim_results()) >= 3
    assert job.error_message() is None
    assert set(job.metrics()["timestamps"]) >= {"created", "leased"}
    assert job.usage > 0
    job.cancel_result_streaming()
    count = len(shown)
    assert job.update_tags(["two", "three"]) == ["two", "three"]
    pieces = list(job.follow_logs())
    # Later.
    assert job.result(timeout=SECONDS_MAX) == {"count": 10}
    assert len(shown) == count
    assert job.status() == "completed"
    logs = job.logs()
    assert "".join(pieces) == logs
    assert [line for line in logs.splitlines() if line.startswith("round")] == [
        f"round {index} é" for index in range(10)
    ]
    again = service.job(job.job_id())
    assert again.inputs == inputs
    assert again.tags == ["two", "three"]
    assert again.backend().name == again.backend_name == "simulator"
    assert [interim["index"] for interim in again.interim_results()] == list(range(10))
    assert again.error_message() is None

    async def indices() -> list[int]:
        return [interim["index"] async for interim in again.stream()]

    assert asyncio.run(indices()) == list(range(10))
    metrics = again.metrics()
    assert list(metrics["timestamps"]) == STAGES
    # A spare process may have been forked before the job was there.
    times = [metrics["timestamps"][name] for name in STAGES if name != "forked"]
    assert times == sorted(times)
    assert all(metrics["totals"][name] > 0 for name in ("transpile", "simulate", "publish"))
    assert again.usage == metrics["usage"]["seconds"] >= 2
    the_command_line_says_the_same(deployment, again)


def test_a_failure_says_why_to_whoever_asks(
    deployment: Deployment, service: RuntimeService
) -> None:
    job = service.run(upload(service, "tells_everything"), {"count": 1, "fails": True})
    with pytest.raises(RuntimeJobFailureError) as caught:
        job.result(SECONDS_MAX)
    assert "ValueError" in caught.value.traceback
    message = job.error_message()
    assert message is not None and "It was asked to." in message
    assert job.metrics()["timestamps"].keys() == set(STAGES)
    assert printed(deployment, "job", "wait", job.job_id(), "--json")["status"] == "failed"
    ended = deployment.run("job", "result", job.job_id())
    assert ended.returncode == 1 and "program.raised" in ended.stderr


def test_waiting_has_an_end(deployment: Deployment, service: RuntimeService) -> None:
    job = service.run(upload(service, "publishes"), {"count": 10_000, "pause_seconds": 0.05})
    for verb in ("wait", "result"):
        ended = deployment.run("job", verb, job.job_id(), "--timeout", "0.1")
        assert ended.returncode != 0 and "service.timedOut" in ended.stderr
    job.cancel()
    assert printed(deployment, "job", "wait", job.job_id(), "--json")["status"] == "cancelled"
    told = printed(deployment, "job", "metrics", job.job_id(), "--json")
    assert told["cancelled_by"] == service.account
    assert told["cancel_seconds"] >= 0
    shown = deployment.run("job", "show", job.job_id()).stdout
    assert f"cancelled by: {service.account}" in " ".join(shown.split())
