"""The connection from a program's backend to a simulator, against a scripted simulator."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from spinwire_program.circuit_channel import (
    HEADER,
    PART_BYTE_COUNT_MAX,
    CircuitChannel,
    CircuitFrameKind,
    CircuitTimeoutError,
)
from spinwire_program.errors import SpinwireError
from spinwire_program.request import StructureSlots

JOB = "00112233445566778899aabbccddeeff"


class Plain:
    """A request that refers to nothing held."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def encoded(self, slots: StructureSlots) -> bytes:
        return self.body


class SimulatorSide:
    """The other end: reads frames, answers by correlation."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        connection.settimeout(60)

    def exactly(self, byte_count: int) -> bytes:
        data = b""
        while len(data) < byte_count:
            part = self.connection.recv(byte_count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def frame(self) -> tuple[tuple[Any, ...], bytes]:
        (byte_count,) = struct.unpack(">I", self.exactly(4))
        frame = self.exactly(byte_count)
        return HEADER.unpack(frame[: HEADER.size]), frame[HEADER.size :]

    def request(self) -> tuple[int, bytes]:
        body = b""
        while True:
            header, part = self.frame()
            assert header[0] == CircuitFrameKind.RUN
            body += part
            if not header[4]:
                return int(header[6]), body

    def answer(
        self,
        correlation: int,
        body: bytes,
        kind: CircuitFrameKind = CircuitFrameKind.RESULT,
        more: bool = False,
    ) -> None:
        header = HEADER.pack(kind, 1, 4, 0, int(more), 0, correlation, bytes(16), 0)
        self.connection.sendall(struct.pack(">I", len(header) + len(body)) + header + body)


@pytest.fixture
def ends() -> Iterator[tuple[CircuitChannel, SimulatorSide]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield CircuitChannel(ours, JOB), SimulatorSide(theirs)


Ends = tuple[CircuitChannel, SimulatorSide]


def test_a_request_carries_the_job_and_its_reply_is_returned(ends: Ends) -> None:
    channel, simulator = ends
    ticket = channel.submit(Plain(b"request"))
    header, body = simulator.frame()
    assert body == b"request"
    assert header[:6] == (0x70, 1, 4, 0, 0, 0)
    assert header[7] == bytes.fromhex(JOB)
    simulator.answer(header[6], b"reply")
    assert channel.wait(ticket) == b"reply"


def test_replies_find_their_requests_in_any_order(ends: Ends) -> None:
    channel, simulator = ends
    tickets = [channel.submit(Plain(bytes([number]))) for number in range(5)]
    requests = [simulator.request() for _ in tickets]
    for correlation, body in reversed(requests):
        simulator.answer(correlation, b"reply " + body)
    assert [channel.wait(ticket) for ticket in tickets] == [
        b"reply " + bytes([number]) for number in range(5)
    ]


def test_long_bodies_travel_in_parts_both_ways(ends: Ends) -> None:
    channel, simulator = ends
    request = os.urandom(3 * PART_BYTE_COUNT_MAX + 17)

    def serve() -> None:
        correlation, body = simulator.request()
        for offset in range(0, len(body), 100_000):
            more = offset + 100_000 < len(body)
            simulator.answer(correlation, body[offset : offset + 100_000], more=more)

    server = threading.Thread(target=serve)
    server.start()
    assert channel.wait(channel.submit(Plain(request))) == request
    server.join()


def test_a_simulator_that_answers_while_it_is_sent_more_blocks_nobody(ends: Ends) -> None:
    channel, simulator = ends
    body = bytes(PART_BYTE_COUNT_MAX)

    def serve() -> None:
        # Answers each request before it reads the next: with both directions full, only a program
        # that reads while it sends goes on.
        for _ in range(40):
            correlation, request = simulator.request()
            simulator.answer(correlation, request)

    server = threading.Thread(target=serve)
    server.start()
    tickets = [channel.submit(Plain(body)) for _ in range(40)]
    assert all(channel.wait(ticket) == body for ticket in tickets)
    server.join()


def test_the_simulator_s_error_is_raised_with_its_code_and_context(ends: Ends) -> None:
    channel, simulator = ends
    ticket = channel.submit(Plain(b"large"))
    correlation, _ = simulator.request()
    error = {
        "code": "simulator.tooLarge",
        "message": "Too many qubits.",
        "context": {"limit": "30"},
    }
    simulator.answer(correlation, json.dumps(error).encode(), CircuitFrameKind.ERROR)
    with pytest.raises(SpinwireError) as raised:
        channel.wait(ticket)
    assert raised.value.code == "simulator.tooLarge"
    assert raised.value.message == "Too many qubits."
    assert raised.value.context == {"limit": "30"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"code": 1}', b"\xff"])
def test_an_error_that_cannot_be_read_is_still_an_error(ends: Ends, body: bytes) -> None:
    channel, simulator = ends
    ticket = channel.submit(Plain(b"request"))
    simulator.answer(simulator.request()[0], body, CircuitFrameKind.ERROR)
    with pytest.raises(SpinwireError) as raised:
        channel.wait(ticket)
    assert raised.value.code == "wire.malformed"


def test_waiting_has_a_time_limit_after_which_the_reply_can_still_be_had(ends: Ends) -> None:
    channel, simulator = ends
    ticket = channel.submit(Plain(b"slow"))
    for timeout in (0, 0.05):
        with pytest.raises(CircuitTimeoutError):
            channel.wait(ticket, timeout)
    simulator.answer(simulator.request()[0], b"late")
    assert channel.wait(ticket, 60) == b"late"


def test_a_reply_can_be_taken_once(ends: Ends) -> None:
    channel, simulator = ends
    ticket = channel.submit(Plain(b"request"))
    simulator.answer(simulator.request()[0], b"reply")
    channel.wait(ticket)
    with pytest.raises(KeyError):
        channel.wait(ticket)


def test_cancel_names_the_request_it_gives_up(ends: Ends) -> None:
    channel, simulator = ends
    ticket = channel.submit(Plain(b"long"))
    correlation, _ = simulator.request()
    channel.cancel(ticket)
    header, body = simulator.frame()
    assert (header[0], header[6], body) == (CircuitFrameKind.CANCEL, correlation, b"")
    error = {"code": "simulator.cancelled", "message": "Cancelled.", "context": {}}
    simulator.answer(correlation, json.dumps(error).encode(), CircuitFrameKind.ERROR)
    with pytest.raises(SpinwireError, match="simulator.cancelled"):
        channel.wait(ticket)


def test_every_request_under_way_fails_when_the_simulator_is_lost(ends: Ends) -> None:
    channel, simulator = ends
    answered, lost = channel.submit(Plain(b"1")), channel.submit(Plain(b"2"))
    simulator.answer(simulator.request()[0], b"reply")
    simulator.connection.close()
    assert channel.wait(answered) == b"reply"
    with pytest.raises(SpinwireError, match="simulator.lost"):
        channel.wait(lost)
    with pytest.raises(SpinwireError, match="simulator.lost"):
        channel.submit(Plain(b"3"))


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">I", 10) + bytes(10),
        struct.pack(">I", 0xFFFFFFFF),
        struct.pack(">I", 40) + HEADER.pack(0x71, 2, 4, 0, 0, 0, 1, bytes(16), 0),
        struct.pack(">I", 40) + HEADER.pack(0x70, 1, 4, 0, 0, 0, 1, bytes(16), 0),
    ],
)
def test_bytes_that_are_no_frame_end_the_connection(ends: Ends, data: bytes) -> None:
    channel, simulator = ends
    ticket = channel.submit(Plain(b"request"))
    simulator.connection.sendall(data)
    with pytest.raises(SpinwireError, match="simulator.lost"):
        channel.wait(ticket)


def test_threads_wait_side_by_side(ends: Ends) -> None:
    channel, simulator = ends
    results: dict[int, bytes] = {}

    def work(number: int) -> None:
        for _ in range(20):
            results[number] = channel.wait(channel.submit(Plain(bytes([number]) * 1000)))

    workers = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for worker in workers:
        worker.start()
    for _ in range(6 * 20):
        correlation, body = simulator.request()
        simulator.answer(correlation, body)
    for worker in workers:
        worker.join()
    assert results == {number: bytes([number]) * 1000 for number in range(6)}


def test_a_job_without_a_simulator_says_so() -> None:
    with pytest.raises(SpinwireError, match="backend.unavailable"):
        CircuitChannel(None, JOB).submit(Plain(b"request"))


def test_a_forked_process_may_not_use_the_connection(ends: Ends) -> None:
    channel, _ = ends
    child = os.fork()
    if not child:
        try:
            channel.submit(Plain(b"request"))
        except SpinwireError as error:
            os._exit(0 if error.code == "program.wrongProcess" else 1)
        os._exit(2)
    assert os.waitpid(child, 0)[1] == 0


class Simulators:
    """A simulator that may be killed, and comes back when a channel asks for it."""

    def __init__(self) -> None:
        self.sides: list[SimulatorSide] = []
        self.asked = 0

    def connection(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        self.sides.append(SimulatorSide(theirs))
        return ours

    def reconnect(self, seconds: float | None) -> socket.socket | None:
        self.asked += 1
        return self.connection()

    def kill(self) -> None:
        self.sides[-1].connection.close()


def test_what_was_not_answered_is_sent_again_to_the_next_simulator() -> None:
    simulators = Simulators()
    channel = CircuitChannel(simulators.connection(), JOB, simulators.reconnect)
    answered, first, second = (channel.submit(Plain(body)) for body in (b"0", b"1", b"2" * 50_000))
    side = simulators.sides[0]
    correlation, _ = side.request()
    side.answer(correlation, b"reply 0")
    assert channel.wait(answered) == b"reply 0"
    correlation, _ = side.request()
    # A reply that breaks off is no part of the next one.
    side.answer(correlation, b"half", more=True)
    simulators.kill()
    for ticket, expected in ((first, b"1"), (second, b"2" * 50_000)):
        with pytest.raises(CircuitTimeoutError):
            channel.wait(ticket, timeout=0.5)
        side = simulators.sides[1]
        correlation, body = side.request()
        assert body == expected
        side.answer(correlation, b"reply " + body[:1])
        assert channel.wait(ticket) == b"reply " + body[:1]
    assert simulators.asked == 1


def test_a_request_goes_to_the_simulator_that_came_back() -> None:
    simulators = Simulators()
    channel = CircuitChannel(None, JOB, simulators.reconnect)
    ticket = channel.submit(Plain(b"request"))
    correlation, _ = simulators.sides[0].request()
    simulators.sides[0].answer(correlation, b"reply")
    assert channel.wait(ticket) == b"reply"
    simulators.kill()
    # Its end is noticed only when it is used: the request that finds it ended is sent again.
    ticket = channel.submit(Plain(b"another"))
    with pytest.raises(CircuitTimeoutError):
        channel.wait(ticket, timeout=0.2)
    correlation, body = simulators.sides[1].request()
    assert body == b"another"
    simulators.sides[1].answer(correlation, b"reply")
    assert channel.wait(ticket) == b"reply"


def test_many_threads_go_on_after_the_simulator_came_back() -> None:
    simulators = Simulators()
    channel = CircuitChannel(simulators.connection(), JOB, simulators.reconnect)
    replies: dict[int, bytes] = {}

    def work(number: int) -> None:
        replies[number] = channel.wait(channel.submit(Plain(b"%d" % number)))

    def serve(side: SimulatorSide, count: int) -> None:
        with contextlib.suppress(EOFError):
            for _ in range(count):
                correlation, body = side.request()
                side.answer(correlation, b"reply " + body)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    serve(simulators.sides[0], 3)
    simulators.kill()
    while len(simulators.sides) < 2:
        threading.Event().wait(0.001)
    # A reply that was not read before the end is asked for again, so there may be more than five.
    server = threading.Thread(target=serve, args=(simulators.sides[1], 8), daemon=True)
    server.start()
    for thread in threads:
        thread.join()
    assert replies == {number: b"reply %d" % number for number in range(8)}
    assert simulators.asked == 1


def test_the_channel_is_lost_when_no_simulator_comes_back() -> None:
    simulators = Simulators()
    channel = CircuitChannel(simulators.connection(), JOB, lambda seconds: None)
    ticket = channel.submit(Plain(b"request"))
    simulators.kill()
    with pytest.raises(SpinwireError, match="simulator.lost"):
        channel.wait(ticket)
    with pytest.raises(SpinwireError, match="simulator.lost"):
        channel.submit(Plain(b"another"))


def test_who_waits_with_a_limit_does_not_wait_longer_for_a_simulator() -> None:
    simulators = Simulators()
    is_back = False

    def reconnect(seconds: float | None) -> socket.socket | None:
        if not is_back:
            raise TimeoutError
        return simulators.connection()

    channel = CircuitChannel(simulators.connection(), JOB, reconnect)
    ticket = channel.submit(Plain(b"request"))
    simulators.kill()
    for _ in range(3):
        with pytest.raises(CircuitTimeoutError):
            channel.wait(ticket, timeout=0)
    is_back = True
    with pytest.raises(CircuitTimeoutError):
        channel.wait(ticket, timeout=0.1)
    correlation, _ = simulators.sides[1].request()
    simulators.sides[1].answer(correlation, b"reply")
    assert channel.wait(ticket) == b"reply"
