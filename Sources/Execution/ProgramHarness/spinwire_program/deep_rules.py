"""Rules of ``x-spinwire-type`` that need the value itself, decoded.

``EncodedValues.docc`` describes the vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from spinwire.codec import RuntimeDecoder


def sentence_about(data: bytes, rules: Mapping[str, Any]) -> str | None:
    """Decode a wrapped value and say what is wrong with it; ``None`` when it fits."""
    try:
        value = json.loads(data, cls=RuntimeDecoder)
    except Exception as error:
        return f"It cannot be decoded: {type(error).__name__}."
    for name, limit in rules.items():
        rule = DEEP_RULES.get(name)
        if rule is None:
            # A header told what it says.
            continue
        try:
            sentence = rule(value, limit)
        except Exception as error:
            return f"The rule {name} cannot be answered: {type(error).__name__}."
        if sentence is not None:
            return sentence
    return None


def _least_parameters(circuit: Any, limit: int) -> str | None:
    count = circuit.num_parameters
    if count >= limit:
        return None
    return f"The circuit must have at least {limit} parameters, and has {count}."


def _most_parameters(circuit: Any, limit: int) -> str | None:
    count = circuit.num_parameters
    if count <= limit:
        return None
    return f"The circuit may have at most {limit} parameters, and has {count}."


def _most_depth(circuit: Any, limit: int) -> str | None:
    depth = circuit.depth()
    return (
        None if depth <= limit else f"The circuit's depth may be at most {limit}, and is {depth}."
    )


def _least_element(array: Any, limit: float) -> str | None:
    low = (_sizes(array) < limit).any()
    return f"No element of the array may be less than {limit}." if low else None


def _greatest_element(array: Any, limit: float) -> str | None:
    high = (_sizes(array) > limit).any()
    return f"No element of the array may be greater than {limit}." if high else None


def _finite_elements(array: Any, asked: bool) -> str | None:
    import numpy

    if not asked or numpy.isfinite(array).all():
        return None
    return "Every element of the array must be finite."


def _sizes(array: Any) -> Any:
    return abs(array) if array.dtype.kind == "c" else array


#: What a rule finds wrong, given the decoded value and what stands behind the rule.
DEEP_RULES: Mapping[str, Callable[[Any, Any], str | None]] = {
    "min_num_parameters": _least_parameters,
    "max_num_parameters": _most_parameters,
    "max_depth": _most_depth,
    "minimum": _least_element,
    "maximum": _greatest_element,
    "finite": _finite_elements,
}
