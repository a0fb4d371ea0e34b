"""Jobs that belong together, next to each other in time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from spinwire import arguments
from spinwire.errors import SpinwireError
from spinwire.kinds import Kind

if TYPE_CHECKING:
    from spinwire.job import RuntimeJob
    from spinwire.session_service import SessionService

_SECONDS = {"h": 3600, "m": 60, "s": 1}


class Session:
    """A session: the service keeps the process of a job for the next one of the same program.

    ::

        with service.open_session(backend="simulator") as session:
            for step in range(10):
                job = session.run(program_id, {"step": step})
                print(job.result())

    The next job finds the program imported, and its modules' variables as the last one left them;
    files, threads and other processes are not kept. Whatever ends the process costs no more than a
    new start. ``with`` closes the session at its end; ``cancel`` ends its jobs as well.
    """

    def __init__(
        self,
        service: SessionService | None = None,
        backend: Any = None,
        max_time: int | str | None = None,
        *,
        summary: Mapping[str, Any] | None = None,
    ) -> None:
        """Open a session, as ``service.open_session`` does.

        Args:
            service: Where; a new connection without it.
            backend: As in ``open_session``.
            max_time: How long it takes jobs: seconds, or a text such as ``"2h 30m"``.
            summary: What the service says of a session that is there already.
        """
        if service is None:
            from spinwire.service import RuntimeService

            service = RuntimeService()
        if not hasattr(service, "open_session"):
            raise arguments.wrong("service", "a RuntimeService", service)
        #: The connection that its jobs are run by.
        self.service = service
        if summary is None:
            opened = service.open_session(backend, time_to_live=_seconds(max_time))
            summary = opened.details()
        self._summary = dict(summary)

    @classmethod
    def from_id(cls, session_id: str, service: SessionService | None = None) -> Session:
        """Return a session that was opened earlier, here or elsewhere."""
        if service is None:
            from spinwire.service import RuntimeService

            service = RuntimeService()
        return service.session(session_id)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Session {self.session_id}>"

    @property
    def session_id(self) -> str:
        """Its id."""
        return str(self._summary["session_id"])

    def backend(self) -> str | None:
        """Name of the backend of jobs that name none."""
        found = self._summary.get("backend")
        return None if found is None else str(found)

    def run(
        self,
        program_id: str,
        inputs: Mapping[str, Any] | None = None,
        options: Any = None,
        callback: Any = None,
        result_decoder: Any = None,
        **others: Any,
    ) -> RuntimeJob:
        """Run a program in this session; everything else as in ``RuntimeService.run``.

        Raises:
            SpinwireError: ``session.closed``, it takes no jobs any more; otherwise as ``run``.
        """
        return self.service.run(
            program_id,
            inputs,
            options,
            callback,
            result_decoder,
            session_id=self.session_id,
            **others,
        )

    def run_batch(
        self,
        program_id: str,
        inputs: Sequence[Mapping[str, Any]],
        options: Any = None,
        **others: Any,
    ) -> list[RuntimeJob]:
        """Run a program once for each of the inputs; see ``RuntimeService.run_batch``."""
        return self.service.run_batch(
            program_id, inputs, options, session_id=self.session_id, **others
        )

    def close(self) -> None:
        """Take no more jobs; those that were taken run to their end. Safe to repeat."""
        self._end(cancels_jobs=False)

    def cancel(self) -> None:
        """Take no more jobs, and cancel those that were taken. Safe to repeat."""
        self._end(cancels_jobs=True)

    def status(self) -> str:
        """Ask where it stands: ``open``, ``closed``, ``cancelled`` or ``expired``."""
        return str(self.details()["status"])

    def details(self) -> dict[str, Any]:
        """Ask for all that the service says of it, with the keys of the wire."""
        self._summary = self._call(Kind.SESSION_GET, {})
        return dict(self._summary)

    def _end(self, *, cancels_jobs: bool) -> None:
        self._summary = self._call(Kind.SESSION_CLOSE, {"cancels_jobs": cancels_jobs})

    def _call(self, kind: Kind, fields: dict[str, Any]) -> dict[str, Any]:
        wish = {"session_id": self.session_id, **fields}
        return self.service._connection.call(kind, wish).json()


def _seconds(time: int | str | None) -> int | None:
    """Return the seconds of a text such as ``2h 30m 40s``."""
    if not isinstance(time, str):
        return arguments.optional_whole(time, "max_time")
    parts = re.findall(r"(\d+)\s*([hms])", time)
    if not parts or re.sub(r"\d+\s*[hms]", "", time).strip():
        raise SpinwireError(
            "command.invalid", "A time is seconds, or written as 2h 30m 40s.", {"time": time}
        )
    return sum(int(number) * _SECONDS[unit] for number, unit in parts)
