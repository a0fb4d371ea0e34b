"""The inputs of a program, by name, as its schema describes them."""

from __future__ import annotations

import html
import math
import numbers
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from typing import Any

from spinwire import terminal
from spinwire.errors import SpinwireError
from spinwire.schema_properties import SchemaProperties, resolved
from spinwire.schema_words import type_words

#: What Python asks a mapping for by name.
_PYTHONS_OWN = frozenset({"keys"})

#: Words of JSON Schema that say what a value may be; older metadata says it in words of its own,
#: which are not judged.
_JSON_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


class ParameterNamespace(Mapping[str, Any]):
    """The inputs of one run, as attributes or items; hand it to ``run`` when they are set.

    Editors and notebooks complete the names. An attribute that the program does not describe is
    refused when it is set, as most are typed wrongly; as an item it is taken where the service
    takes it. What is missing and a value of another type are refused by ``validate``, which ``run``
    calls before anything is sent. Whether values fit all other rules of the schema says the
    service. Defaults are shown and left to the program.

    A parameter goes before a method of the same name, but for ``keys``, by which Python makes a
    dictionary of this. Names that Python has no attributes for are items: ``inputs["max-iter"]``.
    """

    _schema: Mapping[str, Any]
    _found: SchemaProperties
    _values: dict[str, Any]

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Make a namespace without values.

        Args:
            schema: JSON Schema of the inputs.
        """
        found = SchemaProperties.of(schema)
        described = {name: resolved(one, schema) for name, one in found.described.items()}
        found.described = described
        object.__setattr__(self, "_found", found)
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
        problems: dict[str, object] = {
            name: "is required" for name in self._found.required if name not in self._values
        }
        for name, value in self._values.items():
            schema = resolved(self._found.certain.get(name), self._schema)
            if not _may_fit(schema, value):
                words = type_words(schema)
                problems[name] = f"is of type {type(value).__name__}, expected {words}"
        if problems:
            raise SpinwireError(
                "inputs.invalid", "The inputs do not fit the program's parameters.", problems
            )

    # MARK: Attributes and items

    def __getattribute__(self, name: str) -> Any:
        if name[:1] != "_" and name not in _PYTHONS_OWN and name in self._properties:
            return self._values.get(name)
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._properties and not self._says_more:
            raise SpinwireError(
                "inputs.invalid",
                "The program describes no parameter of that name.",
                {"name": name, "known": ", ".join(self._properties)},
            )
        self[name] = value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in {*self._properties, *self._values}:
            raise AttributeError(f"the program has no parameter {name!r}")
        return self._values.get(name)

    def __delattr__(self, name: str) -> None:
        if self._values.pop(name, self) is self:
            raise AttributeError(f"the parameter {name!r} is not set")

    def __setitem__(self, name: str, value: Any) -> None:
        if not isinstance(name, str) or not self._found.takes(name):
            raise SpinwireError(
                "inputs.invalid",
                "The program takes no parameter of that name.",
                {"name": str(name), "known": ", ".join(self._properties)},
            )
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        del self._values[name]

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._values == dict(other)

    __hash__ = None  # type: ignore[assignment]

    def __dir__(self) -> list[str]:
        names = {*super().__dir__(), *self._properties, *self._values}
        return sorted(name for name in names if name.isidentifier() and not iskeyword(name))

    def _ipython_key_completions_(self) -> list[str]:
        return self._names

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
        return self._found.described

    @property
    def _names(self) -> list[str]:
        return [*self._properties, *(name for name in self._values if name not in self._properties)]

    @property
    def _says_more(self) -> bool:
        """Whether the program says itself that it takes more than it describes, or describes
        nothing.
        """
        further = self._schema.get("additionalProperties", False) is not False
        return further or "patternProperties" in self._schema or not self._properties

    def _field(self, name: str, key: str) -> Any:
        fields = self._properties.get(name)
        return fields.get(key) if isinstance(fields, Mapping) else None

    def _state(self, name: str) -> str:
        if name in self._values:
            return _short(self._values[name])
        if name in self._found.required:
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
    if "$ref" in schema:
        # Of another document, or of none.
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
    """Tell whether the encoder has nothing to wrap about a value, and it is not wrapped already."""
    if type(value) is dict:
        return "__type__" not in value
    if type(value) is float:
        return math.isfinite(value)
    return value is None or type(value) in (bool, int, float, str, list, tuple)


def _json_types(value: Any) -> set[str]:
    """Return the JSON types that a value counts as, either plain or as the encoder wraps it."""
    if value is None:
        return {"null"}
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return {"boolean"}
    if isinstance(value, numbers.Integral):
        return {"integer", "number"}
    if isinstance(value, numbers.Real):
        if not math.isfinite(value) or type(value).__name__ == "longdouble":
            # A number to its user, and an object on its way.
            return {"number", "object"}
        return {"number", "integer"} if float(value).is_integer() else {"number"}
    if isinstance(value, str):
        return {"string"}
    if isinstance(value, (list, tuple)):
        return {"array"}
    if isinstance(value, Mapping):
        return {"object"}
    # Arrays, circuits, and what tells its own text: what a schema calls them is up to its author.
    return {"array", "object", "string"}
