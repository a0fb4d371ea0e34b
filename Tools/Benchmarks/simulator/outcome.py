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
    #: The weight that a matrix product state left out, all splittings together.
    truncation_error: float = 0.0

    def seconds(self, what: str) -> float:
        """Return the time of `engine`, `whole` or a stage; 0 of a stage that nobody timed."""
        times = {"engine": self.engine, "whole": self.whole}
        return times[what] if what in times else self.stages.get(what, 0.0)
