"""What several tests of the program harness are given."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from simulator_side import JOB, Ends, SimulatorSide
from spinwire_program.circuit_channel import CircuitChannel


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A circuit channel and the simulator at its other end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield CircuitChannel(ours, JOB), SimulatorSide(theirs)
