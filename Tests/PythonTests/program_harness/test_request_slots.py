"""What a connection's other end holds: structures are sent once, and again when it lost them."""

from __future__ import annotations

import hashlib
import json
import socket
import struct
from collections.abc import Iterator

import pytest

from spinwire_program.circuit_channel import CircuitChannel, CircuitTimeoutError
from spinwire_program.circuit_frames import HEADER, CircuitFrameKind
from spinwire_program.errors import SpinwireError
from spinwire_program.request import (
    HELD_BYTE_COUNT_MAX,
    SLOT_COUNT_MAX,
    STRUCTURE_BYTE_COUNT_MAX,
    CircuitRequest,
    RunSettings,
    StructureSlots,
)

PACKED, HELD, NOWHERE = 0, 1, 0xFFFFFFFF


def sent(slots: StructureSlots, *structures: bytes) -> list[tuple[int, int]]:
    """Return kind and slot of each structure of a request."""
    data = b"".join(slots.encoded(structures))
    found: list[tuple[int, int]] = []
    while data:
        byte_count, kind, slot, digest = struct.unpack_from("<IBxxxI8s", data)
        body = data[20 : 4 + byte_count]
        named = hashlib.blake2b(structures[len(found)], digest_size=8).digest()
        assert digest == (bytes(8) if slot == NOWHERE else named)
        assert body == (structures[len(found)] if kind == PACKED else b"")
        found.append((kind, slot))
        data = data[4 + byte_count :]
    return found


def test_a_structure_is_sent_once() -> None:
    slots = StructureSlots()
    assert sent(slots, b"a", b"b") == [(PACKED, 0), (PACKED, 1)]
    assert sent(slots, b"b", b"c", b"a") == [(HELD, 1), (PACKED, 2), (HELD, 0)]


def test_the_least_recently_used_makes_room() -> None:
    slots = StructureSlots(count_max=2)
    sent(slots, b"a", b"b")
    sent(slots, b"a")
    assert sent(slots, b"c") == [(PACKED, 1)]
    assert sent(slots, b"a", b"b") == [(HELD, 0), (PACKED, 1)]


def test_no_structure_of_a_request_makes_room_for_another() -> None:
    slots = StructureSlots(count_max=2)
    sent(slots, b"a", b"b")
    expected = [(PACKED, 1), (PACKED, NOWHERE), (HELD, 0)]
    assert sent(slots, b"c", b"d", b"a") == expected
    assert sent(slots, b"c", b"a", b"b") == [(HELD, 1), (HELD, 0), (PACKED, NOWHERE)]


def test_many_and_long_structures_are_not_held() -> None:
    slots = StructureSlots()
    structures = [b"%d" % number for number in range(SLOT_COUNT_MAX + 3)]
    places = [slot for _, slot in sent(slots, *structures)]
    assert places == [*range(SLOT_COUNT_MAX), NOWHERE, NOWHERE, NOWHERE]
    assert sent(StructureSlots(), bytes(STRUCTURE_BYTE_COUNT_MAX + 1)) == [(PACKED, NOWHERE)]


def test_what_was_forgotten_is_sent_whole() -> None:
    slots = StructureSlots()
    sent(slots, b"a", b"b")
    slots.clear()
    assert sent(slots, b"b", b"a") == [(PACKED, 2), (PACKED, 3)]


def test_what_is_held_adds_up_to_so_many_bytes() -> None:
    slots = StructureSlots()
    count = HELD_BYTE_COUNT_MAX // STRUCTURE_BYTE_COUNT_MAX
    long = [bytes([number]) * STRUCTURE_BYTE_COUNT_MAX for number in range(count + 1)]
    for structure in long:
        assert sent(slots, structure)[0][0] == PACKED
    assert sent(slots, long[1])[0][0] == HELD
    assert sent(slots, long[0])[0][0] == PACKED


def test_no_structure_of_a_request_is_forgotten_for_the_length_of_others() -> None:
    slots = StructureSlots()
    count = HELD_BYTE_COUNT_MAX // STRUCTURE_BYTE_COUNT_MAX
    long = [bytes([number]) * STRUCTURE_BYTE_COUNT_MAX for number in range(2 * count)]
    sent(slots, *long[:count])
    places = sent(slots, *long[count:], long[0])
    assert [slot for _, slot in places].count(NOWHERE) == 1
    assert len({slot for _, slot in places}) == count + 1


# On a connection


REQUEST = CircuitRequest(RunSettings(shots=1, seed=2), [b"structure"], [b"run"])
OTHER_REQUEST = CircuitRequest(RunSettings(shots=1, seed=2), [b"another"], [b"run"])


