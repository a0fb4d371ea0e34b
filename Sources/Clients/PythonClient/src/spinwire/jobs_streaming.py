"""Interim results of many jobs on their way to one callback."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from spinwire.bodies import fetch_patiently
from spinwire.errors import SpinwireError
from spinwire.job_streaming import decode_body
from spinwire.jobs_stream import JobsStream
from spinwire.kinds import Kind
from spinwire.wire import Event

logger = logging.getLogger("spinwire")


class JobsStreaming:
    """One thread that reads the events of many jobs and shows the interim results to a callback."""

    def __init__(
        self,
        stream: JobsStream,
        callback: Callable[[str, Any], Any],
        decoder: Any,
        fetch: Callable[[Event], bytes],
    ) -> None:
        """Begin; see ``RuntimeService.stream_results``."""
        self._stream = stream
        self._callback = callback
        self._decoder = decoder
        self._fetch = fetch
        #: Why results are no longer shown, once that is so.
        self.failure: SpinwireError | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="spinwire-jobs", daemon=True)
        self._thread.start()

    @property
    def is_active(self) -> bool:
        """Whether more results may be shown."""
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Call the callback no more; the jobs go on. Returns when it is not running any more,
        unless it is the caller.
        """
        self._stopped = True
        self._stream.close()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            for event in self._stream:
                if self._stopped:
                    return
                if event.kind == Kind.INTERIM:
                    self._show(event)
        except SpinwireError as error:
            self.failure = error
            logger.warning("Interim results of jobs are no longer shown: %s", error)

    def _show(self, event: Event) -> None:
        body = fetch_patiently(self._fetch, event, lambda: self._stopped)
        try:
            self._callback(event.job, decode_body(event, body, self._decoder))
        except Exception:
            logger.exception("The callback for jobs raised at one of job %s.", event.job)
