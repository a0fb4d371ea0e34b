"""What callers hand over, looked at before anything is made of it.

A wrong kind of value is told with the argument's name, at the call that has it: what goes on to the
service, to a thread or to another argument's code would fail there, in words of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from numbers import Real
from typing import Any, TypeVar

from spinwire.errors import SpinwireError

_Each = TypeVar("_Each")


def wrong(name: str, expected: str, given: Any) -> SpinwireError:
    """Return the error for an argument that is not what it has to be."""
    return SpinwireError(
        "command.invalid",
        "An argument is not what it has to be.",
        {"argument": name, "expected": expected, "given": _described(given)},
    )


def _described(value: Any) -> str:
    is_short = value is None or isinstance(value, (bool, int, float))
    return repr(value) if is_short else f"a {type(value).__name__}"


def text(value: Any, name: str) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise wrong(name, "a text", value)
    return str(value)


def optional_text(value: Any, name: str) -> str | None:
    """Return a text, if there is one."""
    return None if value is None else text(value, name)


def texts(values: Any, name: str) -> list[str]:
    """Return several texts. One alone is refused: it would be taken for its letters."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise wrong(name, "a list of texts", values)
    found = list(values)
    for position, value in enumerate(found):
        if not isinstance(value, str):
            raise wrong(f"{name}[{position}]", "a text", value)
    return found


def optional_texts(values: Any, name: str) -> list[str] | None:
    """Return several texts, if there are any."""
    return None if values is None else texts(values, name)


def text_or_texts(values: Any, name: str) -> list[str]:
    """Return the texts of a choice, which may name one alone, several, or none."""
    if values is None:
        return []
    return [values] if isinstance(values, str) else texts(values, name)


def instances(values: Any, kind: type[_Each], name: str, noun: str) -> list[_Each]:
    """Return several objects of a class."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise wrong(name, f"a list of {noun}s", values)
    found = list(values)
    for position, value in enumerate(found):
        if not isinstance(value, kind):
            raise wrong(f"{name}[{position}]", f"a {noun}", value)
    return found


def whole(value: Any, name: str) -> int:
    """Return a whole number; one of NumPy's counts."""
    if isinstance(value, bool) or not hasattr(type(value), "__index__"):
        raise wrong(name, "a whole number", value)
    return int(value.__index__())


def optional_whole(value: Any, name: str) -> int | None:
    """Return a whole number, if there is one."""
    return None if value is None else whole(value, name)


def optional_seconds(value: Any, name: str) -> float | None:
    """Return a time in seconds, if there is one."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real) or math.isnan(value):
        raise wrong(name, "a number of seconds", value)
    return float(value)


def optional_flag(value: Any, name: str) -> bool | None:
    """Return a truth value, if there is one."""
    if value is not None and not isinstance(value, bool):
        raise wrong(name, "True or False", value)
    return value


def optional_time(value: Any, name: str) -> datetime | None:
    """Return a moment, if there is one."""
    if value is not None and not isinstance(value, datetime):
        raise wrong(name, "a datetime", value)
    return value


def function(value: Any, name: str) -> Any:
    """Return what can be called."""
    if not callable(value):
        raise wrong(name, "a function", value)
    return value


def optional_function(value: Any, name: str) -> Any:
    """Return what can be called, if there is anything."""
    return None if value is None else function(value, name)


def optional_decoder(value: Any, name: str) -> Any:
    """Return a decoder of results, if there is one.

    That is a class or an object with ``decode(text)``. Of a class whose ``decode`` wants an object,
    as that of a JSON decoder or one that was written without ``@classmethod``, one is made.
    """
    expected = "a ResultDecoder subclass, or anything with decode(text)"
    if value is None:
        return None
    if isinstance(value, (str, bytes)) or not callable(getattr(value, "decode", None)):
        raise wrong(name, expected, value)
    if isinstance(value, type) and _is_plain_method(value, "decode"):
        try:
            return value()
        except TypeError:
            raise wrong(name, expected, value) from None
    return value


def _is_plain_method(kind: type, name: str) -> bool:
    found = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)
    return callable(found) and not isinstance(found, (classmethod, staticmethod))


def optional_decoders(value: Any, name: str) -> tuple[Any, Any]:
    """Return the decoder of interim results and that of the result: a pair, or one for both."""
    if not isinstance(value, (list, tuple)):
        return optional_decoder(value, name), value
    if len(value) != 2:
        raise wrong(name, "a decoder, or a pair of them", value)
    interim, final = value
    return optional_decoder(interim, f"{name}[0]"), optional_decoder(final, f"{name}[1]")
