"""The names that a schema gives to the members of an object, wherever in it they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

#: Schemas within one another that are looked into; deeper ones describe no inputs that a person
#: could fill in.
_DEPTH_MAX = 16

#: Parts of a schema that hold for every value.
_ALWAYS = ("allOf",)
#: Lists of schemas, and schemas, that hold for some values.
_SOMETIMES = ("anyOf", "oneOf")
_SOMETIMES_ONE = ("if", "then", "else")


@dataclass
class SchemaProperties:
    """What a schema says of an object's members. The service's validation is the authority: this
    only finds their names for people and their editors.
    """

    #: Schemas by name, in the order in which they stand.
    described: dict[str, Any] = field(default_factory=dict)
    #: Those of them that a member of that name has to fit, whatever the other members are.
    certain: dict[str, Any] = field(default_factory=dict)
    #: Names without which no value fits.
    required: list[str] = field(default_factory=list)
    #: For each part that takes no further members, the names that it does take.
    closed: list[set[str]] = field(default_factory=list)

    @classmethod
    def of(cls, schema: Any) -> SchemaProperties:
        """Read a schema, through its references and compositions."""
        found = cls()
        found._read(schema, schema, is_certain=True, depth=0)
        return found

    def takes(self, name: str) -> bool:
        """Tell whether an object may have a member of that name."""
        return all(name in names for names in self.closed)

    def _read(self, schema: Any, root: Any, *, is_certain: bool, depth: int) -> None:
        if not isinstance(schema, Mapping) or depth > _DEPTH_MAX:
            return
        target = referenced(schema, root)
        if target is not None:
            self._read(target, root, is_certain=is_certain, depth=depth + 1)
            if ignores_siblings(root):
                return
        self._read_members(schema, is_certain)
        for part, holds_always in _parts(schema):
            self._read(part, root, is_certain=is_certain and holds_always, depth=depth + 1)

    def _read_members(self, schema: Mapping[str, Any], is_certain: bool) -> None:
        properties = schema.get("properties")
        members = properties if isinstance(properties, Mapping) else {}
        for name, one in members.items():
            self.described.setdefault(str(name), one)
            if is_certain:
                self.certain.setdefault(str(name), one)
        if not is_certain:
            return
        required = schema.get("required")
        for name in required if isinstance(required, list) else []:
            if isinstance(name, str) and name not in self.required:
                self.required.append(name)
        if schema.get("additionalProperties") is False and not schema.get("patternProperties"):
            self.closed.append(set(map(str, members)))


def _parts(schema: Mapping[str, Any]) -> Iterator[tuple[Any, bool]]:
    """Return the schemas that a schema is composed of, and whether each holds for every value."""
    for key in (*_ALWAYS, *_SOMETIMES):
        parts = schema.get(key)
        for part in parts if isinstance(parts, list) else []:
            yield part, key in _ALWAYS
    for key in _SOMETIMES_ONE:
        yield schema.get(key), False
    dependent = schema.get("dependentSchemas")
    for part in dependent.values() if isinstance(dependent, Mapping) else []:
        yield part, False


def referenced(schema: Mapping[str, Any], root: Any) -> Any:
    """Return the schema that ``$ref`` names within the same document; ``None`` without one."""
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    found = root
    for step in unquote(reference[1:]).split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping) and key in found:
            found = found[key]
        elif isinstance(found, list) and key.isdecimal() and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found


def ignores_siblings(root: Any) -> bool:
    """Tell whether nothing counts beside ``$ref``, as it was until draft 7."""
    dialect = root.get("$schema") if isinstance(root, Mapping) else None
    return isinstance(dialect, str) and "/draft-0" in dialect


def resolved(schema: Any, root: Any) -> Any:
    """Return a schema with what its ``$ref`` names put in, as far as a reader is told of it."""
    seen = 0
    while isinstance(schema, Mapping) and seen < _DEPTH_MAX:
        target = referenced(schema, root)
        if not isinstance(target, Mapping):
            break
        siblings = {} if ignores_siblings(root) else dict(schema)
        siblings.pop("$ref", None)
        schema = {**target, **siblings}
        seen += 1
    return schema
