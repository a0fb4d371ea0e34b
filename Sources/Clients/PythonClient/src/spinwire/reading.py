"""What users hand over, as bytes and dictionaries."""

from __future__ import annotations

import json
import math
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spinwire.archive import is_archive, pack_folder, repack
from spinwire.errors import SpinwireError
from spinwire.parameter_namespace import ParameterNamespace


def read_source(
    data: str | bytes | os.PathLike[str], entry: str | None = None
) -> tuple[bytes, str]:
    """Return a program's bytes and a name for them, given its path or itself.

    A folder, or a tar (also a compressed one), becomes the archive of a program of several files,
    of which ``entry`` is the module with ``main``.
    """
    if isinstance(data, bytes):
        return (repack(data, entry), "program") if is_archive(data) else (data, "program.py")
    # A path has one line; a program of one line is of no use.
    if isinstance(data, str) and "\n" in data:
        return data.encode(), "program.py"
    path = Path(data)
    try:
        if path.is_dir():
            return pack_folder(path, entry), path.name
        if path.exists() and not path.is_file():
            # A pipe would wait for its writer, a device may have no end.
            context = {"file": str(path)}
            raise SpinwireError("program.invalid", "The program is not a file.", context)
        read = path.read_bytes()
        if is_archive(read) or (path.suffix != ".py" and tarfile.is_tarfile(path)):
            return repack(read, entry), path.name
        return read, path.name
    except (OSError, ValueError) as error:
        raise SpinwireError(
            "program.invalid", "The program's file cannot be read.", {"file": str(path)}
        ) from error


def read_metadata(metadata: Mapping[str, Any] | str | os.PathLike[str] | None) -> dict[str, Any]:
    """Return metadata as a dictionary, given that or the path of a JSON file."""
    if metadata is None:
        return {}
    if isinstance(metadata, Mapping):
        return dict(metadata)
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
    if isinstance(inputs, ParameterNamespace):
        inputs.validate()
    try:
        return dict(inputs or {})
    except (TypeError, ValueError):
        raise SpinwireError(
            "inputs.invalid", "The inputs are not a mapping of names to values."
        ) from None


def encode_inputs(inputs: dict[str, Any]) -> bytes:
    """Return the JSON of a program's inputs."""
    from spinwire.codec import RuntimeEncoder

    try:
        return json.dumps(inputs, cls=RuntimeEncoder, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise SpinwireError(
            "inputs.invalid", f"The inputs cannot be written as JSON: {error}."
        ) from error


def decode_inputs(data: bytes) -> dict[str, Any]:
    """Return a program's inputs from their JSON."""
    from spinwire.codec import RuntimeDecoder

    inputs: dict[str, Any] = json.loads(data, cls=RuntimeDecoder)
    return inputs
