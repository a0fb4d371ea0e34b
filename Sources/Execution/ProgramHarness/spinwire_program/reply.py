"""Reads the reply of a simulator (documented at ``CircuitReply`` in Swift).

Only lengths are checked at first; numbers stay as they came until somebody asks for them.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy as np

from spinwire_program.errors import SpinwireError

MAGIC = b"SWCR"
VERSION = 2
FLAG_MEMORY = 1
REPLY_HEADER = struct.Struct("<4sHHIIQQ")
OUTCOME_HEADER = struct.Struct("<IIIIBBHIIQQQdII")
SAVED_HEADER = struct.Struct("<BBH")
COMPLEX, REAL = 0, 1
RANK_MAX = 8

#: In the order of their codes.
METHODS = (
    "automatic",
    "statevector",
    "density_matrix",
    "stabilizer",
    "matrix_product_state",
    "unitary",
)
PRECISIONS = ("double", "single")

_CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}


class Outcome:
    """What the shots of one run gave; an outcome is the classical bits as one number."""

    __slots__ = (
        "_data",
        "_end",
        "_key_byte_count",
        "_shots",
        "_start",
        "bond_dimension",
        "clbit_count",
        "distinct_count",
        "method",
        "plan_nanoseconds",
        "precision",
        "qubits_in_use",
        "run_nanoseconds",
        "sample_nanoseconds",
        "saved_count",
        "truncation_error",
    )

    bond_dimension: int
    clbit_count: int
    distinct_count: int
    plan_nanoseconds: int
    qubits_in_use: int
    run_nanoseconds: int
    sample_nanoseconds: int
    saved_count: int
    truncation_error: float

    def __init__(self, data: bytes, offset: int, shots: int | None) -> None:
        """Read the fields of an outcome.

        Args:
            data: The reply.
            offset: Where the outcome begins.
            shots: How many outcomes of single shots there are; ``None`` if not asked for.

        Raises:
            ValueError: It cannot be one.
            struct.error: The reply ends early.
        """
        (
            byte_count,
            self.clbit_count,
            self._key_byte_count,
            self.distinct_count,
            method,
            precision,
            _,
            self.qubits_in_use,
            self.saved_count,
            self.plan_nanoseconds,
            self.run_nanoseconds,
            self.sample_nanoseconds,
            self.truncation_error,
            self.bond_dimension,
            _,
        ) = OUTCOME_HEADER.unpack_from(data, offset)
        key = self._key_byte_count
        if key not in _CODES and (key == 0 or key % 8):
            raise ValueError("an outcome has an impossible width")
        self._data = data
        self._shots = shots
        self._start = offset + OUTCOME_HEADER.size
        self._end: int = offset + 4 + byte_count
        arrays = self.distinct_count * (key + 4) + (shots or 0) * key
        if self._end > len(data) or self._start + arrays > self._end:
            raise ValueError("an outcome has an impossible length")
        if not self.saved_count and self._start + arrays != self._end:
            raise ValueError("an outcome has an impossible length")
        self.method = METHODS[method] if method < len(METHODS) else str(method)
        self.precision = PRECISIONS[precision] if precision < len(PRECISIONS) else str(precision)

    @property
    def end(self) -> int:
        """Where the outcome ends in the reply."""
        return self._end

    @property
    def keys(self) -> Any:
        """The different outcomes, ascending: an array, or a list of them above 64 bits."""
        return self._unpacked_keys(self._start, self.distinct_count)

    @property
    def numbers(self) -> Any:
        """How many shots had each of the outcomes of ``keys``, as an array."""
        start = self._start + self.distinct_count * self._key_byte_count
        return np.frombuffer(self._data, "<u4", self.distinct_count, start)

    @property
    def memory(self) -> Any:
        """The outcome of each shot in order as ``keys``; ``None`` if not asked for."""
        if self._shots is None:
            return None
        start = self._start + self.distinct_count * (self._key_byte_count + 4)
        return self._unpacked_keys(start, self._shots)

    def counts(self) -> dict[int, int]:
        """Return how many shots had which outcome, by ascending outcome."""
        keys = self.keys
        listed = keys if isinstance(keys, list) else keys.tolist()
        return dict(zip(listed, self.numbers.tolist(), strict=True))

    def counts_by_text(self, table: tuple[str, ...]) -> dict[str, int]:
        """Return how many shots had which outcome, by what a table has for each outcome."""
        start, count, key = self._start, self.distinct_count, self._key_byte_count
        packed = struct.unpack_from(f"<{count}{_CODES[key]}{count}I", self._data, start)
        texts = [table[outcome] for outcome in packed[:count]]
        return dict(zip(texts, packed[count:], strict=True))

    def saved(self) -> list[Any]:
        """Return what was saved, in the order of the circuit's instructions, as arrays.

        Raises:
            SpinwireError: ``circuit.malformed`` when the bytes are no such values.
        """
        start = self._start + self.distinct_count * (self._key_byte_count + 4)
        offset = start + (self._shots or 0) * self._key_byte_count
        values: list[Any] = []
        try:
            for _ in range(self.saved_count):
                value, offset = self._saved_value(offset)
                values.append(value)
            if offset != self._end:
                raise ValueError("bytes are left over")
        except (struct.error, ValueError) as error:
            raise malformed(str(error)) from error
        return values

    def _saved_value(self, offset: int) -> tuple[Any, int]:
        kind, rank, _ = SAVED_HEADER.unpack_from(self._data, offset)
        if kind not in (COMPLEX, REAL) or rank > RANK_MAX:
            raise ValueError("a saved value is of an unknown kind")
        offset += SAVED_HEADER.size
        shape = struct.unpack_from(f"<{rank}I", self._data, offset)
        offset += 4 * rank
        dtype = np.dtype("<c16" if kind == COMPLEX else "<f8")
        count = 1
        for extent in shape:
            count *= extent
        end = offset + count * dtype.itemsize
        if end > self._end:
            raise ValueError("a saved value has an impossible length")
        # A copy, since users may write to what they are given.
        return np.frombuffer(self._data, dtype, count, offset).reshape(shape).copy(), end

    def _unpacked_keys(self, offset: int, count: int) -> Any:
        byte_count = self._key_byte_count
        if byte_count in _CODES:
            return np.frombuffer(self._data, f"<u{byte_count}", count, offset)
        end = offset + count * byte_count
        return [
            int.from_bytes(self._data[start : start + byte_count], "little")
            for start in range(offset, end, byte_count)
        ]


class Reply(NamedTuple):
    """The outcomes of a batch, in the order of its runs."""

    shots: int
    seed: int
    decode_nanoseconds: int
    outcomes: list[Outcome]

    @property
    def nanoseconds(self) -> int:
        """What the simulator took for everything."""
        return self.decode_nanoseconds + sum(
            outcome.plan_nanoseconds + outcome.run_nanoseconds + outcome.sample_nanoseconds
            for outcome in self.outcomes
        )


def unpack_reply(data: bytes) -> Reply:
    """Read a packed reply.

    Raises:
        SpinwireError: ``circuit.malformed`` when the bytes are no reply.
    """
    try:
        magic, version, flags, count, shots, seed, nanoseconds = REPLY_HEADER.unpack_from(data)
        if magic != MAGIC or version != VERSION or flags & ~FLAG_MEMORY:
            raise ValueError("not a reply of a known version")
        memory = shots if flags & FLAG_MEMORY else None
        outcomes: list[Outcome] = []
        offset = REPLY_HEADER.size
        for _ in range(count):
            outcome = Outcome(data, offset, memory)
            outcomes.append(outcome)
            offset = outcome.end
        if offset != len(data):
            raise ValueError("bytes are left over")
    except (struct.error, ValueError) as error:
        raise malformed(str(error)) from error
    return Reply(shots, seed, nanoseconds, outcomes)


def malformed(reason: str) -> SpinwireError:
    """Return the error for bytes that are no reply."""
    return SpinwireError(
        "circuit.malformed", "The simulator's reply cannot be read.", {"reason": reason}
    )
