"""What a program's source may name besides its messenger."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any


class ProgramBackend(ABC):
    """The type that programs annotate their ``backend`` argument with.

    Anything with a ``run`` method counts as one, so ``isinstance`` says yes to the service's
    backend and to any simulator that a program is tried with.
    """

    @abstractmethod
    def run(self, circuits: Any, **options: Any) -> Any:
        """Submit one circuit or a list of circuits; returns a job whose ``result()`` waits."""

    @classmethod
    def __subclasshook__(cls, candidate: type) -> Any:
        if cls is not ProgramBackend:
            return NotImplemented
        return any(callable(base.__dict__.get("run")) for base in candidate.__mro__)
