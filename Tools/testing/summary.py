"""Counts tests from what their runners reported, and says how the run went in one line.

    summary.py --allowed-skips FILE REPORT…

A report is JUnit XML as pytest and `swift test` write it, or a line `passed NAME` or `failed NAME`
for each check that has no runner. Ends with `N passed, N failed, N skipped`. The exit status is 1
when something failed, when nothing ran, or, with CI=true, when a test was skipped that the list of
allowed skips does not name.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Summary:
    """The names of all tests, by how they went."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the closing line."""
        return f"{len(self.passed)} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"


@dataclass(frozen=True)
class AllowedSkip:
    """Tests that may be skipped, and why."""

    pattern: str
    reason: str


def read_report(path: Path, summary: Summary) -> None:
    """Add the tests of one report. One that is missing or unreadable counts as a failure."""
    if not path.is_file():
        summary.failed.append(f"{path.name}: the report was not written")
    elif path.suffix == ".xml":
        try:
            read_xml(path, summary)
        except ElementTree.ParseError:
            summary.failed.append(f"{path.name}: the report is not XML")
    else:
        read_lines(path, summary)


def read_xml(path: Path, summary: Summary) -> None:
    """Add the test cases of JUnit XML."""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        if case.find("failure") is not None or case.find("error") is not None:
            summary.failed.append(name)
        elif case.find("skipped") is not None:
            summary.skipped.append(name)
        else:
            summary.passed.append(name)


def read_lines(path: Path, summary: Summary) -> None:
    """Add the checks of a list."""
    for line in path.read_text().splitlines():
        word, _, name = line.partition(" ")
        (summary.passed if word == "passed" else summary.failed).append(name)


def read_allowed_skips(path: Path) -> list[AllowedSkip]:
    """Read lines of `pattern # reason`; a line without a reason allows nothing."""
    allowed = []
    for line in path.read_text().splitlines():
        pattern, separator, reason = line.partition("#")
        if separator and pattern.strip() and reason.strip():
            allowed.append(AllowedSkip(pattern.strip(), reason.strip()))
    return allowed


def surprising_skips(summary: Summary, allowed: list[AllowedSkip]) -> list[str]:
    """Return the skipped tests that no pattern names."""
    return [
        name
        for name in summary.skipped
        if not any(fnmatch.fnmatchcase(name, entry.pattern) for entry in allowed)
    ]


def main() -> int:
    """Read the reports and judge them."""
    parser = argparse.ArgumentParser(description="Count tests from their runners' reports.")
    parser.add_argument("--allowed-skips", type=Path, required=True)
    parser.add_argument("reports", type=Path, nargs="+")
    options = parser.parse_args()
    summary = Summary()
    for report in options.reports:
        read_report(report, summary)
    surprises = surprising_skips(summary, read_allowed_skips(options.allowed_skips))
    for name in summary.failed:
        print(f"failed: {name}")
    for name in summary.skipped:
        print(f"skipped: {name}{' (not in the list)' if name in surprises else ''}")
    print(summary.line())
    is_strict = os.environ.get("CI") == "true"
    ran = bool(summary.passed or summary.failed)
    return 1 if summary.failed or not ran or (is_strict and surprises) else 0


if __name__ == "__main__":
    sys.exit(main())
