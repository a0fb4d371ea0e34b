"""What a program gets for a backend in an environment without Qiskit."""

from __future__ import annotations

from typing import Any, NoReturn

from spinwire_program.errors import SpinwireError


class UnavailableBackend:
    """Stands where a backend would be; touching it says why there is none.

    Programs that use no backend run in any environment.
    """

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise SpinwireError("backend.unavailable", self._reason)

    def run(self, circuits: Any, **options: Any) -> NoReturn:
        """Raise ``backend.unavailable``."""
        raise SpinwireError("backend.unavailable", self._reason)
