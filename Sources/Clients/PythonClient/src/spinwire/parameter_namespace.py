"""The inputs of a program, by name, as its schema describes them."""

from __future__ import annotations

import html
import numbers
from collections.abc import Iterator, Mapping
from typing import Any

from spinwire import terminal
from spinwire.errors import SpinwireError
from spinwire.schema_words import type_words

#: Words of JSON Schema that say what a value may be; older metadata says it in words of its own,
#: which are not judged.
_JSON_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


class ParameterNamespace(Mapping[str, Any]):
    """The inputs of one run, as attributes or items; hand it to ``run`` when they are set.

    Editors and notebooks complete the names. A name that the program does not have is refused when
    it is set; a missing one and a value of another type by ``validate``, which ``run`` calls before
    anything is sent. Whether values fit all other rules of the schema says the service. Defaults
    are shown and left to the program.
    """

    _schema: Mapping[str, Any]
    _values: dict[str, Any]

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Make a namespace without values.

        Args:
            schema: JSON Schema of the inputs.
        """
        properties = schema.get("properties")
        described = properties if isinstance(properties, Mapping) else {}
        object.__setattr__(self, "_schema", {**schema, "properties": described})
        object.__setattr__(self, "_values", {})

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The schema."""
        return self._schema

    def validate(self) -> None:
        """Check that what is required is there and of its type.

        Raises:
            SpinwireError: ``inputs.invalid``, with every problem in its context, by name.
        """
        required = self._schema.get("required")
        names = required if isinstance(required, list) else []
        problems: dict[str, object] = {
            str(name): "is required" for name in names if name not in self._values
        }
        for name, value in self._values.items():
            schema = self._properties.get(name)
            if not _may_fit(schema, value):
                words = type_words(schema)
                problems[name] = f"is of type {type(value).__name__}, expected {words}"
        if problems:
            raise SpinwireError(
                "inputs.invalid", "The inputs do not fit the program's parameters.", problems
            )

    # MARK: Attributes and items

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._properties:
            raise AttributeError(f"the program has no parameter {name!r}")
        return self._values.get(name)

    def __delattr__(self, name: str) -> None:
        if self._values.pop(name, self) is self:
            raise AttributeError(f"the parameter {name!r} is not set")

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in self._properties and not self._is_open:
            raise SpinwireError(
                "inputs.invalid",
                "The program has no parameter of that name.",
                {"name": name, "known": ", ".join(self._properties)},
            )
        self._values[name] = value

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *map(str, self._properties)})

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._properties)

    # MARK: What it looks like

    def __repr__(self) -> str:
        lines = [
            f"  {name}: {self._state(name)}  # {self._description(name)}".rstrip(" #")
            for name in self._names
        ]
        return "\n".join([f"<{type(self).__name__}", *map(terminal.line, lines)]) + ">"

    def _repr_html_(self) -> str:
        """Return the table that a notebook shows."""
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td>{html.escape(text)}</td>"
                for text in (name, self._state(name), self._type(name), self._description(name))
            )
            + "</tr>"
            for name in self._names
        )
        titles = "".join(f"<th>{title}</th>" for title in ("Name", "Value", "Type", "Description"))
        return f"<table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>"

    @property
    def _properties(self) -> Mapping[str, Any]:
        properties: Mapping[str, Any] = self._schema["properties"]
        return properties

    @property
    def _names(self) -> list[str]:
        return [*self._properties, *(name for name in self._values if name not in self._properties)]

    @property
    def _is_open(self) -> bool:
        """Whether the program says itself that it takes more than it describes, or describes
        nothing.
        """
        more = self._schema.get("additionalProperties", not self._properties)
        return bool(more) or "patternProperties" in self._schema

    def _field(self, name: str, key: str) -> Any:
        fields = self._properties.get(name)
        return fields.get(key) if isinstance(fields, Mapping) else None

    def _state(self, name: str) -> str:
        if name in self._values:
            return _short(self._values[name])
        required = self._schema.get("required")
        if isinstance(required, list) and name in required:
            return "required"
        default = self._field(name, "default")
        return "not set" if default is None else f"{_short(default)} by default"

    def _type(self, name: str) -> str:
        return type_words(self._properties.get(name))

    def _description(self, name: str) -> str:
        return str(self._field(name, "description") or "")


def _short(value: Any, length_max: int = 60) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= length_max else f"{text[: length_max - 1]}…"


def _may_fit(schema: Any, value: Any) -> bool:
    """Tell whether a value is of a type that a schema lets pass; all are where it says none."""
    if not isinstance(schema, Mapping):
        return True
    if "x-spinwire-type" in schema and _is_plain(value):
        return False
    kind = schema.get("type")
    words = {str(word) for word in (kind if isinstance(kind, list) else [kind])}
    if words <= _JSON_TYPES and not words & _json_types(value):
        return False
    choices = [schema[key] for key in ("anyOf", "oneOf") if isinstance(schema.get(key), list)]
    return all(any(_may_fit(choice, value) for choice in each) for each in choices)


def _is_plain(value: Any) -> bool:
    """Tell whether the encoder has nothing to wrap about a value."""
    return value is None or isinstance(value, (bool, int, float, str, list, tuple, Mapping))


def _json_types(value: Any) -> set[str]:
    """Return the JSON types that a value counts as, either plain or as the encoder wraps it."""
    if value is None:
        return {"null"}
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return {"boolean"}
    if isinstance(value, numbers.Integral):
        return {"integer", "number"}
    if isinstance(value, numbers.Real):
        return {"number", "integer"} if float(value).is_integer() else {"number"}
    if isinstance(value, str):
        return {"string"}
    if isinstance(value, (list, tuple)):
        return {"array"}
    if isinstance(value, Mapping):
        return {"object"}
    # Arrays, circuits, and what tells its own text: what a schema calls them is up to its author.
    return {"array", "object", "string"}
