"""The count of tests that closes a run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "Tools" / "testing" / "summary.py"

REPORT = """<?xml version="1.0"?>
<testsuites><testsuite>
  <testcase classname="suite" name="good"/>
  <testcase classname="suite" name="bad"><failure message="no"/><failure message="2"/></testcase>
  <testcase classname="suite" name="worse"><error message="no"/></testcase>
  <testcase classname="suite" name="left_out"><skipped message="no kernel for it"/></testcase>
</testsuite></testsuites>
"""


@pytest.fixture(scope="module")
def summary() -> ModuleType:
    spec = importlib.util.spec_from_file_location("summary", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["summary"] = module
    spec.loader.exec_module(module)
    return module


def run(folder: Path, reports: list[Path], allowed: str, ci: str) -> tuple[int, list[str]]:
    (folder / "allowed").write_text(allowed)
    ended = subprocess.run(
        [sys.executable, SCRIPT, "--allowed-skips", folder / "allowed", *reports],
        capture_output=True,
        text=True,
        env={"CI": ci, "PATH": "/usr/bin:/bin"},
        check=False,
    )
    return ended.returncode, ended.stdout.splitlines()


def test_a_case_counts_once_whatever_it_holds(summary: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    counted = summary.Summary()
    summary.read_report(report, counted)
    assert counted.line() == "1 passed, 2 failed, 1 skipped"


def test_checks_without_a_runner_are_counted(summary: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "checks.txt"
    report.write_text("passed format\nfailed product package\n")
    counted = summary.Summary()
    summary.read_report(report, counted)
    assert counted.passed == ["format"]
    assert counted.failed == ["product package"]


@pytest.mark.parametrize("content", [None, "<testsuites>"])
def test_a_report_that_is_not_there_or_cut_off_is_a_failure(
    tmp_path: Path, content: str | None
) -> None:
    report = tmp_path / "report.xml"
    if content is not None:
        report.write_text(content)
    status, lines = run(tmp_path, [report], "", "")
    assert status == 1
    assert lines[-1] == "0 passed, 1 failed, 0 skipped"


@pytest.mark.parametrize(
    ("allowed", "ci", "status"),
    [
        ("", "", 0),
        ("", "true", 1),
        ("suite::left_out # no such kernel here", "true", 0),
        ("suite::left_* # no such kernel here", "true", 0),
        ("suite::left_out", "true", 1),
        ("suite::other # some reason", "true", 1),
    ],
)
def test_a_skip_needs_a_reason_where_it_counts(
    tmp_path: Path, allowed: str, ci: str, status: int
) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testcase classname="suite" name="good"/>'
        '<testcase classname="suite" name="left_out"><skipped/></testcase></testsuites>'
    )
    assert run(tmp_path, [report], allowed, ci) == (
        status,
        [
            "skipped: suite::left_out"
            + (
                "" if allowed.startswith("suite::left") and "#" in allowed else " (not in the list)"
            ),
            "1 passed, 0 failed, 1 skipped",
        ],
    )


def test_a_run_of_nothing_is_no_success(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text("<testsuites/>")
    assert run(tmp_path, [report], "", "")[0] == 1
