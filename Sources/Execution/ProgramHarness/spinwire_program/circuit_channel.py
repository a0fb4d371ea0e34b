"""The transport of a program's backend: circuit requests to a simulator, and its replies.

A simulator may die, and another one, or the same started anew, takes its place: the channel asks
for another connection and sends again what has not been answered. A request names its seed, so that
the reply is the same whoever gives it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import socket
import threading
import time
from collections.abc import Callable

from spinwire_program.circuit_frames import (
    HEADER,
    PART_BYTE_COUNT_MAX,
    VERSION,
    CircuitFrame,
    CircuitFrameKind,
    error_of,
    frames,
    taken_frames,
)
from spinwire_program.errors import SpinwireError
from spinwire_program.request import Request, StructureSlots

__all__ = [
    "HEADER",
    "PART_BYTE_COUNT_MAX",
    "CircuitChannel",
    "CircuitFrameKind",
    "CircuitTimeoutError",
    "Reconnect",
]

#: What the parts of one reply may add up to.
REPLY_BYTE_COUNT_MAX = 1 << 30

_READ_BYTE_COUNT = 256 << 10
_UNKNOWN_STRUCTURE = "circuit.unknownStructure"

#: Asks for another connection to a simulator, and waits for at most so many seconds (``None``: as
#: long as it takes). Returns the connection, or ``None`` when none can be had; raises
#: ``TimeoutError`` when there is no answer yet.
Reconnect = Callable[[float | None], socket.socket | None]


class CircuitTimeoutError(SpinwireError, TimeoutError):
    """The reply has not come within the time that the caller gave it; it may still come."""

    def __init__(self) -> None:
        super().__init__("circuit.notReady", "The circuits have not been run yet.")


class CircuitChannel:
    """Sends circuit requests and waits for their replies; many may be under way at once.

    Safe to use from several threads. There is no thread of its own: whoever waits reads, for all,
    and whoever finds the connection ended asks for another one.
    """

    def __init__(
        self,
        connection: socket.socket | None,
        job_id: str,
        reconnect: Reconnect | None = None,
    ) -> None:
        """Take over a connected socket.

        Args:
            connection: Stream socket of the simulator; ``None`` when there is none yet.
            job_id: 32 hexadecimal digits.
            reconnect: How to come by another connection. Without it the end of the connection is
                the end of the channel, and without a connection every request is refused.
        """
        self._reconnect = reconnect
        self._job = bytes.fromhex(job_id)
        self._owner = os.getpid()
        self._correlations = itertools.count(1)
        # Locks, in the order in which they are taken. Runs are encoded and sent one after the
        # other, as what one says of the slots holds for the next; a frame is sent as a whole.
        self._running = threading.Lock()
        self._sending = threading.Lock()
        self._changed = threading.Condition()
        # Below: guarded by `_changed`; the buffers belong to whoever set `_reading`, the content of
        # the slots to whoever holds `_running`.
        self._connection = connection
        self._slots = StructureSlots()
        self._reading = False
        self._reconnecting = False
        self._buffer = memoryview(bytearray(_READ_BYTE_COUNT))
        self._input = bytearray()
        #: What has not been answered, and the connection it was sent on.
        self._requests: dict[int, Request] = {}
        self._sent_on: dict[int, socket.socket] = {}
        #: Parts of replies that are not whole yet.
        self._pending: dict[int, bytearray | None] = {}
        #: What was refused for a structure that the simulator does not hold, to be sent again; and
        #: what was sent again for that on this connection, which happens once.
        self._refused: set[int] = set()
        self._repeated: set[int] = set()
        self._replies: dict[int, bytes | SpinwireError] = {}
        self._lost: SpinwireError | None = None
        if connection is not None:
            connection.setblocking(True)
        elif reconnect is None:
            self._lost = SpinwireError(
                "backend.unavailable", "The job was started without a connection to a simulator."
            )

    def submit(self, request: Request) -> int:
        """Send a circuit request; returns the ticket to wait with.

        Raises:
            SpinwireError: ``simulator.lost``, the connection has ended and there is no other;
                ``backend.unavailable``, there never was one; ``program.wrongProcess``, called in a
                forked process.
        """
        self._check_usable()
        ticket = next(self._correlations)
        with self._changed:
            if self._lost is not None:
                raise self._lost
            self._pending[ticket] = None
            self._requests[ticket] = request
        try:
            if self._connection is None:
                self._connect_again(None)
            self._send_run(ticket, request)
        except SpinwireError:
            with self._changed:
                self._forget(ticket)
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
        while True:
            with self._changed:
                while ticket not in self._replies:
                    if ticket not in self._pending:
                        raise KeyError(ticket)
                    if self._lost is not None:
                        self._forget(ticket)
                        raise self._lost
                    if self._connection is None or ticket in self._refused:
                        break
                    self._wait_for_change(self._connection, deadline)
                else:
                    return self._taken_reply(ticket)
            self._connect_again(deadline)
            self._send_again(ticket)

    def cancel(self, ticket: int) -> None:
        """Ask the simulator to give up a request. ``wait`` then tells how it ended."""
        self._check_usable()
        with self._changed:
            connection = self._sent_on.get(ticket) if ticket in self._pending else None
        if connection is not None:
            self._send(CircuitFrameKind.CANCEL, ticket, b"", connection)

    def _taken_reply(self, ticket: int) -> bytes:
        reply = self._replies.pop(ticket)
        if isinstance(reply, SpinwireError):
            raise reply
        return reply

    # Sending

    def _send_run(self, ticket: int, request: Request, is_whole: bool = False) -> None:
        """Send a request, once on each connection.

        Args:
            ticket: Of the request.
            request: That is to be sent.
            is_whole: Whether nothing may be taken to be held by the simulator.
        """
        with self._running:
            with self._changed:
                connection, slots = self._connection, self._slots
                if connection is None or self._sent_on.get(ticket) is connection:
                    return
                if ticket not in self._requests:
                    return
                self._sent_on[ticket] = connection
            if is_whole:
                slots.clear()
            self._send(CircuitFrameKind.RUN, ticket, request.encoded(slots), connection)

    def _send_again(self, ticket: int) -> None:
        """Send a request whole if the simulator did not hold what it referred to."""
        with self._changed:
            if ticket not in self._refused:
                return
            self._refused.discard(ticket)
            self._repeated.add(ticket)
            self._sent_on.pop(ticket, None)
            request = self._requests[ticket]
        self._send_run(ticket, request, is_whole=True)

    def _send(
        self, kind: CircuitFrameKind, ticket: int, body: bytes, connection: socket.socket
    ) -> None:
        # A cancel does not wait until a long request is sent: it may go between two of its parts.
        for frame in frames(kind, ticket, self._job, body):
            with self._sending:
                if not self._send_all(memoryview(frame), connection):
                    # Whoever connects again sends every unanswered request from its beginning.
                    return

    def _send_all(self, data: memoryview, connection: socket.socket) -> bool:
        while data:
            if self._connection is not connection:
                return False
            try:
                data = data[connection.send(data, socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                # The simulator may itself be waiting for us to read: read while there is no room.
                self._read_until_writable(connection)
            except OSError as error:
                with self._changed:
                    self._end(connection, f"{error}")
                return False
        return True

    def _read_until_writable(self, connection: socket.socket) -> None:
        with self._changed:
            if not self._reading:
                self._read_once(connection, None, select.POLLIN | select.POLLOUT)
                return
        poll = select.poll()
        poll.register(connection, select.POLLOUT)
        poll.poll()

    # Receiving

    def _wait_for_change(self, connection: socket.socket, deadline: float | None) -> None:
        """Read, or wait for whoever reads; holds ``_changed`` on entry and on return."""
        remaining = _remaining(deadline)
        if self._reading:
            progressed = self._changed.wait(remaining)
        else:
            progressed = self._read_once(connection, remaining, select.POLLIN)
        if not progressed:
            raise CircuitTimeoutError

    def _read_once(self, connection: socket.socket, seconds: float | None, events: int) -> bool:
        """Wait for the socket as its one reader, and take in what came; false after the time."""
        self._reading = True
        self._changed.release()
        count: int | None = None
        is_ready = True
        try:
            if seconds is None and events == select.POLLIN:
                count = connection.recv_into(self._buffer)
            else:
                poll = select.poll()
                poll.register(connection, events)
                ready = poll.poll(None if seconds is None else int(seconds * 1000 + 0.999))
                is_ready = bool(ready)
                if any(event & ~select.POLLOUT for _, event in ready):
                    count = connection.recv_into(self._buffer, 0, socket.MSG_DONTWAIT)
        except BlockingIOError:
            count = None
        except OSError:
            count = 0
        finally:
            self._changed.acquire()
            self._reading = False
            self._changed.notify_all()
        if count is not None:
            self._take_in(count, connection)
        return is_ready

    def _take_in(self, count: int, connection: socket.socket) -> None:
        """Take in what the buffer has got."""
        if not count:
            self._end(connection, "the connection was closed")
            return
        if self._connection is not connection:
            # The last words of a connection that another thread has given up.
            return
        self._input += self._buffer[:count]
        try:
            for frame in taken_frames(self._input):
                self._take_frame(frame)
        except SpinwireError as error:
            # Another connection would serve no better.
            self._lose(error.message)

    def _take_frame(self, frame: CircuitFrame) -> None:
        kind, ticket = frame.kind, frame.correlation
        if frame.version != VERSION or kind not in (
            CircuitFrameKind.RESULT,
            CircuitFrameKind.ERROR,
        ):
            raise SpinwireError(
                "wire.malformed", "A circuit frame is of an unknown kind or version."
            )
        if ticket not in self._pending:
            # The reply to something that was given up.
            return
        whole, parts = frame.body, self._pending[ticket]
        if parts is not None or not frame.is_last:
            parts = self._pending[ticket] = parts if parts is not None else bytearray()
            parts += frame.body
            if len(parts) > REPLY_BYTE_COUNT_MAX:
                limit = {"limit": REPLY_BYTE_COUNT_MAX}
                too_long = "The simulator's reply is too long."
                self._settle(ticket, SpinwireError("payload.tooLarge", too_long, limit))
                return
            if not frame.is_last:
                return
            whole = bytes(parts)
        self._take_reply(ticket, whole if kind == CircuitFrameKind.RESULT else error_of(whole))

    def _take_reply(self, ticket: int, reply: bytes | SpinwireError) -> None:
        is_unknown = isinstance(reply, SpinwireError) and reply.code == _UNKNOWN_STRUCTURE
        if is_unknown and ticket not in self._repeated:
            self._pending[ticket] = None
            self._refused.add(ticket)
        else:
            self._settle(ticket, reply)

    def _settle(self, ticket: int, reply: bytes | SpinwireError) -> None:
        self._forget(ticket)
        self._replies[ticket] = reply

    def _forget(self, ticket: int) -> None:
        self._pending.pop(ticket, None)
        self._requests.pop(ticket, None)
        self._sent_on.pop(ticket, None)
        self._refused.discard(ticket)
        self._repeated.discard(ticket)

    # The connection

    def _check_usable(self) -> None:
        if os.getpid() != self._owner:
            raise SpinwireError(
                "program.wrongProcess", "Only the process that runs main may use the backend."
            )

    def _end(self, connection: socket.socket, reason: str) -> None:
        """Note that a connection is of no use any more."""
        if self._connection is not connection:
            return
        self._connection = None
        self._input.clear()
        # Whoever polls it in another thread wakes up.
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()
        if self._reconnect is None:
            self._lose(reason)
        self._changed.notify_all()

    def _lose(self, reason: str) -> SpinwireError:
        """Give up; the first reason stays."""
        if self._lost is None:
            self._lost = SpinwireError(
                "simulator.lost",
                "The connection to the simulator ended before the reply.",
                {"reason": reason},
            )
        return self._lost

    def _connect_again(self, deadline: float | None) -> None:
        """Come by another connection, or wait for the thread that does; send again on it.

        Raises:
            CircuitTimeoutError: There is none by the deadline; it may still come.
            SpinwireError: ``simulator.lost``, there will be none.
        """
        with self._changed:
            while self._connection is None and self._reconnecting and self._lost is None:
                if not self._changed.wait(_remaining(deadline)):
                    raise CircuitTimeoutError
            if self._lost is not None:
                raise self._lost
            if self._connection is not None or self._reconnect is None:
                return
            self._reconnecting = True
        try:
            found = self._reconnect(_remaining(deadline))
            reason = "no simulator came back"
        except TimeoutError:
            with self._changed:
                self._reconnecting = False
                self._changed.notify_all()
            raise CircuitTimeoutError from None
        except (EOFError, OSError) as error:
            found, reason = None, f"{error}"
        for ticket, request in self._use(found, reason):
            self._send_run(ticket, request)

    def _use(self, connection: socket.socket | None, reason: str) -> list[tuple[int, Request]]:
        """Take over the new connection, or give up; returns the requests to send on it."""
        with self._changed:
            self._reconnecting = False
            self._changed.notify_all()
            if connection is None:
                raise self._lose(reason)
            if self._lost is not None:
                raise self._lost
            connection.setblocking(True)
            self._connection = connection
            # Nothing is held there, and what came of a reply before the end is not the beginning
            # of the next one.
            self._slots = StructureSlots()
            self._refused.clear()
            self._repeated.clear()
            for ticket in self._pending:
                self._pending[ticket] = None
            return list(self._requests.items())


def _remaining(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())
