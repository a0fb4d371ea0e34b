"""One batch of circuits under way."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from qiskit.providers import JobStatus, JobV1
from qiskit.providers.exceptions import JobTimeoutError
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from spinwire_program.bindings import Bindings
from spinwire_program.errors import SpinwireError
from spinwire_program.reply import Reply, malformed, unpack_reply
from spinwire_program.request import Request
from spinwire_program.result import CircuitFacts, SpinwireResult

if TYPE_CHECKING:
    from spinwire_program.backend import SpinwireBackend


class CircuitTransport(Protocol):
    """What carries requests to a simulator."""

    def submit(self, request: Request) -> Any:
        """Send a request; returns the ticket to wait with."""

    def wait(self, ticket: Any, timeout: float | None = None) -> bytes:
        """Return the reply, once.

        Raises:
            TimeoutError: There is none yet.
            SpinwireError: There will be none.
        """

    def cancel(self, ticket: Any) -> None:
        """Ask for a request to be given up; ``wait`` then tells how it ended."""


class SpinwireJob(JobV1):  # type: ignore[misc]
    """A batch of circuits on its way through a simulator."""

    def __init__(
        self,
        backend: SpinwireBackend,
        transport: CircuitTransport,
        request: Request,
        facts: Sequence[CircuitFacts],
        binds: Sequence[tuple[Bindings, int] | None] = (),
    ) -> None:
        """Prepare a job; ``submit`` sends it.

        Args:
            backend: Whose job this is.
            transport: Connection to the simulator.
            request: The packed circuits.
            facts: Of the circuit of each run.
            binds: Where the parameters' values of each run are; empty if there are none.
        """
        self._job_id = ""
        super().__init__(backend, self._job_id)
        self._transport = transport
        self._request: Request | None = request
        self._facts = facts
        self._binds = binds
        self._ticket: Any = None
        self._started = 0.0
        # One thread at a time may ask the transport: a reply is handed out once.
        self._lock = threading.Lock()
        self._result: SpinwireResult | None = None
        self._error: SpinwireError | None = None

    def job_id(self) -> str:
        """Return a unique id identifying the job."""
        if not self._job_id:
            self._job_id = str(uuid.uuid4())
        return self._job_id

    def submit(self) -> None:
        """Send the circuits.

        Raises:
            SpinwireError: ``job.submitted`` when they were sent before, or the transport's error.
        """
        if self._request is None:
            raise SpinwireError("job.submitted", "The job was submitted before.")
        request, self._request = self._request, None
        self._started = time.monotonic()
        self._ticket = self._transport.submit(request)

    def result(self, timeout: float | None = None) -> SpinwireResult:
        """Wait for the outcome.

        Args:
            timeout: Seconds to wait; ``None`` waits as long as it takes.

        Raises:
            SpinwireError: Why there is none: the simulator's refusal, a cancel, a lost connection.
            JobTimeoutError: It has not come in time; ask again later.
        """
        with self._lock:
            if self._result is None and self._error is None:
                self._take_reply(timeout)
            if self._error is not None:
                raise self._error
            if self._result is None:
                raise JobTimeoutError(f"The circuits of job {self.job_id()} are still running.")
            return self._result

    def status(self) -> JobStatus:
        """Return how the job stands now, without waiting."""
        if not self._lock.acquire(blocking=False):
            # Another thread is waiting for the reply.
            return JobStatus.RUNNING
        try:
            if self._request is not None:
                return JobStatus.INITIALIZING
            if self._result is None and self._error is None:
                self._take_reply(0)
            if self._error is not None:
                cancelled = self._error.code == "simulator.cancelled"
                return JobStatus.CANCELLED if cancelled else JobStatus.ERROR
            return JobStatus.RUNNING if self._result is None else JobStatus.DONE
        finally:
            self._lock.release()

    def wait_for_final_state(
        self,
        timeout: float | None = None,
        wait: float = 5,
        callback: Callable[[str, JobStatus, SpinwireJob], None] | None = None,
    ) -> None:
        """Wait until the job has ended; returns as soon as it has, not at the next look.

        Args:
            timeout: Seconds to wait; ``None`` waits as long as it takes.
            wait: Seconds between two calls of ``callback``.
            callback: Called with job id, status and job while the job runs.

        Raises:
            JobTimeoutError: It has not ended in time.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.status()) not in JOB_FINAL_STATES:
            remaining = None if deadline is None else deadline - time.monotonic()
            if remaining is not None and remaining <= 0:
                raise JobTimeoutError(f"The circuits of job {self.job_id()} are still running.")
            if callback is not None:
                callback(self.job_id(), status, self)
            portion = wait if callback is not None else None
            known = [seconds for seconds in (remaining, portion) if seconds is not None]
            with self._lock:
                if self._result is None and self._error is None:
                    self._take_reply(min(known) if known else None)

    def cancel(self) -> bool:
        """Ask for the job to be given up; true if it was still under way."""
        if self._ticket is None or self._result is not None or self._error is not None:
            return False
        self._transport.cancel(self._ticket)
        return True

    def error_message(self) -> str | None:
        """Return why the job failed, or ``None`` if it has not."""
        return None if self._error is None else str(self._error)

    def _take_reply(self, timeout: float | None) -> None:
        """Fetch reply or error from the transport; leaves both unset when it is too early."""
        try:
            reply = unpack_reply(self._transport.wait(self._ticket, timeout))
            self._check(reply)
        except TimeoutError:
            return
        except SpinwireError as error:
            self._error = error
            return
        self._result = SpinwireResult(
            reply, self._facts, self._binds, self, time.monotonic() - self._started
        )

    def _check(self, reply: Reply) -> None:
        """Refuse a reply that is not to this request."""
        if len(reply.outcomes) != len(self._facts):
            raise malformed("another number of runs")
        for outcome, facts in zip(reply.outcomes, self._facts, strict=True):
            if outcome.clbit_count != facts.clbit_count:
                raise malformed("another number of classical bits")
            if outcome.saved_count != facts.saved_count:
                raise malformed("another number of saved values")
