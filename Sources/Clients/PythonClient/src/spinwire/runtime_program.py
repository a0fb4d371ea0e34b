"""A program as the service's lists show it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from spinwire import terminal
from spinwire.archive import is_archive, unpacked
from spinwire.parameter_namespace import ParameterNamespace
from spinwire.schema_properties import SchemaProperties, resolved
from spinwire.schema_words import type_words


class RuntimeProgram:
    """What a program says of itself. Printing it shows all of that, in words."""

    def __init__(
        self, summary: Mapping[str, Any], fetch_source: Callable[[], bytes] | None = None
    ) -> None:
        """Wrap a row of the service's list, with the keys of the wire."""
        self._summary = summary
        self._metadata: Mapping[str, Any] = summary["metadata"]
        self._fetch_source = fetch_source

    @property
    def program_id(self) -> str:
        """What ``run`` takes."""
        return str(self._summary["program_id"])

    @property
    def name(self) -> str:
        """Name, the first part of the id."""
        return str(self._metadata["name"])

    @property
    def description(self) -> str:
        """What it is for."""
        return str(self._metadata["description"])

    @property
    def max_execution_time(self) -> int:
        """Longest run, in seconds."""
        return int(self._metadata["max_execution_time"])

    @property
    def version(self) -> int:
        """Number of this version; the first is 1."""
        return int(self._summary["version"])

    @property
    def owner(self) -> str:
        """The account that uploaded it."""
        return str(self._summary["owner"])

    @property
    def is_public(self) -> bool:
        """Whether every account may see and run it."""
        return bool(self._metadata.get("is_public", False))

    @property
    def shared_with(self) -> list[str]:
        """The accounts that may see and run it while it is private; told to its owner alone."""
        return list(self._summary.get("shared_with", []))

    @property
    def content_hash(self) -> str:
        """SHA-256 of the source, as hexadecimal digits."""
        return str(self._summary["content_hash"])

    @property
    def environment(self) -> str | None:
        """Name of its program environment; ``None`` for the service's default."""
        return self._metadata.get("environment")

    @property
    def creation_date(self) -> datetime:
        """When its first version was accepted."""
        return datetime.fromtimestamp(self._summary["created_at"] / 1e6, timezone.utc)

    @property
    def update_date(self) -> datetime:
        """When this version was accepted."""
        return datetime.fromtimestamp(self._summary["updated_at"] / 1e6, timezone.utc)

    @property
    def backend_requirements(self) -> dict[str, Any]:
        """What it needs of a backend."""
        return dict(self._spec("backend_requirements"))

    @property
    def return_values(self) -> dict[str, Any]:
        """JSON schema of the result."""
        return dict(self._spec("return_values"))

    @property
    def interim_results(self) -> dict[str, Any]:
        """JSON schema of interim results."""
        return dict(self._spec("interim_results"))

    @property
    def data(self) -> str:
        """The source, or of several files the entry module; asked of the service each time. Only
        its owner gets it.
        """
        data = self._fetch()
        if is_archive(data):
            files, entry = unpacked(data)
            data = files[entry]
        return data.decode()

    def files(self) -> dict[str, bytes]:
        """Return the files of a program of several by name; of one file that alone, under its
        program's name. Only its owner gets them.
        """
        data = self._fetch()
        return unpacked(data)[0] if is_archive(data) else {f"{self.name}.py": data}

    def _fetch(self) -> bytes:
        return self._fetch_source() if self._fetch_source else b""

    def parameters(self) -> ParameterNamespace:
        """Return the inputs of a run, to be set by name; ``metadata`` is their JSON schema."""
        return ParameterNamespace(self._spec("parameters"))

    def to_dict(self) -> dict[str, Any]:
        """Return all but the source, with the keys of the wire."""
        return dict(self._summary)

    def short_text(self) -> str:
        """Return the id, name and description, a line each."""
        return "\n".join(self._short_lines())

    def _short_lines(self) -> list[str]:
        return [
            terminal.line(text)
            for text in (
                f"{self.program_id}:",
                f"  Name: {self.name}",
                f"  Description: {self.description}",
            )
        ]

    def __str__(self) -> str:
        lines = [
            *self._short_lines(),
            f"  Version: {self.version}{self._stated_version()}",
            f"  Creation date: {self.creation_date.strftime('%Y-%m-%dT%H:%M:%SZ')}",
            f"  Update date: {self.update_date.strftime('%Y-%m-%dT%H:%M:%SZ')}",
            f"  Max execution time: {self.max_execution_time}",
        ]
        if self.environment is not None:
            lines.append(f"  Environment: {self.environment}")
        requirements = self._spec("backend_requirements")
        if requirements:
            lines.append("  Backend requirements:")
            lines.extend(f"    {_title(key)}: {value}" for key, value in requirements.items())
        for title, part in [
            ("Parameters", "parameters"),
            ("Interim results", "interim_results"),
            ("Returns", "return_values"),
        ]:
            lines.append(f"  {title}:")
            lines.extend(f"    {line}" for line in _schema_lines(self._spec(part), part))
        return "\n".join(map(terminal.line, lines))

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the head as text, and a table of what goes in and out."""
        rows = [
            (part, name, type_words(fields), _rules(fields), str(_said(fields, "description")))
            for part, key in (
                ("input", "parameters"),
                ("interim result", "interim_results"),
                ("result", "return_values"),
            )
            for name, fields in _described(self._spec(key))
        ]
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        titles = "".join(f"<th>{title}</th>" for title in _PAGE_TITLES)
        head = (
            f"<p><b>{html.escape(self.program_id)}</b>, version {self.version}:"
            f" {html.escape(self.description)}</p>"
        )
        return f"{head}<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        return terminal.line(f"<RuntimeProgram {self.program_id}>")

    def _stated_version(self) -> str:
        """Return what the author calls the version, if that was said."""
        stated = self._metadata.get("version")
        return "" if stated is None else f" (its author's {stated})"

    def _spec(self, part: str) -> Mapping[str, Any]:
        spec = self._metadata.get("spec")
        found = spec.get(part) if isinstance(spec, Mapping) else None
        return found if isinstance(found, Mapping) else {}


def _schema_lines(schema: Mapping[str, Any], part: str) -> list[str]:
    """Return one item for each property, or one without a name for a value that has none."""
    found = SchemaProperties.of(schema)
    if not found.described:
        described = {key: value for key, value in schema.items() if not str(key).startswith("$")}
        return ["- -:", *_field_lines(described)] if described else ["none"]
    lines: list[str] = []
    for name, one in found.described.items():
        fields = resolved(one, schema)
        lines.append(f"- {name}:")
        if isinstance(fields, Mapping):
            lines.extend(_field_lines(fields))
        if part == "parameters":
            lines.append(f"  Required: {name in found.required}")
    return lines


def _described(schema: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the properties of a schema, or the schema itself under no name."""
    found = SchemaProperties.of(schema).described
    if found:
        return [(name, resolved(one, schema)) for name, one in found.items()]
    return [("", schema)] if schema else []


def _said(fields: Any, key: str) -> Any:
    return fields.get(key, "") if isinstance(fields, Mapping) else ""


#: What a type's words tell already.
_TYPE_KEYS = frozenset({"type", "x-spinwire-type", "anyOf", "oneOf", "enum", "const", "items"})
_PAGE_TITLES = ("", "Name", "Type", "Rules", "Description")


def _field_lines(fields: Mapping[str, Any]) -> list[str]:
    lines = [f"  Description: {fields['description']}"] if "description" in fields else []
    words = type_words(fields)
    if words:
        lines.append(f"  Type: {words}")
    return [*lines, *(f"  {title}: {value}" for title, value in _further(fields))]


def _further(fields: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what is said beside type and description: least and most, default, and the like."""
    return [
        (_title(key), value)
        for key, value in fields.items()
        if key != "description" and key not in _TYPE_KEYS
    ]


def _rules(fields: Any) -> str:
    further = _further(fields) if isinstance(fields, Mapping) else []
    return ", ".join(f"{title} {value}" for title, value in further)


def _title(key: object) -> str:
    """Return a key as words: those of schemas are written as ``minItems``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(key)).replace("_", " ").capitalize()
