"""One run of a program with inputs."""

from __future__ import annotations

import asyncio
import codecs
import json
import logging
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timezone
from typing import Any

from spinwire import arguments, terminal
from spinwire.backend import Backend
from spinwire.bodies import body_fetcher, get_body, write_body
from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.failures import RuntimeJobError, RuntimeJobTimeoutError, failure_of
from spinwire.job_ends import Ending, endings, is_ending
from spinwire.job_repeating import JobRepeating
from spinwire.job_streaming import InterimStreaming, decode_body
from spinwire.kinds import BodyForm, Kind
from spinwire.ledger import ledger_of, process_ledger
from spinwire.reading import decode_inputs
from spinwire.status import JobStatus
from spinwire.stream import JobStream
from spinwire.timeline_hash import TimelineHash, TimelineProof
from spinwire.wire import BodyReference, Event, Message, decode_events

logger = logging.getLogger("spinwire")

#: Flag of ``job.get``: answer with the inputs as well.
_WITH_INPUTS = 1


class RuntimeJob(JobRepeating):
    """A job at the service. It goes on whether or not this object lives; all methods ask the
    service.

    Every method may be called from any thread. Failures to reach the service raise
    ``SpinwireError``.
    """

    def __init__(
        self,
        connection: Connection,
        summary: dict[str, Any],
        inputs: dict[str, Any] | None = None,
        result_decoder: Any = None,
    ) -> None:
        """Wrap a job that the service has; users get jobs from ``RuntimeService``."""
        self._connection = connection
        self._summary = summary
        self._inputs = inputs
        self._interim_decoder, self._result_decoder = arguments.optional_decoders(
            result_decoder, "result_decoder"
        )
        self._fetch = body_fetcher(connection)
        self._lock = threading.Lock()
        self._streaming: InterimStreaming | None = None
        self._ending: Ending = {}

    def __repr__(self) -> str:
        return terminal.line(f"<RuntimeJob {self.job_id()} of {self.program_id}>")

    def job_id(self) -> str:
        """The job's id: 32 hexadecimal digits."""
        return str(self._summary["job_id"])

    @property
    def program_id(self) -> str:
        """What it runs."""
        return str(self._summary["program_id"])

    @property
    def program_version(self) -> int:
        """The version of the program that was pinned when the job was accepted."""
        return int(self._summary["program_version"])

    def backend(self) -> Backend:
        """Ask the service for the backend next to which it runs."""
        fields = {"name": str(self._summary["backend"])}
        return Backend(self._connection.call(Kind.BACKEND_GET, fields).json())

    @property
    def backend_name(self) -> str:
        """Name of the backend next to which it runs."""
        return str(self._summary["backend"])

    @property
    def session_id(self) -> str | None:
        """The session that it belongs to."""
        found = self._field("session_id")
        return None if found is None else str(found)

    @property
    def resumed_from(self) -> str | None:
        """The job with whose last checkpoint it began."""
        found = self._field("resumed_from")
        return None if found is None else str(found)

    @property
    def events_before(self) -> int:
        """Events of the jobs that it went on with, one after the other: ``Event.number`` goes on
        behind them.
        """
        return int(self._summary.get("events_before") or 0)

    @property
    def image(self) -> str:
        """Name of the program environment in which it runs."""
        return str(self._field("environment"))

    @property
    def tags(self) -> list[str]:
        """Words to find it by, as this object last heard of them."""
        return list(self._field("tags"))

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs: as they were given to ``run``, or decoded from what the service stored."""
        if self._inputs is None:
            answer = self._connection.call(Kind.JOB_GET, job=self.job_id(), flags=_WITH_INPUTS)
            data = answer.body()
            if answer.header.body_form == BodyForm.REFERENCE:
                data = get_body(self._connection, self.job_id(), BodyReference.decode(data))
            self._inputs = decode_inputs(data)
        return dict(self._inputs)

    @property
    def creation_date(self) -> datetime:
        """When the service accepted the job."""
        return datetime.fromtimestamp(self._field("created_at") / 1e6, timezone.utc)

    def refresh(self) -> dict[str, Any]:
        """Ask the service how the job stands; returns what it says, with the keys of the wire."""
        self._summary = self._call(Kind.JOB_GET).json()
        return dict(self._summary)

    def status(self) -> JobStatus:
        """Where the job stands."""
        return JobStatus(self._call(Kind.TIMELINE_LAST).json()["status"])

    def in_final_state(self) -> bool:
        """Whether the job has ended."""
        return self.status().is_final

    def cancel(self) -> JobStatus:
        """Ask the service to stop the job.

        Returns:
            ``cancelling``, or the end to which the job had come already. ``cancelled`` follows when
            the whole tree of the program's processes is gone; ``wait_for_final_state`` waits for
            that.
        """
        return JobStatus(self._call(Kind.JOB_CANCEL).json()["status"])

    def update_tags(self, tags: list[str]) -> list[str]:
        """Replace the words to find the job by."""
        words = arguments.texts(tags, "tags")
        self._call(Kind.JOB_TAG, {"tags": words})
        self._summary["tags"] = words
        return list(words)

    def result(self, timeout: float | None = None, decoder: Any = None) -> Any:
        """Wait for the job's end and return what ``main`` returned.

        Interim results that came before are with the callback, if there is one, when this returns,
        unless the time is over before the callback has had them.

        Args:
            timeout: Longest wait in seconds; none waits for as long as it takes.
            decoder: A ``ResultDecoder`` subclass, or anything with a ``decode(text)``; instead of
                the one given to ``run``.

        Raises:
            RuntimeJobFailureError: The program failed; ``traceback`` says where.
            RuntimeJobMaxTimeoutError, RuntimeJobCancelledError, RuntimeJobLostError: It was
                stopped, or lost.
            RuntimeJobTimeoutError: The job has not ended in time.
        """
        decoder = arguments.optional_decoder(decoder, "decoder")
        result = self._result_event(timeout)
        if result is None:
            return None
        return decode_body(result, self._fetch(result), decoder or self._result_decoder)

    def download_result(self, path: str | os.PathLike[str], timeout: float | None = None) -> int:
        """Wait for the job's end and write what ``main`` returned to a file, as it was encoded.

        It comes part by part, however long it is; the file is there only when all of it came.

        Returns:
            How many bytes; 0, and no file, when there is no result.

        Raises:
            RuntimeJobError: As for ``result``.
            SpinwireError: ``command.invalid`` when the file cannot be written.
        """
        if not isinstance(path, (str, os.PathLike)):
            raise arguments.wrong("path", "the path of a file", path)
        result = self._result_event(timeout)
        return 0 if result is None else write_body(self._connection, result, path)

    def _result_event(self, timeout: float | None) -> Event | None:
        self.wait_for_final_state(timeout)
        error = self._failure()
        if error is not None:
            raise error
        return self._read_ending().get(Kind.RESULT)

    def wait_for_final_state(self, timeout: float | None = None) -> None:
        """Wait until the job has ended and the callback, if there is one, has had all interim
        results.

        Raises:
            RuntimeJobTimeoutError: That did not come in time.
        """
        seconds = arguments.optional_seconds(timeout, "timeout")
        deadline = None if seconds is None else time.monotonic() + seconds
        streaming = self._streaming
        if streaming is not None and streaming.wait(deadline):
            self._note_ending(streaming.ending)
        if not self._ending:
            self._wait_for_end(deadline)

    def _note_ending(self, ending: Ending) -> None:
        """Take over how the job ended, from who has waited for it."""
        if Kind.STATUS in ending:
            self._ending = dict(ending)

    def error_message(self) -> str | None:
        """Why the job ended without a result, with Python's traceback if there is one; ``None`` if
        it did not. Once the service has removed the job's timeline, the reason alone.
        """
        error = self._failure() if self.in_final_state() else None
        if error is None:
            return None
        return f"{error.message}\n{error.traceback}" if error.traceback else error.message

    def events(self, after: int = 0) -> Iterator[Event]:
        """Iterate over the job's events, as they come, each once and in order, to its end.

        Args:
            after: Begin behind this sequence; 0 begins at the job's first event.
        """
        position = arguments.whole(after, "after")
        before = self.events_before
        for event in JobStream(self._connection, self.job_id(), position):
            yield event._replace(before=before)

    def stream_results(
        self,
        callback: Callable[..., Any],
        decoder: Any = None,
        attempt: int | str | None = None,
        *,
        numbered: bool = False,
    ) -> None:
        """Call ``callback(job_id, interim_result)`` for every interim result from the job's first
        on.

        The calls come from one thread of the job's own, in order, once each. What the callback
        raises is logged, and the next result is shown all the same. That thread does not keep the
        process alive.

        Args:
            callback: Called with the job's id and the decoded interim result.
            decoder: A ``ResultDecoder`` subclass for interim results.
            attempt: Which runs of the job to show, when executors were lost: ``None`` for all,
                ``"last"`` for the newest one known (what an older run still tells is dropped), or a
                number.
            numbered: Call ``callback(job_id, interim_result, number)``: see ``Event.number``.

        Raises:
            SpinwireError: ``command.invalid`` when the job streams to a callback already.
        """
        callback = arguments.function(callback, "callback")
        decoder = arguments.optional_decoder(decoder, "decoder")
        check_attempt(attempt)
        with self._lock:
            if self._streaming is not None and self._streaming.is_active:
                raise SpinwireError(
                    "command.invalid", "A callback is streaming already; cancel that first."
                )
            first = self._first_attempt(attempt)
            self._streaming = InterimStreaming(
                JobStream(self._connection, self.job_id()),
                self.job_id(),
                callback,
                decoder or self._interim_decoder,
                self._fetch,
                first,
                attempt if isinstance(attempt, int) else None,
                attempt == "last",
                self.events_before if numbered else None,
            )

    @property
    def is_streaming(self) -> bool:
        """Whether a callback may still be shown interim results."""
        return self._streaming is not None and self._streaming.is_active

    def cancel_result_streaming(self) -> None:
        """Call the callback no more; the job goes on."""
        with self._lock:
            streaming, self._streaming = self._streaming, None
        if streaming is not None:
            streaming.stop()

    def interim_results(self, decoder: Any = None) -> list[Any]:
        """Read all interim results that the job has published so far."""
        chosen = arguments.optional_decoder(decoder, "decoder") or self._interim_decoder
        return [
            decode_body(event, self._fetch(event), chosen)
            for event in self._stored_events()
            if event.kind == Kind.INTERIM
        ]

    def logs(self) -> str:
        """Read all that the program has written to stdout and stderr so far."""
        parts = [self._fetch(event) for event in self._stored_events() if event.kind == Kind.LOG]
        return b"".join(parts).decode("utf-8", "replace")

    def follow_logs(self) -> Iterator[str]:
        """Iterate over what the program writes to stdout and stderr, from the first piece on and
        as it comes, to the job's end.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for event in self.events():
            if event.kind == Kind.LOG:
                # A piece may break off inside a character.
                yield decoder.decode(self._fetch(event))

    def verify(self) -> TimelineProof:
        """Prove that what comes is the job's whole timeline.

        Reads it from the first event to the last one there is now, and compares the running hash
        of what came with the one that the service keeps.

        Raises:
            SpinwireError: ``timeline.incomplete`` when they differ.
        """
        page = self._call(Kind.TIMELINE_LAST).json()
        last = int(page["last"])
        running = TimelineHash()
        count = 0
        for event in self._stored_events():
            if event.sequence > last:
                break
            running.append(event)
            count += 1
        if count != last or running.text != page["hash"]:
            raise SpinwireError(
                "timeline.incomplete",
                "What was received is not the job's whole timeline.",
                {"job_id": self.job_id(), "events": str(count), "expected_events": str(last)},
            )
        return TimelineProof(last, running.text, bool(page["is_final"]))

    async def stream(self, decoder: Any = None) -> AsyncIterator[Any]:
        """Iterate over the decoded interim results, each once and in order, to the job's end.

        ``async for`` waits without holding up the event loop.
        """
        chosen = arguments.optional_decoder(decoder, "decoder") or self._interim_decoder
        events = JobStream(self._connection, self.job_id())
        try:
            while (page := await asyncio.to_thread(events.read)) is not None:
                for event in page:
                    if event.kind == Kind.INTERIM:
                        body = await asyncio.to_thread(self._fetch, event)
                        yield decode_body(event, body, chosen)
        finally:
            events.close()

    def progress(self) -> dict[str, Any] | None:
        """How far the program has come: ``done`` and, if it said so, ``total`` and ``text``."""
        found = self._last_of(Kind.PROGRESS)
        return None if found is None else dict(json.loads(found.body))

    def checkpoint(self) -> Any:
        """The data of the last checkpoint, or ``None``."""
        found = self._last_of(Kind.CHECKPOINT)
        return None if found is None else decode_inputs(self._fetch(found)).get("data")

    def metrics(self) -> dict[str, Any]:
        """The ledger of the job.

        Returns:
            What is known by now. ``timestamps``, ``datetime`` each: ``created`` (accepted),
            ``leased`` (given to an executor), ``forked`` (its process was there), ``started`` (the
            process had the program), ``imported``, ``main`` (its first line), ``finished``;
            ``totals`` in seconds, which a process tells at its own end: ``transpile``,
            ``simulate``, ``publish``; ``usage`` with ``seconds`` on the executor; ``attempts``; and
            of a cancelled job ``cancelled_by`` (an account), ``cancelled_at`` (when it wished that)
            and ``cancel_seconds`` (how long it took until the job's processes were gone). Of a job
            whose timeline the service has removed, what its process told is not known any more.
        """
        summary = self.refresh()
        return ledger_of(summary, process_ledger(self._connection, summary))

    @property
    def usage(self) -> float:
        """Seconds that the newest run has had an executor."""
        return float(ledger_of(self.refresh(), {})["usage"]["seconds"])

    # MARK: Private

    def _wait_for_callback(self, deadline: float | None) -> bool:
        """Wait until the callback, if there is one, has had everything; false at the deadline.

        The callback itself does not wait for its own end.
        """
        streaming = self._streaming
        return streaming is None or streaming.is_caller or streaming.wait(deadline)

    def _last_of(self, kind: Kind) -> Event | None:
        found = None
        for event in self._stored_events():
            if event.kind == kind:
                found = event
        return found

    def _field(self, name: str) -> Any:
        if name not in self._summary:
            self.refresh()
        return self._summary.get(name)

    def _call(self, kind: Kind, fields: dict[str, Any] | None = None) -> Message:
        return self._connection.call(kind, fields, job=self.job_id())

    def _stored_events(self) -> Iterator[Event]:
        limit = self._connection.limits.page_event_count_max
        position = 0
        while True:
            page = self._call(Kind.TIMELINE_READ, {"after": position, "limit": limit})
            events = _events_in(page)
            yield from events
            if not events or events[-1].sequence >= int(page.json()["last"]):
                return
            position = events[-1].sequence

    def _first_attempt(self, attempt: int | str | None) -> int:
        if attempt is None:
            return 0
        return attempt if isinstance(attempt, int) else int(self.refresh()["attempt"])

    def _wait_for_end(self, deadline: float | None) -> None:
        for _, ending in endings(self._connection, [self.job_id()], deadline):
            self._note_ending(ending)
            return
        raise RuntimeJobTimeoutError(
            "service.timedOut", "The job has not ended in time.", {"job_id": self.job_id()}
        )

    def _read_ending(self) -> Ending:
        if not self._ending:
            last = int(self._call(Kind.TIMELINE_LAST).json()["last"])
            page = self._call(Kind.TIMELINE_READ, {"after": max(0, last - 2), "limit": 2})
            events = filter(is_ending, _events_in(page))
            self._note_ending({event.kind: event for event in events})
        return self._ending

    def _failure(self) -> RuntimeJobError | None:
        """Why it ended without a result; from its row when the timeline was removed."""
        try:
            return self._error(self._read_ending())
        except SpinwireError as error:
            if error.code != "job.payloadsRemoved":
                raise
            return failure_of(self.refresh(), self.job_id())

    def _error(self, ending: Ending) -> RuntimeJobError | None:
        end = ending.get(Kind.STATUS)
        if end is None:
            raise SpinwireError("job.notFinal", "The job has not ended.", {"job_id": self.job_id()})
        return failure_of(json.loads(end.body), self.job_id())


def check_attempt(attempt: Any) -> None:
    """Check which runs of a job are to be shown; see ``RuntimeJob.stream_results``."""
    is_number = isinstance(attempt, int) and not isinstance(attempt, bool) and attempt > 0
    if attempt is not None and attempt != "last" and not is_number:
        raise arguments.wrong("attempt", 'a number from 1 on, or "last"', attempt)


def _events_in(page: Message) -> list[Event]:
    return [event for frame in page.frames[1:] for event in decode_events(frame)]
