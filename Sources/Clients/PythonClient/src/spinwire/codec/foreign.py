"""Values of classes that only ``qiskit_ibm_runtime`` has, by that package's own codec."""

from __future__ import annotations

from importlib import import_module
from typing import Any

PACKAGE = "qiskit_ibm_runtime"

#: What is handed to that package's decoder, if it is installed.
TYPE_NAMES = frozenset(
    {
        "DoubleSliceSpan",
        "ExecutionSpan",
        "ExecutionSpanCollection",
        "ExecutionSpans",
        "NoiseLearnerResult",
        "TwirledSliceSpan",
        "TwirledSliceSpanV2",
        "_json",
    }
)


def _codec() -> Any:
    try:
        return import_module(f"{PACKAGE}.json")
    except ImportError:
        return import_module(f"{PACKAGE}.utils.json")


def encode(value: Any) -> Any:
    """Return that package's form of ``value``; its parts are left to the caller's encoder.

    Raises:
        TypeError: That package has no form for it either.
    """
    return _codec().RuntimeEncoder().default(value)


def decode(wrapped: dict[str, Any]) -> Any:
    """Return the value behind a wrapped one of ``TYPE_NAMES``.

    Raises:
        ImportError: The package is not installed.
    """
    return _codec().RuntimeDecoder().object_hook(wrapped)
