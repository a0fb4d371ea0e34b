"""Integer keys of the dictionaries in an object's settings.

JSON has text keys only. A dictionary with integer keys is flagged on the way out, by a further key
``__int_keys__``, and its keys are made integers again on the way in.
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
