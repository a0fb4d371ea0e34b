"""A backend as the service's lists show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class BackendName(str):
    """A name that answers to a call as well: older interfaces say ``backend.name()``."""

    def __call__(self) -> str:
        return str(self)


class Backend:
    """What a backend is and how it is served. Programs run next to it; this object runs no circuits
    itself.
    """

    def __init__(self, status: Mapping[str, Any]) -> None:
        """Wrap a row of the service's list, with the keys of the wire."""
        self._status = status
        self._device: Mapping[str, Any] = status["device"]

    @property
    def name(self) -> BackendName:
        """The name, as ``options`` take it."""
        return BackendName(self._device["name"])

    @property
    def description(self) -> str:
        """One sentence."""
        return str(self._device["description"])

    @property
    def num_qubits(self) -> int:
        """Number of qubits."""
        return int(self._device["qubit_count"])

    @property
    def basis_gates(self) -> list[str]:
        """Names of the gates it takes."""
        return list(self._device["basis_gates"])

    @property
    def coupling_map(self) -> list[tuple[int, int]] | None:
        """Pairs of qubits that may interact; ``None`` when all may."""
        pairs = self._device.get("coupling_map")
        return None if pairs is None else [(int(first), int(second)) for first, second in pairs]

    @property
    def max_shots(self) -> int:
        """Most shots of one circuit."""
        return int(self._device["shots_max"])

    @property
    def simulator(self) -> bool:
        """Whether it is simulated."""
        return bool(self._device["simulator"])

    @property
    def aliases(self) -> list[str]:
        """Other names it answers to."""
        return list(self._device["aliases"])

    @property
    def operational(self) -> bool:
        """Whether a simulator served it when the list was made."""
        return bool(self._status["operational"])

    @property
    def pending_jobs(self) -> int:
        """Jobs that waited for it or ran next to it when the list was made."""
        return int(self._status["pending_job_count"])

    def __repr__(self) -> str:
        return f"<Backend {self.name!s} with {self.num_qubits} qubits>"
