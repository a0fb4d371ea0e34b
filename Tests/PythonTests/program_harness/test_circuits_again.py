"""A program's process whose simulator goes away: it asks its executor for another connection."""

from __future__ import annotations

import socket
import struct

from executor_side import ProgramRun, program_process
from spinwire_program.circuit_frames import HEADER, CircuitFrameKind
from spinwire_program.frames import FrameKind

SOURCE = """
from spinwire_program.errors import SpinwireError


class Plain:
    def encoded(self, slots):
        return b"request"


def main(backend, user_messenger):
    transport = backend._transport
    ticket = transport.submit(Plain())
    user_messenger.publish("submitted")
    try:
        return transport.wait(ticket).decode()
    except SpinwireError as error:
        return error.code
"""


def requested(connection: socket.socket) -> tuple[int, bytes]:
    """Read one short request; returns its correlation and body."""
    (byte_count,) = struct.unpack(">I", connection.recv(4, socket.MSG_WAITALL))
    frame = connection.recv(byte_count, socket.MSG_WAITALL)
    return int(HEADER.unpack_from(frame)[6]), frame[HEADER.size :]


def answer(connection: socket.socket, correlation: int, body: bytes) -> None:
    header = HEADER.pack(CircuitFrameKind.RESULT, 1, 4, 0, 0, 0, correlation, bytes(16), 0)
    connection.sendall(struct.pack(">I", len(header) + len(body)) + header + body)


def wait_for(run: ProgramRun, expected: FrameKind) -> None:
    while run.next()[0] != expected:
        pass


def test_a_program_survives_its_simulator() -> None:
    with program_process() as run:
        ours, theirs = socket.socketpair()
        run.start(SOURCE, descriptor=theirs.fileno(), publish_credit=1)
        theirs.close()
        assert requested(ours)[1] == b"request"
        wait_for(run, FrameKind.INTERIM)
        ours.close()
        wait_for(run, FrameKind.CIRCUITS_WANTED)
        # Credit that comes first is kept for later.
        run.grant(3)
        ours, theirs = socket.socketpair()
        run.send(bytes([FrameKind.CIRCUITS]), theirs.fileno())
        theirs.close()
        correlation, body = requested(ours)
        assert body == b"request"
        answer(ours, correlation, b"reply")
        assert run.until_outcome()[1].value == "reply"


def test_a_program_that_was_started_without_a_simulator_asks_for_one() -> None:
    with program_process() as run:
        run.start(SOURCE)
        wait_for(run, FrameKind.CIRCUITS_WANTED)
        ours, theirs = socket.socketpair()
        run.send(bytes([FrameKind.CIRCUITS]), theirs.fileno())
        theirs.close()
        correlation, _ = requested(ours)
        answer(ours, correlation, b"reply")
        assert run.until_outcome()[1].value == "reply"


def test_a_program_is_told_when_no_simulator_comes_back() -> None:
    with program_process() as run:
        ours, theirs = socket.socketpair()
        run.start(SOURCE, descriptor=theirs.fileno())
        theirs.close()
        requested(ours)
        ours.close()
        wait_for(run, FrameKind.CIRCUITS_WANTED)
        run.send(bytes([FrameKind.CIRCUITS]))
        assert run.until_outcome()[1].value == "simulator.lost"
