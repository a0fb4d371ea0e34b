"""A backend on a simulator's own socket, as a program on the same machine is given it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from deployment import Deployment
from spinwire_program.backend import SpinwireBackend
from spinwire_program.circuit_channel import CircuitChannel
from spinwire_program.gate_table import STANDARD_GATES


@contextmanager
def direct_backend(deployment: Deployment) -> Iterator[SpinwireBackend]:
    """Run with an ideal device on the deployment's first simulator."""
    device: dict[str, Any] = {
        "name": "simulator",
        "qubit_count": 512,
        "basis_gates": [*STANDARD_GATES, "unitary"],
        "shots_max": 1_000_000,
    }
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(deployment.state / "run" / "simulator-1.direct"))
        yield SpinwireBackend(device, CircuitChannel(connection, "00" * 16))
