"""Sessions and batches of real jobs in real processes."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from deployment import Deployment, running, upload, wait_until
from spinwire import RuntimeService, Session
from spinwire.errors import SpinwireError
from spinwire.status import JobStatus

SECONDS_MAX = 60.0


@pytest.fixture(scope="module")
def crashing() -> Any:
    """A deployment whose services are killed."""
    with running("local") as deployment:
        yield deployment


def identities(session: Session, program_id: str, **inputs: Any) -> str:
    return str(session.run(program_id, inputs).result(timeout=SECONDS_MAX)["identity"])


@pytest.mark.feature(38)
def test_jobs_of_a_session_follow_one_another_in_one_process(service: RuntimeService) -> None:
    program_id = upload(service, "leaves_things")
    with service.open_session() as session:
        jobs = [session.run(program_id, {"text": f"job {n}"}) for n in range(1)]
        first = jobs[0].result(timeout=SECONDS_MAX)
        for number in range(1, 4):
            heard: list[tuple[str, Any]] = []
            called = threading.Event()

            def callback(
                job_id: str,
                message: Any,
                heard: list[tuple[str, Any]] = heard,
                called: threading.Event = called,
            ) -> None:
                heard.append((job_id, message))
                called.set()

            job = session.run(program_id, {"text": f"job {number}"}, callback=callback)
            result = job.result(timeout=SECONDS_MAX)
            assert called.wait(SECONDS_MAX)
            assert heard == [(job.job_id(), f"job {number}")]
            assert "".join(job.logs()) == f"job {number}\n"
            assert (result["identity"], result["run"]) == (first["identity"], number + 1)
            jobs.append(job)
        found = [job.job_id() for job in service.jobs(session_id=session.session_id)]
        assert found == [job.job_id() for job in reversed(jobs)]
    assert session.status() == "closed"
    with pytest.raises(SpinwireError) as refused:
        session.run(program_id)
    assert refused.value.code == "session.closed"


@pytest.mark.parametrize("left", ["thread", "child", "descriptor"])
def test_a_process_in_which_something_was_left_is_not_used_again(
    service: RuntimeService, left: str
) -> None:
    program_id = upload(service, "leaves_things")
    with service.open_session() as session:
        earlier = identities(session, program_id, leave=left)
        assert identities(session, program_id) != earlier


def test_files_are_not_left_to_the_next_job(service: RuntimeService) -> None:
    program_id = upload(service, "leaves_things")
    with service.open_session() as session:
        first = session.run(program_id, {"leave": "file"}).result(timeout=SECONDS_MAX)
        second = session.run(program_id).result(timeout=SECONDS_MAX)
        # The first one may find a folder on the way to the harness, where that is below /tmp.
        assert (second["run"], second["files"]) == (2, first["files"])


def test_a_job_whose_kept_process_dies_is_run_again_in_a_fresh_one(service: RuntimeService) -> None:
    program_id = upload(service, "leaves_things")
    with service.open_session() as session:
        earlier = identities(session, program_id)
        job = session.run(program_id, {"die": True})
        result = job.result(timeout=SECONDS_MAX)
        assert (result["run"], result["identity"] == earlier) == (1, False)
        assert job.refresh()["attempt"] == 2
        assert session.status() == "open"


def test_a_job_that_has_published_and_ends_its_process_comes_once(service: RuntimeService) -> None:
    program_id = upload(service, "leaves_things")
    with service.open_session() as session:
        identities(session, program_id)
        job = session.run(program_id, {"text": "once", "die": True})
        with pytest.raises(SpinwireError) as failed:
            job.result(timeout=SECONDS_MAX)
        assert failed.value.code == "program.died"
        assert job.interim_results() == ["once"]
        assert job.refresh()["attempt"] == 1


def test_circuits_are_run_by_a_process_whose_last_job_had_none(service: RuntimeService) -> None:
    program_id = upload(service, "circuits_at_will")
    with service.open_session() as session:
        given = [{"count": count} for count in (0, 0, 2, 0, 1)]
        results = [session.run(program_id, one).result(timeout=SECONDS_MAX) for one in given]
        assert [result["shots"] for result in results] == [0, 0, 200, 0, 100]
        assert len({result["identity"] for result in results}) == 1


@pytest.mark.feature(38)
def test_a_batch_in_a_session_is_run_in_order_and_gathered(service: RuntimeService) -> None:
    program_id = upload(service, "echoes")
    with service.open_session() as session:
        jobs = session.run_batch(program_id, [{"n": n} for n in range(200)])
        assert service.gather(jobs, timeout=SECONDS_MAX) == [{"n": n} for n in range(200)]
        seen = {job.job_id() for job in service.as_completed(jobs, timeout=SECONDS_MAX)}
        assert len(seen) == 200
        assert {job.refresh()["attempt"] for job in jobs[::20]} == {1}


def test_jobs_leased_ahead_are_not_lost_with_their_executor(crashing: Deployment) -> None:
    with crashing.client() as service:
        program_id = upload(service, "echoes")
        with service.open_session() as session:
            jobs = session.run_batch(program_id, [{"n": n} for n in range(400)])
            next(iter(service.as_completed(jobs[100:], timeout=SECONDS_MAX)))
            crashing.kill("executor-1")
            assert service.gather(jobs, timeout=SECONDS_MAX) == [{"n": n} for n in range(400)]


def test_a_new_version_gets_a_process_of_its_own(service: RuntimeService) -> None:
    program_id = upload(service, "leaves_things")
    with service.open_session() as session:
        earlier = identities(session, program_id)
        service.update_program(program_id, description="The same, again.")
        assert identities(session, program_id) != earlier


def test_cancelling_a_session_cancels_its_jobs(service: RuntimeService) -> None:
    program_id = upload(service, "sleeps")
    session = Session(service, backend="simulator", max_time="1h")
    jobs = [session.run(program_id) for _ in range(4)]
    session.cancel()
    for job in jobs:
        job.wait_for_final_state(timeout=SECONDS_MAX)
        assert job.status() == JobStatus.CANCELLED
    assert session.status() == "cancelled"
    assert Session.from_id(session.session_id, service).details()["time_to_live"] == 3600


def test_a_session_expires(service: RuntimeService) -> None:
    session = service.open_session(max_idle_time=1)
    wait_until(lambda: session.status() == "expired", SECONDS_MAX, "the end of an idle session")
    assert session.session_id not in [open.session_id for open in service.sessions(is_open=True)]


def test_a_session_outlives_executor_and_coordinator(crashing: Deployment) -> None:
    with crashing.client() as service:
        program_id = upload(service, "leaves_things")
        with service.open_session() as session:
            first = identities(session, program_id)
            crashing.kill("coordinator")
            assert identities(session, program_id) == first
            crashing.kill("executor-1")
            second = identities(session, program_id)
            assert second != first
            assert identities(session, program_id) == second


@pytest.mark.feature(38)
def test_a_batch_is_many_jobs_by_one_command(service: RuntimeService) -> None:
    program_id = upload(service, "echoes")
    large = "x" * (400 << 10)
    inputs = [{"n": n} for n in range(20)] + [{"large": large}]
    jobs = service.run_batch(program_id, inputs, {"tags": ["batch"]})
    assert [job.result(timeout=SECONDS_MAX) for job in jobs] == inputs
    assert len(service.jobs(limit=100, tags="batch", program_id=program_id)) == 21


def test_a_batch_is_refused_as_a_whole(service: RuntimeService) -> None:
    spec = {"parameters": {"properties": {"n": {"type": "integer"}}, "required": ["n"]}}
    program_id = upload(service, "echoes", spec=spec)
    with pytest.raises(SpinwireError) as refused:
        service.run_batch(program_id, [{"n": 1}, {"n": "two"}, {}])
    assert refused.value.code == "inputs.invalid"
    context = refused.value.context
    assert (context["count"], context["1.path"], context["2.rule"]) == ("2", "/n", "#/required")
    assert service.jobs(program_id=program_id) == []


def test_the_command_line_opens_uses_and_closes_a_session(
    deployment: Deployment, service: RuntimeService, tmp_path: Path
) -> None:
    program_id = upload(service, "leaves_things")
    session = deployment.run("session", "open", "--idle-time", "60").stdout.strip()
    listed = deployment.run("session", "list", "--open")
    assert session in listed.stdout
    lines = tmp_path / "inputs.jsonl"
    lines.write_text('{"text": "a"}\n\n{"text": "b"}\n')
    ended = deployment.run("run", program_id, "--session", session, "--batch", lines)
    assert ended.returncode == 0, ended.stderr
    jobs = [service.job(job_id) for job_id in ended.stdout.split()]
    assert [job.inputs["text"] for job in jobs] == ["a", "b"]
    for job in jobs:
        job.result(timeout=SECONDS_MAX)
    assert {job.session_id for job in jobs} == {session}
    shown = deployment.run("session", "close", session)
    assert "closed" in shown.stdout
    refused = deployment.run("run", program_id, "--session", session)
    assert "session.closed" in refused.stderr
    assert deployment.run("session", "cancel", session).returncode == 0
