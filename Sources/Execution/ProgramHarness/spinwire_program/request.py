"""Requests to a simulator: packed circuits, how to run them, and what the other end holds already.

The form is documented at ``CircuitRequest``.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

MAGIC = b"SWCQ"
VERSION = 3
FLAG_MEMORY = 1

#: Structures that one connection's other end is asked to hold.
SLOT_COUNT_MAX = 64
#: What they may add up to, and what one of them may be; longer ones are sent each time. Half of
#: what a simulator grants to a connection, as it may still hold what is forgotten here.
HELD_BYTE_COUNT_MAX = 8 << 20
STRUCTURE_BYTE_COUNT_MAX = 1 << 20

NOISE_OF_BACKEND, NOISE_NONE, NOISE_MODEL = 0, 1, 2

_OPTIONS = struct.Struct("<4sHHIQBBBBId")
_COUNTS = struct.Struct("<II")
_STRUCTURE = struct.Struct("<IBxxxI8s")
#: Of the kind, the slot and the hash.
_HEAD_BYTE_COUNT = 16
_PACKED, _HELD = 0, 1
_NOWHERE, _NO_HASH = 0xFFFFFFFF, bytes(8)


class RunSettings(NamedTuple):
    """How the circuits of a request are to be run; codes as the packed form has them."""

    shots: int
    seed: int
    memory: bool = False
    method: int = 0
    precision: int = 0
    noise: int = NOISE_OF_BACKEND
    #: JSON, with ``NOISE_MODEL``.
    noise_model: bytes = b""
    #: 0 for no bound.
    bond_dimension_max: int = 0
    truncation_threshold: float = 1e-16
    backend: bytes = b""

    def encoded(self) -> bytes:
        """Return the part of a request before its counts."""
        options = _OPTIONS.pack(
            MAGIC,
            VERSION,
            FLAG_MEMORY if self.memory else 0,
            self.shots,
            self.seed,
            self.method,
            self.precision,
            self.noise,
            0,
            self.bond_dimension_max,
            self.truncation_threshold,
        )
        model = self.noise_model
        names = struct.pack("<H", len(self.backend)) + self.backend
        return options + names + struct.pack("<I", len(model)) + model


class _Held(NamedTuple):
    """Where a structure is held, and how a request refers to it."""

    slot: int
    reference: bytes


class StructureSlots:
    """Which structures the other end of one connection holds, and where.

    Requests must be sent in the order in which they were encoded. What is known here is what was
    sent; a request that was refused or given up before it was read has left nothing at the other
    end. So whoever refers to a slot says by a hash what it means, and what is not that is refused.
    """

    def __init__(self, count_max: int = SLOT_COUNT_MAX) -> None:
        """Know of nothing.

        Args:
            count_max: Slots to use.
        """
        self._count_max = count_max
        #: The least recently used first.
        self._slots: OrderedDict[bytes, _Held] = OrderedDict()
        self._byte_count = 0
        self._free = list(range(count_max))

    def clear(self) -> None:
        """Forget what is held: everything is sent whole again."""
        while self._slots:
            self._forget_one()

    def encoded(self, structures: Sequence[bytes]) -> list[bytes]:
        """Return structures as they are sent, each held or to be held where that is of use."""
        slots = self._slots
        known = [slots.get(structure) for structure in structures]
        room = self._count_max
        byte_room = HELD_BYTE_COUNT_MAX
        for structure, held in zip(structures, known, strict=True):
            if held is not None:
                # What is used now is not what makes room for the others.
                slots.move_to_end(structure)
                room -= 1
                byte_room -= len(structure)
        parts: list[bytes] = []
        for structure, held in zip(structures, known, strict=True):
            if held is not None:
                parts.append(held.reference)
                continue
            slot, digest = _NOWHERE, _NO_HASH
            if room > 0 and len(structure) <= min(STRUCTURE_BYTE_COUNT_MAX, byte_room):
                room -= 1
                byte_room -= len(structure)
                digest = blake2b(structure, digest_size=8).digest()
                slot = self._taken_slot(structure, digest)
            byte_count = _HEAD_BYTE_COUNT + len(structure)
            parts.append(_STRUCTURE.pack(byte_count, _PACKED, slot, digest))
            parts.append(structure)
        return parts

    def _taken_slot(self, structure: bytes, digest: bytes) -> int:
        self._byte_count += len(structure)
        while not self._free or self._byte_count > HELD_BYTE_COUNT_MAX:
            self._forget_one()
        slot = self._free.pop(0)
        reference = _STRUCTURE.pack(_HEAD_BYTE_COUNT, _HELD, slot, digest)
        self._slots[structure] = _Held(slot, reference)
        return slot

    def _forget_one(self) -> None:
        structure, held = self._slots.popitem(last=False)
        self._byte_count -= len(structure)
        self._free.append(held.slot)


class Request(Protocol):
    """What a connection sends: its bytes depend on what the other end holds."""

    def encoded(self, slots: StructureSlots) -> bytes:
        """Return the bytes to send now, on the connection that the slots belong to."""


class CircuitRequest:
    """Different structures, and runs that refer to them by index."""

    def __init__(
        self, settings: RunSettings, structures: Sequence[bytes], runs: Sequence[bytes]
    ) -> None:
        """Put a request together.

        Args:
            settings: How to run.
            structures: No two of them equal.
            runs: As ``packing.pack_run`` makes them.
        """
        self.settings = settings
        self.structures = structures
        self.runs = runs

    def encoded(self, slots: StructureSlots) -> bytes:
        """Return the bytes to send now, on the connection that the slots belong to."""
        return b"".join(
            (
                self.settings.encoded(),
                _COUNTS.pack(len(self.structures), len(self.runs)),
                *slots.encoded(self.structures),
                *self.runs,
            )
        )
