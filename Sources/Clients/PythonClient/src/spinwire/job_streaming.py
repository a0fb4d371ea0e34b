"""Interim results on their way to a callback."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from spinwire.bodies import fetch_patiently
from spinwire.errors import SpinwireError, undecodable
from spinwire.kinds import ContentType, Kind
from spinwire.stream import JobStream
from spinwire.timeline import is_end
from spinwire.wire import Event

logger = logging.getLogger("spinwire")


def decode_body(event: Event, body: bytes, decoder: Any = None) -> Any:
    """Return the value that an event's body stands for.

    Args:
        event: Says how the body is to be read: text and bytes are given as they are.
        body: The bytes, wherever they came from.
        decoder: A class (or object) whose ``decode(text)`` makes the value of JSON;
            ``ResultDecoder`` without it.

    Raises:
        SpinwireError: ``body.corrupt`` for a value that nothing can be made of. What another
            decoder raises is its own.
    """
    if event.content_type == ContentType.BYTES:
        return body
    text = body.decode("utf-8", "replace")
    if event.content_type == ContentType.TEXT:
        return text
    if decoder is not None:
        return decoder.decode(text)
    from spinwire.codec import ResultDecoder

    try:
        return ResultDecoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise undecodable(error) from error


class InterimStreaming:
    """One thread that reads a job's events and shows the interim results to a callback."""

    def __init__(
        self,
        stream: JobStream,
        job_id: str,
        callback: Callable[..., Any],
        decoder: Any,
        fetch: Callable[[Event], bytes],
        first_attempt: int = 0,
        only_attempt: int | None = None,
        newest_only: bool = False,
        before: int | None = None,
    ) -> None:
        """Start the thread.

        Args:
            stream: Where events come from; closed at the end.
            job_id: First argument of the callback.
            callback: Called once for each interim result.
            decoder: See ``decode_body``.
            fetch: Gives the bytes of an event's body.
            first_attempt: Results of earlier runs are not shown.
            only_attempt: If there is one, results of other runs are not shown.
            newest_only: Results of a run are not shown once a later one was heard of.
            before: If there is one, the callback gets this and the event's sequence together as
                its third argument.
        """
        #: The job's result and its last status, by kind, once they came.
        self.ending: dict[int, Event] = {}
        self._stream = stream
        self._job_id = job_id
        self._callback = callback
        self._decoder = decoder
        self._fetch = fetch
        self._first_attempt = first_attempt
        self._only_attempt = only_attempt
        self._newest_only = newest_only
        self._before = before
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=f"spinwire-{job_id}", daemon=True)
        self._thread.start()

    @property
    def is_active(self) -> bool:
        """Whether more results may be shown."""
        return self._thread.is_alive()

    @property
    def is_caller(self) -> bool:
        """Whether it is the callback that asks."""
        return threading.current_thread() is self._thread

    def wait(self, deadline: float | None) -> bool:
        """Wait until nothing more will be shown, or the deadline; returns whether that came.

        The callback itself need not wait for its own end.
        """
        if self.is_caller:
            return False
        seconds = None if deadline is None else max(0.0, deadline - time.monotonic())
        self._thread.join(None if seconds is None else min(seconds, threading.TIMEOUT_MAX))
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Show nothing more; returns when the callback is not running any more, unless it is the
        caller.
        """
        self._stopped = True
        self._stream.close()
        if not self.is_caller:
            self._thread.join()

    def _run(self) -> None:
        try:
            for event in self._stream:
                if self._stopped:
                    return
                if event.kind == Kind.RESULT or is_end(event):
                    self.ending[event.kind] = event
                elif event.kind == Kind.INTERIM and self._is_wanted(event):
                    self._show(event)
                elif self._newest_only:
                    self._first_attempt = max(self._first_attempt, event.attempt)
        except SpinwireError as error:
            logger.warning("Interim results of job %s are no longer shown: %s", self._job_id, error)

    def _is_wanted(self, event: Event) -> bool:
        if self._newest_only:
            self._first_attempt = max(self._first_attempt, event.attempt)
        if event.attempt < self._first_attempt:
            return False
        return self._only_attempt is None or event.attempt == self._only_attempt

    def _show(self, event: Event) -> None:
        body = fetch_patiently(self._fetch, event, lambda: self._stopped)
        try:
            value = decode_body(event, body, self._decoder)
            number = () if self._before is None else (self._before + event.sequence,)
            self._callback(self._job_id, value, *number)
        except Exception:
            logger.exception("The callback of job %s raised.", self._job_id)
