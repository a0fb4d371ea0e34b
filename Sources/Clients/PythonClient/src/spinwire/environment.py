"""An environment that programs run in, as the service's list shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ProgramEnvironment:
    """A Python with the packages that programs import."""

    #: What a program's metadata or a job names, as ``environment`` or ``image``.
    name: str
    #: Whether it is the one of programs that name none.
    is_default: bool
    #: How many executors offered it when the list was made.
    executor_count: int
    #: Versions of the packages that it pins, by their names.
    packages: Mapping[str, str] = field(repr=False)

    @property
    def operational(self) -> bool:
        """Whether an executor offered it when the list was made."""
        return self.executor_count > 0
