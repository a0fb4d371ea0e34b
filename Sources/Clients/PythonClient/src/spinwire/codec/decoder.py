"""JSON to Python values."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from spinwire.codec import arrays, circuits, foreign, primitives, settings, sparse
from spinwire.codec.keys import restore_int_keys


def _to_complex(value: Any) -> complex:
    real, imaginary = value
    return complex(real, imaginary)


def _to_date(value: str) -> date:
    if len(value) == len("2022-01-02"):
        return date.fromisoformat(value)
    # Python knew no Z before 3.11.
    return datetime.fromisoformat(f"{value[:-1]}+00:00" if value.endswith("Z") else value)


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_hashable(entry) for entry in value)
    return frozenset(value) if isinstance(value, set) else value


def _to_set(value: Any, is_frozen: Any) -> set[Any] | frozenset[Any]:
    # A set's tuples came as lists, and its frozen sets as sets from other services' encoders, which
    # cannot be in a set.
    entries = (_hashable(entry) for entry in value)
    return frozenset(entries) if is_frozen is True else set(entries)


def _to_result(value: Any) -> Any:
    from qiskit.result import Result

    return Result.from_dict(value)


def _to_noise_model(value: Any, basis_gates: Any) -> Any:
    from qiskit_aer.noise import NoiseModel

    if not arrays.is_plain(value):
        raise ValueError("the model holds something else than numbers")
    with warnings.catch_warnings():
        # The only reader there is of the form the table fixes; Aer means to replace it.
        warnings.simplefilter("ignore", DeprecationWarning)
        model = NoiseModel.from_dict(value)
        if basis_gates is not None:
            # Aer's reader starts from gates of its own, and has no way to begin from others.
            model._basis_gates = {str(gate) for gate in basis_gates}
    return model


_READERS: dict[str, Callable[[Any], Any]] = {
    "Result": _to_result,
    "complex": _to_complex,
    "datetime": _to_date,
    "to_json": lambda value: value,
    **primitives.DECODERS,
}


class RuntimeDecoder(json.JSONDecoder):
    """Decodes what ``RuntimeEncoder`` wrote; use as ``json.loads(text, cls=RuntimeDecoder)``.

    Decoding runs nobody's code: what a payload names is looked for in fixed tables, and arrays,
    circuits and expressions are read as data. A wrapped value that cannot be read so, or whose
    package is not installed, stays the dictionary that it is in JSON, with a warning in the latter
    case. One that is malformed raises ``ValueError``.

    Attributes:
        inside_sandbox: Whether expressions in old forms of circuits may be evaluated where the
            installed Qiskit knows no other way to read them. Off by default, and never to be
            switched on in a process that has something to lose.
    """

    inside_sandbox: bool = False

    def __init__(self, *, inside_sandbox: bool | None = None, **options: Any) -> None:
        if inside_sandbox is not None:
            self.inside_sandbox = inside_sandbox
        super().__init__(object_hook=self._restored, **options)

    def _restored(self, read: dict[str, Any]) -> Any:
        name = read.get("__type__")
        if not isinstance(name, str) or "__value__" not in read:
            return restore_int_keys(read)
        try:
            return self._value(name, read)
        except circuits.NeedsSandbox:
            return read
        except ImportError as error:
            warnings.warn(f"A value of type {name} stays encoded: {error}", stacklevel=2)
            return read
        except (MemoryError, RecursionError):
            raise
        except Exception as error:
            raise ValueError(f"A value of type {name} cannot be decoded: {error}") from error
        except BaseException as error:
            # How compiled code reports that it lost its footing over malformed bytes.
            if type(error).__name__ != "PanicException":
                raise
            raise ValueError(f"A value of type {name} cannot be decoded: {error}") from None

    def _value(self, name: str, wrapped: dict[str, Any]) -> Any:
        value = wrapped["__value__"]
        if name in _READERS:
            return _READERS[name](value)
        if name == "QuantumCircuit":
            return circuits.decode_circuit(value, self._again, self.inside_sandbox)
        if name == "Instruction":
            return circuits.decode_instruction(value, self._again, self.inside_sandbox)
        if name == "Parameter":
            return circuits.decode_parameter(value, wrapped.get("__vector__"))
        if name == "ParameterExpression":
            version = wrapped.get("__qpy_version__")
            return circuits.decode_expression(value, version, self.inside_sandbox)
        if name == "set":
            return _to_set(value, wrapped.get("__frozen__"))
        if name == "ndarray" and arrays.SCALAR_KEY in wrapped:
            return arrays.decode_scalar(value, wrapped[arrays.SCALAR_KEY])
        if name == "ndarray":
            return arrays.decode_array(value, wrapped.get("__shape__"))
        if name == "spmatrix":
            return sparse.decode(value, wrapped.get("__format__"))
        if name == "NoiseModel":
            return _to_noise_model(value, wrapped.get("__basis_gates__"))
        if name == "settings":
            return settings.decode(wrapped)
        if name in foreign.TYPE_NAMES:
            return foreign.decode(wrapped)
        return wrapped

    @property
    def _again(self) -> Callable[..., RuntimeDecoder]:
        return partial(type(self), inside_sandbox=self.inside_sandbox)
