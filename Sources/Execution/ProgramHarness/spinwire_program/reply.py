"""Reads the reply of a simulator (documented at ``CircuitReply`` in Swift)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from spinwire_program.errors import SpinwireError

MAGIC = b"SWCR"
VERSION = 1
FLAG_MEMORY = 1
REPLY_HEADER = struct.Struct("<4sHHIIQ")
OUTCOME_HEADER = struct.Struct("<IIII")
_CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}


@dataclass(frozen=True)
class Outcome:
    """What the shots of one circuit gave; an outcome is the classical bits as one number."""

    clbit_count: int
    #: Outcome → number of shots, by ascending outcome.
    counts: dict[int, int]
    #: The outcome of each shot in order, or ``None`` if not asked for.
    memory: list[int] | None


@dataclass(frozen=True)
class Reply:
    """The outcomes of a batch, in the order of its circuits."""

    shots: int
    seed: int
    outcomes: list[Outcome]


def unpack_reply(data: bytes) -> Reply:
    """Read a packed reply.

    Raises:
        SpinwireError: ``circuit.malformed`` when the bytes are no reply.
    """
    try:
        magic, version, flags, count, shots, seed = REPLY_HEADER.unpack_from(data)
        if magic != MAGIC or version != VERSION or flags & ~FLAG_MEMORY:
            raise ValueError("not a reply of a known version")
        outcomes: list[Outcome] = []
        offset = REPLY_HEADER.size
        for _ in range(count):
            outcome, offset = _unpack_outcome(data, offset, shots if flags & FLAG_MEMORY else None)
            outcomes.append(outcome)
        if offset != len(data):
            raise ValueError("bytes are left over")
    except (struct.error, ValueError) as error:
        raise SpinwireError(
            "circuit.malformed", "The simulator's reply cannot be read.", {"reason": str(error)}
        ) from error
    return Reply(shots, seed, outcomes)


def _unpack_outcome(data: bytes, offset: int, shots: int | None) -> tuple[Outcome, int]:
    byte_count, clbit_count, key_byte_count, distinct = OUTCOME_HEADER.unpack_from(data, offset)
    end = offset + 4 + byte_count
    memory_count = shots or 0
    if key_byte_count not in _CODES and (key_byte_count == 0 or key_byte_count % 8):
        raise ValueError("an outcome has an impossible width")
    arrays = distinct * (key_byte_count + 4) + memory_count * key_byte_count
    if end > len(data) or OUTCOME_HEADER.size - 4 + arrays != byte_count:
        raise ValueError("an outcome has an impossible length")
    start = offset + OUTCOME_HEADER.size
    keys = _unpack_keys(data, start, distinct, key_byte_count)
    start += distinct * key_byte_count
    counts = struct.unpack_from(f"<{distinct}I", data, start)
    memory = None
    if shots is not None:
        memory = _unpack_keys(data, start + 4 * distinct, shots, key_byte_count)
    return Outcome(clbit_count, dict(zip(keys, counts, strict=True)), memory), end


def _unpack_keys(data: bytes, offset: int, count: int, byte_count: int) -> list[int]:
    code = _CODES.get(byte_count)
    if code is not None:
        return list(struct.unpack_from(f"<{count}{code}", data, offset))
    end = offset + count * byte_count
    return [
        int.from_bytes(data[start : start + byte_count], "little")
        for start in range(offset, end, byte_count)
    ]
