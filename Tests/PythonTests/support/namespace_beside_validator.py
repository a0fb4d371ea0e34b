"""Fills namespaces of random schemas and holds what they refuse against the service's validator.

    python namespace_beside_validator.py FIRST_SEED COUNT

Prints one JSON object: how many were compared, how many the namespace refused, and those that the
validator takes all the same. The environment names the validator's library.
"""

from __future__ import annotations

import json
import math
import random
import sys
from datetime import datetime
from typing import Any

import numpy as np

from spinwire.codec import RuntimeEncoder
from spinwire.errors import SpinwireError
from spinwire.parameter_namespace import ParameterNamespace
from spinwire_program.failure import ProgramFailure
from spinwire_program.validation import Validator


class WithJson:
    """An object of a user's own."""

    def to_json(self) -> str:
        """Return what travels."""
        return "{}"


VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 2.0, 2.5, math.nan, math.inf, "", "a", [], [1], (1, 2), {}),
    *({"a": 1}, {1: 2}, {"__type__": "complex", "__value__": [1, 2]}, 1j, {1, 2}, frozenset({1})),
    *(np.int32(3), np.float32(2), np.float64(2.5), np.longdouble(2), np.bool_(True), np.str_("x")),
    *(np.arange(2), np.array(2), datetime(2026, 1, 1), WithJson()),
]
TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"]
ENCODED = ["complex", "ndarray", "set", "datetime", "json_text", "circuit"]
NAMES = ["a", "b", "keys", "validate", "c d"]
DIALECTS = [
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2020-12/schema",
]


def of_value(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    """Return a schema of one input."""

    def inner() -> dict[str, Any]:
        return of_value(chance, depth + 1)

    match chance.randrange(9 if depth < 3 else 3):
        case 0:
            return {"type": chance.choice(TYPES)}
        case 1:
            return {"type": chance.sample(TYPES, 2)}
        case 2:
            return {"x-spinwire-type": chance.choice(ENCODED)}
        case 3:
            return {"anyOf": [inner(), inner()]}
        case 4:
            return {"oneOf": [inner(), inner()]}
        case 5:
            return {"$ref": "#/$defs/value"}
        case 6:
            return {"allOf": [inner()]}
        case 7:
            return {"type": "array", "items": inner()}
        case _:
            return {"enum": [1, "a", None]}


def of_inputs(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    """Return a schema of all inputs."""
    schema: dict[str, Any] = {}
    if chance.random() < 0.8:
        names = chance.sample(NAMES, chance.randrange(1, 4))
        schema["properties"] = {name: of_value(chance) for name in names}
    if chance.random() < 0.4:
        schema["required"] = chance.sample(NAMES, 1)
    if chance.random() < 0.3:
        schema["additionalProperties"] = chance.choice([False, True, {}, {"type": "integer"}])
    if chance.random() < 0.1:
        schema["patternProperties"] = {"^a": {}}
    if depth < 2 and chance.random() < 0.3:
        parts = [of_inputs(chance, depth + 1) for _ in range(chance.randrange(1, 3))]
        schema[chance.choice(["allOf", "anyOf", "oneOf"])] = parts
    if depth < 2 and chance.random() < 0.15:
        schema["if"], schema["then"] = of_inputs(chance, 2), of_inputs(chance, 2)
    if depth == 0 and chance.random() < 0.2:
        schema["$ref"] = "#/$defs/inputs"
    return schema


def whole_schema(chance: random.Random) -> dict[str, Any]:
    """Return a schema with what it refers to."""
    schema = of_inputs(chance)
    schema["$defs"] = {"value": of_value(chance, 1), "inputs": of_inputs(chance, 1)}
    if chance.random() < 0.3:
        schema["$schema"] = chance.choice(DIALECTS)
    return schema


def main() -> None:
    """Do what the command line asks."""
    first, count = map(int, sys.argv[1:3])
    compared, refused, differences = 0, 0, []
    for seed in range(first, first + count):
        chance = random.Random(seed)
        schema = whole_schema(chance)
        given = {name: chance.choice(VALUES) for name in chance.sample(NAMES, chance.randrange(4))}
        try:
            validator = Validator(schema)
        except ProgramFailure:
            continue
        compared += 1
        parameters = ParameterNamespace(schema)
        try:
            for name, value in given.items():
                parameters[name] = value
            ParameterNamespace.validate(parameters)
        except SpinwireError as error:
            refused += 1
            if not validator.problems(json.dumps(given, cls=RuntimeEncoder).encode()):
                differences.append(f"seed {seed}: {error}")
        # However a schema is put together, it can be shown.
        repr(parameters)
        parameters._repr_html_()
    json.dump({"compared": compared, "refused": refused, "differences": differences}, sys.stdout)


if __name__ == "__main__":
    main()
