"""What authors do before and while they upload: begin a program, check it, send several files."""

from __future__ import annotations

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from deployment import EXECUTABLE, Deployment
from repository import ROOT, TEST_PROGRAMS
from spinwire import RuntimeService

SECONDS_MAX = 60.0
LONG_NAME = "inner/" + "n" * 120 + ".py"
FILES = {
    "solver.py": "from helper import value\n\n"
    "def main(backend, user_messenger):\n    return value()\n",
    "helper.py": "def value():\n    return 42\n",
    LONG_NAME: "",
}


def spinwire(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder, without a service."""
    return subprocess.run(
        [EXECUTABLE, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def findings(ended: subprocess.CompletedProcess[str]) -> dict[str, str]:
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    return {row["check"]: row["outcome"] for row in rows}


@pytest.fixture
def several(tmp_path: Path) -> Path:
    folder = tmp_path / "several"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.feature(12, 94, 95)
def test_a_new_program_passes_its_check(tmp_path: Path) -> None:
    made = spinwire(tmp_path, "program", "new", "bell-pairs")
    assert made.stdout.split() == ["bell_pairs.py", "bell_pairs.json"], made.stderr
    again = spinwire(tmp_path, "program", "new", "bell-pairs")
    assert again.returncode == 2
    checked = spinwire(
        tmp_path,
        "program",
        "check",
        "bell_pairs.py",
        "--topology",
        str(ROOT / "Topology/local.yaml"),
        "--json",
    )
    assert checked.returncode == 0, checked.stderr
    found = findings(checked)
    assert list(found) == [
        *("syntax", "schema", "metadata", "dry run", "serialisation"),
        *("interim results", "return value", "cancellation", "time limit"),
    ]
    assert "failed" not in found.values()


@pytest.mark.feature(12, 95)
def test_a_check_tells_what_is_wrong() -> None:
    topology = ("--topology", str(ROOT / "Topology/local.yaml"), "--json")
    for name, check in (
        ("syntax_error", "syntax"),
        ("without_main", "syntax"),
        ("raises", "dry run"),
        ("not_serializable", "dry run"),
    ):
        checked = spinwire(TEST_PROGRAMS, "program", "check", f"{name}.py", *topology)
        assert checked.returncode == 1, checked.stderr
        assert findings(checked)[check] == "failed"


@pytest.mark.feature(16)
def test_a_folder_runs_by_both_clients(
    deployment: Deployment, service: RuntimeService, several: Path
) -> None:
    metadata = {"name": "several", "description": "Several files.", "max_execution_time": 30}
    program_id = service.upload_program(several, metadata, entry="solver.py")
    program = service.program(program_id)
    assert program.files() == {name: text.encode() for name, text in FILES.items()}
    assert program.data == FILES["solver.py"]
    assert service.run(program_id).result(timeout=SECONDS_MAX) == 42
    service.delete_program(program_id)

    ended = deployment.run("run", several, "--entry", "solver.py", "--follow")
    assert ended.stdout.splitlines() == ["result: 42"], ended.stderr
    sent = service.programs(name="several")[0]
    assert sent.files() == program_files(several)
    service.delete_program(sent.program_id)


def program_files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.mark.feature(16)
def test_a_tar_runs_with_the_entry_that_is_named(
    deployment: Deployment, service: RuntimeService, several: Path, tmp_path: Path
) -> None:
    path = tmp_path / "packed.tar"
    with tarfile.open(path, "w") as archive:
        for name in FILES:
            archive.add(several / name, name)
    fields = ("--name", "packed", "--description", "A tar.", "--max-execution-time", "30")
    ended = deployment.run("program", "upload", path, "--entry", "solver.py", *fields, "--json")
    program_id = json.loads(ended.stdout)["program_id"]
    assert service.run(program_id).result(timeout=SECONDS_MAX) == 42
    shown = subprocess.run(
        [EXECUTABLE, "program", "show", program_id, "--source"],
        env=deployment.environment,
        capture_output=True,
        check=True,
    )
    (tmp_path / "back.tar").write_bytes(shown.stdout)
    with tarfile.open(tmp_path / "back.tar") as archive:
        assert sorted(archive.getnames()) == sorted(FILES)
    service.delete_program(program_id)
