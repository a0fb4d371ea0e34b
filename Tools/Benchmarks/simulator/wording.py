"""How figures and what was promised of them are put into the cells of a table."""

from __future__ import annotations

#: What stands where a clock told nothing.
ABSENT = "-"


def duration(seconds: float) -> str:
    """Return seconds in the unit that suits them."""
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def factor(value: float) -> str:
    """Return how many times as fast."""
    return f"{value:.0f} x" if value >= 10 else f"{value:.2f} x"


def ratio_cells(ours: float, theirs: float, at_least: float, reach_for: float) -> list[object]:
    """Return the ratio, what was promised of it, and the verdict.

    A clock that shows nothing, as of a stage that did not take place, is no reason for a verdict.
    """
    if ours <= 0 or theirs <= 0:
        return [ABSENT, factor(at_least), factor(reach_for), "NOT TIMED"]
    ratio = theirs / ours
    return [factor(ratio), factor(at_least), factor(reach_for), verdict(ratio, at_least, reach_for)]


def verdict(value: float, at_least: float, reach_for: float) -> str:
    """Return how a value that may be large stands to what was promised."""
    return "best" if value >= reach_for else "met" if value >= at_least else "MISSED"


def verdict_at_most(value: float, at_most: float) -> str:
    """Return how a value that must be small stands to what was promised."""
    return "met" if value <= at_most else "MISSED"
