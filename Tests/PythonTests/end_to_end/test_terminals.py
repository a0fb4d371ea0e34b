"""What others wrote never steers a terminal, and JSON stays exact."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from deployment import EXECUTABLE, Deployment
from spinwire import RuntimeService

SECONDS_MAX = 60.0
HOSTILE = "a\x1b]0;owned\x07\x1b[2Jb\x9b31m\u202ec\rd"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
PROGRAM = f"""
import json

class Raw(json.JSONEncoder):
    def iterencode(self, value, _one_shot=False):
        yield json.dumps(value, ensure_ascii=False)
    def encode(self, value):
        return json.dumps(value, ensure_ascii=False)

def main(backend, user_messenger):
    print({HOSTILE!r})
    user_messenger.publish({{"text": {HOSTILE!r}}}, encoder=Raw)
    user_messenger.progress(1, 2, {HOSTILE!r})
    raise ValueError({HOSTILE!r})
"""


def on_a_terminal(deployment: Deployment, *arguments: str) -> str:
    """Return what a terminal is sent; it makes each end of a line two characters."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [EXECUTABLE, *arguments],
        env=deployment.environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        sent = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                # The other end is closed.
                break
            if not piece:
                break
            sent += piece
    os.close(ours)
    return sent.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_nothing_that_a_program_says_steers_a_terminal(
    deployment: Deployment, service: RuntimeService, capsys: pytest.CaptureFixture[str]
) -> None:
    metadata = {
        "name": "hostile",
        "description": HOSTILE,
        "max_execution_time": 30,
        "spec": {"parameters": {"properties": {HOSTILE: {"description": HOSTILE}}}},
    }
    program = service.upload_program(PROGRAM, metadata)
    job = service.run(program, job_tags=[HOSTILE])
    job.wait_for_final_state(SECONDS_MAX)
    job_id = job.job_id()
    # Our own line that tells of the progress takes itself away.
    own = "\r\x1b[K"
    for words in (
        ("job", "watch", job_id),
        ("job", "logs", job_id),
        ("job", "show", job_id),
        ("job", "result", job_id),
        ("job", "inputs", job_id),
        ("program", "show", program),
        ("program", "show", program, "--source"),
        ("program", "list"),
        ("program", "list", HOSTILE),
        ("job", "watch", job_id, "--json"),
        ("job", "show", job_id, "--json"),
        ("program", "show", program, "--json"),
    ):
        shown = on_a_terminal(deployment, *words)
        assert not STEERING.search(shown.replace(own, "")), (words, shown)
    shown = json.loads(deployment.run("job", "show", job_id, "--json").stdout)
    assert shown["tags"] == [HOSTILE]
    events = deployment.run("job", "watch", job_id, "--json").stdout.splitlines()
    interim = [each for each in map(json.loads, events) if each["kind"] == "interim"]
    assert [each["data"] for each in interim] == [{"text": HOSTILE}]
    service.pprint_programs(search="hostile")
    print(service.program(program), job, service.jobs(limit=1), job.error_message() is not None)
    with pytest.raises(Exception) as raised:
        job.result()
    print(raised.value)
    printed = capsys.readouterr().out
    assert "owned" in printed and not STEERING.search(printed)
    service.delete_program(program)


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_what_goes_into_a_file_is_exact(
    deployment: Deployment, service: RuntimeService, tmp_path: Path
) -> None:
    (tmp_path / "source.py").write_text(f"def main(a, b):\n    return {HOSTILE!r}  # \x1b[0m\n")
    metadata = {"name": "exact", "description": "A test.", "max_execution_time": 30}
    program = service.upload_program(tmp_path / "source.py", metadata)
    shown = deployment.run("program", "show", program, "--source").stdout
    assert shown.endswith((tmp_path / "source.py").read_text() + "\n")
    job = service.run(program)
    assert job.result(timeout=SECONDS_MAX) == HOSTILE
    assert json.loads(deployment.run("job", "result", job.job_id()).stdout) == HOSTILE
    service.delete_program(program)
