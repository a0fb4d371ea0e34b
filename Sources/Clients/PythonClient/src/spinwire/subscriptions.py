"""What of a service's events is heard, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import zmq

from spinwire.errors import SpinwireError
from spinwire.kinds import Kind
from spinwire.wire import JOB_ID_DIGIT_COUNT, Event, Header, topic_of

#: What stands in a feed's topic between its id and the number of the message, 16 digits.
_FEED_WORD = b".event."


class EventSink(Protocol):
    """Hears about one job, or one feed. Called on the connection's thread, so it must be brief."""

    def marker(self, last: int, is_final: bool) -> None:
        """The subscription is in force; ``last`` is the timeline's end then, or 0 when that is not
        known.
        """

    def event(self, event: Event, number: int) -> None:
        """An event was published: on a feed as its message of this number, elsewhere with 0."""


class _Subscription:
    def __init__(self) -> None:
        self.sinks: list[EventSink] = []
        self.confirmed = False


class Subscriptions:
    """An XSUB socket, shared by all who want to hear about a job. Runs on the thread that owns the
    socket.

    ZeroMQ repeats the subscriptions after a reconnect, and the service confirms them again.
    """

    def __init__(
        self, make_socket: Callable[[], zmq.Socket[bytes]], message_count_max: int = 10_000
    ) -> None:
        self.socket = make_socket()
        self._endpoint: str | None = None
        self._jobs: dict[str, _Subscription] = {}
        self._message_count_max = message_count_max
        #: Messages dropped for breaking the protocol.
        self.dropped_message_count = 0

    def connect(self, endpoint: str) -> None:
        """Listen at this endpoint, and no longer at an earlier one."""
        if endpoint == self._endpoint:
            return
        if self._endpoint is not None:
            self.socket.disconnect(self._endpoint)
        for subscription in self._jobs.values():
            subscription.confirmed = False
        self.socket.connect(endpoint)
        self._endpoint = endpoint

    def add(self, job: str, sink: EventSink) -> None:
        """Let ``sink`` hear about a job from now on."""
        subscription = self._jobs.get(job)
        if subscription is None:
            subscription = self._jobs[job] = _Subscription()
            self.socket.send(b"\x01" + topic_of(job))
        subscription.sinks.append(sink)
        if subscription.confirmed:
            sink.marker(0, False)

    def remove(self, job: str, sink: EventSink) -> None:
        """Let it hear nothing more."""
        subscription = self._jobs.get(job)
        if subscription is None or sink not in subscription.sinks:
            return
        subscription.sinks.remove(sink)
        if not subscription.sinks:
            del self._jobs[job]
            self.socket.send(b"\x00" + topic_of(job))

    def receive(self) -> None:
        """Hand out what was published."""
        for _ in range(self._message_count_max):
            try:
                frames = self.socket.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                return
            try:
                self._hand_out(frames)
            except SpinwireError:
                self.dropped_message_count += 1

    def close(self) -> None:
        """Close the socket."""
        self.socket.close(0)

    def _hand_out(self, frames: list[bytes]) -> None:
        if len(frames) != 3:
            self.dropped_message_count += 1
            return
        job = frames[0][:JOB_ID_DIGIT_COUNT].decode("ascii", "replace")
        subscription = self._jobs.get(job)
        if subscription is None:
            return
        header = Header.decode(frames[1])
        number = _feed_number(frames[0])
        if header.job != job and number is None:
            self.dropped_message_count += 1
        elif header.kind == Kind.SUBSCRIBED:
            subscription.confirmed = True
            for sink in list(subscription.sinks):
                sink.marker(header.sequence, bool(header.flags & 1))
        else:
            event = Event.from_parts(header, frames[2])
            for sink in list(subscription.sinks):
                sink.event(event, number or 0)


def _feed_number(topic: bytes) -> int | None:
    start = JOB_ID_DIGIT_COUNT + len(_FEED_WORD)
    if len(topic) != start + 16 or topic[JOB_ID_DIGIT_COUNT:start] != _FEED_WORD:
        return None
    try:
        return int(topic[start:], 16)
    except ValueError:
        return None
