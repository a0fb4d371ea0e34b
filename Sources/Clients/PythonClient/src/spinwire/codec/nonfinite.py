"""Numbers that JSON has no form for: infinities, and what is no number.

Each travels as the array without axes that holds it, which decoders of other services read as just
that, with ``__scalar__`` beside it: the text by which our decoder, and whoever reads the JSON,
knows the number.
"""

from __future__ import annotations

import math
import struct
from typing import Any

from spinwire.codec.binary import pack

#: Beside a wrapped array: that it stands for a single number, and for which or of which kind.
SCALAR_KEY = "__scalar__"

#: The numbers by their texts.
NUMBERS = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}

#: The head of an ``.npy`` file, padded as NumPy does it, so that nothing here asks for NumPy.
_HEAD = b"\x93NUMPY\x01\x00v\x00" + (
    b"{'descr': '<f8', 'fortran_order': False, 'shape': (), }".ljust(117) + b"\n"
)

_WRAPPED = {
    text: {
        "__type__": "ndarray",
        "__value__": pack(_HEAD + struct.pack("<d", number), compress=True),
        SCALAR_KEY: text,
    }
    for text, number in NUMBERS.items()
}


def wrapped(value: Any) -> Any:
    """Return ``value`` with such numbers in it wrapped, at any depth; what has none is kept."""
    if isinstance(value, float):
        return value if math.isfinite(value) else dict(_WRAPPED[_text(value)])
    if isinstance(value, dict):
        return _wrapped_dictionary(value)
    if isinstance(value, (list, tuple)):
        return _wrapped_sequence(value)
    return value


def _wrapped_sequence(values: Any) -> Any:
    copy: list[Any] | None = None
    for position, entry in enumerate(values):
        if isinstance(entry, float):
            # Most are, and there may be millions.
            if math.isfinite(entry):
                continue
        elif not isinstance(entry, (dict, list, tuple)):
            continue
        new = wrapped(entry)
        if new is not entry:
            copy = list(values) if copy is None else copy
            copy[position] = new
    return values if copy is None else copy


def _wrapped_dictionary(values: dict[Any, Any]) -> Any:
    entries: dict[Any, Any] = {}
    is_changed = False
    for key, value in values.items():
        entry = wrapped(value)
        # A key is text anyway; this one is the text that other encoders make of it.
        is_odd = isinstance(key, float) and not math.isfinite(key)
        plain = _JSON_TEXTS[_text(key)] if is_odd else key
        is_changed = is_changed or entry is not value or plain is not key
        entries[plain] = entry
    return entries if is_changed else values


_JSON_TEXTS = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def _text(value: float) -> str:
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
