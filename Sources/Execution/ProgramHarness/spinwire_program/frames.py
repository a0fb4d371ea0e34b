"""Frames of the program channel, between an executor and one program's process.

On the stream a frame is a big-endian u32 length, a kind byte and a body; here a frame is kind and
body, as ``channel.receive()`` gives it and ``channel.send()`` takes it.

======  ========  ===================  ============================================================
kind    name      direction            body
======  ========  ===================  ============================================================
0x81    start     executor → program   u32 length, JSON object; u32 length, source; inputs (JSON),
                                       unless they came in a file; the checkpoint
0x82    credit    executor → program   u32: how many more publishes are allowed
0x83    ready     program → executor   empty; the process is locked in and warm
0x84    interim   program → executor   u8 content type, bytes
0x85    chunk     either               u8 kind of the whole, u8 1 on the last chunk, bytes
0x86    outcome   program → executor   u8 status (0 completed, 1 failed, 2 completed, and another
                                       start may follow, 3 as 2, and no circuit was run), u8 content
                                       type, bytes; exactly one for each start, its last frame
0x87    metric    program → executor   JSON object
0x88    circuits  program → executor   empty: the circuits' connection ended, another one is wanted;
        wanted                         at most one is unanswered
0x89    circuits  executor → program   empty; with the descriptor of the new connection, or without
                                       when no simulator came back
0x8A    progress  program → executor   JSON object; takes a credit, as an interim message does
0x8B    check-    program → executor   JSON object; takes a credit
        point
0x8C    inputs    executor → program   u64 length; with the descriptor of a file that holds the
                                       inputs, when they are long; comes before the start
0x8D    viola-    program → executor   text for the log, or empty: the interim message or the
        tion                           outcome that follows does not fit its schema
======  ========  ===================  ============================================================

A body longer than ``CHUNK_BYTE_COUNT_MAX`` travels as chunks, which joined are the body of one
frame of the named kind. Chunks of one body are never mixed with other frames of the same direction,
except credit.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Protocol

from spinwire_program.errors import SpinwireError

CHUNK_BYTE_COUNT_MAX = 192 << 10

#: What a chunked start may add up to: a source and inputs, each far below it.
START_BYTE_COUNT_MAX = 1 << 30

CONTENT_TYPE_JSON = 1

STATUS_COMPLETED = 0
STATUS_FAILED = 1
#: Nothing of the job is left, and the process waits for another start.
STATUS_COMPLETED_AND_WAITING = 2
#: Likewise, and no circuit was run: the next start need not come with a connection to a simulator.
STATUS_WAITING_WITHOUT_CIRCUITS = 3


class FrameKind(IntEnum):
    """First byte of a frame."""

    START = 0x81
    CREDIT = 0x82
    READY = 0x83
    INTERIM = 0x84
    CHUNK = 0x85
    OUTCOME = 0x86
    METRIC = 0x87
    CIRCUITS_WANTED = 0x88
    CIRCUITS = 0x89
    PROGRESS = 0x8A
    CHECKPOINT = 0x8B
    INPUTS = 0x8C
    VIOLATION = 0x8D


class Channel(Protocol):
    """The connected stream to the executor, as the zygote's child made it."""

    def receive(self) -> tuple[bytes, list[int]]:
        """Wait for a frame; returns it with the descriptors that came along, now ours to close.

        An empty frame, or ``EOFError``, means that the executor has closed the channel.
        """

    def send(self, *frames: bytes) -> None:
        """Send frames by one write, waiting until the executor has taken them."""

    def fileno(self) -> int:
        """Return the descriptor, for waiting on it."""


def framed(kind: FrameKind, body: bytes, prefix: bytes = b"") -> Iterator[bytes]:
    """Yield the frame, or the chunks, that carry a few bytes and a body behind them.

    A long body is never copied as a whole.
    """
    if len(prefix) + len(body) <= CHUNK_BYTE_COUNT_MAX:
        yield bytes([kind]) + prefix + body
        return
    begin = 0
    while begin < len(body):
        end = begin + CHUNK_BYTE_COUNT_MAX - len(prefix)
        yield bytes([FrameKind.CHUNK, kind, end >= len(body)]) + prefix + body[begin:end]
        begin, prefix = end, b""


class Assembler:
    """Puts chunked bodies of one direction together."""

    def __init__(self, byte_count_max: int = START_BYTE_COUNT_MAX) -> None:
        self._byte_count_max = byte_count_max
        self._kind: int | None = None
        self._parts: list[bytes] = []
        self._byte_count = 0

    def take(self, frame: bytes) -> tuple[int, bytes] | None:
        """Return kind and body that the frame completes, or ``None`` when more is to come.

        Raises:
            SpinwireError: ``wire.malformed``, ``payload.tooLarge``.
        """
        if not frame:
            raise SpinwireError("wire.malformed", "A frame of the program channel is empty.")
        if frame[0] != FrameKind.CHUNK:
            return frame[0], frame[1:]
        if len(frame) < 3 or frame[2] > 1 or (self._kind not in (None, frame[1])):
            raise SpinwireError("wire.malformed", "A chunk of the program channel is malformed.")
        self._kind = frame[1]
        self._byte_count += len(frame) - 3
        if self._byte_count > self._byte_count_max:
            limit = {"limit": self._byte_count_max}
            raise SpinwireError("payload.tooLarge", "A chunked body is too long.", limit)
        self._parts.append(frame[3:])
        if not frame[2]:
            return None
        whole = self._kind, b"".join(self._parts)
        self._kind, self._parts, self._byte_count = None, [], 0
        return whole


def credit_of(body: bytes) -> int:
    """Return the publishes that a credit frame's body allows."""
    if len(body) != 4:
        raise SpinwireError("wire.malformed", "A credit frame does not hold four bytes.")
    return int(struct.unpack(">I", body)[0])


def received(channel: Channel) -> tuple[bytes, list[int]]:
    """Receive a frame; raises ``EOFError`` in either way that the channel tells its end."""
    frame, descriptors = channel.receive()
    if not frame:
        raise EOFError("The executor has closed the program channel.")
    return frame, descriptors


Send = Callable[[FrameKind, bytes], None]
