"""Commands that the service, or its client, refuses, and what is then told."""

from __future__ import annotations

import time
from typing import Any

import pytest

from deployment import Deployment, upload
from spinwire import RuntimeService
from spinwire.errors import SpinwireError

SECONDS_MAX = 60.0
SOURCE = "def main(backend, user_messenger, **kwargs):\n    return kwargs\n"


def refusal(function: Any, *arguments: Any, **keywords: Any) -> SpinwireError:
    """The error that a call raises."""
    with pytest.raises(SpinwireError) as caught:
        function(*arguments, **keywords)
    return caught.value


def test_a_key_is_that_of_one_command(service: RuntimeService) -> None:
    program = upload(service, "echoes")
    job = service.run(program, {"a": 1}, idempotency_key="one")
    assert service.run(program, {"a": 1}, idempotency_key="one").job_id() == job.job_id()
    for error in (
        refusal(service.run, program, {"a": 2}, idempotency_key="one"),
        refusal(service.run, program, {"a": 1}, job_tags=["x"], idempotency_key="one"),
        refusal(service.open_session, idempotency_key="one"),
        refusal(service.run_batch, program, [{"a": 1}], idempotency_key="one"),
    ):
        assert error.code == "command.keyReused"
        assert "another command" in error.message
    job.wait_for_final_state(SECONDS_MAX)


def test_a_command_that_no_frame_holds_fails_at_once(
    deployment: Deployment, service: RuntimeService
) -> None:
    begin = time.monotonic()
    fields = {"name": "long", "description": "x" * 300_000, "max_execution_time": 1}
    error = refusal(service.upload_program, SOURCE, fields)
    assert error.code == "payload.tooLarge"
    assert error.context["limit_name"] == "frame_byte_count_max"
    assert int(str(error.context["bytes"])) > 300_000
    # The connection is as it was.
    assert service.service_status()["version"]
    assert time.monotonic() - begin < deployment_patience(service)


def deployment_patience(service: RuntimeService) -> float:
    """How long a command without an answer would have waited."""
    return service._connection.limits.command_timeout


def test_lists_go_on_behind_what_a_frame_holds(service: RuntimeService) -> None:
    spec = {"parameters": {"description": "x" * 50_000}}
    fields = {"description": "A long one.", "max_execution_time": 1, "spec": spec}
    ids = [service.upload_program(SOURCE, {"name": f"long {n}", **fields}) for n in range(8)]
    try:
        found = [program.program_id for program in service.programs(limit=8)]
        assert found == ids[::-1]
        assert [program.program_id for program in service.programs(3, 2)] == ids[::-1][2:5]
        for _ in range(6):
            service.update_program(ids[0], SOURCE)
        versions = [program.version for program in service.program_history(ids[0])]
        assert len(versions) == 7
    finally:
        for program in ids:
            service.delete_program(program)


def test_as_many_rows_are_listed_as_are_asked_for(service: RuntimeService) -> None:
    service.run(upload(service, "echoes")).wait_for_final_state(SECONDS_MAX)
    none = service.jobs(limit=0)
    assert (list(none), none.cursor) == ([], None) and none.total >= 1
    assert service.programs(limit=0) == []
    for ask in (service.jobs, service.programs, service.sessions, service.accounts.list):
        error = refusal(ask, limit=-1)
        assert error.code == "command.invalid" and error.context["field"] == "limit"


@pytest.mark.parametrize("seconds", [0, -1, 1.5, True, "60"])
def test_a_wrong_time_limit_is_told_as_such(service: RuntimeService, seconds: Any) -> None:
    error = refusal(service.run, upload(service, "echoes"), max_execution_time=seconds)
    assert error.code == "command.invalid"
    # The client names the argument; what it takes for a whole number the service has an opinion of.
    named = error.context.get("argument", error.message)
    assert "max_execution_time" in str(named)
    assert "lengthen" not in error.message


def test_a_batch_says_which_inputs_cannot_be_written(service: RuntimeService) -> None:
    error = refusal(service.run_batch, upload(service, "echoes"), [{"a": 1}, {"a": object()}])
    assert error.code == "inputs.invalid"
    assert error.context["index"] == "1"


def test_a_session_that_was_closed_and_then_cancelled_says_so(service: RuntimeService) -> None:
    program = upload(service, "publishes")
    session = service.open_session()
    job = session.run(program, {"count": 10_000, "pause_seconds": 0.05})
    session.close()
    assert session.status() == "closed"
    session.cancel()
    assert session.status() == "cancelled"
    job.wait_for_final_state(SECONDS_MAX)
    assert job.status() == "cancelled"


@pytest.mark.feature(6)
def test_every_problem_of_metadata_stands_in_one_list(service: RuntimeService) -> None:
    wrong = {
        "name": " ",
        "max_execution_time": 1.5,
        "cost": 1,
        "environment": "none-of-ours",
        "spec": {"parameters": {"type": "objekt"}, "inputs": {}},
    }
    expected = {
        "name",
        "description",
        "max_execution_time",
        "cost",
        "environment",
        "spec.parameters#/type",
        "spec.inputs",
    }
    error = refusal(service.upload_program, SOURCE, wrong)
    assert (error.code, set(error.context)) == ("program.metadataInvalid", expected)
    program = upload(service, "echoes")
    error = refusal(service.update_program, program, metadata=wrong)
    assert (error.code, set(error.context)) == (
        "program.metadataInvalid",
        expected - {"description"},
    )
