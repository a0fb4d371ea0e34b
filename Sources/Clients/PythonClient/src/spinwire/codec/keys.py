"""Keys of dictionaries, which are text in JSON.

A dictionary with integer keys gets a further key ``__int_keys__`` on the way out, which tells the
decoder to make those keys integers again. Codecs of other services write and read the same flag
within the settings of an object; elsewhere they show it as one more key.
"""

from __future__ import annotations

import re
from typing import Any

from spinwire.codec import sparse

_FLAG = "__int_keys__"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z", re.ASCII)


def flag_int_keys(value: Any) -> Any:
    """Return ``value`` with its dictionaries' integer keys as flagged text; what has none is kept.

    NumPy's integers count as integers, and circuits' parameters as their names. Keys of other kinds
    become what JSON makes of them.

    Raises:
        TypeError: A dictionary has both integer keys and texts that would be taken for them, or two
            parameters of one name.
    """
    if isinstance(value, dict):
        # SciPy's matrix of keys is a dictionary too, and JSON would take it for no more.
        is_matrix = (type(value).__module__ or "").startswith("scipy.sparse")
        return sparse.encode(value) if is_matrix else _flagged_dictionary(value)
    if isinstance(value, (list, tuple)):
        return _flagged_sequence(value)
    return value


def _flagged_sequence(values: Any) -> Any:
    copy: list[Any] | None = None
    for position, entry in enumerate(values):
        if isinstance(entry, (dict, list, tuple)):
            flagged = flag_int_keys(entry)
            if flagged is not entry:
                copy = list(values) if copy is None else copy
                copy[position] = flagged
    return values if copy is None else copy


def _flagged_dictionary(values: dict[Any, Any]) -> Any:
    entries: dict[Any, Any] = {}
    is_changed = False
    has_int_keys = False
    for key, value in values.items():
        entry = flag_int_keys(value)
        plain = key if isinstance(key, str) else _plain(key)
        if isinstance(plain, int) and not isinstance(plain, bool):
            plain = int.__repr__(plain)
            has_int_keys = True
        is_changed = is_changed or entry is not value or plain is not key
        if plain is not key and plain in entries:
            raise TypeError(f"two keys of a dictionary are {plain!r} in JSON")
        entries[plain] = entry
    if not is_changed:
        return values
    if has_int_keys:
        _check_keys(values)
        entries[_FLAG] = True
    return entries


def _check_keys(values: dict[Any, Any]) -> None:
    for key in values:
        if isinstance(key, str) and (_INTEGER.match(key) or key == _FLAG):
            raise TypeError(f"a dictionary with integer keys cannot have the key {key!r} as well")


def _plain(key: Any) -> Any:
    is_scalar = any(
        base.__module__ == "numpy" and base.__name__ == "generic" for base in type(key).__mro__
    )
    if is_scalar:
        return key.item()
    is_parameter = any(
        base.__name__ == "Parameter" and (base.__module__ or "").startswith("qiskit.")
        for base in type(key).__mro__
    )
    return str(key.name) if is_parameter else key


def restore_int_keys(value: dict[str, Any]) -> dict[Any, Any]:
    """Return a dictionary with its integer keys restored, if it is flagged; else itself."""
    if value.get(_FLAG) is not True:
        return value
    return {
        int(key) if _INTEGER.match(key) else key: entry
        for key, entry in value.items()
        if key != _FLAG
    }


def text_keys(value: Any) -> Any:
    """Return a copy of ``value`` in which integer keys are text, for readers that know no flag."""
    if isinstance(value, dict):
        return {
            str(key) if isinstance(key, int) else key: text_keys(entry)
            for key, entry in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [text_keys(entry) for entry in value]
    return value
