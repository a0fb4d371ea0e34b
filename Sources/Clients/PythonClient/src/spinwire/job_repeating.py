"""Running a job again from its record, and comparing what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from spinwire import arguments
from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.job_comparison import JobComparison, Told, compare
from spinwire.kinds import Kind
from spinwire.status import JobStatus
from spinwire.wire import Event

if TYPE_CHECKING:
    from typing_extensions import Self


class JobRepeating:
    """The part of ``RuntimeJob`` that is about doing it again."""

    _connection: Connection
    _inputs: dict[str, Any] | None
    _interim_decoder: Any
    _result_decoder: Any
    _fetch: Callable[[Event], bytes]

    if TYPE_CHECKING:

        def __init__(
            self,
            connection: Connection,
            summary: dict[str, Any],
            inputs: dict[str, Any] | None = None,
            result_decoder: Any = None,
        ) -> None: ...
        def _field(self, name: str) -> Any: ...
        def refresh(self) -> dict[str, Any]: ...
        def _stored_events(self) -> Iterator[Event]: ...

    def rerun(self, tags: list[str] | None = None) -> Self:
        """Run the job again as it was: the same version of the program, the same inputs, backend,
        environment, limits, log level and seed; not in its session, whose processes remember what
        ran before.

        Args:
            tags: Words to find the new job by; those of this one without them.

        Raises:
            SpinwireError: ``job.payloadsRemoved`` when the inputs are kept no more,
                ``program.notFound`` when the program was deleted.
        """
        fields: dict[str, Any] = {
            "program_id": self._field("program_id"),
            "idempotency_key": uuid.uuid4().hex,
            "rerun_of": self._field("job_id"),
        }
        if tags is not None:
            fields["tags"] = arguments.texts(tags, "tags")
        summary = self._connection.call(Kind.JOB_RUN, fields).json()
        decoders = (self._interim_decoder, self._result_decoder)
        return type(self)(self._connection, summary, self._inputs, decoders)

    @property
    def rerun_of(self) -> str | None:
        """The job that it runs again: the first one, also where that was a rerun itself."""
        found = self._field("rerun_of")
        return None if found is None else str(found)

    def compare(self, other: JobRepeating) -> JobComparison:
        """Compare what this job and another one told, when both have ended.

        Interim results are compared in order, then how the jobs ended and their results; as they
        were encoded, without their times. Of a job that was begun again after a crash, the last
        run counts.

        Raises:
            SpinwireError: ``job.notFinal``.
        """
        if not isinstance(other, JobRepeating):
            raise arguments.wrong("other", "a job", other)
        return compare(self._told(), other._told())

    def _told(self) -> Told:
        summary = self.refresh()
        if not JobStatus(summary["status"]).is_final:
            raise SpinwireError(
                "job.notFinal",
                "The job has not ended.",
                {"job_id": summary["job_id"], "status": summary["status"]},
            )
        end = ", ".join(str(summary[key]) for key in ("status", "code") if summary.get(key))
        return Told(self._stored_events, int(summary["attempt"]), self._fetch, end)
