"""What a schema says a value is, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Alternatives of alternatives and items of items are not told beyond so many.
_DEPTH_MAX = 4


def type_words(schema: Any, depth: int = 0) -> str:
    """Return such words as ``circuit or string or array of circuit``; empty where nothing is said.

    Types that JSON has no form for go by their names in ``x-spinwire-type``.
    """
    if not isinstance(schema, Mapping) or depth == _DEPTH_MAX:
        return ""
    words: list[str] = []
    encoded = schema.get("x-spinwire-type")
    if encoded is not None:
        words.append(_encoded_words(encoded))
    kind = schema.get("type")
    for word in kind if isinstance(kind, list) else [kind] if kind else []:
        words.append(_container_words(str(word), schema, depth))
    if not words and isinstance(schema.get("enum"), list):
        words += [repr(value) for value in schema["enum"]]
    for key in ("anyOf", "oneOf"):
        choices = schema.get(key)
        if not words and isinstance(choices, list):
            words += [type_words(choice, depth + 1) for choice in choices]
    return " or ".join(dict.fromkeys(filter(None, words)))


def _encoded_words(encoded: Any) -> str:
    if not isinstance(encoded, Mapping):
        return str(encoded)
    name = str(encoded.get("name", ""))
    classes = encoded.get("class")
    if classes is not None:
        return " or ".join(classes) if isinstance(classes, list) else str(classes)
    rules = ", ".join(f"{rule} {value}" for rule, value in encoded.items() if rule != "name")
    return f"{name} ({rules})" if rules else name


def _container_words(word: str, schema: Mapping[str, Any], depth: int) -> str:
    items = type_words(schema.get("items"), depth + 1) if word == "array" else ""
    if " or " in items:
        items = f"({items})"
    return f"{word} of {items}" if items else word
