"""The events of one job, in order, each once, as an iterator that its reader drives."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.kinds import ContentType, Kind
from spinwire.timeline import Ask, Step, TimelineSplice
from spinwire.wire import Event, Header, Message

_Fact = Callable[[TimelineSplice], Step]


class _Inbox:
    """Facts on their way from the connection's thread to the reader's. Live events beyond a limit
    are dropped.
    """

    def __init__(self, event_count_max: int) -> None:
        self._facts: deque[_Fact] = deque()
        self._changed = threading.Condition()
        self._event_count_max = event_count_max
        self._event_count = 0
        self._closed = False
        self._overflowed = False

    def put(self, fact: _Fact) -> None:
        with self._changed:
            self._facts.append(fact)
            self._changed.notify()

    def put_event(self, event: Event) -> None:
        with self._changed:
            if self._event_count >= self._event_count_max:
                self._overflowed = True
                return
            self._event_count += 1
            self._facts.append(partial(_live, event=event))
            self._changed.notify()

    def take(self, timeout: float) -> list[_Fact]:
        """All facts there are; nothing after so many seconds of silence, or when it was closed."""
        with self._changed:
            if not self._facts and not self._overflowed and not self._closed:
                self._changed.wait(max(0.0, timeout))
            facts = list(self._facts)
            self._facts.clear()
            self._event_count = 0
            if self._overflowed:
                # What was dropped may have been the last: ask for it as after a silence.
                facts.append(TimelineSplice.idle)
                self._overflowed = False
            return facts

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    @property
    def is_closed(self) -> bool:
        return self._closed


def _live(machine: TimelineSplice, event: Event) -> Step:
    return machine.live(event)


class _Sink:
    """What the connection calls."""

    def __init__(self, inbox: _Inbox) -> None:
        self._inbox = inbox

    def marker(self, last: int, is_final: bool) -> None:
        self._inbox.put(lambda machine: machine.marker(last, is_final))

    def event(self, event: Event) -> None:
        self._inbox.put_event(event)


class JobStream:
    """Iterates over the events of a job. One thread reads; any thread may close.

    The iteration ends after the event that ends the job, when the stream is closed, or by a
    ``SpinwireError`` when the timeline cannot be read (the job is deleted, or another's). A service
    that is away is waited for.
    """

    def __init__(self, connection: Connection, job: str, after: int = 0) -> None:
        """Begin to listen; events after the sequence ``after`` will be shown."""
        self._connection = connection
        self._job = job
        self._inbox = _Inbox(connection.limits.waiting_event_count_max)
        self._sink = _Sink(self._inbox)
        self._machine = TimelineSplice(after)
        self._heard_at = time.monotonic()
        connection.subscribe(job, self._sink)

    @property
    def ended(self) -> bool:
        """Whether nothing can follow."""
        return self._machine.ended

    def __iter__(self) -> Iterator[Event]:
        try:
            while True:
                events = self.read()
                if events is None:
                    return
                yield from events
        finally:
            self.close()

    def read(self, deadline: float | None = None) -> list[Event] | None:
        """Wait for the next events.

        Args:
            deadline: On the clock of ``time.monotonic``; none waits for as long as it takes.

        Returns:
            The events, at least one; or ``None`` after the last, and when the stream was closed.

        Raises:
            SpinwireError: ``service.timedOut`` at the deadline, or why the timeline cannot be read.
        """
        while True:
            if self._machine.ended or self._inbox.is_closed:
                return None
            if self._machine.failure is not None:
                raise self._machine.failure
            events = self._advance(deadline)
            if events:
                return events

    def close(self) -> None:
        """Listen no more. Safe to repeat; a reader that waits stops waiting."""
        if not self._inbox.is_closed:
            self._inbox.close()
            self._connection.unsubscribe(self._job, self._sink)

    def _advance(self, deadline: float | None) -> list[Event]:
        interval = self._connection.limits.idle_probe_interval
        wake_at = self._heard_at + interval
        if deadline is not None:
            wake_at = min(wake_at, deadline)
        facts = self._inbox.take(wake_at - time.monotonic())
        now = time.monotonic()
        if facts:
            self._heard_at = now
        elif deadline is not None and now >= deadline:
            raise SpinwireError("service.timedOut", "The job did not come so far in time.")
        elif now >= self._heard_at + interval:
            self._heard_at = now
            facts = [TimelineSplice.idle]
        events: list[Event] = []
        for fact in facts:
            step = fact(self._machine)
            events.extend(step.events)
            self._ask(step.ask)
        return events

    def _ask(self, ask: Ask) -> None:
        if ask is Ask.NOTHING:
            return
        kind, fields = Kind.TIMELINE_LAST, {}
        if ask is Ask.READ:
            limit = self._connection.limits.page_event_count_max
            kind, fields = Kind.TIMELINE_READ, {"after": self._machine.position, "limit": limit}
        header = Header(kind, ContentType.JSON, job=self._job)
        self._connection.submit(header, fields, (), partial(self._answered, ask))

    def _answered(self, ask: Ask, outcome: Message | SpinwireError) -> None:
        self._inbox.put(_fact_of(ask, outcome))


def _fact_of(ask: Ask, outcome: Message | SpinwireError) -> _Fact:
    try:
        if isinstance(outcome, SpinwireError):
            raise outcome
        fields = outcome.json()
        last, is_final = int(fields["last"]), bool(fields["is_final"])
        if ask is Ask.LAST:
            return lambda machine: machine.last(last, is_final)
        events = [Event.decode(frame) for frame in outcome.frames[1:]]
        return lambda machine: machine.page(events, last, is_final)
    except SpinwireError as error:
        failure = error
    except (KeyError, TypeError, ValueError):
        failure = SpinwireError("wire.malformed", "The answer lacks what a timeline's page has.")
    return lambda machine: machine.failed(failure)
