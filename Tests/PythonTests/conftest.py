"""Paths of the Python sources that the tests import."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE_PATHS = [
    REPOSITORY / "Sources" / "Clients" / "PythonClient" / "src",
    REPOSITORY / "Sources" / "Execution" / "ProgramHarness",
    REPOSITORY / "Tests" / "PythonTests" / "support",
    REPOSITORY / "Tools" / "oracle",
    REPOSITORY / "Tools" / "Benchmarks" / "simulator",
]

for path in SOURCE_PATHS:
    if str(path) not in sys.path:
        sys.path.insert(0, str(path))


def pytest_configure(config: pytest.Config) -> None:
    """Know the mark by which a test says what it shows of the page "Beside others"."""
    config.addinivalue_line("markers", "feature(row, …, partly=False): rows of the page it shows")
