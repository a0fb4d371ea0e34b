"""What a schema says a value is, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Alternatives of alternatives and items of items are not told beyond so many.
_DEPTH_MAX = 4
#: Nor are more single values.
_VALUE_COUNT_MAX = 20


def type_words(schema: Any) -> str:
    """Return such words as ``circuit or string or array of circuit``; empty where nothing is said.

    Types that JSON has no form for go by their names in ``x-spinwire-type``.
    """
    return " or ".join(_choices(schema, 0))


def _choices(schema: Any, depth: int) -> list[str]:
    if not isinstance(schema, Mapping) or depth == _DEPTH_MAX:
        return []
    words: list[str] = []
    encoded = schema.get("x-spinwire-type")
    if encoded is not None:
        words += _encoded_choices(encoded)
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if not words and isinstance(values, list):
        words += [repr(value) for value in values[:_VALUE_COUNT_MAX]]
        words += ["…"] if len(values) > _VALUE_COUNT_MAX else []
    kind = None if words and isinstance(values, list) else schema.get("type")
    for word in kind if isinstance(kind, list) else [kind] if kind else []:
        words.append(_container_words(str(word), schema, depth))
    for key in ("anyOf", "oneOf"):
        choices = schema.get(key)
        if not words and isinstance(choices, list):
            words += [word for choice in choices for word in _choices(choice, depth + 1)]
    return list(dict.fromkeys(words))


def _encoded_choices(encoded: Any) -> list[str]:
    if not isinstance(encoded, Mapping):
        return [str(encoded)]
    classes = encoded.get("class")
    if classes is not None:
        return list(map(str, classes)) if isinstance(classes, list) else [str(classes)]
    name = str(encoded.get("name", ""))
    rules = ", ".join(f"{rule} {value}" for rule, value in encoded.items() if rule != "name")
    return [f"{name} ({rules})" if rules else name]


def _container_words(word: str, schema: Mapping[str, Any], depth: int) -> str:
    items = _choices(schema.get("items"), depth + 1) if word == "array" else []
    if not items:
        return word
    words = " or ".join(items)
    return f"{word} of {words}" if len(items) == 1 else f"{word} of ({words})"
