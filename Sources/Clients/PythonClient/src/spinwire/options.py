"""How a job is to be run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from spinwire import arguments
from spinwire.errors import SpinwireError

#: Names of the same options in older interfaces.
_OLD_NAMES = {"backend_name": "backend", "job_tags": "tags", "image": "environment"}
#: Options of other services that mean nothing here and are let pass when they are empty.
_FOREIGN_NAMES = frozenset({"instance", "session_time", "channel"})


@dataclass(frozen=True)
class RunOptions:
    """How a job is to be run; whatever is left out is the service's or the program's choice."""

    #: Name of the backend, or ``least_busy``.
    backend: str | None = None
    #: Level of the program's Python logging, such as ``INFO``.
    log_level: str | None = None
    #: Words to find the job by.
    tags: Sequence[str] = ()
    #: Longest run, in seconds; it can only shorten the program's own limit.
    max_execution_time: int | None = None
    #: Name of the program environment, instead of the program's own.
    environment: str | None = None
    #: An open session, whose backend is the job's if it names none.
    session_id: str | None = None
    #: Id of a job of the same program: the run begins with its last checkpoint.
    resume_from: str | None = None
    #: The same key again gets the first answer; a fresh one is made without it.
    idempotency_key: str | None = None

    @classmethod
    def of(cls, options: Any) -> RunOptions:
        """Read options from a dictionary, or from any object that has them as attributes.

        Raises:
            SpinwireError: ``command.invalid`` for a dictionary's key that is no option, naming all
                of them, for two names of one option that differ, and for what can have no options.
        """
        if options is None or isinstance(options, RunOptions):
            return options or cls()
        known = {field.name for field in fields(cls)}
        if isinstance(options, Mapping):
            given = dict(options)
            unknown = sorted(
                str(name)
                for name, value in given.items()
                if name not in known
                and name not in _OLD_NAMES
                and not (name in _FOREIGN_NAMES and value is None)
            )
            if unknown:
                raise SpinwireError(
                    "command.invalid",
                    "There are no such options.",
                    {"unknown": ", ".join(unknown), "known": ", ".join(sorted(known))},
                )
        elif type(options).__module__ == "builtins":
            raise arguments.wrong("options", "RunOptions, or a dictionary of options", options)
        else:
            names = [*known, *_OLD_NAMES]
            given = {name: getattr(options, name) for name in names if hasattr(options, name)}
        values: dict[str, Any] = {}
        for name, value in given.items():
            if value is None or name in _FOREIGN_NAMES:
                continue
            new = _OLD_NAMES.get(name, name)
            read = backend_name(value) if new == "backend" else value
            if new in values and values[new] != read:
                raise SpinwireError(
                    "command.invalid",
                    "Two names of the same option say different things.",
                    {"option": new, "values": f"{values[new]!r}, {read!r}"},
                )
            values[new] = read
        return cls(**values)

    def with_(self, **fields: Any) -> RunOptions:
        """Return the same options with those of the fields that are not ``None``."""
        said = {name: value for name, value in fields.items() if value is not None}
        return replace(self, **said)

    def command_fields(self) -> dict[str, Any]:
        """Return the fields of ``job.run`` that say the same.

        Raises:
            SpinwireError: ``command.invalid``, naming the option that is of a wrong type.
        """
        values: dict[str, Any] = {
            "backend": None if self.backend is None else backend_name(self.backend),
            "max_execution_time": arguments.optional_whole(
                self.max_execution_time, "max_execution_time"
            ),
            "tags": arguments.optional_texts(self.tags, "tags") or None,
        }
        for name in ("log_level", "environment", "session_id", "resume_from", "idempotency_key"):
            values[name] = arguments.optional_text(getattr(self, name), name)
        return {name: value for name, value in values.items() if value is not None}


def backend_name(backend: Any, argument: str = "backend") -> str:
    """Return the name of a backend, given that or an object with a ``name`` (or ``name()``)."""
    if isinstance(backend, str):
        return str(backend)
    name = getattr(backend, "name", None)
    if callable(name):
        name = name()
    if not isinstance(name, str):
        raise arguments.wrong(argument, "a name, or something that has one", backend)
    return str(name)
