"""What users hand over, as bytes and dictionaries."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spinwire import arguments
from spinwire.archive import (
    BYTE_COUNT_MAX,
    decompressed,
    is_archive,
    pack_folder,
    read_file,
    repack,
)
from spinwire.errors import SpinwireError, undecodable
from spinwire.parameter_namespace import ParameterNamespace

#: A failure is told to be at most so deep: what holds itself has no end.
_PATH_STEP_COUNT_MAX = 16


def read_source(
    data: str | bytes | bytearray | memoryview | os.PathLike[str],
    entry: str | None = None,
    byte_count_max: int = BYTE_COUNT_MAX,
) -> tuple[bytes, str]:
    """Return a program's bytes and a name for them, given its path or itself.

    A folder, or a tar (also a compressed one), becomes the archive of a program of several files,
    of which ``entry`` is the module with ``main``. None may be longer than ``byte_count_max``.
    """
    entry = arguments.optional_text(entry, "entry")
    if isinstance(data, (bytes, bytearray, memoryview)):
        return _packed(bytes(data), entry, byte_count_max, "program", "program.py")
    # A path has one line; a program of one line is of no use.
    if isinstance(data, str) and "\n" in data:
        return _utf8(data), "program.py"
    if not isinstance(data, (str, os.PathLike)) or data == "":
        # Nothing, as a path, is the current folder.
        raise arguments.wrong("data", "a program's path or source", data)
    path = Path(data)
    if _is_folder(path):
        return pack_folder(path, entry, byte_count_max), path.name
    return _packed(read_file(path, byte_count_max), entry, byte_count_max, path.name, path.name)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _packed(
    data: bytes, entry: str | None, byte_count_max: int, archive_name: str, file_name: str
) -> tuple[bytes, str]:
    """Return a program's bytes as they are kept, and the name that fits."""
    plain = decompressed(data, byte_count_max)
    return (repack(plain, entry), archive_name) if is_archive(plain) else (plain, file_name)


def _utf8(source: str) -> bytes:
    try:
        return source.encode()
    except UnicodeEncodeError as error:
        line = str(source.count("\n", 0, error.start) + 1)
        raise SpinwireError(
            "program.invalid",
            "The program has a character that UTF-8 cannot write.",
            {"file": "program.py", "line": line},
        ) from None


def read_metadata(metadata: Mapping[str, Any] | str | os.PathLike[str] | None) -> dict[str, Any]:
    """Return metadata as a dictionary, given that or the path of a JSON file."""
    if metadata is None:
        return {}
    if isinstance(metadata, Mapping):
        return dict(metadata)
    if not isinstance(metadata, (str, os.PathLike)):
        raise arguments.wrong("metadata", "a dictionary, or the path of a JSON file", metadata)
    path = Path(metadata)
    context: dict[str, object] = {"file": str(path)}
    try:
        fields = json.loads(
            path.read_text(encoding="utf-8"), parse_float=_finite, parse_constant=_finite
        )
    except RecursionError as error:
        raise SpinwireError(
            "program.metadataInvalid", "The metadata is nested too deeply.", context
        ) from error
    except (OSError, ValueError) as error:
        if isinstance(error, json.JSONDecodeError):
            context |= {"line": error.lineno, "column": error.colno}
        raise SpinwireError(
            "program.metadataInvalid",
            "The metadata's file cannot be read as JSON.",
            {**context, "reason": str(error)},
        ) from error
    if not isinstance(fields, dict):
        raise SpinwireError(
            "program.metadataInvalid", "The metadata is not a JSON object.", {"file": str(path)}
        )
    return fields


def _finite(text: str) -> float:
    """Return a number as JSON has it; what no double holds, or JSON has no form for, is refused."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is no number of JSON, or too large")
    return number


def read_inputs(inputs: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a program's inputs as a dictionary; those of a ``parameters()`` are checked first.

    Raises:
        SpinwireError: ``inputs.invalid``.
    """
    if inputs is None:
        return {}
    if not isinstance(inputs, Mapping):
        raise SpinwireError(
            "inputs.invalid",
            "The inputs are not a mapping of names to values.",
            {"given": f"a {type(inputs).__name__}"},
        )
    if isinstance(inputs, ParameterNamespace):
        # By its class: a parameter of the program may have that name.
        ParameterNamespace.validate(inputs)
    for name in inputs:
        if not isinstance(name, str):
            raise SpinwireError(
                "inputs.invalid",
                "The name of an input is not a text.",
                {"name": repr(name), "given": f"a {type(name).__name__}"},
            )
    return dict(inputs)


def encode_inputs(inputs: dict[str, Any]) -> bytes:
    """Return the JSON of a program's inputs.

    Raises:
        SpinwireError: ``inputs.invalid`` with the ``path`` of what has no form.
    """
    context: dict[str, object] = {}
    try:
        return _encoded(inputs)
    except UnicodeEncodeError as error:
        sentence = "The inputs have a character that UTF-8 cannot write."
        cause: Exception = error
    except RecursionError as error:
        sentence = "The inputs hold themselves, or are nested deeper than Python's recursion goes."
        context = {"limit": sys.getrecursionlimit()}
        cause = error
    except (TypeError, ValueError) as error:
        sentence = f"The inputs cannot be written as JSON: {error}."
        cause = error
    raise SpinwireError(
        "inputs.invalid", sentence, {"path": _failing_path(inputs), **context}
    ) from cause


def _encoded(value: Any) -> bytes:
    """Return the JSON of a value; raises ``UnicodeEncodeError`` for half of a pair of surrogates,
    which JSON can write and no reader of UTF-8 takes.
    """
    from spinwire.codec import RuntimeEncoder

    text = json.dumps(value, cls=RuntimeEncoder)
    if "\\ud" in text:
        # Reading puts pairs together; what is left of them has none. Numbers may be of any length.
        plain = json.loads(text, parse_int=str, parse_float=str)
        json.dumps(plain, ensure_ascii=False).encode()
    return text.encode()


def _failing_path(value: Any) -> str:
    """Return the place of what cannot be encoded, as far as it is in dictionaries and lists."""
    path = ""
    for _ in range(_PATH_STEP_COUNT_MAX):
        entries: Any = ()
        if isinstance(value, Mapping):
            entries = value.items()
        elif isinstance(value, (list, tuple)):
            entries = enumerate(value)
        failing = next((each for each in entries if not _is_encodable_entry(*each)), None)
        if failing is None:
            break
        path += "/" + str(failing[0]).encode("utf-8", "backslashreplace").decode()
        value = failing[1]
    return path


def _is_encodable_entry(key: Any, value: Any) -> bool:
    """Tell it of a value, and of its name if it has one."""
    return _is_encodable({key: value} if isinstance(key, str) else value)


def _is_encodable(value: Any) -> bool:
    try:
        _encoded(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def decode_inputs(data: bytes) -> dict[str, Any]:
    """Return a program's inputs from their JSON.

    Raises:
        SpinwireError: ``body.corrupt`` for what nothing can be made of.
    """
    from spinwire.codec import RuntimeDecoder

    try:
        inputs = json.loads(data, cls=RuntimeDecoder)
    except (ValueError, RecursionError) as error:
        raise undecodable(error) from error
    if not isinstance(inputs, dict):
        raise undecodable(ValueError("the inputs are no dictionary"))
    return inputs
