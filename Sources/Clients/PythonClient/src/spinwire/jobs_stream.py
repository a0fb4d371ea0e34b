"""The events of many jobs, of each in order and once, as an iterator that its reader drives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from spinwire.connection import Connection
from spinwire.errors import TRANSIENT_CODES, SpinwireError
from spinwire.inbox import Inbox
from spinwire.jobs_timeline import JobsSplice
from spinwire.kinds import ContentType, Kind
from spinwire.status import JobStatus
from spinwire.stream import read_page
from spinwire.wire import Event, Header, Message, decode_events

_Fact = Callable[[], None]
_PAGE_JOB_COUNT = 1000


class JobsStream:
    """Iterates over the events of every job that a choice lets through, also of those that are
    accepted later. One thread reads; any thread may close.

    It does not end by itself. A service that is away is waited for; ``SpinwireError`` says when the
    account may not hear any more.
    """

    def __init__(
        self, connection: Connection, choice: Mapping[str, Any], created_after: int | None = None
    ) -> None:
        """Open a feed.

        Args:
            connection: Where the service is.
            choice: Fields of ``feed.open``.
            created_after: Jobs accepted since then (microseconds) are shown although they have
                ended; without it those that have not.

        Raises:
            SpinwireError: ``account.notAllowed`` for the jobs of another account.
        """
        self._connection = connection
        self._choice = dict(choice)
        self._created_after = created_after
        limits = connection.limits
        self._inbox: Inbox[_Fact] = Inbox(limits.waiting_event_count_max)
        self._machine = JobsSplice(limits.ended_job_count_max)
        self._failure: SpinwireError | None = None
        self._ready: list[Event] = []
        self._feed: str | None = None
        self._sink: _Sink | None = None
        self._is_opening = False
        self._read_count = 0
        self._survey: dict[str, Any] | None = None
        self._is_first_look = False
        self._is_listing = False
        self._has_surveyed = False
        self._renew_at = 0.0
        self._pause_until = 0.0
        self._opened(connection.call(Kind.FEED_OPEN, self._choice))

    def __iter__(self) -> Iterator[Event]:
        try:
            while True:
                events = self.read()
                if events is None:
                    return
                yield from events
        finally:
            self.close()

    def read(self) -> list[Event] | None:
        """Wait for the next events: at least one, or ``None`` when the stream was closed."""
        while True:
            if self._inbox.is_closed:
                return None
            if self._failure is not None:
                raise self._failure
            self._ask()
            facts, overflowed = self._inbox.take(self._patience())
            for fact in facts:
                fact()
            if overflowed:
                self._machine.lost()
            if self._ready:
                events, self._ready = self._ready, []
                return events

    def _patience(self) -> float:
        now = time.monotonic()
        if self._feed is None and now >= self._pause_until:
            # The answer that is waited for ends the wait.
            return self._connection.limits.idle_probe_interval
        return max(self._renew_at, self._pause_until) - now

    def close(self) -> None:
        """Listen no more. Safe to repeat; a reader that waits stops waiting."""
        if self._inbox.is_closed:
            return
        self._inbox.close()
        feed = self._drop_feed()
        if feed is not None:
            try:
                self._submit(Kind.FEED_CLOSE, {"feed": feed}, lambda outcome: None)
            except SpinwireError:
                # The connection is closed: the feed ends when nobody renews it.
                return

    # MARK: What is asked

    def _ask(self) -> None:
        now = time.monotonic()
        if now < self._pause_until:
            return
        if self._feed is None:
            if not self._is_opening:
                self._is_opening = True
                self._submit(Kind.FEED_OPEN, self._choice, self._answered(self._opened))
            return
        if now >= self._renew_at:
            self._renew_at = now + self._connection.limits.idle_probe_interval
            renewed = partial(self._renewed, self._feed)
            self._submit(Kind.FEED_RENEW, {"feed": self._feed}, self._later(renewed))
        if self._survey is None and self._machine.wants_survey:
            self._begin_survey()
        self._go_on_surveying()
        limits = self._connection.limits
        while self._read_count < limits.concurrent_read_count_max:
            found = self._machine.next_read()
            if found is None:
                return
            job, after = found
            self._read_count += 1
            fields = {"after": after, "limit": limits.page_event_count_max}
            page = partial(self._took_page, job)
            self._submit(Kind.TIMELINE_READ, fields, self._later(page), job)

    def _begin_survey(self) -> None:
        since: int | None = self._machine.begin_survey()
        if not self._has_surveyed:
            since = self._created_after
        self._is_first_look = not self._has_surveyed and self._created_after is None
        self._survey = {**self._choice, "limit": _PAGE_JOB_COUNT, "sort": "oldest"}
        if self._is_first_look:
            # Those that were accepted before the newest one and have ended are not wanted.
            self._survey.update(limit=1, sort="newest")
        elif since is not None:
            self._survey["created_after"] = since

    def _go_on_surveying(self) -> None:
        waiting = self._machine.waiting_read_count
        if self._survey is None or self._is_listing:
            return
        if waiting < self._connection.limits.waiting_read_count_max:
            self._is_listing = True
            self._submit(Kind.JOB_LIST, self._survey, self._later(self._listed))

    # MARK: What is answered, on the reader's thread

    def _opened(self, answer: Message) -> None:
        self._is_opening = False
        self._feed = str(answer.json()["feed"])
        self._renew_at = time.monotonic() + self._connection.limits.idle_probe_interval
        self._sink = _Sink(self)
        self._connection.subscribe(self._feed, self._sink)

    def _renewed(self, feed: str, outcome: Message | SpinwireError) -> None:
        if feed != self._feed:
            return
        if isinstance(outcome, Message):
            self._machine.learn(int(outcome.json()["published"]))
        elif outcome.code == "feed.notFound":
            self._drop_feed()
            self._machine.feed_lost()
        elif outcome.code not in TRANSIENT_CODES:
            self._failure = outcome

    def _listed(self, outcome: Message | SpinwireError) -> None:
        self._is_listing = False
        if isinstance(outcome, SpinwireError):
            self._survey = None
            self._machine.end_survey(False)
            self._failed(outcome)
            return
        answer = outcome.json()
        rows = answer["jobs"]
        assert self._survey is not None
        if self._is_first_look:
            for row in rows:
                is_final = JobStatus(row["status"]).is_final
                self._machine.pass_over(row["job_id"], int(row["created_at"]), is_final)
            self._is_first_look = False
            self._survey.update(limit=_PAGE_JOB_COUNT, sort="oldest", pending=True)
            return
        for row in rows:
            is_final = JobStatus(row["status"]).is_final
            self._machine.found(row["job_id"], int(row["created_at"]), int(row["last"]), is_final)
        if answer.get("next") is not None:
            self._survey["cursor"] = answer["next"]
        else:
            self._survey = None
            self._has_surveyed = True
            self._machine.end_survey(True)

    def _took_page(self, job: str, outcome: Message | SpinwireError) -> None:
        self._read_count -= 1
        if isinstance(outcome, Message):
            last, is_final = read_page(outcome)
            events = [event for frame in outcome.frames[1:] for event in decode_events(frame)]
            self._ready += self._machine.page(job, events, last, is_final)
        elif outcome.code in ("job.notFound", "job.payloadsRemoved"):
            # Deleted, or too old: there is nothing to be told of it any more.
            self._machine.forget(job)
        else:
            self._machine.read_failed(job)
            self._failed(outcome)

    def _failed(self, error: SpinwireError) -> None:
        if error.code in TRANSIENT_CODES:
            self._pause_until = time.monotonic() + self._connection.limits.idle_probe_interval
        else:
            self._failure = error

    # MARK: Private

    def _drop_feed(self) -> str | None:
        feed, self._feed = self._feed, None
        if feed is not None and self._sink is not None:
            self._connection.unsubscribe(feed, self._sink)
        return feed

    def _submit(
        self,
        kind: Kind,
        fields: Mapping[str, Any],
        done: Callable[[Message | SpinwireError], None],
        job: str = "",
    ) -> None:
        header = Header(kind, ContentType.JSON, job=job)
        self._connection.submit(header, fields, (), done)

    def _later(
        self, fact: Callable[[Message | SpinwireError], None]
    ) -> Callable[[Message | SpinwireError], None]:
        """Return what lets the reader's thread take the answer."""

        def take(outcome: Message | SpinwireError) -> None:
            try:
                fact(outcome)
            except SpinwireError as error:
                self._failure = error
            except (KeyError, TypeError, ValueError):
                self._failure = SpinwireError(
                    "wire.malformed", "The service's answer lacks a field."
                )

        return lambda outcome: self._inbox.put(partial(take, outcome))

    def _answered(
        self, fact: Callable[[Message], None]
    ) -> Callable[[Message | SpinwireError], None]:
        def take(outcome: Message | SpinwireError) -> None:
            if isinstance(outcome, SpinwireError):
                self._is_opening = False
                self._failed(outcome)
            else:
                fact(outcome)

        return self._later(take)


class _Sink:
    """What the connection calls, on its own thread."""

    def __init__(self, stream: JobsStream) -> None:
        self._inbox = stream._inbox
        self._machine = stream._machine
        self._stream = stream

    def marker(self, last: int, is_final: bool) -> None:
        self._inbox.put(partial(self._machine.marker, last))

    def event(self, event: Event, number: int) -> None:
        self._inbox.put_event(partial(self._show, event, number))

    def _show(self, event: Event, number: int) -> None:
        self._stream._ready += self._machine.receive(event, number)
