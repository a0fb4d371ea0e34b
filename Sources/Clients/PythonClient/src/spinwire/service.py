"""The service, as its users see it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any

from spinwire import arguments
from spinwire.accounts import Accounts
from spinwire.backend import Backend
from spinwire.bodies import FileSource, body_fetcher, put_body
from spinwire.configuration import find_service
from spinwire.connection import Connection
from spinwire.environment import ProgramEnvironment
from spinwire.errors import SpinwireError
from spinwire.job import RuntimeJob, check_attempt
from spinwire.job_list import JobList, choice_of, list_jobs, microseconds
from spinwire.jobs_stream import JobsStream
from spinwire.jobs_streaming import JobsStreaming
from spinwire.kinds import BodyForm, Kind
from spinwire.limits import ClientLimits
from spinwire.options import RunOptions, backend_name
from spinwire.program_service import ProgramService
from spinwire.reading import encode_inputs, read_inputs
from spinwire.session_service import SessionService
from spinwire.wire import is_job_id


class RuntimeService(ProgramService, SessionService):
    """A connection to a service: programs, jobs and backends of one account.

    Every method may be called from any thread. Failures raise ``SpinwireError``, whose ``code``
    tells what to do.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        limits: ClientLimits | None = None,
    ) -> None:
        """Connect, and wait until the service has answered.

        Args:
            url: Where the service takes commands, ``ipc://…`` or ``tcp://…``. Without it: the
                environment's ``SPINWIRE_URL``, or what the service's first start wrote on this
                machine.
            token: Who asks; likewise, with ``SPINWIRE_TOKEN``.
            limits: How long to wait and how much to keep.

        Raises:
            SpinwireError: ``configuration.invalid`` when no service is known,
                ``service.unreachable`` when it does not answer, ``account.notAllowed`` for a wrong
                token.
        """
        address = find_service(
            arguments.optional_text(url, "url"), arguments.optional_text(token, "token")
        )
        if limits is not None and not isinstance(limits, ClientLimits):
            raise arguments.wrong("limits", "ClientLimits", limits)
        self._connection = Connection(address.url, address.account, address.token, limits)
        try:
            self._hello = self._connection.hello()
        except BaseException:
            self._connection.close()
            raise
        #: Accounts, for administrators.
        self.accounts = Accounts(self._connection)

    def __enter__(self) -> RuntimeService:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection. Jobs go on; their callbacks are called no more."""
        self._connection.close()

    @property
    def account(self) -> str:
        """The account that the service knows this connection as."""
        return str(self._hello["account"])

    # MARK: Jobs

    def run(
        self,
        program_id: str,
        inputs: Mapping[str, Any] | os.PathLike[str] | None = None,
        options: Any = None,
        callback: Callable[[str, Any], Any] | None = None,
        result_decoder: Any = None,
        *,
        attempt: int | str | None = None,
        job_tags: Sequence[str] | None = None,
        max_execution_time: int | None = None,
        session_id: str | None = None,
        image: str | None = None,
        resume_from: str | None = None,
        idempotency_key: str | None = None,
    ) -> RuntimeJob:
        """Run a program. Returns as soon as the job is accepted, which means durable.

        Args:
            program_id: Which program; its newest version is run.
            inputs: Keyword arguments of its ``main``, as a dictionary or as the program's
                ``parameters()``. Values are encoded by ``RuntimeEncoder``. A path names a file
                that holds them encoded already; it is sent part by part, however long it is.
            options: ``RunOptions``, a dictionary with its names (or the older ``backend_name``,
                ``job_tags``, ``image``), or any object with such attributes.
            callback: Called as ``callback(job_id, interim_result)``; see
                ``RuntimeJob.stream_results``.
            result_decoder: A ``ResultDecoder`` subclass for the result and the interim results, or
                a pair: one for interim results, one for the result.
            attempt: See ``RuntimeJob.stream_results``.
            job_tags: Words to find the job by.
            max_execution_time: Shortens the program's limit, in seconds.
            session_id: An open session; see ``open_session``.
            image: Name of the program environment.
            resume_from: Id of a job of this program; the run begins with its last checkpoint.
            idempotency_key: The same key again gets the first job.

        Raises:
            SpinwireError: ``program.notFound``, ``backend.notFound``, ``inputs.invalid``,
                ``payload.tooLarge`` with the limit and the length; ``command.invalid`` naming an
                argument of a wrong type …
        """
        arguments.optional_function(callback, "callback")
        decoders = arguments.optional_decoders(result_decoder, "result_decoder")
        check_attempt(attempt)
        chosen = RunOptions.of(options).with_(
            tags=arguments.optional_texts(job_tags, "job_tags"),
            max_execution_time=max_execution_time,
            session_id=session_id,
            environment=image,
            resume_from=resume_from,
            idempotency_key=idempotency_key,
        )
        fields = {
            "program_id": arguments.text(program_id, "program_id"),
            "idempotency_key": uuid.uuid4().hex,
            **chosen.command_fields(),
        }
        given, (body, form) = self._put_inputs(inputs)
        answer = self._connection.call(Kind.JOB_RUN, fields, bodies=[body], body_form=form)
        known = {"tags": list(chosen.tags), "resumed_from": chosen.resume_from}
        job = RuntimeJob(self._connection, {**answer.json(), **known}, given, decoders)
        if callback is not None:
            job.stream_results(callback, attempt=attempt)
        return job

    def _put_inputs(
        self, inputs: Mapping[str, Any] | os.PathLike[str] | None
    ) -> tuple[dict[str, Any] | None, tuple[bytes, BodyForm]]:
        """Return inputs as they were given, unless in a file, and as they travel."""
        if isinstance(inputs, os.PathLike):
            with FileSource(inputs) as file:
                return None, put_body(self._connection, file)
        given = read_inputs(inputs)
        return given, put_body(self._connection, encode_inputs(given))

    def job(self, job_id: str) -> RuntimeJob:
        """Return a job that was started earlier, here or elsewhere."""
        _check_job_id(job_id)
        return RuntimeJob(self._connection, self._connection.call(Kind.JOB_GET, job=job_id).json())

    def jobs(
        self,
        limit: int | None = 10,
        skip: int = 0,
        pending: bool | None = None,
        program_id: str | None = None,
        backend: Any = None,
        tags: str | Sequence[str] | None = None,
        session_id: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        sort: str = "newest",
        cursor: str | None = None,
        account: str | None = None,
    ) -> JobList:
        """List jobs.

        Args:
            limit: Most jobs; ``None`` for all.
            skip: Jobs to skip.
            pending: Only those that have not ended (``True``), or that have (``False``).
            program_id: Only those of this program.
            backend: Only those next to this backend: its name, or an object that has one.
            tags: Only those with this tag, or with all of these.
            session_id: Only those of this session.
            created_after: Only those accepted then or later.
            created_before: Only those accepted before.
            sort: ``newest`` (or ``DESC``) or ``oldest`` (``ASC``) first.
            cursor: Go on where an earlier list ended: its ``cursor``.
            account: Only those of this account; for administrators, who see all without it.

        Returns:
            A list; its ``total`` is how many jobs there are in all, its ``cursor`` where it goes
            on.
        """
        return list_jobs(
            self._connection,
            limit=limit,
            skip=skip,
            pending=pending,
            program_id=program_id,
            backend=backend,
            tags=tags,
            session_id=session_id,
            created_after=created_after,
            created_before=created_before,
            sort=sort,
            cursor=cursor,
            account=account,
        )

    def stream_results(
        self,
        callback: Callable[[str, Any], Any],
        decoder: Any = None,
        *,
        program_id: str | None = None,
        tags: str | Sequence[str] | None = None,
        session_id: str | None = None,
        backend: Any = None,
        account: str | None = None,
        created_after: datetime | None = None,
    ) -> JobsStreaming:
        """Call ``callback(job_id, interim_result)`` for every interim result of many jobs: of a
        program, a tag, a session, a backend, or of the whole account.

        Jobs that have not ended are shown from their first result on, and so is every job that
        comes later; with ``created_after``, also those that were accepted since and have ended.
        Each job's results come in order and once each, whatever becomes of the connection or the
        service; those of different jobs come mixed. A job that is given other tags is shown from
        its next event on, or no longer.

        Args:
            callback: Called with the id of the job and the decoded interim result.
            decoder: A ``ResultDecoder`` subclass for interim results.
            program_id: Only jobs of this program.
            tags: Only jobs with this tag, or with all of these.
            session_id: Only jobs of this session.
            backend: Only jobs next to this backend: its name, or an object that has one.
            account: Only jobs of this account. Administrators may name any, and are shown those of
                all accounts without it.
            created_after: Also show jobs that were accepted since then and have ended.

        Returns:
            The streaming; its ``cancel()`` ends it.

        Raises:
            SpinwireError: ``account.notAllowed`` for another account's jobs.
        """
        callback = arguments.function(callback, "callback")
        decoder = arguments.optional_decoder(decoder, "decoder")
        stream = self._jobs_stream(program_id, tags, session_id, backend, account, created_after)
        return JobsStreaming(stream, callback, decoder, body_fetcher(self._connection))

    def events(
        self,
        *,
        program_id: str | None = None,
        tags: str | Sequence[str] | None = None,
        session_id: str | None = None,
        backend: Any = None,
        account: str | None = None,
        created_after: datetime | None = None,
    ) -> JobsStream:
        """Iterate over all events of many jobs; see ``stream_results``. Its ``close()`` ends it."""
        return self._jobs_stream(program_id, tags, session_id, backend, account, created_after)

    def _jobs_stream(
        self,
        program_id: str | None,
        tags: str | Sequence[str] | None,
        session_id: str | None,
        backend: Any,
        account: str | None,
        created_after: datetime | None,
    ) -> JobsStream:
        choice = choice_of(program_id, tags, session_id, backend, account)
        since = microseconds(created_after, "created_after")
        return JobsStream(self._connection, choice, since)

    def delete_job(self, job_id: str) -> None:
        """Delete a job that has ended, with its events and result."""
        _check_job_id(job_id)
        self._connection.call(Kind.JOB_DELETE, job=job_id)

    # MARK: Backends and the service itself

    def backends(
        self,
        name: str | None = None,
        *,
        min_num_qubits: int | None = None,
        operational: bool | None = None,
        simulator: bool | None = None,
    ) -> list[Backend]:
        """List the backends, in the order of the service, and of them those that match."""
        name = arguments.optional_text(name, "name")
        min_num_qubits = arguments.optional_whole(min_num_qubits, "min_num_qubits")
        rows = self._connection.call(Kind.BACKEND_LIST).json()["backends"]
        return [
            backend
            for backend in map(Backend, rows)
            if (name is None or name in (backend.name, *backend.aliases))
            and (min_num_qubits is None or backend.num_qubits >= min_num_qubits)
            and (operational is None or backend.operational == operational)
            and (simulator is None or backend.simulator == simulator)
        ]

    def backend(self, name: str) -> Backend:
        """Return the backend of that name or alias."""
        fields = {"name": backend_name(name, "name")}
        return Backend(self._connection.call(Kind.BACKEND_GET, fields).json())

    def environments(self) -> list[ProgramEnvironment]:
        """List the environments that programs can run in, the default first."""
        rows = self._connection.call(Kind.ENVIRONMENT_LIST).json()["environments"]
        return [ProgramEnvironment(**row) for row in rows]

    def images(self) -> list[str]:
        """Return the names that ``image=`` takes, the default first."""
        return [environment.name for environment in self.environments()]

    def service_status(self) -> dict[str, Any]:
        """Return how the service fares, with the keys of the wire."""
        return self._connection.call(Kind.SERVICE_STATUS).json()


def _check_job_id(job_id: str) -> None:
    if not is_job_id(arguments.text(job_id, "job_id")):
        raise SpinwireError(
            "job.notFound", "A job id is 32 lower-case hexadecimal digits.", {"job_id": job_id}
        )
