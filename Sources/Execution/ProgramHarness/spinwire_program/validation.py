"""Holds values against a program's schemas, where the coordinator does not.

That is what is too long for it, and rules for which a value has to be decoded. The validator is the
coordinator's own, loaded as a library; see ``Sources/Model/ValidationLibrary``.
"""

from __future__ import annotations

import ctypes
import json
import os
from typing import TYPE_CHECKING, Any

from spinwire_program.deep_rules import DEEP_RULES, sentence_about
from spinwire_program.failure import ProgramFailure

if TYPE_CHECKING:
    from spinwire_program.start import Start

#: Room for what is wrong with a value, as JSON.
_ANSWER_BYTE_COUNT_MAX = 64 << 10

_DeepCheck = ctypes.CFUNCTYPE(
    ctypes.c_ssize_t,
    *(ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_ssize_t),
    *(ctypes.c_void_p, ctypes.c_ssize_t),
)


def _load() -> ctypes.CDLL | None:
    path = os.environ.get("SPINWIRE_VALIDATION_LIBRARY")
    if not path or not os.path.exists(path):
        return None
    library = ctypes.CDLL(path)
    library.spinwire_schema_make.argtypes = [ctypes.c_char_p, ctypes.c_ssize_t, _DeepCheck]
    library.spinwire_schema_make.restype = ctypes.c_void_p
    library.spinwire_schema_check.argtypes = [
        *(ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ssize_t),
        *(ctypes.c_void_p, ctypes.c_ssize_t),
    ]
    library.spinwire_schema_check.restype = ctypes.c_ssize_t
    library.spinwire_schema_release.argtypes = [ctypes.c_void_p]
    library.spinwire_schema_release.restype = None
    return library


# Now, in the zygote: programs' processes have it from there, and may not be able to read the file.
_library = _load()


@_DeepCheck
def _ask_decoder(
    value: int, value_count: int, rules: int, rules_count: int, room: int, room_count: int
) -> int:
    sentence = sentence_about(
        ctypes.string_at(value, value_count), json.loads(ctypes.string_at(rules, rules_count))
    )
    if sentence is None:
        return 0
    data = sentence.encode("utf-8")[:room_count]
    ctypes.memmove(room, data, len(data))
    return len(data)


class Validator:
    """One schema, compiled."""

    def __init__(self, schema: Any) -> None:
        """Compile a schema.

        Raises:
            ProgramFailure: ``program.notStarted``: the library is not there, or refuses the schema.
        """
        if _library is None:
            raise ProgramFailure(
                "program.notStarted",
                "The values of this program cannot be checked: the validation library is not "
                "there; build the product SpinwireValidation.",
            )
        text = json.dumps(schema).encode("ascii")
        self._schema = _library.spinwire_schema_make(text, len(text), _ask_decoder)
        if not self._schema:
            raise ProgramFailure("program.notStarted", "A schema of the program is wrong.")
        self._library = _library

    def __del__(self) -> None:
        if getattr(self, "_schema", None):
            self._library.spinwire_schema_release(self._schema)

    def problems(self, data: bytes) -> list[dict[str, str]]:
        """Return the ``path``, ``rule`` and ``problem`` of each violation in a value's JSON."""
        room = ctypes.create_string_buffer(_ANSWER_BYTE_COUNT_MAX)
        count = self._library.spinwire_schema_check(
            self._schema, data, len(data), room, _ANSWER_BYTE_COUNT_MAX
        )
        found: list[dict[str, str]] = json.loads(room.raw[:count])
        return found


def check_values(schemas: str | None, inputs: bytes) -> None:
    """Hold a program's inputs against its ``parameters``; raises ``inputs.invalid`` if they do not
    fit, telling path and rule of every violation.
    """
    schema = json.loads(schemas or "{}").get("parameters")
    if schema is None:
        return
    problems = Validator(schema).problems(inputs)
    if problems:
        lines = _told(problems)
        rest = lines[0] if len(lines) == 1 else "".join(f"\n  {line}" for line in lines)
        raise ProgramFailure(
            "inputs.invalid", f"The inputs do not fit the program's parameters: {rest}"
        )


def _told(problems: list[dict[str, str]]) -> list[str]:
    return [
        f"{problem['path'] or '/'} ({problem['rule']}): {problem['problem']}"
        for problem in problems
    ]


class OutputChecks:
    """Looks at those interim results, and that result, which the coordinator does not look at."""

    def __init__(
        self, schemas: dict[str, Any], inline_byte_count_max: int, complaint_count_max: int
    ) -> None:
        self._schemas = schemas
        self._inline_byte_count_max = inline_byte_count_max
        self._complaint_count_max = complaint_count_max
        self._validators: dict[str, Validator] = {}
        self._deep = {word for word, schema in schemas.items() if _has_deep_rules(schema)}

    @classmethod
    def of(cls, start: Start) -> OutputChecks | None:
        """Return the checks of a run, or ``None`` for a program that promises nothing."""
        if start.schemas is None:
            return None
        fields = json.loads(start.schemas)
        words = {"interim": "interim_results", "result": "return_values"}
        schemas = {word: fields[key] for word, key in words.items() if fields.get(key) is not None}
        if not schemas:
            return None
        return cls(schemas, start.inline_byte_count_max, start.complaint_count_max)

    def complaint(self, word: str, data: bytes) -> bytes | None:
        """Return what is wrong with a message, for the log; ``None`` when it fits or others look.

        Empty where enough has been said.
        """
        if word not in self._schemas:
            return None
        if len(data) <= self._inline_byte_count_max and word not in self._deep:
            return None
        validator = self._validators.get(word)
        if validator is None:
            validator = self._validators[word] = Validator(self._schemas[word])
        problems = validator.problems(data)
        if not problems:
            return None
        if self._complaint_count_max == 0:
            return b""
        self._complaint_count_max -= 1
        name = "interim result" if word == "interim" else "result"
        lines = [f"spinwire: this {name} does not fit the program's schema:"]
        lines += [f"  {line}" for line in _told(problems)]
        return "\n".join([*lines, ""]).encode("utf-8")


def _has_deep_rules(schema: Any) -> bool:
    if isinstance(schema, list):
        return any(map(_has_deep_rules, schema))
    if not isinstance(schema, dict):
        return False
    rules = schema.get("x-spinwire-type")
    if isinstance(rules, dict) and not DEEP_RULES.keys().isdisjoint(rules):
        return True
    return any(map(_has_deep_rules, schema.values()))
