"""The command line, against real services."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from deployment import EXECUTABLE, Deployment, adopt_orphans
from repository import ROOT, TEST_PROGRAMS
from spinwire import RuntimeService
from users import Guest

HELLO_WORLD = ROOT / "Programs" / "hello_world"
NOBODY = 65534
METADATA = {"name": "bad-input", "description": "Never runs.", "max_execution_time": 60}


def lines(ended: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.stdout.splitlines()]


def code(ended: subprocess.CompletedProcess[str]) -> str:
    """The code of the one error that was told."""
    found = re.findall(r"^error: [^\n]*?\[([A-Za-z.]+)\]", ended.stderr, re.MULTILINE)
    assert len(found) == 1, ended.stderr
    return str(found[0])


def test_run_follows_a_file_to_its_result(deployment: Deployment) -> None:
    ended = deployment.run(
        "run", HELLO_WORLD / "hello_world.py", "--input", "iterations=3", "--follow"
    )
    assert ended.returncode == 0, ended.stderr
    output = ended.stdout.splitlines()
    assert [json.loads(line)["iteration"] for line in output[:3]] == [0, 1, 2]
    assert output[3:] == ['result: "Hello, World!"']
    assert ended.stderr.splitlines()[-1] == "status: completed"
    assert "\r" not in ended.stderr


def test_json_lines_name_the_job(deployment: Deployment) -> None:
    program = TEST_PROGRAMS / "publishes.py"
    ended = deployment.run("run", program, "--input", "count=2", "--follow", "--json")
    assert ended.returncode == 0, ended.stderr
    found = lines(ended)
    assert len({line["job_id"] for line in found}) == 1
    assert [line["sequence"] for line in found[1:]] == list(range(1, len(found)))
    assert [line["data"]["index"] for line in found[1:] if line["kind"] == "interim"] == [0, 1]
    assert [line["data"] for line in found[1:] if line["kind"] == "result"] == [{"count": 2}]


def test_an_unchanged_file_is_not_uploaded_again(deployment: Deployment) -> None:
    upload = (
        "program",
        "upload",
        HELLO_WORLD / "hello_world.py",
        "--metadata",
        HELLO_WORLD / "hello_world.json",
        "--name",
        "said-twice",
        "--reuse",
        "--json",
    )
    first, second = lines(deployment.run(*upload))[0], lines(deployment.run(*upload))[0]
    assert first["change"] == "uploaded"
    assert second == {"program_id": first["program_id"], "change": "unchanged"}
    third = lines(deployment.run(*upload, "--max-execution-time", "7"))[0]
    assert third == {"program_id": first["program_id"], "change": "updated"}
    shown = lines(deployment.run("program", "show", first["program_id"], "--json"))[0]
    assert shown["version"] == 2
    assert shown["metadata"]["max_execution_time"] == 7


@pytest.mark.feature(1)
def test_a_programs_life(deployment: Deployment) -> None:
    source = TEST_PROGRAMS / "echoes.py"
    uploaded = deployment.run(
        "program", "upload", source, "--metadata", source.with_suffix(".json")
    )
    program_id = uploaded.stdout.strip()
    shown = lines(deployment.run("program", "show", program_id, "--source", "--json"))[0]
    assert shown["source"] == source.read_text()
    updated = lines(
        deployment.run("program", "update", program_id, "--description", "Changed.", "--json")
    )
    assert updated[0]["version"] == 2
    listed = lines(deployment.run("program", "list", "--limit", "1000", "--json"))
    assert program_id in [row["program_id"] for row in listed]
    assert deployment.run("program", "delete", program_id).returncode == 0
    gone = deployment.run("run", program_id)
    assert (gone.returncode, code(gone)) == (2, "program.notFound")


def test_a_jobs_life(deployment: Deployment) -> None:
    started = deployment.run(
        "run", TEST_PROGRAMS / "prints.py", "--input", "count=2", "--tag", "printed"
    )
    job_id = started.stdout.strip()
    assert re.fullmatch("[0-9a-f]{32}", job_id)
    assert deployment.run("job", "result", job_id).stdout == "2\n"
    assert deployment.run("job", "watch", job_id).returncode == 0
    assert "error line 1" in deployment.run("job", "logs", job_id).stdout
    shown = lines(deployment.run("job", "show", job_id, "--json"))[0]
    assert (shown["status"], shown["tags"]) == ("completed", ["printed"])
    listed = lines(deployment.run("job", "list", "--tag", "printed", "--json"))
    assert job_id in [row["job_id"] for row in listed]
    again = deployment.run("job", "cancel", job_id)
    assert again.stdout.strip() == "completed"


def test_cancel_waits_for_the_end_when_asked(deployment: Deployment) -> None:
    job_id = deployment.run("run", TEST_PROGRAMS / "sleeps.py").stdout.strip()
    ended = lines(deployment.run("job", "cancel", job_id, "--wait", "--json"))
    assert ended == [{"job_id": job_id, "status": "cancelled"}]
    watched = deployment.run("job", "watch", job_id)
    assert (watched.returncode, code(watched)) == (1, "job.cancelled")


def test_a_failed_job_ends_the_command_with_one(deployment: Deployment) -> None:
    ended = deployment.run("run", TEST_PROGRAMS / "raises.py", "--follow")
    assert ended.returncode == 1
    assert "ValueError: raised on purpose" in ended.stderr
    assert code(ended) == "program.raised"


def test_ctrl_c_detaches_and_says_how_to_go_on(deployment: Deployment) -> None:
    command = deployment.popen("run", TEST_PROGRAMS / "sleeps.py", "--follow")
    assert command.stdout is not None and command.stderr is not None
    assert command.stdout.readline() == '"asleep"\n'
    command.send_signal(signal.SIGINT)
    _, errors = command.communicate(timeout=30)
    assert command.returncode == 130
    found = re.search("spinwire job cancel ([0-9a-f]{32})", errors)
    assert found is not None, errors
    assert f"spinwire job watch {found[1]}" in errors
    shown = lines(deployment.run("job", "show", found[1], "--json"))[0]
    assert shown["status"] == "running"
    deployment.run("job", "cancel", found[1], "--wait")


def test_the_service_tells_about_itself(deployment: Deployment) -> None:
    status = lines(deployment.run("service", "status", "--json"))[0]
    assert status["synchronous"] == 2
    roles = sorted(worker["role"] for worker in status["workers"])
    assert roles.count("executor") == roles.count("simulator") >= 1
    backends = lines(deployment.run("backend", "list", "--json"))
    names = {row["device"]["name"] for row in backends}
    assert names == {file.stem for file in (ROOT / "Topology/backends").glob("*.yaml")}
    assert all(row["operational"] for row in backends)


def test_a_second_supervisor_of_the_same_state_is_refused(deployment: Deployment) -> None:
    ended = deployment.run("up", "--topology", deployment.topology)
    assert (ended.returncode, code(ended)) == (4, "store.inUse")


@pytest.mark.parametrize(
    ("arguments", "status", "expected"),
    [
        (["run", "no-such-program"], 2, "program.notFound"),
        (["run", "{echoes}", "--backend", "no-such-backend"], 2, "backend.notFound"),
        (["run", "{echoes}", "--environment", "no-such"], 2, "environment.notFound"),
        (["run", "{echoes}", "--inputs", "{list}"], 2, "inputs.invalid"),
        (["run", "{echoes}", "--inputs", "{text}"], 2, "inputs.invalid"),
        (["run", "{echoes}", "--input", "novalue"], 2, "inputs.invalid"),
        (["run", "{folder}/missing.py"], 2, "command.invalid"),
        (["program", "upload", "{syntax_error}", "--metadata", "{metadata}"], 2, "program.invalid"),
        (["program", "upload", "{without_main}", "--metadata", "{metadata}"], 2, "program.invalid"),
        (
            ["program", "upload", "{wrong_signature}", "--metadata", "{metadata}"],
            2,
            "program.invalid",
        ),
        (["program", "upload", "{echoes}"], 2, "program.metadataInvalid"),
        (["program", "upload", "{echoes}", "--metadata", "{list}"], 2, "program.metadataInvalid"),
        (
            ["program", "upload", "{echoes}", "--metadata", "{metadata}", "--name", " "],
            2,
            "program.metadataInvalid",
        ),
        (["run", "{echoes}", "--log-level", "NOPE"], 2, "command.invalid"),
        (["run", "{echoes}", "--batch", "{many}", "--log-level", "NOPE"], 2, "command.invalid"),
        (["program", "show", "no-such-program"], 2, "program.notFound"),
        (["program", "delete", "no-such-program"], 2, "program.notFound"),
        (["job", "show", "0" * 32], 2, "job.notFound"),
        (["job", "result", "0" * 32], 2, "job.notFound"),
        (["job", "cancel", "0" * 32], 2, "job.notFound"),
        (["job", "watch", "0" * 32], 2, "job.notFound"),
        (["account", "create", "Not A Name"], 2, "command.invalid"),
    ],
)
def test_bad_input_gets_a_code_and_one_sentence(
    deployment: Deployment, tmp_path: Path, arguments: list[str], status: int, expected: str
) -> None:
    (tmp_path / "list").write_text("[1]")
    (tmp_path / "text").write_text("{not json")
    (tmp_path / "many").write_text("{}\n{}\n")
    (tmp_path / "metadata").write_text(json.dumps(METADATA))
    places = {name: str(tmp_path / name) for name in ("list", "text", "many", "metadata")}
    places |= {path.stem: str(path) for path in TEST_PROGRAMS.glob("*.py")}
    before = deployment.run("job", "list", "--limit", "1", "--json").stdout
    ended = deployment.run(*(word.format(folder=tmp_path, **places) for word in arguments))
    assert (ended.returncode, code(ended)) == (status, expected)
    assert ended.stdout == ""
    assert deployment.run("job", "list", "--limit", "1", "--json").stdout == before


@pytest.mark.parametrize("seconds", [0, 3601])
def test_a_limit_that_cannot_be_is_refused_in_one_sentence(
    deployment: Deployment, seconds: int
) -> None:
    path = TEST_PROGRAMS / "echoes.py"
    ended = deployment.run("run", path, "--max-execution-time", str(seconds))
    sentence = "A job's max_execution_time is at least 1 second, and at most that of its program."
    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert f"max_execution_time: {seconds}" in ended.stderr


def test_all_problems_of_metadata_are_told_at_once(deployment: Deployment) -> None:
    ended = deployment.run("program", "upload", TEST_PROGRAMS / "echoes.py")
    for field in ("name", "description", "max_execution_time"):
        assert field in ended.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"name": "a",\n "description": "b",}', ("The text is not JSON", "line: 2", "column: ")),
        ('{"name": "a", "name": "b"}', ("two members of the same name",)),
        ('{"spec": ' + "[" * 40 + "]" * 40 + "}", ("nested too deeply", "limit: 31")),
        ('{"max_execution_time": 1e400}', ("too large", "path: /max_execution_time")),
    ],
)
def test_what_is_wrong_with_metadata_is_told_where_it_is(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "metadata.json").write_text(text)
    program = TEST_PROGRAMS / "echoes.py"
    ended = subprocess.run(
        [EXECUTABLE, "program", "upload", program, "--metadata", tmp_path / "metadata.json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, code(ended)) == (2, "program.metadataInvalid")
    for word in (*words, "file: "):
        assert word in ended.stderr


def test_a_program_is_shown_with_what_goes_in_and_what_comes_out(deployment: Deployment) -> None:
    metadata = HELLO_WORLD / "hello_world.json"
    program = HELLO_WORLD / "hello_world.py"
    uploaded = deployment.run("program", "upload", program, "--metadata", metadata, "--json")
    program_id = lines(uploaded)[0]["program_id"]
    shown = deployment.run("program", "show", program_id).stdout
    for pattern in (
        r"^name: +\S+$",
        r"^version: +1$",
        r"^max_execution_time: +\d+ s$",
        r"^created: +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$",
        r"^updated: +\d{4}-",
        r"^parameters:\n  - iterations:\n    Description: .+\n    Type: integer\n(    .+\n)*"
        r"    Required: False$",
        r"^interim results:\n  - ",
        r"^returns:\n  - -:\n    Description: ",
    ):
        assert re.search(pattern, shown, re.MULTILINE), shown
    deployment.run("program", "delete", program_id)


def test_the_source_of_somebody_elses_program_is_refused(
    deployment: Deployment, service: RuntimeService, reader: Guest
) -> None:
    program = service.upload_program(TEST_PROGRAMS / "echoes.py", {**METADATA, "is_public": True})
    environment = {"SPINWIRE_TOKEN": reader.token}
    shown = deployment.run("program", "show", program, **environment)
    assert shown.returncode == 0, shown.stderr
    for words in ((), ("--json",)):
        ended = deployment.run("program", "show", program, "--source", *words, **environment)
        assert (ended.returncode, code(ended)) == (1, "account.notAllowed")
        assert ended.stdout == ""
    service.delete_program(program)


def test_an_unchecked_program_fails_with_the_same_reason(deployment: Deployment) -> None:
    program = TEST_PROGRAMS / "syntax_error.py"
    ended = deployment.run("run", program, "--no-check", "--follow")
    assert (ended.returncode, code(ended)) == (1, "program.invalid")


def test_a_circuit_larger_than_the_backend_is_told(deployment: Deployment, tmp_path: Path) -> None:
    program = tmp_path / "wide.py"
    program.write_text(
        "from qiskit import QuantumCircuit\n"
        "def main(backend, user_messenger, **kwargs):\n"
        "    circuit = QuantumCircuit(6, 6)\n"
        "    circuit.measure(range(6), range(6))\n"
        "    backend.run(circuit).result()\n"
    )
    ended = deployment.run("run", program, "--backend", "line5", "--follow")
    assert (ended.returncode, code(ended)) == (1, "backend.tooSmall")
    assert "6" in ended.stderr and "5" in ended.stderr


def test_the_file_of_the_clients_is_where_clients_look_for_it(tmp_path: Path) -> None:
    adopt_orphans()
    deployment = Deployment("local")
    path = tmp_path / "client.json"
    deployment.environment["SPINWIRE_CLIENT_FILE"] = str(path)
    try:
        deployment.start()
        assert not (deployment.state / "client.json").exists()
        assert path.stat().st_mode & 0o777 == 0o600
        assert deployment.run("job", "list").returncode == 0
        assert deployment.stop() == 0
        # A program that is tried out has a service of its own, and leaves this file alone.
        before = path.read_text()
        program = TEST_PROGRAMS / "echoes.py"
        assert deployment.run("run", program, "--local").returncode == 0
        # With another state it would take the place of the service that the file belongs to.
        other = deployment.run("coordinator", SPINWIRE_STATE=str(tmp_path / "other"))
        assert (other.returncode, code(other)) == (4, "configuration.invalid")
        assert path.read_text() == before
    finally:
        deployment.clean()


def test_no_service_is_said_as_such(tmp_path: Path) -> None:
    ended = subprocess.run(
        [EXECUTABLE, "job", "list"],
        env={"SPINWIRE_STATE": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, code(ended)) == (3, "service.unreachable")


def test_usage_errors_have_a_status_of_their_own() -> None:
    ended = subprocess.run(
        [EXECUTABLE, "job", "show", "not-a-job-id"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, code(ended)) == (2, "command.invalid")


class TestLocal:
    """`spinwire run FILE --local`: no service."""

    @staticmethod
    def run(*arguments: str | Path, store: Path | None = None) -> subprocess.CompletedProcess[str]:
        extra = ["--store", str(store)] if store else []
        with tempfile.TemporaryDirectory(prefix="spinwire-") as scratch:
            ended = subprocess.run(
                [EXECUTABLE, "run", *arguments, "--local", *extra],
                env={**os.environ, "TMPDIR": scratch},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )
            assert os.listdir(scratch) == []
        return ended

    def test_a_file_runs_without_a_service(self) -> None:
        ended = self.run(HELLO_WORLD / "hello_world.py", "--input", "iterations=2")
        assert ended.returncode == 0, ended.stderr
        assert len(ended.stdout.splitlines()) == 3

    def test_a_failure_is_a_failure(self) -> None:
        ended = self.run(TEST_PROGRAMS / "raises.py")
        assert (ended.returncode, code(ended)) == (1, "program.raised")

    def test_a_store_is_kept_when_named(self) -> None:
        with tempfile.TemporaryDirectory(prefix="spinwire-") as folder:
            store = Path(folder) / "kept"
            assert self.run(TEST_PROGRAMS / "echoes.py", store=store).returncode == 0
            assert self.run(TEST_PROGRAMS / "echoes.py", store=store).returncode == 0
            assert (store / "store").is_dir()

    def test_an_ordinary_user_runs_a_file(self) -> None:
        if os.geteuid() != 0:
            # Every other test of this class is then this one.
            return
        with tempfile.TemporaryDirectory(prefix="spinwire-") as folder:
            home = Path(folder)
            # The environments are root's, and readable by everybody.
            (home / "cache" / "spinwire").mkdir(parents=True)
            (home / "cache" / "spinwire" / "env").symlink_to("/var/lib/spinwire/env")
            for path in (home, home / "cache", home / "cache" / "spinwire"):
                os.chown(path, NOBODY, NOBODY)
            ended = subprocess.run(
                [
                    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
                    *(EXECUTABLE, "run", HELLO_WORLD / "hello_world.py", "--local"),
                    *("--input", "iterations=2"),
                ],
                env={
                    "HOME": folder,
                    "XDG_CACHE_HOME": str(home / "cache"),
                    "TMPDIR": folder,
                    "PATH": "/usr/bin:/bin",
                },
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.splitlines()[2:] == ['result: "Hello, World!"']

    def test_ctrl_c_cancels(self) -> None:
        with tempfile.TemporaryDirectory(prefix="spinwire-") as scratch:
            command = subprocess.Popen(
                [EXECUTABLE, "run", TEST_PROGRAMS / "sleeps.py", "--local"],
                env={**os.environ, "TMPDIR": scratch},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            assert command.stdout is not None
            assert command.stdout.readline() == '"asleep"\n'
            command.send_signal(signal.SIGINT)
            _, errors = command.communicate(timeout=60)
            assert command.returncode == 130, errors
            assert "status: cancelled" in errors
            assert os.listdir(scratch) == []
