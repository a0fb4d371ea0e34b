"""The transport of a program's backend: circuit requests to a simulator, and its replies.

A simulator may die, and another one, or the same started anew, takes its place: the channel asks
for another connection and sends again what has not been answered. A request names its seed, so that
the reply is the same whoever gives it. A request on which connection after connection ends is given
up.
"""

from __future__ import annotations

import itertools
import os
import socket
import threading
import time

from spinwire_program.circuit_connection import CircuitConnection
from spinwire_program.circuit_frames import CircuitFrameKind, frames
from spinwire_program.circuit_link import CircuitLink, CircuitTimeoutError, Reconnect, remaining
from spinwire_program.circuit_replies import CircuitReplies
from spinwire_program.errors import SpinwireError
from spinwire_program.request import Request
from spinwire_program.request_line import RequestLine

__all__ = ["CircuitChannel", "CircuitTimeoutError", "Reconnect"]


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
        self._job = bytes.fromhex(job_id)
        self._owner = os.getpid()
        self._correlations = itertools.count(1)
        #: Seconds that were spent waiting for replies.
        self.waited_seconds = 0.0
        #: Whether a request was made.
        self.is_used = False
        # Locks, in the order in which they are taken. Runs are encoded and sent one after the
        # other, as what one says of the slots holds for the next; a frame is sent as a whole.
        self._running = threading.Lock()
        self._sending = threading.Lock()
        self._link = CircuitLink(connection, reconnect)
        self._changed = self._link.changed
        # Below: guarded by `_changed`; what a connection receives belongs to whoever set
        # `_reading`, its slots to whoever holds `_running`.
        self._reading = False
        self._line = RequestLine()
        self._replies = CircuitReplies(self._line)

    def close(self) -> None:
        """End the connection; requests that are under way are given up."""
        with self._changed:
            self._link.close(SpinwireError("simulator.lost", "The backend's job has ended."))

    def submit(self, request: Request) -> int:
        """Send a circuit request, or have it wait for room; returns the ticket to wait with.

        Raises:
            SpinwireError: ``simulator.lost``, the connection has ended and there is no other;
                ``backend.unavailable``, there never was one; ``program.wrongProcess``, called in a
                forked process.
        """
        self._check_usable()
        self.is_used = True
        ticket = next(self._correlations)
        with self._changed:
            if self._link.lost is not None:
                raise self._link.lost
            self._line.add(ticket, request)
        try:
            if self._link.connection is None:
                self._link.connect_again(None)
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
                    if self._link.lost is not None:
                        self._line.forget(ticket)
                        raise self._link.lost
                    if self._link.connection is None or self._line.has_next(time.monotonic()):
                        break
                    self._wait_for_change(self._link.connection, deadline)
                else:
                    return self._replies.taken(ticket)
            self._link.connect_again(deadline)
            self._send_more()

    def cancel(self, ticket: int) -> None:
        """Ask the simulator to give up a request. ``wait`` then tells how it ended."""
        self._check_usable()
        with self._changed:
            connection = self._link.connection
            if ticket not in self._line:
                return
            if not self._line.is_sent(ticket):
                cancelled = SpinwireError("simulator.cancelled", "The run was cancelled.")
                self._replies.settle(ticket, cancelled)
                self._changed.notify_all()
                return
            if connection is not None:
                connection.forget_what_is_held()
        if connection is not None:
            self._send(CircuitFrameKind.CANCEL, ticket, b"", connection)

    # Sending

    def _send_more(self) -> None:
        """Send, in their order, the requests that there is room for."""
        with self._running:
            while True:
                with self._changed:
                    connection = self._link.connection
                    outgoing = self._line.next(time.monotonic()) if connection is not None else None
                if connection is None or outgoing is None:
                    return
                if outgoing.is_whole:
                    connection.forget_what_is_held()
                body = outgoing.request.encoded(connection.slots)
                self._send(CircuitFrameKind.RUN, outgoing.ticket, body, connection)

    def _send(
        self, kind: CircuitFrameKind, ticket: int, body: bytes, connection: CircuitConnection
    ) -> None:
        # A cancel does not wait until a long request is sent: it may go between two of its parts.
        for frame in frames(kind, ticket, self._job, body):
            with self._sending:
                if not self._send_all(memoryview(frame), connection):
                    # Whoever connects again sends every unanswered request from its beginning.
                    return

    def _send_all(self, data: memoryview, connection: CircuitConnection) -> bool:
        while data:
            if self._link.connection is not connection:
                return False
            try:
                data = data[connection.send(data) :]
            except BlockingIOError:
                # The simulator may itself be waiting for us to read: read while there is no room.
                self._read_until_writable(connection)
            except OSError as error:
                with self._changed:
                    self._end(connection, f"{error}")
                return False
        return True

    def _read_until_writable(self, connection: CircuitConnection) -> None:
        with self._changed:
            if not self._reading:
                self._read_once(connection, None, or_room=True)
                return
        connection.wait_until_writable()

    # Receiving

    def _wait_for_change(self, connection: CircuitConnection, deadline: float | None) -> None:
        """Read, or wait for whoever reads; holds ``_changed`` on entry and on return."""
        seconds = left = remaining(deadline)
        pause = self._line.pause(time.monotonic())
        if pause is not None:
            seconds = pause if left is None else min(pause, left)
        if self._reading:
            progressed = self._changed.wait(seconds)
        else:
            progressed = self._read_once(connection, seconds)
        if not progressed and seconds == left:
            raise CircuitTimeoutError

    def _take_in_what_came(self) -> None:
        """Read without waiting, if there is no room for another request."""
        with self._changed:
            connection, now = self._link.connection, time.monotonic()
            if connection is not None and not self._reading and not self._line.has_next(now):
                self._read_once(connection, 0)

    def _read_once(
        self, connection: CircuitConnection, seconds: float | None, *, or_room: bool = False
    ) -> bool:
        """Wait as the connection's one reader, and take in what came; false after the time."""
        self._reading = True
        self._changed.release()
        count: int | None = None
        is_ready = True
        try:
            count, is_ready = connection.receive(seconds, or_room=or_room)
        finally:
            self._changed.acquire()
            self._reading = False
            self._changed.notify_all()
        if count is not None:
            self._take_in(count, connection)
        return is_ready

    def _take_in(self, count: int, connection: CircuitConnection) -> None:
        """Take in what was received."""
        if not count:
            self._end(connection, "the connection was closed")
            return
        if self._link.connection is not connection:
            # The last words of a connection that another thread has given up.
            return
        try:
            for frame in connection.taken(count):
                if self._replies.take(frame):
                    connection.forget_what_is_held()
        except SpinwireError as error:
            # Another connection would serve no better.
            self._link.lose(error.message)

    # What ends

    def _check_usable(self) -> None:
        if os.getpid() != self._owner:
            raise SpinwireError(
                "program.wrongProcess", "Only the process that runs main may use the backend."
            )

    def _end(self, connection: CircuitConnection, reason: str) -> None:
        """Give up a connection; what was not answered on it is sent again on the next."""
        if self._link.end(connection, reason):
            self._replies.connection_ended(reason)
