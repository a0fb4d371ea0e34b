"""Interim results of many jobs on their way to one callback."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from spinwire.errors import TRANSIENT_CODES, SpinwireError

if TYPE_CHECKING:
    from spinwire.job import RuntimeJob
    from spinwire.job_list import JobList

logger = logging.getLogger("spinwire")


class JobsStreaming:
    """Follows every job that a choice lets through, also those that are accepted later.

    New jobs are found by lists that go on behind the last one seen, so that none is passed over;
    each is then followed on its own timeline, which repairs whatever the network lost. At most
    ``JOB_COUNT_MAX`` are followed at a time; what waits is read later and loses nothing.
    """

    #: Jobs that are followed at the same time.
    JOB_COUNT_MAX = 64
    #: Seconds between two looks for new jobs.
    INTERVAL = 0.2

    def __init__(
        self,
        list_jobs: Callable[..., JobList],
        choice: Mapping[str, Any],
        callback: Callable[[str, Any], Any],
        decoder: Any,
        created_after: datetime | None,
    ) -> None:
        """Begin; see ``RuntimeService.stream_results``."""
        self._list_jobs = list_jobs
        self._choice = choice
        self._callback = callback
        self._decoder = decoder
        self._stopped = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._active: list[RuntimeJob] = []
        newest = list_jobs(limit=1, **choice)
        self._cursor: str | None = None
        self._waiting: list[RuntimeJob] = []
        if created_after is None:
            # From here on by number; what has not ended yet was accepted before.
            self._waiting = self._pending()
            self._cursor = newest.last_cursor
        self._created_after = created_after
        self._known = {job.job_id() for job in self._waiting}
        self._thread = threading.Thread(target=self._run, name="spinwire-jobs", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Call the callback no more; the jobs go on."""
        self._stopped.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        for job in self._active:
            job.cancel_result_streaming()

    def _pending(self) -> list[RuntimeJob]:
        found: list[RuntimeJob] = []
        cursor = None
        while True:
            page = self._list_jobs(
                limit=1000, pending=True, sort="oldest", cursor=cursor, **self._choice
            )
            found += page
            cursor = page.cursor
            if cursor is None:
                return found

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._find()
            except SpinwireError as error:
                if error.code not in TRANSIENT_CODES:
                    logger.warning("Interim results of new jobs are no longer shown: %s", error)
                    return
            self._follow()
            self._stopped.wait(self.INTERVAL)

    def _find(self) -> None:
        while not self._stopped.is_set():
            page = self._list_jobs(
                limit=1000,
                sort="oldest",
                cursor=self._cursor,
                created_after=self._created_after,
                **self._choice,
            )
            for job in page:
                if job.job_id() not in self._known:
                    self._waiting.append(job)
            self._cursor = page.last_cursor
            if page.cursor is None:
                return

    def _follow(self) -> None:
        self._active = [job for job in self._active if job.is_streaming]
        while self._waiting and len(self._active) < self.JOB_COUNT_MAX:
            job = self._waiting.pop(0)
            self._known.discard(job.job_id())
            job.stream_results(self._show, self._decoder)
            self._active.append(job)

    def _show(self, job_id: str, interim: Any) -> None:
        # Jobs have a thread each; the callback is called by one at a time.
        with self._one_at_a_time:
            if not self._stopped.is_set():
                self._callback(job_id, interim)
