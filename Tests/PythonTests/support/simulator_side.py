"""A scripted simulator at the other end of a program's circuit channel."""

from __future__ import annotations

import socket
import struct
from typing import Any

from spinwire_program.circuit_channel import CircuitChannel
from spinwire_program.circuit_frames import HEADER, CircuitFrameKind
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


Ends = tuple[CircuitChannel, SimulatorSide]
