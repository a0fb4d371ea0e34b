"""The connection to a service: one background thread owns all sockets."""

from __future__ import annotations

import atexit
import itertools
import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import zmq

from spinwire.arguments import wrong
from spinwire.channel import Channel, Done, Pending
from spinwire.errors import TRANSIENT_CODES, SpinwireError
from spinwire.kinds import BodyForm, ContentType, Kind
from spinwire.limits import ClientLimits
from spinwire.sockets import WakeUp, open_socket
from spinwire.subscriptions import EventSink, Subscriptions
from spinwire.wire import Header, Message, encode_json

_open_connections: weakref.WeakSet[Connection] = weakref.WeakSet()
#: Pause before asking again for the endpoints, when the service would not tell.
_HELLO_INTERVAL = 0.2


class Connection:
    """Commands, events and bodies of one account at one service. Every method may be called from
    any thread.

    It reconnects by itself. A command that creates something carries an idempotency key, made by
    its caller, and is sent again with it after a reconnect; the service then gives the first
    answer.
    """

    def __init__(
        self, url: str, account: str, token: str, limits: ClientLimits | None = None
    ) -> None:
        """Begin to connect; nothing is waited for."""
        self.limits = limits or ClientLimits()
        self.url = url
        self._credentials = (account.encode(), token.encode())
        self._correlations = itertools.count(1)
        self._orders: deque[Callable[[], None]] = deque()
        self._orders_lock = threading.Lock()
        self._greeted = threading.Event()
        self._hello: dict[str, Any] = {}
        self._refusal: SpinwireError | None = None
        self._hello_at: float | None = None
        self._bodies_endpoint: str | None = None
        self._closing = False
        self._closed = False
        self._process = os.getpid()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._poller = zmq.Poller()
        self._wake_up = WakeUp()
        self._commands = self._open_channel(url, self._connected, self._refused)
        self._bodies: Channel | None = None
        self._subscriptions = Subscriptions(
            lambda: self._socket(zmq.XSUB), self.limits.queued_message_count_max
        )
        self._poller.register(self._subscriptions.socket, zmq.POLLIN)
        self._poller.register(self._wake_up.receiver, zmq.POLLIN)
        self._thread = threading.Thread(target=self._run, name="spinwire", daemon=True)
        self._thread.start()
        _open_connections.add(self)

    # MARK: For callers, on any thread

    def hello(self, timeout: float | None = None) -> dict[str, Any]:
        """Return what the service tells about itself, once it has.

        Raises:
            SpinwireError: ``service.unreachable`` after the time limit, ``account.notAllowed`` for
                a wrong token.
        """
        wait = self.limits.connect_timeout if timeout is None else timeout
        self._greeted.wait(wait)
        if self._hello:
            return self._hello
        raise self._refusal or SpinwireError(
            "service.unreachable",
            "The service cannot be reached; is it running at this address?",
            {"url": self.url},
        )

    def call(
        self,
        kind: Kind,
        fields: Mapping[str, Any] | None = None,
        *,
        job: str = "",
        bodies: Sequence[bytes] = (),
        body_form: BodyForm = BodyForm.INLINE,
        content_type: ContentType = ContentType.JSON,
        flags: int = 0,
        timeout: float | None = None,
    ) -> Message:
        """Send one command and wait for its answer.

        Raises:
            SpinwireError: what the service answered, or ``payload.tooLarge`` for a frame that it
                does not take, ``service.unreachable``, ``service.timedOut``, ``queue.full``.
        """
        answered = threading.Event()
        outcomes: list[Message | SpinwireError] = []

        def done(outcome: Message | SpinwireError) -> None:
            outcomes.append(outcome)
            answered.set()

        header = Header(kind, content_type, body_form, flags, job=job)
        self.submit(header, fields or {}, bodies, done, timeout)
        answered.wait()
        outcome = outcomes[0]
        if isinstance(outcome, SpinwireError):
            # A fresh object: one error may end many waits, and each raises on a thread of its own.
            raise type(outcome)(outcome.code, outcome.message, outcome.context)
        return outcome

    def submit(
        self,
        header: Header,
        fields: Mapping[str, Any],
        bodies: Sequence[bytes],
        done: Done,
        timeout: float | None = None,
    ) -> None:
        """Send one command; ``done`` gets the outcome, exactly once, on the connection's thread."""
        wait = self.limits.command_timeout if timeout is None else timeout
        correlation = next(self._correlations)
        message = Message(
            header._replace(sequence=correlation), [_json_of(fields), *map(bytes, bodies)]
        )
        pending = Pending(message.encode(), header.kind, time.monotonic() + wait, done)

        def order() -> None:
            refusal = self._refusal or self._excess(pending.frames)
            if refusal is not None:
                done(refusal)
            elif header.kind in (Kind.BODY_PUT, Kind.BODY_GET):
                self._body_channel().submit(correlation, pending)
            else:
                self._commands.submit(correlation, pending)

        self._order(order)

    def subscribe(self, job: str, sink: EventSink) -> None:
        """Let ``sink`` hear about a job; its marker says when that is in force."""
        self._order(lambda: self._subscriptions.add(job, sink))

    def unsubscribe(self, job: str, sink: EventSink) -> None:
        """Let it hear nothing more."""
        if not self._closed:
            self._order(lambda: self._subscriptions.remove(job, sink))

    @property
    def is_closed(self) -> bool:
        """Whether it was closed, so that nothing will be answered any more."""
        return self._closing or self._closed

    def close(self) -> None:
        """End the connection and all waiting. Safe to repeat."""
        if self._closed or os.getpid() != self._process:
            return
        self._closing = True
        self._wake_up.send()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    # MARK: On the connection's thread

    def _run(self) -> None:
        try:
            while not self._closing:
                ready = dict(self._poller.poll(self._wait_milliseconds()))
                if self._wake_up.receiver.fileno() in ready:
                    self._wake_up.drain()
                self._carry_out_orders()
                for channel in self._channels():
                    if channel.monitor in ready:
                        channel.receive_monitored()
                    if channel.socket in ready:
                        channel.receive()
                        channel.flush()
                    self._watch(channel)
                if self._subscriptions.socket in ready:
                    self._subscriptions.receive()
                self._keep_time()
        finally:
            self._end()

    def _excess(self, frames: list[bytes]) -> SpinwireError | None:
        """Why the service would not take these frames: a longer one ends the connection there."""
        limit = int(self._hello.get("frame_byte_count_max", 0))
        longest = max(map(len, frames))
        if limit == 0 or longest <= limit:
            return None
        return SpinwireError(
            "payload.tooLarge",
            "The payload is longer than it may be.",
            {"bytes": str(longest), "limit": str(limit), "limit_name": "frame_byte_count_max"},
        )

    def _channels(self) -> list[Channel]:
        return [self._commands] if self._bodies is None else [self._commands, self._bodies]

    def _watch(self, channel: Channel) -> None:
        wanted = zmq.POLLIN | (zmq.POLLOUT if channel.wants_to_send else 0)
        self._poller.register(channel.socket, wanted)

    def _wait_milliseconds(self) -> int | None:
        times = [channel.next_deadline() for channel in self._channels()]
        times.append(self._hello_at)
        known = [moment for moment in times if moment is not None]
        return max(0, int((min(known) - time.monotonic()) * 1000) + 1) if known else None

    def _keep_time(self) -> None:
        now = time.monotonic()
        for channel in self._channels():
            channel.expire(now)
        if self._hello_at is not None and self._hello_at <= now:
            self._ask_hello()

    def _carry_out_orders(self) -> None:
        while self._orders:
            self._orders.popleft()()

    def _open_channel(
        self,
        endpoint: str,
        on_connected: Callable[[], None] | None,
        on_refused: Callable[[SpinwireError], None] | None,
    ) -> Channel:
        channel = Channel(self._socket(zmq.DEALER), self.limits, on_connected, on_refused)
        self._poller.register(channel.socket, zmq.POLLIN)
        self._poller.register(channel.monitor, zmq.POLLIN)
        try:
            channel.socket.connect(endpoint)
        except zmq.ZMQError:
            channel.close()
            raise SpinwireError(
                "configuration.invalid", "The address is not one of ZeroMQ.", {"url": endpoint}
            ) from None
        return channel

    def _body_channel(self) -> Channel:
        if self._bodies is None:
            # Bodies are big, and a cancel must overtake them: they have a connection of their own.
            self._bodies = self._open_channel(self._bodies_endpoint or self.url, None, None)
        return self._bodies

    def _connected(self) -> None:
        self._refusal = None
        self._ask_hello()

    def _refused(self, refusal: SpinwireError) -> None:
        self._refusal = refusal
        self._greeted.set()

    def _ask_hello(self) -> None:
        self._hello_at = None
        correlation = next(self._correlations)
        message = Message(
            Header(Kind.SERVICE_HELLO, ContentType.JSON, sequence=correlation), [encode_json({})]
        )
        deadline = time.monotonic() + self.limits.command_timeout
        self._commands.submit(
            correlation, Pending(message.encode(), Kind.SERVICE_HELLO, deadline, self._greet)
        )

    def _greet(self, outcome: Message | SpinwireError) -> None:
        if isinstance(outcome, SpinwireError) and outcome.code not in TRANSIENT_CODES:
            self._refused(outcome)
            return
        try:
            if isinstance(outcome, SpinwireError):
                raise outcome
            hello = outcome.json()
            self._subscriptions.connect(str(hello["events_endpoint"]))
            self._move_bodies(str(hello["bodies_endpoint"]))
        except (SpinwireError, KeyError, zmq.ZMQError):
            if not self._closing:
                self._hello_at = time.monotonic() + _HELLO_INTERVAL
            return
        self._hello = hello
        self._greeted.set()

    def _move_bodies(self, endpoint: str) -> None:
        if endpoint == self._bodies_endpoint:
            return
        if self._bodies is not None and self._bodies_endpoint is not None:
            self._bodies.socket.disconnect(self._bodies_endpoint)
            self._bodies.socket.connect(endpoint)
        self._bodies_endpoint = endpoint

    def _socket(self, kind: int) -> zmq.Socket[bytes]:
        return open_socket(self._context, kind, self._credentials, self.limits)

    def _end(self) -> None:
        with self._orders_lock:
            self._closed = True
        gone = SpinwireError("service.unreachable", "The connection was closed.")
        self._refusal = gone
        self._greeted.set()
        self._carry_out_orders()
        for channel in self._channels():
            channel.fail_all(gone)
            channel.close()
        self._subscriptions.close()
        self._context.term()
        self._wake_up.close()

    # MARK: Between threads

    def _order(self, order: Callable[[], None]) -> None:
        if os.getpid() != self._process:
            raise SpinwireError(
                "service.unreachable",
                "The connection belongs to the process that forked this one; make another.",
            )
        with self._orders_lock:
            if self._closed:
                raise SpinwireError("service.unreachable", "The connection was closed.")
            self._orders.append(order)
        self._wake_up.send()


def _json_of(fields: Mapping[str, Any]) -> bytes:
    """Return a command's fields as JSON; one that JSON has no form for is named."""
    try:
        return encode_json(fields)
    except (TypeError, ValueError, RecursionError):
        for name, value in fields.items():
            try:
                encode_json(value)
            except (TypeError, ValueError, RecursionError):
                raise wrong(name, "a value that JSON has a form for", value) from None
        raise


@atexit.register
def _close_all() -> None:
    for connection in list(_open_connections):
        connection.close()
