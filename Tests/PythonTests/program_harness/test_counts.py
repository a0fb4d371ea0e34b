"""Outcomes as text: whichever way they are made, the same as Qiskit makes them."""

from __future__ import annotations

import copy
import pickle
import random
import struct
from typing import Any

import numpy as np
import pytest
from qiskit.result import Counts

from spinwire_program.counts import OutcomeCounts, outcome_texts
from spinwire_program.reply import OUTCOME_HEADER, Outcome

SIZES = [(1,), (5,), (3, 2), (2, 0, 1), (10,), (4, 9), (20,), (1, 30, 1), (40, 24), (64,), (70, 3)]


def outcome(width: int, counts: dict[int, int]) -> Outcome:
    """Return an outcome as a simulator writes it."""
    key = next(size for size in (1, 2, 4, *range(8, 80, 8)) if 8 * size >= width)
    keys = b"".join(value.to_bytes(key, "little") for value in counts)
    body = keys + struct.pack(f"<{len(counts)}I", *counts.values())
    byte_count = OUTCOME_HEADER.size - 4 + len(body)
    fields = (byte_count, width, key, len(counts), 1, 0, 0, width, 0, 0, 0, 0, 0.0, 0, 0)
    return Outcome(OUTCOME_HEADER.pack(*fields) + body, 0, None)


def qiskit_counts(counts: dict[int, int], sizes: tuple[int, ...]) -> Counts:
    registers = [[f"r{index}", size] for index, size in enumerate(sizes)]
    texts = {hex(key): count for key, count in counts.items()}
    return Counts(texts, creg_sizes=registers, memory_slots=sum(sizes))


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("distinct", [1, 20, 3000])
def test_counts_are_those_of_qiskit(sizes: tuple[int, ...], distinct: int) -> None:
    width = sum(sizes)
    generator = random.Random(width)
    keys = sorted({generator.getrandbits(width) for _ in range(distinct)})
    counts = {key: generator.randrange(1, 1 << 31) for key in keys}
    registers = [[f"r{index}", size] for index, size in enumerate(sizes)]
    made = OutcomeCounts(outcome(width, counts), sizes, registers)
    expected = qiskit_counts(counts, sizes)
    assert dict(made) == dict(expected)
    assert made.int_outcomes() == expected.int_outcomes()
    assert made.hex_outcomes() == expected.hex_outcomes()
    assert made.shots() == expected.shots()
    for again in (copy.copy(made), pickle.loads(pickle.dumps(made))):
        assert type(again) is Counts
        assert dict(again) == dict(expected)


@pytest.mark.parametrize("keys", [np.array([0, 5, 1000, 4095], "<u2"), [0, 5, 1000, 4095]])
def test_lists_and_arrays_of_outcomes_have_the_same_texts(keys: Any) -> None:
    assert outcome_texts(keys, (8, 4)) == [
        "0000 00000000",
        "0000 00000101",
        "0011 11101000",
        "1111 11111111",
    ]
