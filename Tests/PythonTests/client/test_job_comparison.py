"""Where two jobs differ."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from spinwire.job_comparison import NOTHING, JobDifference, Told, compare
from spinwire.kinds import BodyForm, ContentType, Kind
from spinwire.wire import Event


def told(*interims: bytes) -> Told:
    events = [
        Event("0" * 32, number, 1, Kind.INTERIM, 0, ContentType.JSON, BodyForm.INLINE, 0, body)
        for number, body in enumerate(interims, start=1)
    ]
    return Told(lambda: events, 1, lambda event: event.body, "completed")


def difference(one: list[bytes], two: list[bytes]) -> JobDifference:
    found = compare(told(*one), told(*two)).difference
    assert found is not None
    return found


def test_null_is_something() -> None:
    found = difference([b"null"], [])
    assert (found.first, found.second) == (None, NOTHING)
    assert str(found) == "interim 1: None and nothing"
    found = difference([b'{"a": null}'], [b"{}"])
    assert str(found) == "interim 1 at /a: None and nothing"
    assert copy.deepcopy(found).second is pickle.loads(pickle.dumps(found)).second is NOTHING


def test_numbers_are_compared_with_their_signs_and_to_the_last_digit() -> None:
    large = 10**400
    assert difference([b"0.0"], [b"-0.0"]).part == "interim"
    assert difference([b"%d" % large], [b"%d" % (large + 1)]).second == large + 1
    for one, two in [(b"1", b"1.0"), (b"-1", b"-1.0"), (b"NaN", b"NaN")]:
        assert compare(told(one), told(two)).difference is None


def test_long_values_are_shown_by_their_beginnings() -> None:
    texts = [json.dumps(letter * 1_000_000).encode() for letter in "ab"]
    found = difference([texts[0]], [texts[1]])
    assert len(found.first) == 1_000_000
    assert len(str(found)) < 500


@pytest.mark.parametrize("depth", [10, 800, 5000])
def test_deep_values_are_compared(depth: int) -> None:
    values = [b"[" * depth + number + b"]" * depth for number in (b"1", b"2")]
    assert not compare(told(values[0]), told(values[1]))
    assert compare(told(values[0]), told(values[0]))
