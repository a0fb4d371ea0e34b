"""Noise models of programs on their way to a simulator: Aer's own, or their dictionaries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from spinwire_program.errors import SpinwireError
from spinwire_program.request import NOISE_MODEL, NOISE_NONE, NOISE_OF_BACKEND

#: Code and JSON of a noise model.
EncodedNoise = tuple[int, bytes]

#: An error, and where a model has it.
_Part = tuple[Any, Any]


class NoiseModels:
    """Writes down noise models.

    The last one of Aer's is remembered: a device's model takes longer to write than most circuits
    to run. Its errors are never changed, only exchanged for others.
    """

    def __init__(self) -> None:
        """Remember none."""
        self._parts: list[_Part] | None = None
        self._encoded: EncodedNoise = (NOISE_OF_BACKEND, b"")

    def encoded(self, model: Any) -> EncodedNoise:
        """Return the code and the JSON of a noise model.

        Args:
            model: Aer's, or what its ``to_dict`` gives; ``None`` for the backend's own noise.

        Raises:
            SpinwireError: ``backend.invalidOption``, it is something else.
        """
        if model is None:
            return NOISE_OF_BACKEND, b""
        if isinstance(model, Mapping):
            return _encoded(model)
        if not hasattr(model, "to_dict"):
            raise invalid_option("noise_model", type(model).__name__)
        parts = _parts(model)
        if parts is None or self._parts is None or not _are_same(parts, self._parts):
            self._encoded = _encoded(model.to_dict())
            self._parts = parts
        return self._encoded


def invalid_option(name: str, value: Any, known: tuple[str, ...] = ()) -> SpinwireError:
    choices = f" It is one of {', '.join(known)}." if known else ""
    return SpinwireError(
        "backend.invalidOption",
        f"The option {name} cannot be {value!r}.{choices}",
        {"option": name, "value": str(value)},
    )


def _encoded(fields: Any) -> EncodedNoise:
    if not isinstance(fields, Mapping):
        raise invalid_option("noise_model", type(fields).__name__)
    if not fields.get("errors"):
        return NOISE_NONE, b""
    try:
        return NOISE_MODEL, json.dumps(fields, default=_plain, separators=(",", ":")).encode()
    except (TypeError, ValueError):
        raise invalid_option("noise_model", type(fields).__name__) from None


def _plain(value: Any) -> Any:
    """Return what JSON has for the values of noise models: complex numbers are pairs."""
    if isinstance(value, complex):
        return [value.real, value.imag]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if hasattr(value, "to_dict"):
        return value.to_dict()
    raise TypeError(type(value).__name__)


def _parts(model: Any) -> list[_Part] | None:
    """Return the errors of one of Aer's models; ``None`` if they are not where Aer keeps them."""
    try:
        parts: list[_Part] = [(None, model._default_readout_error)]
        parts += model._default_quantum_errors.items()
        parts += model._local_readout_errors.items()
        for name, errors in model._local_quantum_errors.items():
            parts += [((name, qubits), error) for qubits, error in errors.items()]
    except AttributeError:
        return None
    return parts


def _are_same(left: list[_Part], right: list[_Part]) -> bool:
    return len(left) == len(right) and all(
        place == other_place and error is other_error
        for (place, error), (other_place, other_error) in zip(left, right, strict=True)
    )
