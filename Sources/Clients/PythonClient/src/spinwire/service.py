"""The service, as its users see it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from spinwire.accounts import Accounts
from spinwire.backend import Backend
from spinwire.bodies import get_body, put_body
from spinwire.checks import check_metadata, check_source, normalized_metadata
from spinwire.configuration import find_service
from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.job import RuntimeJob
from spinwire.limits import ClientLimits
from spinwire.options import RunOptions
from spinwire.reading import encode_inputs, read_metadata, read_source
from spinwire.runtime_program import RuntimeProgram
from spinwire.wire import BodyForm, BodyReference, ContentType, Kind, is_job_id


class RuntimeService:
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
        address = find_service(url, token)
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

    # MARK: Programs

    def upload_program(
        self,
        data: str | bytes | os.PathLike[str],
        metadata: Mapping[str, Any] | str | os.PathLike[str] | None = None,
        *,
        check: bool = True,
        **fields: Any,
    ) -> str:
        """Upload a program.

        Args:
            data: Path of a Python file, or the source itself (a text of several lines, or bytes).
            metadata: A dictionary, or the path of a JSON file. ``name``, ``description`` and
                ``max_execution_time`` are required; see the documentation of the metadata for
                ``spec``.
            check: Whether to look for mistakes before sending. The service stores what it is sent;
                a program that cannot run fails when it is run.
            **fields: Keys of the metadata; they override those of ``metadata``.

        Returns:
            The program's id, which ``run`` takes.

        Raises:
            SpinwireError: ``program.invalid`` for a syntax error or without a proper ``main``,
                ``program.metadataInvalid`` with all problems of the metadata at once.
        """
        source, file_name = read_source(data)
        described = normalized_metadata({**read_metadata(metadata), **fields})
        if check:
            check_source(source, file_name)
            check_metadata(described)
        body, form = put_body(self._connection, source)
        answer = self._connection.call(
            Kind.PROGRAM_UPLOAD,
            {"idempotency_key": uuid.uuid4().hex, "metadata": described},
            bodies=[body],
            body_form=form,
            content_type=ContentType.TEXT,
        )
        return str(answer.json()["program_id"])

    def update_program(
        self,
        program_id: str,
        data: str | bytes | os.PathLike[str] | None = None,
        metadata: Mapping[str, Any] | str | os.PathLike[str] | None = None,
        *,
        check: bool = True,
        **fields: Any,
    ) -> int:
        """Make a new version of a program, with a new source, new metadata or both; jobs keep the
        version they have.

        Arguments and errors are those of ``upload_program``; keys of the metadata that are not
        given stay.

        Returns:
            The number of the new version.
        """
        described = normalized_metadata({**read_metadata(metadata), **fields})
        bodies: list[bytes] = []
        form = BodyForm.INLINE
        if check:
            check_metadata(described, partial=True)
        if data is not None:
            source, file_name = read_source(data)
            if check:
                check_source(source, file_name)
            body, form = put_body(self._connection, source)
            bodies.append(body)
        command: dict[str, Any] = {"program_id": program_id, "idempotency_key": uuid.uuid4().hex}
        if described:
            command["metadata"] = described
        answer = self._connection.call(
            Kind.PROGRAM_UPDATE,
            command,
            bodies=bodies,
            body_form=form,
            content_type=ContentType.TEXT,
        )
        return int(answer.json()["version"])

    def delete_program(self, program_id: str) -> None:
        """Delete a program. Only its owner may; jobs that run it go on."""
        self._connection.call(Kind.PROGRAM_DELETE, {"program_id": program_id})

    def set_program_visibility(self, program_id: str, public: bool) -> None:
        """Let every account see and run a program, or only its owner."""
        fields = {"program_id": program_id, "is_public": public}
        self._connection.call(Kind.PROGRAM_SET_VISIBILITY, fields)

    def programs(self, limit: int = 20, skip: int = 0) -> list[RuntimeProgram]:
        """List the programs that this account may run, newest first."""
        answer = self._connection.call(Kind.PROGRAM_LIST, {"limit": limit, "offset": skip})
        return [self._program(row) for row in answer.json()["programs"]]

    def pprint_programs(self, limit: int = 20, skip: int = 0, detailed: bool = False) -> None:
        """Print those programs; ``detailed`` shows all that they say of themselves."""
        for program in self.programs(limit, skip):
            print("=" * 50)
            print(program if detailed else program.short_text())

    def program(self, program_id: str) -> RuntimeProgram:
        """Return one program; printing it shows its inputs and results."""
        return self._program(
            self._connection.call(Kind.PROGRAM_GET, {"program_id": program_id}).json()
        )

    # MARK: Jobs

    def run(
        self,
        program_id: str,
        inputs: Mapping[str, Any] | None = None,
        options: Any = None,
        callback: Callable[[str, Any], Any] | None = None,
        result_decoder: Any = None,
        *,
        attempt: int | str | None = None,
    ) -> RuntimeJob:
        """Run a program. Returns as soon as the job is accepted, which means durable.

        Args:
            program_id: Which program; its newest version is run.
            inputs: Keyword arguments of its ``main``. Values are encoded by ``RuntimeEncoder``.
            options: ``RunOptions``, a dictionary with its names (or the older ``backend_name``,
                ``job_tags``, ``image``), or any object with such attributes.
            callback: Called as ``callback(job_id, interim_result)``; see
                ``RuntimeJob.stream_results``.
            result_decoder: A ``ResultDecoder`` subclass for the result and the interim results.
            attempt: See ``RuntimeJob.stream_results``.

        Raises:
            SpinwireError: ``program.notFound``, ``backend.notFound``, ``inputs.invalid``,
                ``payload.tooLarge`` …
        """
        given = dict(inputs or {})
        encoded = encode_inputs(given)
        chosen = RunOptions.of(options)
        body, form = put_body(self._connection, encoded)
        answer = self._connection.call(
            Kind.JOB_RUN,
            {
                "program_id": program_id,
                "idempotency_key": uuid.uuid4().hex,
                **chosen.command_fields(),
            },
            bodies=[body],
            body_form=form,
        )
        summary = {**answer.json(), "tags": list(chosen.tags)}
        job = RuntimeJob(self._connection, summary, given, result_decoder)
        if callback is not None:
            job.stream_results(callback, attempt=attempt)
        return job

    def job(self, job_id: str) -> RuntimeJob:
        """Return a job that was started earlier, here or elsewhere."""
        _check_job_id(job_id)
        return RuntimeJob(self._connection, self._connection.call(Kind.JOB_GET, job=job_id).json())

    def jobs(
        self,
        limit: int = 20,
        skip: int = 0,
        pending: bool | None = None,
        program_id: str | None = None,
        tags: str | Sequence[str] | None = None,
    ) -> list[RuntimeJob]:
        """List jobs, newest first.

        Args:
            limit: Most jobs.
            skip: Jobs to skip.
            pending: Only those that have not ended (``True``), or that have (``False``).
            program_id: Only those of this program.
            tags: Only those with this tag, or with all of these.
        """
        wanted = [tags] if isinstance(tags, str) else list(tags or [])
        filters: dict[str, Any] = {
            "pending": pending,
            "program_id": program_id,
            "tag": wanted[0] if wanted else None,
        }
        fields = {name: value for name, value in filters.items() if value is not None}
        if len(wanted) <= 1:
            return self._jobs({**fields, "limit": limit, "offset": skip})
        return self._jobs_with_all(wanted, fields, limit, skip)

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
        return Backend(self._connection.call(Kind.BACKEND_GET, {"name": name}).json())

    def service_status(self) -> dict[str, Any]:
        """Return how the service fares, with the keys of the wire."""
        return self._connection.call(Kind.SERVICE_STATUS).json()

    # MARK: Private

    def _program(self, summary: dict[str, Any]) -> RuntimeProgram:
        def fetch_source() -> bytes:
            fields = {"program_id": summary["program_id"]}
            answer = self._connection.call(Kind.PROGRAM_GET, fields)
            if len(answer.frames) < 2:
                raise SpinwireError(
                    "account.notAllowed", "Only the owner of a program may read its source.", fields
                )
            if answer.header.body_form == BodyForm.REFERENCE:
                return get_body(self._connection, "", BodyReference.decode(answer.body()))
            return answer.body()

        return RuntimeProgram(summary, fetch_source)

    def _jobs(self, fields: dict[str, Any]) -> list[RuntimeJob]:
        rows = self._connection.call(Kind.JOB_LIST, fields).json()["jobs"]
        return [RuntimeJob(self._connection, row) for row in rows]

    def _jobs_with_all(
        self, tags: list[str], fields: dict[str, Any], limit: int, skip: int
    ) -> list[RuntimeJob]:
        # The service filters by one tag; the others are looked for here, a page at a time.
        page_count = 1000
        found: list[RuntimeJob] = []
        for offset in range(0, 1 << 62, page_count):
            page = self._jobs({**fields, "limit": page_count, "offset": offset})
            found.extend(job for job in page if set(tags) <= set(job.tags))
            if len(page) < page_count or len(found) >= skip + limit:
                break
        return found[skip : skip + limit]


def _check_job_id(job_id: str) -> None:
    if not is_job_id(job_id):
        raise SpinwireError(
            "job.notFound", "A job id is 32 lower-case hexadecimal digits.", {"job": job_id}
        )
