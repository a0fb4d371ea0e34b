"""A deployment of real processes that the shipped programs are run on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [
    str(REPOSITORY / "Sources" / "Clients" / "PythonClient" / "src"),
    str(REPOSITORY / "Tests" / "PythonTests" / "support"),
]

from deployment import EXECUTABLE, Deployment, running  # noqa: E402
from shipped import Shipped  # noqa: E402


@pytest.fixture(scope="session")
def programs_deployment() -> Iterator[Deployment]:
    """Services of one machine, from the first test that needs them to the last."""
    assert EXECUTABLE.exists(), "build first: swift build -c release"
    with running("local") as started:
        yield started


@pytest.fixture(scope="session")
def shipped(programs_deployment: Deployment) -> Iterator[Shipped]:
    """The shipped programs, at the service."""
    with programs_deployment.client() as service:
        yield Shipped(service)
