"""What a service does with sessions, and with many jobs at once."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from spinwire import arguments
from spinwire.bodies import put_body
from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.failures import RuntimeJobTimeoutError
from spinwire.job import RuntimeJob
from spinwire.job_ends import endings
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
            "time_to_live": arguments.optional_whole(time_to_live, "time_to_live"),
            "idle_time_max": arguments.optional_whole(max_idle_time, "max_idle_time"),
        }
        fields = {name: value for name, value in wish.items() if value is not None}
        answer = self._connection.call(Kind.SESSION_OPEN, fields).json()
        return Session(self, summary=answer)

    def session(self, session_id: str) -> Session:
        """Return a session that was opened earlier, here or elsewhere."""
        fields = {"session_id": arguments.text(session_id, "session_id")}
        return Session(self, summary=self._connection.call(Kind.SESSION_GET, fields).json())

    def sessions(
        self, limit: int = 20, skip: int = 0, *, is_open: bool | None = None
    ) -> list[Session]:
        """List sessions, newest first.

        Args:
            limit: Most sessions.
            skip: Sessions to skip.
            is_open: Only those that take jobs (``True``), or that do not (``False``).
        """
        fields: dict[str, Any] = {
            "limit": arguments.whole(limit, "limit"),
            "offset": arguments.whole(skip, "skip"),
        }
        if arguments.optional_flag(is_open, "is_open") is not None:
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
        if isinstance(inputs, (str, bytes, Mapping)) or not isinstance(inputs, Iterable):
            raise arguments.wrong("inputs", "a list of dictionaries, one for each job", inputs)
        decoders = arguments.optional_decoders(result_decoder, "result_decoder")
        chosen = RunOptions.of(options).with_(
            tags=arguments.optional_texts(job_tags, "job_tags"),
            max_execution_time=max_execution_time,
            session_id=session_id,
            environment=image,
            idempotency_key=idempotency_key,
        )
        fields = {
            "program_id": arguments.text(program_id, "program_id"),
            "idempotency_key": uuid.uuid4().hex,
            **chosen.command_fields(),
        }
        given, bodies = self._encoded(inputs)
        references = [index for index, (_, form) in enumerate(bodies) if form == BodyForm.REFERENCE]
        answer = self._connection.call(
            Kind.JOB_RUN_BATCH,
            {**fields, **({"references": references} if references else {})},
            bodies=[body for body, _ in bodies],
        ).json()
        common = {name: answer[name] for name in ("program_id", "program_version", "backend")} | {
            "tags": list(chosen.tags)
        }
        return [
            RuntimeJob(self._connection, {"job_id": job_id, **common}, one, decoders)
            for job_id, one in zip(answer["job_ids"], given)
        ]

    def _encoded(
        self, inputs: Iterable[Mapping[str, Any]]
    ) -> tuple[list[dict[str, Any]], list[tuple[bytes, BodyForm]]]:
        """Return the inputs of each job, and the bodies that carry them; those that are long are
        stored already.
        """
        given: list[dict[str, Any]] = []
        bodies: list[tuple[bytes, BodyForm]] = []
        for index, one in enumerate(inputs):
            try:
                given.append(read_inputs(one))
                bodies.append(put_body(self._connection, encode_inputs(given[-1])))
            except SpinwireError as error:
                context = {"index": str(index), **error.context}
                raise SpinwireError(error.code, error.message, context) from error
        return given, bodies

    def as_completed(
        self, jobs: Iterable[RuntimeJob], timeout: float | None = None
    ) -> Iterator[RuntimeJob]:
        """Iterate over jobs as they end, whatever their end is; ``result()`` of each waits for
        nothing but its callback, if there is one that has not had all interim results yet.

        One command waits for many jobs, so that a thousand short ones cost little more than one.

        Args:
            jobs: Jobs of this service.
            timeout: Longest wait for all, in seconds from this call on; none waits for as long as
                it takes.

        Raises:
            RuntimeJobTimeoutError: Not all have ended in time; ``context`` says how many are left.
        """
        wanted = arguments.instances(jobs, RuntimeJob, "jobs", "job")
        return self._ends(wanted, _deadline(timeout), together=False)

    def gather(self, jobs: Iterable[RuntimeJob], timeout: float | None = None) -> list[Any]:
        """Wait for the ends of jobs and return their results, in the order of the jobs.

        Callbacks are waited for as well: those of the jobs have had all interim results when this
        returns.

        Args:
            jobs: Jobs of this service.
            timeout: As in ``as_completed``; it holds for the callbacks too.

        Raises:
            RuntimeJobTimeoutError: Not all jobs have ended, or not all callbacks have had
                everything, in time; ``context`` says how many are left.
            RuntimeJobError: As ``RuntimeJob.result`` does, for the first of the jobs, in their
                order, that has none.
        """
        wanted = arguments.instances(jobs, RuntimeJob, "jobs", "job")
        deadline = _deadline(timeout)
        for _ in self._ends(wanted, deadline, together=True):
            pass
        late = [job for job in wanted if not job._wait_for_callback(deadline)]
        if late:
            raise RuntimeJobTimeoutError(
                "service.timedOut",
                "Not all callbacks have had all interim results in time.",
                {"jobs": str(len(late))},
            )
        return [job.result() for job in wanted]

    def _ends(
        self, jobs: list[RuntimeJob], deadline: float | None, *, together: bool
    ) -> Iterator[RuntimeJob]:
        waiting = {job.job_id(): job for job in jobs}
        for job_id, ending in endings(self._connection, [*waiting], deadline, together=together):
            job = waiting.pop(job_id)
            job._note_ending(ending)
            yield job
        if waiting:
            raise RuntimeJobTimeoutError(
                "service.timedOut", "Not all jobs have ended in time.", {"jobs": str(len(waiting))}
            )


def _deadline(timeout: float | None) -> float | None:
    seconds = arguments.optional_seconds(timeout, "timeout")
    return None if seconds is None else time.monotonic() + seconds
