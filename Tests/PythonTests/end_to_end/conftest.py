"""One deployment for each topology, shared by the tests that leave it as it was."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from deployment import EXECUTABLE, Deployment, running
from spinwire import RuntimeService
from spinwire_program.backend import SpinwireBackend
from spinwire_program.circuit_channel import CircuitChannel
from spinwire_program.gate_table import STANDARD_GATES

DEVICE = {
    "name": "simulator",
    "qubit_count": 512,
    "basis_gates": [*STANDARD_GATES, "unitary"],
    "shots_max": 1_000_000,
}


@pytest.fixture(scope="session", params=["local", "tcp"])
def deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """A deployment whose services run from the first test that needs it to the last."""
    assert EXECUTABLE.exists(), "build first: swift build -c release"
    with running(request.param) as started:
        yield started


@pytest.fixture
def service(deployment: Deployment) -> Iterator[RuntimeService]:
    """A client of the administrator."""
    with deployment.client() as connected:
        yield connected


@pytest.fixture
def backend(deployment: Deployment) -> Iterator[SpinwireBackend]:
    """The simulator's backend, as a program on the same machine is given it."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(deployment.state / "run" / "simulator-1.direct"))
        yield SpinwireBackend(DEVICE, CircuitChannel(connection, "00" * 16))
