"""Outcomes as text, and counts of them: made when asked for, and then quickly."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from qiskit.result import Counts

from spinwire_program.reply import Outcome

#: Sizes of the registers that outcomes are written in, the lowest bits first.
RegisterSizes = tuple[int, ...]

#: Outcomes of so few bits are looked up in a table of all of them.
_TABLE_BIT_COUNT_MAX = 10
#: So few outcomes are not worth an array.
_SINGLE_COUNT_MAX = 64
_CHUNK = 1 << 16


class OutcomeCounts(Counts):  # type: ignore[misc]
    """Counts whose other forms are made when asked for. A copy of it is plain ``Counts``."""

    def __init__(self, outcome: Outcome, sizes: RegisterSizes, registers: Any) -> None:
        """Count the shots of an outcome.

        Args:
            outcome: Of at least one classical bit.
            sizes: Of the registers that cut its bits.
            registers: Names and sizes of the registers; ``None`` if they do not divide the bits.
        """
        if outcome.clbit_count <= _TABLE_BIT_COUNT_MAX:
            dict.__init__(self, outcome.counts_by_text(_all_texts(sizes)))
        else:
            texts = outcome_texts(outcome.keys, sizes)
            dict.__init__(self, zip(texts, outcome.numbers.tolist(), strict=True))
        self._outcome = outcome
        self.creg_sizes = registers
        self.memory_slots = outcome.clbit_count
        self.time_taken = None

    @property
    def int_raw(self) -> dict[int, int]:
        """Shots by outcome as a number."""
        return self._outcome.counts()

    @property
    def hex_raw(self) -> dict[str, int]:
        """Shots by outcome in hexadecimal digits."""
        return {hex(key): count for key, count in self._outcome.counts().items()}

    def __reduce__(self) -> tuple[Any, ...]:
        """Become plain counts."""
        return Counts, (self.hex_raw, self.time_taken, self.creg_sizes, self.memory_slots)


def outcome_texts(keys: Any, sizes: RegisterSizes) -> list[str]:
    """Return outcomes as binary digits, the last register first, with spaces between registers.

    Args:
        keys: An array, or a list of numbers.
        sizes: Of the registers.
    """
    width = sum(sizes)
    if width <= _TABLE_BIT_COUNT_MAX:
        table = _all_texts(sizes)
        return [table[key] for key in keys]
    if isinstance(keys, list) or len(keys) <= _SINGLE_COUNT_MAX:
        listed = keys if isinstance(keys, list) else keys.tolist()
        return [_text(key, sizes, width) for key in listed]
    texts: list[str] = []
    for start in range(0, len(keys), _CHUNK):
        texts += _texts_of_array(keys[start : start + _CHUNK], sizes, width)
    return texts


@lru_cache(maxsize=64)
def _all_texts(sizes: RegisterSizes) -> tuple[str, ...]:
    width = sum(sizes)
    return tuple(_text(key, sizes, width) for key in range(1 << width))


def _text(key: int, sizes: RegisterSizes, width: int) -> str:
    digits = format(key, f"0{width}b")
    if len(sizes) == 1:
        return digits
    parts: list[str] = []
    for size in reversed(sizes):
        parts.append(digits[:size])
        digits = digits[size:]
    return " ".join(parts)


def _texts_of_array(keys: Any, sizes: RegisterSizes, width: int) -> list[str]:
    octets = keys.astype(">u8").view(np.uint8).reshape(len(keys), 8)
    digits = np.unpackbits(octets, axis=1)[:, 64 - width :] + ord("0")
    columns: list[Any] = []
    space = np.full((len(keys), 1), ord(" "), np.uint8)
    start = 0
    for size in reversed(sizes):
        if columns:
            columns.append(space)
        columns.append(digits[:, start : start + size])
        start += size
    written = np.ascontiguousarray(np.concatenate(columns, axis=1))
    listed: list[str] = written.view(f"S{written.shape[1]}").ravel().astype(str).tolist()
    return listed