class Simulator:
    """The other end of a connection, which says what kind of structure it was sent."""

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.theirs.settimeout(60)

    def request(self) -> tuple[int, int]:
        """Read a request; returns its correlation and the kind of its structure."""
        frame = self.frame()
        body = frame[HEADER.size :]
        # After the options, an empty name, no noise model, and two counts.
        kind = body[len(RunSettings(1, 2).encoded()) + 8 + 4]
        return int(HEADER.unpack_from(frame)[6]), kind

    def frame(self) -> bytes:
        """Read a frame."""
        (byte_count,) = struct.unpack(">I", self.theirs.recv(4, socket.MSG_WAITALL))
        return self.theirs.recv(byte_count, socket.MSG_WAITALL)

    def answer(self, correlation: int, code: str | None = None) -> None:
        """Answer with a body, or with an error."""
        kind, body = CircuitFrameKind.RESULT, b"reply"
        if code is not None:
            kind = CircuitFrameKind.ERROR
            body = json.dumps({"code": code, "message": "No.", "context": {}}).encode()
        header = HEADER.pack(kind, 1, 4, 0, 0, 0, correlation, bytes(16), 0)
        self.theirs.sendall(struct.pack(">I", len(header) + len(body)) + header + body)

    def close(self) -> None:
        self.ours.close()
        self.theirs.close()


@pytest.fixture
def simulators() -> Iterator[list[Simulator]]:
    both = [Simulator(), Simulator()]
    yield both
    for simulator in both:
        simulator.close()


def channel_to(simulators: list[Simulator]) -> CircuitChannel:
    first, second = simulators
    return CircuitChannel(first.ours, "00" * 16, lambda seconds: second.ours)


def test_the_second_request_refers_to_the_first_one_s_structure(
    simulators: list[Simulator],
) -> None:
    simulator, channel = simulators[0], channel_to(simulators)
    for expected in (PACKED, HELD, HELD):
        ticket = channel.submit(REQUEST)
        correlation, kind = simulator.request()
        assert kind == expected
        simulator.answer(correlation)
        assert channel.wait(ticket) == b"reply"


def test_what_the_simulator_does_not_hold_is_sent_again_whole(simulators: list[Simulator]) -> None:
    simulator, channel = simulators[0], channel_to(simulators)
    first, second, third = (channel.submit(REQUEST) for _ in range(3))
    requests = [simulator.request() for _ in range(3)]
    assert [kind for _, kind in requests] == [PACKED, HELD, HELD]
    simulator.answer(requests[0][0])
    simulator.answer(requests[1][0], "circuit.unknownStructure")
    simulator.answer(requests[2][0], "circuit.unknownStructure")
    with pytest.raises(CircuitTimeoutError):
        channel.wait(second, 0.2)
    with pytest.raises(CircuitTimeoutError):
        channel.wait(third, 0.2)
    again = [simulator.request() for _ in range(2)]
    assert again == [(second, PACKED), (third, PACKED)]
    for ticket in (second, third):
        simulator.answer(ticket)
    assert [channel.wait(ticket) for ticket in (third, first, second)] == [b"reply"] * 3


@pytest.mark.parametrize("code", ["circuit.malformed", "queue.full", "simulator.cancelled"])
def test_after_an_error_a_structure_is_sent_anew(simulators: list[Simulator], code: str) -> None:
    """What was refused may not have been read, so that it is not held."""
    simulator, channel = simulators[0], channel_to(simulators)
    kept = channel.submit(REQUEST)
    first = channel.submit(OTHER_REQUEST)
    assert [simulator.request()[1] for _ in range(2)] == [PACKED, PACKED]
    simulator.answer(first, code)
    simulator.answer(kept)
    channel.wait(kept)
    if code == "queue.full":
        with pytest.raises(CircuitTimeoutError):
            channel.wait(first, 0.2)
        assert simulator.request() == (first, PACKED)
    else:
        with pytest.raises(SpinwireError, match=code):
            channel.wait(first)
    channel.submit(REQUEST)
    assert simulator.request()[1] == PACKED


def test_after_a_cancel_a_structure_is_sent_anew(simulators: list[Simulator]) -> None:
    simulator, channel = simulators[0], channel_to(simulators)
    channel.cancel(channel.submit(REQUEST))
    channel.submit(REQUEST)
    assert simulator.request()[1] == PACKED
    cancel = simulator.frame()
    assert HEADER.unpack_from(cancel)[0] == CircuitFrameKind.CANCEL
    assert simulator.request()[1] == PACKED


def test_a_simulator_that_will_not_hold_a_structure_is_not_asked_for_ever(
    simulators: list[Simulator],
) -> None:
    simulator, channel = simulators[0], channel_to(simulators)
    ticket = channel.submit(REQUEST)
    simulator.answer(simulator.request()[0], "circuit.unknownStructure")
    with pytest.raises(CircuitTimeoutError):
        channel.wait(ticket, 0.2)
    simulator.answer(simulator.request()[0], "circuit.unknownStructure")
    with pytest.raises(SpinwireError, match="unknownStructure"):
        channel.wait(ticket)


def test_another_connection_holds_nothing(simulators: list[Simulator]) -> None:
    channel = channel_to(simulators)
    first = channel.submit(REQUEST)
    simulators[0].answer(simulators[0].request()[0])
    channel.wait(first)
    second = channel.submit(REQUEST)
    assert simulators[0].request()[1] == HELD
    simulators[0].theirs.close()
    with pytest.raises(CircuitTimeoutError):
        channel.wait(second, 0.2)
    correlation, kind = simulators[1].request()
    assert (correlation, kind) == (second, PACKED)
    simulators[1].answer(correlation)
    assert channel.wait(second) == b"reply"
