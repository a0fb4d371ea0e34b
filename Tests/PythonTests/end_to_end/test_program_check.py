"""What ``spinwire program check`` finds in programs that are shipped, and in bad ones."""

from __future__ import annotations

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from deployment import EXECUTABLE
from repository import ROOT
from shipped import NAMES

CHECKS = [
    *("syntax", "schema", "metadata", "dry run", "serialisation"),
    *("interim results", "return value", "cancellation", "time limit"),
]
SPEC = {
    "parameters": {"type": "object", "properties": {"steps": {"type": "integer", "default": 3}}},
    "interim_results": {"type": "object", "required": ["step"]},
    "return_values": {"type": "string", "maxLength": 3},
}
BAD = """
def main(backend, user_messenger, steps=3):
    for number in range(steps):
        user_messenger.publish({"stage": number})
    user_messenger.publish({"step": steps})
    return "done"
"""


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EXECUTABLE, "program", "check", *arguments, "--topology", ROOT / "Topology/local.yaml"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.feature(95)
@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_program_passes_with_the_example_beside_it(name: str) -> None:
    checked = check(ROOT / "Programs" / name / f"{name}.py", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    rows = [json.loads(line) for line in checked.stdout.splitlines()]
    assert [row["check"] for row in rows] == CHECKS
    outcomes = {row["check"]: row["outcome"] for row in rows}
    assert "failed" not in outcomes.values()
    assert outcomes["dry run"] == outcomes["return value"] == "ok"


def bad_program(folder: Path, source: str, spec: object = SPEC) -> Path:
    metadata = {"name": "bad", "description": "Bad.", "max_execution_time": 20, "spec": spec}
    (folder / "bad.py").write_text(source)
    (folder / "bad.json").write_text(json.dumps(metadata))
    return folder / "bad.py"


TIMES = """
import time

def main(backend, user_messenger, seconds):
    {first}
    time.sleep(seconds)
"""


@pytest.mark.feature(95)
@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("user_messenger.publish(1)", "at its first interim result"),
        ("print(1)", "at its first line of output"),
        ("pass", "after half of its time"),
    ],
)
def test_what_runs_long_enough_is_stopped_in_its_main(
    tmp_path: Path, first: str, words: str
) -> None:
    program = bad_program(tmp_path, TIMES.format(first=first), {})
    checked = check(program, "--input", "seconds=1.5", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    rows = {row["check"]: row for row in map(json.loads, checked.stdout.splitlines())}
    stopped = "then every process of it was gone"
    assert rows["cancellation"]["outcome"] == "ok"
    assert rows["cancellation"]["detail"] == f"cancelled {words}; {stopped}"
    assert rows["time limit"]["outcome"] == "ok"
    assert rows["time limit"]["detail"] == "with a limit of 1 s it was stopped after 1 s"


def test_what_ends_by_itself_has_not_been_stopped(tmp_path: Path) -> None:
    program = bad_program(tmp_path, TIMES.format(first="pass"), {})
    checked = check(program, "--input", "seconds=0", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    rows = {row["check"]: row for row in map(json.loads, checked.stdout.splitlines())}
    for name in ("cancellation", "time limit"):
        assert rows[name]["outcome"] == "skipped"
        assert rows[name]["detail"].startswith("not tried: main ended by itself, after 0.")


def test_a_traceback_names_the_file_and_not_the_program(tmp_path: Path) -> None:
    program = bad_program(tmp_path, BAD.replace("return", "raise ValueError(steps)\n    return"))
    own = program.rename(tmp_path / "own name.py")
    checked = check(own, "--metadata", tmp_path / "bad.json")
    assert checked.returncode == 1
    assert 'File "own_name.py", line 6, in main' in checked.stdout, checked.stdout


def test_the_metadata_of_a_tar_stand_beside_it(tmp_path: Path) -> None:
    source = bad_program(tmp_path, "def main(backend, user_messenger):\n    return 1\n", {})
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        archive.add(source, "main.py")
    checked = check(tmp_path / "bad.tar")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.feature(12, 95)
def test_what_does_not_fit_its_schema_is_told_with_path_and_rule(tmp_path: Path) -> None:
    checked = check(bad_program(tmp_path, BAD))
    assert checked.returncode == 1
    lines = checked.stdout.splitlines()
    first = lines.index("interim results  failed   3 of 4 do not fit spec.interim_results")
    assert lines[first + 1].strip().startswith("/ (#/required): It lacks")
    assert lines[first + 2] == "return value     failed   1 of 1 do not fit spec.return_values"
    assert lines[first + 3].strip().startswith("/ (#/maxLength)")
    assert " ok, 2 failed, " in lines[-1]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (BAD.replace("return", "raise ValueError(steps)\n    return"), "ValueError: 3"),
        (BAD.replace('"done"', "object()"), "not JSON serializable"),
        (BAD.replace("steps=3", "steps=3, *, more"), "main takes more, which"),
        (BAD.replace("steps=3", "steps: str = 3"), "str in main and integer in spec.parameters"),
        (BAD.replace("steps=3", ""), "spec.parameters declares steps"),
    ],
)
def test_what_cannot_work_is_told(tmp_path: Path, source: str, words: str) -> None:
    checked = check(bad_program(tmp_path, source))
    assert checked.returncode == 1
    assert words in checked.stdout
    assert " failed" in checked.stdout


def test_a_schema_that_is_wrong_is_told_line_by_line(tmp_path: Path) -> None:
    spec = {"parameters": {"type": "objekt"}, "return_values": {"minLength": -1}}
    checked = check(bad_program(tmp_path, BAD, spec))
    assert checked.returncode == 1
    assert "spec.parameters#/type" in checked.stdout
    assert "spec.return_values#/minLength" in checked.stdout
