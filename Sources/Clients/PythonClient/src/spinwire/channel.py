"""One connection for commands: what waits for an answer, and what happens to it when the service
goes away.
"""

from __future__ import annotations

import heapq
import struct
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Union

import zmq

from spinwire.errors import SpinwireError
from spinwire.kinds import Kind
from spinwire.limits import ClientLimits
from spinwire.wire import Header, Message, error_of

#: Takes the answer, or why there is none. Runs on the connection's thread, so it must be brief.
Done = Callable[[Union[Message, SpinwireError]], None]

#: Commands that are not sent again when an earlier copy may have been carried out: their answers
#: hold a token that nobody has seen. All others read, set something to a value, or carry an
#: idempotency key.
UNREPEATABLE = frozenset({Kind.ACCOUNT_CREATE, Kind.ACCOUNT_RENEW_TOKEN})
#: Commands whose answers wait for something to happen: their silence does not mean a loss. They are
#: sent again after a reconnect alone.
WAITING = frozenset({Kind.JOB_AWAIT})

_MONITORED = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_DISCONNECTED
)
#: What a monitor tells: event and value. (PyZMQ's own parser imports asyncio, which costs 60 ms.)
_MONITOR_EVENT = struct.Struct("=HI")
#: ZAP's status for "you are not who you say"; others are passing.
_REFUSED_STATUS = 400


@dataclass
class Pending:
    """A command on its way, or waiting for its answer."""

    frames: list[bytes]
    kind: int
    deadline: float
    done: Done
    #: Which connection it was sent on, counted from 0; ``None`` before that.
    sent_on: int | None = None
    #: It was sent on a connection that is gone, so this may be its second copy.
    repeated: bool = False


