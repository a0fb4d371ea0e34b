"""Whether two jobs told the same."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from typing import Any

from spinwire import terminal
from spinwire.kinds import Kind
from spinwire.wire import Event

#: How much of each of two values a difference shows; its attributes have all.
_SHOWN_LENGTH_MAX = 200


class _Nothing(Enum):
    """A class of one value, which stays itself when it is copied or sent elsewhere."""

    NOTHING = "nothing"

    def __repr__(self) -> str:
        return self.value


#: Stands where one of two jobs has nothing; ``None`` is what programs write as ``null``.
NOTHING = _Nothing.NOTHING


@dataclass(frozen=True)
class JobDifference:
    """A place at which two jobs differ.

    Attributes:
        part: ``interim``, ``result`` or ``status``.
        number: Which interim result; the first is 1. ``None`` for the other parts.
        path: Where in the value, as a JSON pointer (RFC 6901); empty for the whole.
        first: What the first job has there, as its program encoded it; ``NOTHING`` where it
            has nothing.
        second: What the other one has there.
    """

    part: str
    number: int | None
    path: str
    first: Any
    second: Any

    def __str__(self) -> str:
        name = self.part if self.number is None else f"{self.part} {self.number}"
        place = f" at {self.path}" if self.path else ""
        return terminal.line(f"{name}{place}: {_shown(self.first)} and {_shown(self.second)}")


@dataclass(frozen=True)
class JobComparison:
    """What a comparison of two jobs found; true when they are equal.

    Attributes:
        interim_count: How many interim results are equal, from the first on.
        difference: The first place at which they differ; ``None`` when they are equal.
    """

    interim_count: int
    difference: JobDifference | None

    @property
    def is_equal(self) -> bool:
        """Whether interim results, results and ends are equal."""
        return self.difference is None

    def __bool__(self) -> bool:
        return self.is_equal


@dataclass(frozen=True)
class Told:
    """What a job that has ended told: ``events`` reads its timeline, ``fetch`` the body of an
    event, ``end`` is how it ended.
    """

    events: Callable[[], Iterable[Event]]
    attempt: int
    fetch: Callable[[Event], bytes]
    end: str

    def outputs(self, kind: Kind) -> Iterator[bytes]:
        """Iterate over the bodies of one kind of the last run."""
        for event in self.events():
            if event.kind == kind and event.attempt == self.attempt:
                yield self.fetch(event)


def compare(first: Told, second: Told) -> JobComparison:
    """Compare two jobs: interim results in order, results, and how they ended."""
    count = 0
    interims = (first.outputs(Kind.INTERIM), second.outputs(Kind.INTERIM))
    for one, two in zip_longest(*interims, fillvalue=None):
        found = _difference("interim", count + 1, one, two)
        if found is not None:
            return JobComparison(count, found)
        count += 1
    if first.end != second.end:
        found = JobDifference("status", None, "", first.end, second.end)
        return JobComparison(count, found)
    results = (first.outputs(Kind.RESULT), second.outputs(Kind.RESULT))
    for one, two in zip_longest(*results, fillvalue=None):
        found = _difference("result", None, one, two)
        if found is not None:
            return JobComparison(count, found)
    return JobComparison(count, None)


def _difference(
    part: str, number: int | None, one: bytes | None, two: bytes | None
) -> JobDifference | None:
    if one == two:
        return None
    values = [NOTHING if body is None else _read(body) for body in (one, two)]
    try:
        found = _first_difference(values[0], values[1], "")
    except RecursionError:
        # They could just be read.
        found = ("", one, two)
    return None if found is None else JobDifference(part, number, *found)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_LENGTH_MAX else f"{text[:_SHOWN_LENGTH_MAX]}…"


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        # Compared as it is.
        return body.decode("utf-8", "replace")


def _first_difference(one: Any, two: Any, path: str) -> tuple[str, Any, Any] | None:
    """Return where two values of JSON differ first, and what stands there; ``None`` if nowhere."""
    if isinstance(one, dict) and isinstance(two, dict):
        names = sorted({*one, *two})
        pairs = [(_step(name), one.get(name, NOTHING), two.get(name, NOTHING)) for name in names]
    elif isinstance(one, list) and isinstance(two, list):
        items = zip_longest(one, two, fillvalue=NOTHING)
        pairs = [(str(index), left, right) for index, (left, right) in enumerate(items)]
    else:
        # Python takes true for 1, and a zero for the other one.
        same = isinstance(one, bool) == isinstance(two, bool) and one == two
        same = same and _has_minus(one) == _has_minus(two)
        both_nan = one != one and two != two
        return None if same or both_nan else (path, one, two)
    for name, left, right in pairs:
        found = _first_difference(left, right, f"{path}/{name}")
        if found is not None:
            return found
    return None


def _has_minus(value: Any) -> bool:
    if isinstance(value, float):
        return math.copysign(1.0, value) < 0
    return isinstance(value, int) and value < 0


def _step(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
