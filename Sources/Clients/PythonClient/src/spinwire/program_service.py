"""What a service does with programs."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from spinwire import arguments
from spinwire.bodies import get_body, put_body
from spinwire.checks import check_encodable, check_source, normalized_metadata
from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.kinds import BodyForm, ContentType, Kind
from spinwire.listing import list_rows
from spinwire.reading import read_metadata, read_source
from spinwire.runtime_program import RuntimeProgram
from spinwire.wire import BodyReference


class ProgramService:
    """The part of ``RuntimeService`` that is about programs."""

    _connection: Connection

    def upload_program(
        self,
        data: str | bytes | os.PathLike[str],
        metadata: Mapping[str, Any] | str | os.PathLike[str] | None = None,
        *,
        entry: str | None = None,
        check: bool = True,
        **fields: Any,
    ) -> str:
        """Upload a program.

        Args:
            data: Path of a Python file, of a folder or of a tar; or the source itself (a text of
                several lines, or bytes).
            metadata: A dictionary, or the path of a JSON file. ``name``, ``description`` and
                ``max_execution_time`` are required; see the documentation of the metadata for
                ``spec``.
            entry: Of a folder or tar, the module with ``main``; ``main.py`` without it.
            check: Whether to look for mistakes in the source before sending. The service stores
                what it is sent; a program that cannot run fails when it is run.
            **fields: Keys of the metadata; they override those of ``metadata``.

        Returns:
            The program's id, which ``run`` takes.

        Raises:
            SpinwireError: ``program.invalid`` for a syntax error or without a proper ``main``,
                ``program.metadataInvalid`` with all problems of the metadata at once.
        """
        source, file_name = read_source(data, entry, self._connection.limits.source_byte_count_max)
        described = normalized_metadata({**read_metadata(metadata), **fields})
        check_encodable(described)
        if check:
            check_source(source, file_name)
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
        entry: str | None = None,
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
        check_encodable(described)
        if data is not None:
            source, file_name = read_source(
                data, entry, self._connection.limits.source_byte_count_max
            )
            if check:
                check_source(source, file_name)
            body, form = put_body(self._connection, source)
            bodies.append(body)
        command: dict[str, Any] = {
            "program_id": arguments.text(program_id, "program_id"),
            "idempotency_key": uuid.uuid4().hex,
        }
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
        fields = {"program_id": arguments.text(program_id, "program_id")}
        self._connection.call(Kind.PROGRAM_DELETE, fields)

    def set_program_visibility(self, program_id: str, public: bool) -> None:
        """Let every account see and run a program, or only its owner and those that it is shared
        with. Only accounts that may publish make a program public.
        """
        if not isinstance(public, bool):
            raise arguments.wrong("public", "True or False", public)
        fields = {"program_id": arguments.text(program_id, "program_id"), "is_public": public}
        self._connection.call(Kind.PROGRAM_SET_VISIBILITY, fields)

    def share_program(self, program_id: str, accounts: Sequence[str]) -> None:
        """Let these accounts, and no others, see and run a program while it is private."""
        fields = {
            "program_id": arguments.text(program_id, "program_id"),
            "shared_with": arguments.texts(accounts, "accounts"),
        }
        self._connection.call(Kind.PROGRAM_SET_VISIBILITY, fields)

    def programs(
        self,
        limit: int = 20,
        skip: int = 0,
        *,
        search: str | None = None,
        name: str | None = None,
        owner: str | None = None,
        public: bool | None = None,
    ) -> list[RuntimeProgram]:
        """List the programs that this account may run, newest first.

        Args:
            limit: Most programs.
            skip: Programs to skip.
            search: Words; each begins a word of the id, the name or the description.
            name: Only those of this name.
            owner: Only those of this account.
            public: Only public ones, or only those that are not.
        """
        wished = {
            "search": arguments.optional_text(search, "search"),
            "name": arguments.optional_text(name, "name"),
            "owner": arguments.optional_text(owner, "owner"),
            "is_public": arguments.optional_flag(public, "public"),
            "limit": arguments.whole(limit, "limit"),
            "offset": arguments.whole(skip, "skip"),
        }
        fields = {key: value for key, value in wished.items() if value is not None}
        rows = list_rows(self._connection, Kind.PROGRAM_LIST, "programs", fields)
        return [self._program(row) for row in rows]

    def program_history(
        self, program_id: str, limit: int = 20, skip: int = 0
    ) -> list[RuntimeProgram]:
        """List the versions of a program, newest first. A job runs the version that was the newest
        when it was accepted.
        """
        fields = {
            "program_id": arguments.text(program_id, "program_id"),
            "limit": arguments.whole(limit, "limit"),
            "offset": arguments.whole(skip, "skip"),
        }
        rows = list_rows(self._connection, Kind.PROGRAM_HISTORY, "programs", fields)
        return [self._program(row) for row in rows]

    def pprint_programs(
        self, limit: int = 20, skip: int = 0, detailed: bool = True, **filters: Any
    ) -> None:
        """Print those programs; without ``detailed`` no more than their names and descriptions.

        The ``filters`` are those of ``programs``.
        """
        for program in self.programs(limit, skip, **filters):
            print("=" * 50)
            print(program if detailed else program.short_text())

    def program(self, program_id: str) -> RuntimeProgram:
        """Return one program; printing it shows its inputs and results."""
        fields = {"program_id": arguments.text(program_id, "program_id")}
        return self._program(self._connection.call(Kind.PROGRAM_GET, fields).json())

    def _program(self, summary: dict[str, Any]) -> RuntimeProgram:
        def fetch_source() -> bytes:
            fields = {"program_id": summary["program_id"], "version": summary["version"]}
            answer = self._connection.call(Kind.PROGRAM_GET, fields)
            if len(answer.frames) < 2:
                raise SpinwireError(
                    "account.notAllowed", "Only the owner of a program may read its source.", fields
                )
            if answer.header.body_form == BodyForm.REFERENCE:
                return get_body(self._connection, "", BodyReference.decode(answer.body()))
            return answer.body()

        return RuntimeProgram(summary, fetch_source)