class Channel:
    """A DEALER socket and its commands. Everything here runs on the thread that owns the socket.

    After a reconnect, and after a while without an answer, commands that may be repeated are sent
    again. After a reconnect the others fail, since nobody can tell whether they were carried out.
    """

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        limits: ClientLimits,
        on_connected: Callable[[], None] | None = None,
        on_refused: Callable[[SpinwireError], None] | None = None,
    ) -> None:
        self.socket = socket
        self.monitor = socket.get_monitor_socket(_MONITORED)
        self.pending: dict[int, Pending] = {}
        self._limits = limits
        self._unsent: deque[int] = deque()
        self._deadlines: list[tuple[float, int]] = []
        #: When commands that may be repeated are sent again.
        self._repeats: list[tuple[float, int]] = []
        self._connected = False
        self._connection = 0
        self._on_connected = on_connected
        self._on_refused = on_refused

    @property
    def wants_to_send(self) -> bool:
        """Whether something waits until the socket can take it."""
        return bool(self._unsent)

    def submit(self, correlation: int, pending: Pending) -> None:
        """Send a command as soon as there is a connection."""
        if len(self.pending) >= self._limits.outstanding_command_count_max:
            pending.done(
                SpinwireError(
                    "queue.full",
                    "Too many commands wait for their answers; try again later.",
                    {"limit": str(self._limits.outstanding_command_count_max)},
                )
            )
            return
        self.pending[correlation] = pending
        self._unsent.append(correlation)
        heapq.heappush(self._deadlines, (pending.deadline, correlation))
        if pending.kind not in UNREPEATABLE | WAITING:
            self._note_repeat(time.monotonic(), correlation)
        self.flush()

    def flush(self) -> None:
        """Send what the socket takes."""
        while self._unsent:
            pending = self.pending.get(self._unsent[0])
            if pending is not None and pending.sent_on is None:
                try:
                    self.socket.send_multipart(pending.frames, zmq.DONTWAIT)
                except zmq.Again:
                    return
                pending.sent_on = self._connection
            self._unsent.popleft()

    def receive(self) -> None:
        """Hand out the answers that came. One that breaks the protocol is dropped: its command
        times out.
        """
        for _ in range(self._limits.queued_message_count_max):
            try:
                frames = self.socket.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                return
            try:
                message = Message.decode(frames)
                pending = self.pending.pop(message.header.sequence, None)
                if pending is not None:
                    pending.done(self._outcome(message, pending))
            except SpinwireError:
                continue

    def _outcome(self, message: Message, pending: Pending) -> Message | SpinwireError:
        if message.header.kind == Kind.REPLY:
            return message
        try:
            error = error_of(message)
        except SpinwireError as broken:
            return broken
        # The first copy of a deletion was carried out, and its answer lost.
        gone = {
            Kind.PROGRAM_DELETE: "program.notFound",
            Kind.JOB_DELETE: "job.notFound",
            Kind.ACCOUNT_DELETE: "account.notFound",
        }
        if pending.repeated and gone.get(Kind(pending.kind)) == error.code:
            return Message(Header(Kind.REPLY, sequence=message.header.sequence), [b"{}"])
        return error

    def receive_monitored(self) -> None:
        """Learn of connections made, refused and lost."""
        while True:
            try:
                frames = self.monitor.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                return
            event, value = _MONITOR_EVENT.unpack(frames[0])
            if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                self._connected = True
                self._send_again()
                if self._on_connected is not None:
                    self._on_connected()
            elif event == zmq.EVENT_DISCONNECTED:
                self._connected = False
                self._connection += 1
                self._lose_unrepeatable()
            elif value == _REFUSED_STATUS:
                refusal = SpinwireError(
                    "account.notAllowed", "The service does not accept the account and its token."
                )
                self.fail_all(refusal)
                if self._on_refused is not None:
                    self._on_refused(refusal)

    def _send_again(self) -> None:
        for correlation, pending in self.pending.items():
            if pending.sent_on is not None and pending.sent_on < self._connection:
                self._repeat(correlation, pending)
        self.flush()

    def _repeat(self, correlation: int, pending: Pending) -> None:
        pending.sent_on = None
        pending.repeated = True
        self._unsent.append(correlation)

    def _note_repeat(self, now: float, correlation: int) -> None:
        heapq.heappush(self._repeats, (now + self._limits.resend_interval, correlation))

    def _lose_unrepeatable(self) -> None:
        lost = [
            correlation
            for correlation, pending in self.pending.items()
            if pending.sent_on is not None and pending.kind in UNREPEATABLE
        ]
        for correlation in lost:
            self.pending.pop(correlation).done(
                SpinwireError(
                    "service.unreachable",
                    "The connection was lost before the answer came; whether the command was "
                    "carried out is not known.",
                )
            )

    def expire(self, now: float) -> None:
        """Send again what has waited for a while, and give up on what has waited too long."""
        while self._repeats and self._repeats[0][0] <= now:
            _, correlation = heapq.heappop(self._repeats)
            pending = self.pending.get(correlation)
            if pending is None:
                continue
            if pending.sent_on == self._connection:
                self._repeat(correlation, pending)
            self._note_repeat(now, correlation)
        self.flush()
        while self._deadlines and self._deadlines[0][0] <= now:
            _, correlation = heapq.heappop(self._deadlines)
            pending = self.pending.pop(correlation, None)
            if pending is not None:
                pending.done(self._lateness())

    def next_deadline(self) -> float | None:
        """When ``expire`` has something to do next, on the clock of ``time.monotonic``."""
        for heap in (self._deadlines, self._repeats):
            while heap and heap[0][1] not in self.pending:
                heapq.heappop(heap)
        return min((heap[0][0] for heap in (self._deadlines, self._repeats) if heap), default=None)

    def fail_all(self, error: SpinwireError) -> None:
        """End all waiting with one error."""
        waiting = list(self.pending.values())
        self.pending.clear()
        self._unsent.clear()
        for pending in waiting:
            pending.done(error)

    def close(self) -> None:
        """Close the sockets."""
        self.socket.disable_monitor()
        self.monitor.close(0)
        self.socket.close(0)

    def _lateness(self) -> SpinwireError:
        if self._connected:
            return SpinwireError("service.timedOut", "The service did not answer in time.")
        return SpinwireError(
            "service.unreachable", "The service cannot be reached; is it running at this address?"
        )
