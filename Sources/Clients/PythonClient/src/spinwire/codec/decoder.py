"""JSON to Python values."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

from spinwire.codec import arrays, circuits, foreign, primitives
from spinwire.codec.keys import restore_int_keys


def _to_complex(value: Any) -> complex:
    real, imaginary = value
    return complex(real, imaginary)


def _hashable(value: Any) -> Any:
    return tuple(_hashable(entry) for entry in value) if isinstance(value, list) else value


def _to_set(value: Any) -> set[Any]:
    # A set's tuples came as lists, which cannot be in a set.
    return {_hashable(entry) for entry in value}


def _to_result(value: Any) -> Any:
    from qiskit.result import Result

    return Result.from_dict(value)


def _to_noise_model(value: Any) -> Any:
    from qiskit_aer.noise import NoiseModel

    with warnings.catch_warnings():
        # The only reader there is of the form the table fixes; Aer means to replace it.
        warnings.simplefilter("ignore", DeprecationWarning)
        return NoiseModel.from_dict(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "NoiseModel": _to_noise_model,
    "Parameter": circuits.decode_parameter,
    "Result": _to_result,
    "complex": _to_complex,
    "datetime": datetime.fromisoformat,
    "ndarray": arrays.decode_array,
    "set": _to_set,
    "spmatrix": arrays.decode_sparse,
    "to_json": lambda value: value,
    **primitives.DECODERS,
}


class RuntimeDecoder(json.JSONDecoder):
    """Decodes what ``RuntimeEncoder`` wrote; use as ``json.loads(text, cls=RuntimeDecoder)``.

    A wrapped value whose package is not installed, or whose reading would import or evaluate what
    its sender named, stays the dictionary that it is in JSON, with a warning in the former case.
    One that is malformed raises ``ValueError``.

    Attributes:
        inside_sandbox: Whether a sender's classes may be imported and its expressions evaluated.
            Off by default, and never to be switched on in a process that has something to lose.
    """

    inside_sandbox: bool = False

    def __init__(self, *, inside_sandbox: bool | None = None, **options: Any) -> None:
        if inside_sandbox is not None:
            self.inside_sandbox = inside_sandbox
        super().__init__(object_hook=self._restored, **options)

    def _restored(self, wrapped: dict[str, Any]) -> Any:
        name = wrapped.get("__type__")
        if not isinstance(name, str) or "__value__" not in wrapped:
            return wrapped
        try:
            return self._value(name, wrapped)
        except circuits.NeedsSandbox:
            return wrapped
        except ImportError as error:
            warnings.warn(f"A value of type {name} stays encoded: {error}", stacklevel=2)
            return wrapped
        except (MemoryError, RecursionError):
            raise
        except Exception as error:
            raise ValueError(f"A value of type {name} cannot be decoded: {error}") from error

    def _value(self, name: str, wrapped: dict[str, Any]) -> Any:
        value = wrapped["__value__"]
        if name in _READERS:
            return _READERS[name](value)
        if name == "QuantumCircuit":
            return circuits.decode_circuit(value, self.inside_sandbox)
        if name == "Instruction":
            return circuits.decode_instruction(value, self.inside_sandbox)
        if name == "ParameterExpression":
            version = wrapped.get("__qpy_version__")
            return circuits.decode_expression(value, version, self.inside_sandbox)
        if name == "settings" and self.inside_sandbox:
            return _constructed(wrapped)
        if name in foreign.TYPE_NAMES:
            return foreign.decode(wrapped)
        return wrapped


def _constructed(wrapped: dict[str, Any]) -> Any:
    """Import the class a ``settings`` value names and call it. Inside the sandbox only."""
    kind = getattr(import_module(wrapped["__module__"]), wrapped["__class__"])
    if not isinstance(kind, type):
        raise ValueError(f"{wrapped['__class__']} is no class of {wrapped['__module__']}")
    return kind(**restore_int_keys(wrapped["__value__"]))
