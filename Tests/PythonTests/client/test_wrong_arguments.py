"""Arguments of a wrong kind: told at the call that has them, by their names."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from job_helpers import start
from little_service import LittleService

from spinwire import ResultDecoder, RunOptions, RuntimeJob, RuntimeService, Session, SpinwireError
from spinwire.job_list import microseconds
from spinwire.reading import read_source

PROGRAM = "hello-0123456789"
METADATA = {"name": "hello", "description": "Says it.", "max_execution_time": 5}
SOURCE = "def main(backend, user_messenger):\n    pass\n"


def ran(**arguments: Any) -> Callable[[RuntimeService], Any]:
    return lambda client: client.run(PROGRAM, **arguments)


def listed(**arguments: Any) -> Callable[[RuntimeService], Any]:
    return lambda client: client.jobs(**arguments)


class NotOfJSON:
    """Nothing that a command can hold."""


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("job_tags", ran(job_tags="abc")),
        ("job_tags", ran(job_tags={"a": 1})),
        ("job_tags", ran(job_tags=5)),
        ("job_tags[1]", ran(job_tags=["a", None])),
        ("tags", ran(options={"job_tags": "abc"})),
        ("tags", ran(options=RunOptions(tags="abc"))),
        ("options", ran(options="simulator")),
        ("options", ran(options=["simulator"])),
        ("log_level", ran(options={"log_level": 10})),
        ("backend", ran(options={"backend": 5})),
        ("callback", ran(callback="print")),
        ("attempt", ran(callback=print, attempt="first")),
        ("attempt", ran(callback=print, attempt=True)),
        ("result_decoder", ran(result_decoder=lambda text: text)),
        ("result_decoder", ran(result_decoder=(None, None, None))),
        ("result_decoder[1]", ran(result_decoder=(ResultDecoder, 5))),
        ("max_execution_time", ran(max_execution_time="5")),
        ("max_execution_time", ran(max_execution_time=1.5)),
        ("session_id", ran(session_id=NotOfJSON())),
        ("environment", ran(image=b"qiskit-2")),
        ("resume_from", ran(resume_from=5)),
        ("program_id", lambda client: client.run(None)),
        ("program_id", lambda client: client.program(NotOfJSON())),
        ("job_id", lambda client: client.job(None)),
        ("job_id", lambda client: client.delete_job(5)),
        ("limit", listed(limit="all")),
        ("skip", listed(skip=None)),
        ("pending", listed(pending="yes")),
        ("program_id", listed(program_id=5)),
        ("backend", listed(backend=NotOfJSON())),
        ("tags", listed(tags=5)),
        ("tags[0]", listed(tags=[5])),
        ("created_after", listed(created_after="2026-01-01")),
        ("created_before", listed(created_before=date(2026, 1, 1))),
        ("cursor", listed(cursor=5)),
        ("callback", lambda client: client.stream_results(5)),
        ("decoder", lambda client: client.stream_results(print, 5)),
        ("created_after", lambda client: client.events(created_after=1.5)),
        ("min_num_qubits", lambda client: client.backends(min_num_qubits="5")),
        ("name", lambda client: client.backend(NotOfJSON())),
        ("limit", lambda client: client.programs(limit="all")),
        ("public", lambda client: client.set_program_visibility(PROGRAM, "yes")),
        ("accounts", lambda client: client.share_program(PROGRAM, "ada")),
        ("data", lambda client: client.upload_program(5, METADATA)),
        ("data", lambda client: client.upload_program("", METADATA)),
        ("metadata", lambda client: client.upload_program(SOURCE, ["name"])),
        ("entry", lambda client: client.upload_program(SOURCE, METADATA, entry=5)),
        ("inputs", lambda client: client.run_batch(PROGRAM, {"a": 1})),
        ("inputs", lambda client: client.run_batch(PROGRAM, None)),
        ("time_to_live", lambda client: client.open_session(time_to_live=1.5)),
        ("max_time", lambda client: Session(client, max_time=1.5)),  # type: ignore[arg-type]
        ("service", lambda client: Session("simulator")),  # type: ignore[arg-type]
        ("quotas", lambda client: client.accounts.create("ada", quotas={"a": NotOfJSON()})),
        ("url", lambda client: RuntimeService(5)),  # type: ignore[arg-type]
        ("token", lambda client: RuntimeService(token=5)),  # type: ignore[arg-type]
        ("limits", lambda client: RuntimeService("ipc:///x", "spw_a_b", limits=5)),  # type: ignore[arg-type]
    ],
)
def test_an_argument_of_a_wrong_kind_is_named(
    client: RuntimeService, argument: str, call: Callable[[Any], Any]
) -> None:
    with pytest.raises(SpinwireError) as caught:
        call(client)
    assert caught.value.code == "command.invalid"
    assert caught.value.context["argument"] == argument
    assert caught.value.context["expected"]


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("timeout", lambda job: job.result("soon")),
        ("timeout", lambda job: job.wait_for_final_state(float("nan"))),
        ("decoder", lambda job: job.result(decoder=5)),
        ("decoder", lambda job: job.interim_results(object)),
        ("callback", lambda job: job.stream_results(5)),
        ("decoder", lambda job: job.stream_results(print, 5)),
        ("attempt", lambda job: job.stream_results(print, attempt=0)),
        ("tags", lambda job: job.update_tags("abc")),
        ("path", lambda job: job.download_result(None)),
        ("after", lambda job: list(job.events("first"))),
        ("tags", lambda job: job.rerun("abc")),
        ("other", lambda job: job.compare(job.job_id())),
    ],
)
def test_an_argument_of_a_jobs_method_is_named(
    client: RuntimeService, argument: str, call: Callable[[Any], Any]
) -> None:
    job = client.run(PROGRAM)
    with pytest.raises(SpinwireError) as caught:
        call(job)
    assert (caught.value.code, caught.value.context["argument"]) == ("command.invalid", argument)
    assert not job.is_streaming


@pytest.mark.parametrize("inputs", [[("a", 1)], [], "ab", 0, {"a"}, object()])
def test_inputs_are_names_and_values(client: RuntimeService, inputs: Any) -> None:
    for call in (client.run, lambda program, one: client.run_batch(program, [{}, one])):
        with pytest.raises(SpinwireError, match="not a mapping of names to values") as caught:
            call(PROGRAM, inputs)
        assert caught.value.code == "inputs.invalid"


@pytest.mark.parametrize("name", [1, None, 1.5, (1, 2), b"a"])
def test_names_of_inputs_are_texts(client: RuntimeService, name: Any) -> None:
    with pytest.raises(SpinwireError) as caught:
        client.run(PROGRAM, {"a": 1, name: 2})
    assert caught.value.code == "inputs.invalid" and caught.value.context["name"] == repr(name)


def test_keywords_that_run_does_not_have_are_pythons_own_error(client: RuntimeService) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'shots'"):
        client.run(PROGRAM, shots=5)  # type: ignore[call-arg]
    assert isinstance(client.run(program_id=PROGRAM, inputs={"a": 1}, options=None), RuntimeJob)


def test_metadata_that_has_no_json_form_is_told_by_its_keys(client: RuntimeService) -> None:
    for spec in ({"parameters": {"default": float("nan")}}, {"parameters": NotOfJSON()}):
        with pytest.raises(SpinwireError) as caught:
            client.upload_program(SOURCE, METADATA, spec=spec)
        assert caught.value.code == "program.metadataInvalid"
        assert list(caught.value.context) == ["spec"]


def test_a_source_is_bytes_of_any_kind_and_of_utf8() -> None:
    assert read_source(bytearray(b"x = 1")) == read_source(memoryview(b"x = 1"))
    with pytest.raises(SpinwireError, match=r"UTF-8.*line=2") as caught:
        read_source("x = 1\ny = '\ud800'\n")
    assert caught.value.code == "program.invalid"


def test_a_decoder_may_be_a_class_whose_decode_wants_an_object(
    little: LittleService, client: RuntimeService
) -> None:
    class Plain(ResultDecoder):
        def decode(self, data: Any) -> Any:  # type: ignore[override]
            return ["plain", super().decoded(data)]

    job, _ = start(client, result_decoder=Plain)
    little.end(job.job_id(), {"a": 1})
    assert job.result(timeout=10) == ["plain", {"a": 1}]
    assert job.result(decoder=json.JSONDecoder) == {"a": 1}


def test_a_result_that_nothing_can_be_made_of_is_an_error_of_ours(
    little: LittleService, client: RuntimeService
) -> None:
    job, _ = start(client)
    little.end(job.job_id(), {"__type__": "complex", "__value__": ["x"]})
    with pytest.raises(SpinwireError, match="complex cannot be decoded") as caught:
        job.result(timeout=10)
    assert caught.value.code == "body.corrupt"


def test_a_moment_that_no_calendar_has_is_refused() -> None:
    assert microseconds(datetime(1900, 1, 1), "created_after") == 0
    with pytest.raises(SpinwireError):
        microseconds(float("nan"), "created_after")  # type: ignore[arg-type]
