"""What a peer's repetition gives."""

from __future__ import annotations

from dataclasses import dataclass, field

#: How often each outcome came; clbit 0 is bit 0.
Outcome = dict[int, int]


@dataclass(frozen=True)
class Repetition:
    """One repetition of a workload: means over its circuits."""

    #: Seconds that the simulator itself took, by its own clock.
    engine: float
    #: Seconds from the call to the counts.
    whole: float
    #: Of each circuit.
    outcomes: list[Outcome]
    #: Seconds of parts of the work, by name.
    stages: dict[str, float] = field(default_factory=dict)
