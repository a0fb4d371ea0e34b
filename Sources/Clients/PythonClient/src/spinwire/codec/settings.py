"""Objects that tell by ``settings`` how to make them again."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from spinwire.codec import arrays

#: The only packages whose classes are made from what a payload says. Each is imported by the name
#: that stands here, never by the payload's, and only what it exports is looked at.
PACKAGES = (
    "qiskit.quantum_info",
    "qiskit.opflow",
    "qiskit.algorithms.optimizers",
    "qiskit_algorithms.optimizers",
    "qiskit_aer.backends.compatibility",
)

#: What makes objects of these again: classes of ``qiskit.quantum_info`` that do not tell.
STATED: dict[str, Callable[[Any], dict[str, Any]]] = {
    "Clifford": lambda value: {"data": value.tableau},
    "ScalarOp": lambda value: {"dims": value.input_dims(), "coeff": value.coeff},
    "StabilizerState": lambda value: {"data": value.clifford},
}

#: Classes that hold numbers for all states. They are made of those numbers alone: of a circuit or a
#: Pauli, which a few bytes describe, they would be of a size that grows with the states.
_DENSE = frozenset(
    {
        *("Chi", "Choi", "DensityMatrix", "Kraus", "Operator", "PTM", "Statevector"),
        *("Stinespring", "SuperOp"),
    }
)


def encode(value: Any, settings: dict[str, Any]) -> dict[str, Any]:
    """Return the wrapped value of an object: its settings, beside its module and class."""
    kind = type(value)
    return {
        "__type__": "settings",
        "__module__": kind.__module__,
        "__class__": kind.__name__,
        "__value__": settings,
    }


def stated(name: str) -> Callable[[Any], dict[str, Any]]:
    """Return the form of a class of ``STATED``."""
    return lambda value: encode(value, STATED[name](value))


def decode(wrapped: dict[str, Any]) -> Any:
    """Return the object behind a wrapped value, or that value when its class is none of these.

    Raises:
        ImportError: The class's package is not installed.
    """
    package = _package_of(wrapped.get("__module__"))
    name = wrapped.get("__class__")
    if package is None or not isinstance(name, str) or name.startswith("_"):
        return wrapped
    kind = getattr(import_module(package), name, None)
    if not isinstance(kind, type) or not (hasattr(kind, "settings") or name in STATED):
        return wrapped
    settings = wrapped["__value__"]
    if not _is_of_its_size(name, settings):
        raise ValueError(f"the data of a {name} are none of its own kind")
    return kind(**settings)


def _is_of_its_size(name: str, settings: dict[str, Any]) -> bool:
    """Tell whether an object of a class takes as much memory as the settings that it is made of."""
    data = settings.get("data")
    if not all(arrays.is_plain(value) for key, value in settings.items() if key != "data"):
        return False
    if name == "StabilizerState":
        return type(data).__name__ == "Clifford"
    if name in ("Clifford", "DensityMatrix"):
        # Of a vector the latter would be the square.
        return _is_numeric(data) and _dimension_count(data) == 2
    return name not in _DENSE or _is_numeric(data)


def _is_numeric(data: Any) -> bool:
    if isinstance(data, (list, tuple)):
        return all(map(_is_numeric, data))
    is_array = type(data).__name__ == "ndarray" and data.dtype.kind in "biufc"
    return is_array or data is None or isinstance(data, (int, float, complex))


def _dimension_count(data: Any) -> int:
    if isinstance(data, (list, tuple)):
        return 1 + (_dimension_count(data[0]) if data else 0)
    return int(getattr(data, "ndim", 0))


def _package_of(module: Any) -> str | None:
    if not isinstance(module, str):
        return None
    for package in PACKAGES:
        if module == package or module.startswith(f"{package}."):
            return package
    return None
