"""The transport of a program's backend: circuit requests to a simulator, and its replies.

A simulator may die, and another one, or the same started anew, takes its place: the channel asks
for another connection and sends again what has not been answered. A request names its seed, so that
the reply is the same whoever gives it. A request on which connection after connection ends is given
up.
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
from spinwire_program.request_line import SEND_COUNT_MAX, RequestLine

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
_QUEUE_FULL = "queue.full"

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
        #: Seconds that were spent waiting for replies.
        self.waited_seconds = 0.0
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
        self._line = RequestLine()
        self._replies: dict[int, bytes | SpinwireError] = {}
        self._lost: SpinwireError | None = None
        if connection is not None:
            connection.setblocking(True)
        elif reconnect is None:
            self._lost = SpinwireError(
                "backend.unavailable", "The job was started without a connection to a simulator."
            )

    def close(self) -> None:
        """End the connection; requests that are under way are given up."""
        with self._changed:
            connection, self._connection = self._connection, None
            self._lost = SpinwireError("simulator.lost", "The backend's job has ended.")
        if connection is not None:
            connection.close()

    def submit(self, request: Request) -> int:
        """Send a circuit request, or have it wait for room; returns the ticket to wait with.

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
            self._line.add(ticket, request)
        try:
            if self._connection is None:
                self._connect_again(None)
            self._take_in_what_came()
            self._send_more()
        except SpinwireError:
            with self._changed:
                self._line.forget(ticket)
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
        begin = time.monotonic()
        try:
            return self._reply(ticket, timeout)
        finally:
            self.waited_seconds += time.monotonic() - begin

    def _reply(self, ticket: int, timeout: float | None) -> bytes:
        self._check_usable()
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with self._changed:
                while ticket not in self._replies:
                    if ticket not in self._line:
                        raise KeyError(ticket)
                    if self._lost is not None:
                        self._line.forget(ticket)
                        raise self._lost
                    if self._connection is None or self._line.has_next(time.monotonic()):
                        break
                    self._wait_for_change(self._connection, deadline)
                else:
                    return self._taken_reply(ticket)
            self._connect_again(deadline)
            self._send_more()

    def cancel(self, ticket: int) -> None:
        """Ask the simulator to give up a request. ``wait`` then tells how it ended."""
        self._check_usable()
        with self._changed:
            connection = self._connection
            if ticket not in self._line:
                return
            if not self._line.is_sent(ticket):
                cancelled = SpinwireError("simulator.cancelled", "The run was cancelled.")
                self._settle(ticket, cancelled)
                self._changed.notify_all()
                return
            self._forget_what_is_held()
        if connection is not None:
            self._send(CircuitFrameKind.CANCEL, ticket, b"", connection)

    def _taken_reply(self, ticket: int) -> bytes:
        reply = self._replies.pop(ticket)
        if isinstance(reply, SpinwireError):
            raise reply
        return reply

    # Sending

    def _send_more(self) -> None:
        """Send, in their order, the requests that there is room for."""
        with self._running:
            while True:
                with self._changed:
                    connection, slots = self._connection, self._slots
                    outgoing = self._line.next(time.monotonic()) if connection is not None else None
                if connection is None or outgoing is None:
                    return
                if outgoing.is_whole:
                    slots.clear()
                body = outgoing.request.encoded(slots)
                self._send(CircuitFrameKind.RUN, outgoing.ticket, body, connection)

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
        seconds = remaining = _remaining(deadline)
        pause = self._line.pause(time.monotonic())
        if pause is not None:
            seconds = pause if remaining is None else min(pause, remaining)
        if self._reading:
            progressed = self._changed.wait(seconds)
        else:
            progressed = self._read_once(connection, seconds, select.POLLIN)
        if not progressed and seconds == remaining:
            raise CircuitTimeoutError

    def _take_in_what_came(self) -> None:
        """Read without waiting, if there is no room for another request."""
        with self._changed:
            connection, now = self._connection, time.monotonic()
            if connection is not None and not self._reading and not self._line.has_next(now):
                self._read_once(connection, 0, select.POLLIN)

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
        if ticket not in self._line:
            # The reply to something that was given up.
            return
        reply = self._line.parts(ticket, frame.body, is_last=frame.is_last)
        if len(reply) > REPLY_BYTE_COUNT_MAX:
            limit = {"limit": REPLY_BYTE_COUNT_MAX}
            too_long = "The simulator's reply is too long."
            self._settle(ticket, SpinwireError("payload.tooLarge", too_long, limit))
        elif frame.is_last:
            whole = bytes(reply)
            self._take_reply(ticket, whole if kind == CircuitFrameKind.RESULT else error_of(whole))

    def _take_reply(self, ticket: int, reply: bytes | SpinwireError) -> None:
        code = None
        if isinstance(reply, SpinwireError):
            code = reply.code
            self._forget_what_is_held()
        if code == _UNKNOWN_STRUCTURE and self._line.repeat(ticket):
            return
        if code == _QUEUE_FULL and self._line.refused_as_full(ticket, time.monotonic()):
            return
        self._settle(ticket, reply)

    def _forget_what_is_held(self) -> None:
        """Send structures anew: a request may not have been read, or not to its end."""
        self._slots = StructureSlots()

    def _settle(self, ticket: int, reply: bytes | SpinwireError) -> None:
        self._line.forget(ticket)
        self._replies[ticket] = reply

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
        for ticket in self._line.connection_ended():
            self._settle(
                ticket,
                SpinwireError(
                    "simulator.lost",
                    "Every connection on which the request was sent ended before its reply.",
                    {"sent": SEND_COUNT_MAX, "reason": reason},
                ),
            )
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
        self._use(found, reason)
        self._send_more()

    def _use(self, connection: socket.socket | None, reason: str) -> None:
        """Take over the new connection, or give up."""
        with self._changed:
            self._reconnecting = False
            self._changed.notify_all()
            if connection is None:
                raise self._lose(reason)
            if self._lost is not None:
                raise self._lost
            connection.setblocking(True)
            self._connection = connection
            # Nothing is held there.
            self._forget_what_is_held()


def _remaining(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())
