"""The same user twice: with the Python client, and with the Swift client, as a command line."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from deployment import Deployment
from spinwire import RuntimeDecoder, RuntimeEncoder, RuntimeService
from spinwire.errors import SpinwireError

SECONDS_MAX = 120.0


@dataclass(frozen=True)
class Finished:
    """A job that has ended: what it gave, decoded, and its interim results in their order."""

    job_id: str
    interim: list[Any]
    result: Any


class User(Protocol):
    """What either client is used for. What the service refuses raises ``SpinwireError``."""

    def upload(self, data: Path, metadata: Path | None = None, **fields: Any) -> str:
        """Upload a program from files, with single fields besides; returns its id."""

    def update(self, program_id: str, data: Path | None = None, **fields: Any) -> None:
        """Make a new version."""

    def delete(self, program_id: str) -> None:
        """Delete a program."""

    def publish(self, program_id: str) -> None:
        """Make a program public."""

    def summary(self, program_id: str) -> dict[str, Any]:
        """Return what the service says of a program, with the keys of the wire."""

    def visible(self) -> set[str]:
        """Return the ids of the programs that are listed."""

    def run(
        self, program_id: str, inputs: Mapping[str, Any] | None = None, backend: str | None = None
    ) -> Finished:
        """Run a program and follow it to its end."""

    def delete_job(self, job_id: str) -> None:
        """Delete a job."""


class PythonUser:
    """Calls the Python client."""

    def __init__(self, service: RuntimeService) -> None:
        self.service = service

    def upload(self, data: Path, metadata: Path | None = None, **fields: Any) -> str:
        return self.service.upload_program(
            str(data), None if metadata is None else str(metadata), **fields
        )

    def update(self, program_id: str, data: Path | None = None, **fields: Any) -> None:
        self.service.update_program(program_id, data, **fields)

    def delete(self, program_id: str) -> None:
        self.service.delete_program(program_id)

    def publish(self, program_id: str) -> None:
        self.service.set_program_visibility(program_id, True)

    def summary(self, program_id: str) -> dict[str, Any]:
        return self.service.program(program_id).to_dict()

    def visible(self) -> set[str]:
        return {program.program_id for program in self.service.programs(limit=1000)}

    def run(
        self, program_id: str, inputs: Mapping[str, Any] | None = None, backend: str | None = None
    ) -> Finished:
        seen: list[Any] = []
        job = self.service.run(
            program_id,
            inputs=inputs,
            options={"backend": backend},
            callback=lambda job_id, interim: seen.append(interim),
        )
        return Finished(job.job_id(), seen, job.result(timeout=SECONDS_MAX))

    def delete_job(self, job_id: str) -> None:
        self.service.delete_job(job_id)


class SwiftUser:
    """Runs the command line, which does everything through the Swift client."""

    def __init__(self, deployment: Deployment, token: str | None = None) -> None:
        self.deployment = deployment
        self.variables = {} if token is None else {"SPINWIRE_TOKEN": token}

    def upload(self, data: Path, metadata: Path | None = None, **fields: Any) -> str:
        described = [] if metadata is None else ["--metadata", metadata]
        [line] = self._said("program", "upload", data, *described, *_flags(fields))
        return str(line["program_id"])

    def update(self, program_id: str, data: Path | None = None, **fields: Any) -> None:
        source = [] if data is None else [data]
        self._said("program", "update", program_id, *source, *_flags(fields))

    def delete(self, program_id: str) -> None:
        self._said("program", "delete", program_id)

    def publish(self, program_id: str) -> None:
        self._said("program", "set-visibility", program_id, "public")

    def summary(self, program_id: str) -> dict[str, Any]:
        [line] = self._said("program", "show", program_id)
        return line

    def visible(self) -> set[str]:
        return {
            str(line["program_id"]) for line in self._said("program", "list", "--limit", "1000")
        }

    def run(
        self, program_id: str, inputs: Mapping[str, Any] | None = None, backend: str | None = None
    ) -> Finished:
        chosen = [] if backend is None else ["--backend", backend]
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(dict(inputs or {}), file, cls=RuntimeEncoder)
            file.flush()
            lines = self._said("run", program_id, "--inputs", file.name, *chosen, "--follow")
        by_kind: dict[str, list[Any]] = {"interim": [], "result": []}
        for line in lines[1:]:
            by_kind.setdefault(line["kind"], []).append(line.get("data"))
        [result] = by_kind["result"]
        return Finished(str(lines[0]["job_id"]), by_kind["interim"], result)

    def delete_job(self, job_id: str) -> None:
        self._said("job", "delete", job_id)

    def _said(self, *arguments: str | Path) -> list[dict[str, Any]]:
        """Run a verb and read its lines; raises what it was refused with."""
        ended = self.deployment.run(*arguments, "--json", seconds_max=SECONDS_MAX, **self.variables)
        if ended.returncode != 0:
            code = ended.stderr.partition("[")[2].partition("]")[0]
            raise SpinwireError(code or "job.failed", ended.stderr or ended.stdout[-2000:])
        return [json.loads(line, cls=RuntimeDecoder) for line in ended.stdout.splitlines()]


def _flags(fields: Mapping[str, Any]) -> list[str]:
    flags = []
    for name, value in fields.items():
        flags += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
    return flags


class Guest:
    """An account that is there for one test, with a user of either client."""

    def __init__(self, deployment: Deployment, service: RuntimeService, role: str) -> None:
        self.name = f"{role}-{os.urandom(4).hex()}"
        self.token = service.accounts.create(self.name, role)
        self.client = deployment.client(self.token)
        self.python = PythonUser(self.client)
        self.swift = SwiftUser(deployment, self.token)
        self._accounts = service.accounts

    def refusal(self, *arguments: str) -> str:
        """Return the code that the command line is refused with; empty when it is not."""
        ended = self.swift.deployment.run(*arguments, SPINWIRE_TOKEN=self.token)
        return ended.stderr.partition("[")[2].partition("]")[0]

    def may_publish(self) -> None:
        """Give the account the right to make programs public."""
        self._accounts.update(self.name, may_publish=True)

    def leave(self) -> None:
        """Delete the account."""
        self.client.close()
        self._accounts.delete(self.name)


def refused(code: str) -> pytest.RaisesExc[SpinwireError]:
    """Expect the service to refuse with that code."""
    return pytest.RaisesExc(SpinwireError, check=lambda error: error.code == code)
