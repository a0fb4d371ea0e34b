"""The transport of a program's backend: a connected stream socket to a simulator.

On the stream, numbers big-endian: u32 length of what follows, a header of 40 bytes, a body.

======  =====  ============  =====================================================================
offset  bytes  field         meaning
======  =====  ============  =====================================================================
0       1      kind          ``CircuitFrameKind``
1       1      version       1
2       1      content type  4 packed circuits, 1 JSON, 0 no body
3       1      body form     0
4       2      flags         bit 0: more of this correlation's body follows
6       2      reserved      0
8       8      correlation   chosen by the program's side, one for each run
16      16     job id
32      8      time          microseconds since 1970
======  =====  ============  =====================================================================

A run's body is a circuit request, a result's a circuit reply, an error's JSON with ``code``,
``message`` and ``context``; a cancel has none. Bodies longer than 192 KiB are sent in parts.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from enum import IntEnum

from spinwire_program.errors import SpinwireError

HEADER = struct.Struct(">BBBBHHQ16sQ")
VERSION = 1
FLAG_MORE = 1
PART_BYTE_COUNT_MAX = 192 << 10
FRAME_BYTE_COUNT_MAX = (256 << 10) + 64
#: What the parts of one reply may add up to.
REPLY_BYTE_COUNT_MAX = 1 << 30
CONTENT_TYPE_NONE = 0
CONTENT_TYPE_CIRCUITS = 4

_READ_BYTE_COUNT = 256 << 10


class CircuitFrameKind(IntEnum):
    """First byte of a header."""

    RUN = 0x70
    RESULT = 0x71
    ERROR = 0x72
    CANCEL = 0x73


class CircuitTimeoutError(SpinwireError, TimeoutError):
    """The reply has not come within the time that the caller gave it; it may still come."""

    def __init__(self) -> None:
        super().__init__("circuit.notReady", "The circuits have not been run yet.")


class CircuitChannel:
    """Sends circuit requests and waits for their replies; many may be under way at once.

    Safe to use from several threads. There is no thread of its own: whoever waits reads, for all.
    """

    def __init__(self, connection: socket.socket | None, job_id: str) -> None:
        """Take over a connected socket; ``None`` makes a channel that refuses every request.

        Args:
            connection: Stream socket of the simulator.
            job_id: 32 hexadecimal digits.
        """
        self._connection = connection
        if connection is not None:
            connection.setblocking(False)
        self._job = bytes.fromhex(job_id)
        self._owner = os.getpid()
        self._correlations = itertools.count(1)
        self._sending = threading.Lock()
        self._changed = threading.Condition()
        # Below: guarded by `_changed`; `_input` belongs to whoever set `_reading`.
        self._reading = False
        self._input = bytearray()
        self._pending: dict[int, bytearray] = {}
        self._replies: dict[int, bytes | SpinwireError] = {}
        self._lost: SpinwireError | None = None

    def submit(self, request: bytes) -> int:
        """Send a circuit request; returns the ticket to wait with.

        Raises:
            SpinwireError: ``simulator.lost``, the connection has ended; ``backend.unavailable``,
            there
                is none; ``program.wrongProcess``, called in a forked process.
        """
        self._check_usable()
        ticket = next(self._correlations)
        with self._changed:
            self._pending[ticket] = bytearray()
        try:
            self._send(CircuitFrameKind.RUN, ticket, request)
        except SpinwireError:
            with self._changed:
                self._pending.pop(ticket, None)
            raise
        return ticket

    def wait(self, ticket: int, timeout: float | None = None) -> bytes:
        """Return the circuit reply, which can be asked for once.

        Args:
            ticket: What ``submit`` returned.
            timeout: Seconds to wait; 0 looks only, ``None`` waits as long as it takes.

        Raises:
            CircuitTimeoutError: There is no reply yet; ask again later.
            SpinwireError: The simulator's own error, or ``simulator.lost``.
            KeyError: No such ticket, or its reply was taken already.
        """
        self._check_usable()
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            while ticket not in self._replies:
                if ticket not in self._pending:
                    raise KeyError(ticket)
                if self._lost is not None:
                    del self._pending[ticket]
                    raise self._lost
                self._wait_for_change(deadline)
            reply = self._replies.pop(ticket)
        if isinstance(reply, SpinwireError):
            raise reply
        return reply

    def cancel(self, ticket: int) -> None:
        """Ask the simulator to give up a request. ``wait`` then tells how it ended."""
        self._check_usable()
        with self._changed:
            under_way = ticket in self._pending and self._lost is None
        if under_way:
            self._send(CircuitFrameKind.CANCEL, ticket, b"")

    # Sending

    def _send(self, kind: CircuitFrameKind, correlation: int, body: bytes) -> None:
        # A cancel does not wait for the lock between the parts of a long request: each part is
        # whole.
        for frame in self._frames(kind, correlation, body):
            with self._sending:
                self._send_all(memoryview(frame))

    def _frames(self, kind: CircuitFrameKind, correlation: int, body: bytes) -> Iterator[bytes]:
        content_type = CONTENT_TYPE_CIRCUITS if body else CONTENT_TYPE_NONE
        now = time.time_ns() // 1000
        for offset in range(0, max(len(body), 1), PART_BYTE_COUNT_MAX):
            part = body[offset : offset + PART_BYTE_COUNT_MAX]
            flags = FLAG_MORE if offset + PART_BYTE_COUNT_MAX < len(body) else 0
            header = HEADER.pack(
                kind, VERSION, content_type, 0, flags, 0, correlation, self._job, now
            )
            yield struct.pack(">I", HEADER.size + len(part)) + header + part

    def _send_all(self, data: memoryview) -> None:
        connection = self._connected()
        while data:
            try:
                data = data[connection.send(data) :]
            except BlockingIOError:
                # The simulator may itself be waiting for us to read: read while there is no room.
                self._read_until_writable()
            except OSError as error:
                raise self._end(f"{error}") from None

    def _read_until_writable(self) -> None:
        with self._changed:
            if self._lost is not None:
                raise self._lost
            if not self._reading:
                self._read_once(None, select.POLLIN | select.POLLOUT)
                return
        poll = select.poll()
        poll.register(self._connected(), select.POLLOUT)
        poll.poll()

    # Receiving

    def _wait_for_change(self, deadline: float | None) -> None:
        """Read, or wait for whoever reads; holds ``_changed`` on entry and on return."""
        remaining = None if deadline is None else max(0.0, deadline - time.monotonic())
        if self._reading:
            progressed = self._changed.wait(remaining)
        else:
            progressed = self._read_once(remaining, select.POLLIN)
        if not progressed:
            raise CircuitTimeoutError

    def _read_once(self, seconds: float | None, events: int) -> bool:
        """Wait for the socket as its one reader, and take in what came; false after the time."""
        connection = self._connected()
        self._reading = True
        self._changed.release()
        data: bytes | None = None
        try:
            poll = select.poll()
            poll.register(connection, events)
            ready = poll.poll(None if seconds is None else int(seconds * 1000 + 0.999))
            if any(event & ~select.POLLOUT for _, event in ready):
                data = connection.recv(_READ_BYTE_COUNT)
        except BlockingIOError:
            data = None
        except OSError:
            data = b""
        finally:
            self._changed.acquire()
            self._reading = False
            self._changed.notify_all()
        if data is not None:
            self._take_in(data)
        return bool(ready) if data is None else True

    def _take_in(self, data: bytes) -> None:
        if not data:
            self._end("the connection was closed")
            return
        self._input += data
        offset = 0
        while len(self._input) - offset >= 4:
            (byte_count,) = struct.unpack_from(">I", self._input, offset)
            if not HEADER.size <= byte_count <= FRAME_BYTE_COUNT_MAX:
                self._end("a frame has an impossible length")
                return
            if len(self._input) - offset < 4 + byte_count:
                break
            self._take_frame(bytes(self._input[offset + 4 : offset + 4 + byte_count]))
            offset += 4 + byte_count
        del self._input[:offset]

    def _take_frame(self, frame: bytes) -> None:
        kind, version, _, _, flags, _, correlation, _, _ = HEADER.unpack_from(frame)
        body = frame[HEADER.size :]
        if version != VERSION or kind not in (CircuitFrameKind.RESULT, CircuitFrameKind.ERROR):
            self._end("a frame is of an unknown kind or version")
            return
        parts = self._pending.get(correlation)
        if parts is None:
            # The reply to something that was given up.
            return
        parts += body
        if len(parts) > REPLY_BYTE_COUNT_MAX:
            limit = {"limit": REPLY_BYTE_COUNT_MAX}
            self._settle(
                correlation,
                SpinwireError("payload.tooLarge", "The simulator's reply is too long.", limit),
            )
        elif not flags & FLAG_MORE:
            whole = bytes(parts)
            self._settle(
                correlation, whole if kind == CircuitFrameKind.RESULT else _error_of(whole)
            )

    def _settle(self, correlation: int, reply: bytes | SpinwireError) -> None:
        del self._pending[correlation]
        self._replies[correlation] = reply

    # The connection

    def _check_usable(self) -> None:
        if os.getpid() != self._owner:
            raise SpinwireError(
                "program.wrongProcess", "Only the process that runs main may use the backend."
            )

    def _connected(self) -> socket.socket:
        if self._connection is None:
            raise SpinwireError(
                "backend.unavailable", "The job was started without a connection to a simulator."
            )
        return self._connection

    def _end(self, reason: str) -> SpinwireError:
        """Note that the connection is of no use any more; the first reason stays."""
        if self._lost is None:
            self._lost = SpinwireError(
                "simulator.lost",
                "The connection to the simulator ended before the reply.",
                {"reason": reason},
            )
        return self._lost


def _error_of(body: bytes) -> SpinwireError:
    """Return the error that an error frame's JSON describes, whatever is in it."""
    try:
        fields = json.loads(body)
        context = fields.get("context")
        return SpinwireError(
            str(fields["code"]),
            str(fields["message"]),
            context if isinstance(context, dict) else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return SpinwireError("wire.malformed", "The simulator's error cannot be read.")
