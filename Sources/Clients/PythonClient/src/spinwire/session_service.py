"""What a service does with sessions, and with many jobs at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spinwire.bodies import put_body
from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.job import RuntimeJob
from spinwire.kinds import BodyForm, Kind
from spinwire.listing import list_rows
from spinwire.options import RunOptions, backend_name
from spinwire.reading import encode_inputs, read_inputs
from spinwire.session import Session


class SessionService:
    """The part of ``RuntimeService`` that is about jobs which belong together."""

    _connection: Connection
    run: Callable[..., RuntimeJob]

    def open_session(
        self,
        backend: Any = None,
        *,
        time_to_live: int | None = None,
        max_idle_time: int | None = None,
        idempotency_key: str | None = None,
    ) -> Session:
        """Open a session: its jobs find the process of the last one of the same program.

        Used with ``with``, it is closed at the end; its jobs run to theirs.

        Args:
            backend: Name of the backend of jobs that name none, or an object with that name; may be
                ``least_busy``.
            time_to_live: How long it takes jobs, in seconds; the service's default without it.
            max_idle_time: How long it may be without a job before it ends, in seconds; likewise.
            idempotency_key: The same key again gets the first session.

        Raises:
            SpinwireError: ``backend.notFound``, ``command.invalid`` over the service's limits,
                ``account.quotaExceeded``.
        """
        wish = {
            "idempotency_key": idempotency_key or uuid.uuid4().hex,
            "backend": None if backend is None else backend_name(backend),
            "time_to_live": time_to_live,
            "idle_time_max": max_idle_time,
        }
        fields = {name: value for name, value in wish.items() if value is not None}
        answer = self._connection.call(Kind.SESSION_OPEN, fields).json()
        return Session(self, summary=answer)

    def session(self, session_id: str) -> Session:
        """Return a session that was opened earlier, here or elsewhere."""
        answer = self._connection.call(Kind.SESSION_GET, {"session_id": session_id}).json()
        return Session(self, summary=answer)

    def sessions(
        self, limit: int = 20, skip: int = 0, *, is_open: bool | None = None
    ) -> list[Session]:
        """List sessions, newest first.

        Args:
            limit: Most sessions.
            skip: Sessions to skip.
            is_open: Only those that take jobs (``True``), or that do not (``False``).
        """
        fields: dict[str, Any] = {"limit": limit, "offset": skip}
        if is_open is not None:
            fields["is_open"] = is_open
        rows = list_rows(self._connection, Kind.SESSION_LIST, "sessions", fields)
        return [Session(self, summary=row) for row in rows]

    def run_batch(
        self,
        program_id: str,
        inputs: Sequence[Mapping[str, Any]],
        options: Any = None,
        result_decoder: Any = None,
        *,
        job_tags: Sequence[str] | None = None,
        max_execution_time: int | None = None,
        session_id: str | None = None,
        image: str | None = None,
        idempotency_key: str | None = None,
    ) -> list[RuntimeJob]:
        """Run a program once for each of the inputs, by one command.

        All jobs are accepted, durable, when this returns; or none, and the error says which inputs
        are wrong.

        Args:
            program_id: Which program; its newest version is run.
            inputs: For each job the keyword arguments of ``main``.
            options: As in ``run``, for every job.
            result_decoder: As in ``run``.
            job_tags: As in ``run``.
            max_execution_time: As in ``run``, for each job.
            session_id: As in ``run``.
            image: As in ``run``.
            idempotency_key: The same key again gets the first jobs.

        Returns:
            The jobs, in the order of the inputs.

        Raises:
            SpinwireError: ``inputs.invalid``, with the problems of each job behind its index, or
                with the ``index`` of inputs that cannot be sent; otherwise as ``run``.
        """
        chosen = RunOptions.of(options).with_(
            tags=job_tags,
            max_execution_time=max_execution_time,
            session_id=session_id,
            environment=image,
            idempotency_key=idempotency_key,
        )
        given: list[dict[str, Any]] = []
        bodies: list[tuple[bytes, BodyForm]] = []
        for index, one in enumerate(inputs):
            try:
                given.append(read_inputs(one))
                bodies.append(put_body(self._connection, encode_inputs(given[-1])))
            except SpinwireError as error:
                context = {"index": str(index), **error.context}
                raise SpinwireError(error.code, error.message, context) from error
        references = [index for index, (_, form) in enumerate(bodies) if form == BodyForm.REFERENCE]
        answer = self._connection.call(
            Kind.JOB_RUN_BATCH,
            {
                "program_id": program_id,
                "idempotency_key": uuid.uuid4().hex,
                **chosen.command_fields(),
                **({"references": references} if references else {}),
            },
            bodies=[body for body, _ in bodies],
        ).json()
        common = {name: answer[name] for name in ("program_id", "program_version", "backend")} | {
            "tags": list(chosen.tags)
        }
        return [
            RuntimeJob(self._connection, {"job_id": job_id, **common}, one, result_decoder)
            for job_id, one in zip(answer["job_ids"], given)
        ]
