"""The events of one job, in order, each once, as an iterator that its reader drives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.inbox import Inbox
from spinwire.kinds import ContentType, Kind
from spinwire.timeline import Ask, Step, TimelineSplice
from spinwire.wire import Event, Header, Message, decode_events

_Fact = Callable[[TimelineSplice], Step]


def _live(machine: TimelineSplice, event: Event) -> Step:
    return machine.live(event)


class _Sink:
    """What the connection calls."""

    def __init__(self, inbox: Inbox[_Fact]) -> None:
        self._inbox = inbox

    def marker(self, last: int, is_final: bool) -> None:
        self._inbox.put(lambda machine: machine.marker(last, is_final))

    def event(self, event: Event, number: int) -> None:
        self._inbox.put_event(partial(_live, event=event))


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
        self._inbox: Inbox[_Fact] = Inbox(connection.limits.waiting_event_count_max)
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
        facts, overflowed = self._inbox.take(wake_at - time.monotonic())
        if overflowed:
            # What was dropped may have been the last: ask for it as after a silence.
            facts.append(TimelineSplice.idle)
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
        last, is_final = read_page(outcome)
    except SpinwireError as error:
        failure = error
        return lambda machine: machine.failed(failure)
    if ask is Ask.LAST:
        return lambda machine: machine.last(last, is_final)
    frames = outcome.frames[1:]
    # On the reader's thread: the connection's has others to look after.
    return lambda machine: _page(machine, frames, last, is_final)


def _page(machine: TimelineSplice, frames: list[bytes], last: int, is_final: bool) -> Step:
    try:
        events = [event for frame in frames for event in decode_events(frame)]
    except SpinwireError as error:
        return machine.failed(error)
    return machine.page(events, last, is_final)


def read_page(answer: Message) -> tuple[int, bool]:
    """Return the last sequence of a timeline's page, and whether nothing can follow it."""
    fields = answer.json()
    try:
        return int(fields["last"]), bool(fields["is_final"])
    except (KeyError, TypeError, ValueError):
        raise SpinwireError(
            "wire.malformed", "The answer lacks what a timeline's page has."
        ) from None
