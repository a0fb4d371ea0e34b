"""Keys of dictionaries, which are text in JSON.

In an object's settings a dictionary with integer keys is flagged on the way out, by a further key
``__int_keys__``, and its keys are made integers again on the way in. Elsewhere integer keys become
text and stay so.
"""

from __future__ import annotations

from typing import Any

_FLAG = "__int_keys__"


def flag_int_keys(value: Any) -> Any:
    """Return a copy of ``value`` in which dictionaries with integer keys are flagged."""
    if isinstance(value, dict):
        flagged = {key: flag_int_keys(entry) for key, entry in value.items()}
        if any(isinstance(key, int) for key in value):
            flagged[_FLAG] = True
        return flagged
    if isinstance(value, (list, tuple)):
        return [flag_int_keys(entry) for entry in value]
    return value


def restore_int_keys(value: Any) -> Any:
    """Return ``value`` with the keys of flagged dictionaries as integers and the flags gone."""
    if isinstance(value, dict):
        flagged = _FLAG in value
        return {
            _as_int(key) if flagged else key: restore_int_keys(entry)
            for key, entry in value.items()
            if key != _FLAG
        }
    if isinstance(value, list):
        return [restore_int_keys(entry) for entry in value]
    return value


def _as_int(key: Any) -> Any:
    try:
        return int(key)
    except ValueError:
        return key


def plain_keys(value: Any) -> Any:
    """Return a copy of ``value`` in which NumPy scalars that are keys are plain numbers."""
    if isinstance(value, dict):
        return {_plain(key): plain_keys(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_keys(entry) for entry in value]
    return value


def _plain(key: Any) -> Any:
    is_scalar = any(
        base.__module__ == "numpy" and base.__name__ == "generic" for base in type(key).__mro__
    )
    return key.item() if is_scalar else key
