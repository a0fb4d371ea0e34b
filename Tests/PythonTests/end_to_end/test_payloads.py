"""Inputs, messages and results that no frame holds, and what is too long even so."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployment import EXECUTABLE, Deployment, running, upload
from spinwire import RuntimeService
from spinwire.errors import SpinwireError
from spinwire.kinds import Kind
from spinwire.wire import BodyReference

MEBIBYTE = 1 << 20
SECONDS_MAX = 120.0


@pytest.fixture(scope="module", params=["local", "tcp"])
def deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """A deployment of these tests' own: they look at its memory."""
    with running(request.param) as started:
        yield started


def peak_byte_count(process_id: int) -> int:
    """Return the most memory that a process has had resident."""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    raise AssertionError("no VmHWM")


def test_long_files_go_in_and_come_out(
    deployment: Deployment, service: RuntimeService, tmp_path: Path
) -> None:
    # Both are longer than a source or a message may be.
    mebibytes = 200 if deployment.topology.stem == "local" else 70
    text = os.urandom(MEBIBYTE // 2).hex() * mebibytes
    given = tmp_path / "inputs.json"
    given.write_text(json.dumps({"text": text}, separators=(",", ":")))
    job = service.run(upload(service, "echoes"), given)
    result = tmp_path / "result.json"
    assert job.download_result(result, timeout=SECONDS_MAX) == given.stat().st_size
    assert result.read_bytes() == given.read_bytes()
    assert peak_byte_count(deployment.process_ids["coordinator"]) < 200 * MEBIBYTE
    # The executor passes them on through files.
    assert peak_byte_count(deployment.process_ids["executor-1"]) < 200 * MEBIBYTE
    service.delete_job(job.job_id())


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_long_values_come_back_as_they_were(service: RuntimeService) -> None:
    inputs = {"text": "x" * (70 * MEBIBYTE), "number": 1 + 2j}
    job = service.run(upload(service, "echoes"), inputs)
    assert job.result(timeout=SECONDS_MAX) == inputs
    assert service.job(job.job_id()).inputs == inputs


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_the_limit_stands_in_the_error(service: RuntimeService, tmp_path: Path) -> None:
    program = upload(service, "echoes")
    too_long = tmp_path / "inputs.json"
    with too_long.open("wb") as file:
        file.truncate((1 << 30) + 1)
    limit = {
        "bytes": str((1 << 30) + 1),
        "limit": str(1 << 30),
        "limit_name": "body_byte_count_max",
    }
    with pytest.raises(SpinwireError) as caught:
        service.run(program, too_long)
    assert (caught.value.code, caught.value.context) == ("payload.tooLarge", limit)
    assert caught.value.message == "The payload is longer than it may be."
    # The service itself says the same of the first chunk, and of a reference.
    fields = {"hash": "0" * 64, "byte_count": (1 << 30) + 1, "offset": 0}
    with pytest.raises(SpinwireError) as caught:
        service._connection.call(Kind.BODY_PUT, fields, bodies=[b"x"])
    assert (caught.value.code, caught.value.context) == ("payload.tooLarge", limit)


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_a_body_that_was_never_uploaded_is_no_input(service: RuntimeService) -> None:
    from spinwire.kinds import BodyForm

    fields = {"program_id": upload(service, "echoes"), "idempotency_key": "never-uploaded"}
    reference = BodyReference("12" * 32, 300 << 10)
    with pytest.raises(SpinwireError) as caught:
        service._connection.call(
            Kind.JOB_RUN, fields, bodies=[reference.encode()], body_form=BodyForm.REFERENCE
        )
    assert caught.value.code == "body.notFound"


@pytest.mark.feature(52)
@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_messages_have_up_to_sixty_four_mebibytes(service: RuntimeService) -> None:
    source = """
def main(backend, user_messenger, count):
    user_messenger.publish("x" * (count - 2))
    return "published"
"""
    fields = {"name": "long-messages", "description": "Of a test.", "max_execution_time": 60}
    program = service.upload_program(source, fields)
    job = service.run(program, {"count": 64 * MEBIBYTE})
    assert job.result(timeout=SECONDS_MAX) == "published"
    (message,) = job.interim_results()
    assert message == "x" * (64 * MEBIBYTE - 2)
    refused = service.run(program, {"count": 64 * MEBIBYTE + 1})
    with pytest.raises(SpinwireError) as caught:
        refused.result(timeout=SECONDS_MAX)
    assert "output.limit" in str(caught.value)
    assert str(64 * MEBIBYTE) in str(caught.value)


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_the_command_line_sends_and_saves_long_files(
    deployment: Deployment, service: RuntimeService, tmp_path: Path
) -> None:
    program = upload(service, "echoes")
    given = tmp_path / "inputs.json"
    given.write_text(json.dumps({"text": "y" * (66 * MEBIBYTE)}, separators=(",", ":")))
    result = tmp_path / "result.json"

    def spinwire(*arguments: str | Path) -> str:
        done = subprocess.run(
            [EXECUTABLE, *arguments],
            env=deployment.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    job = spinwire("run", program, "--inputs", given)
    spinwire("job", "result", job, "--save", result)
    assert result.read_bytes() == given.read_bytes()
