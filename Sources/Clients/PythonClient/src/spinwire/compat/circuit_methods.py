"""Methods that ``QuantumCircuit`` had under other names."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any


def _renamed(current: str) -> Callable[..., Any]:
    def method(self: Any, *arguments: Any, **options: Any) -> Any:
        return getattr(self, current)(*arguments, **options)

    return method


def _bind_parameters(self: Any, values: Any) -> Any:
    return self.assign_parameters(values)


def _u2(self: Any, phi: Any, lam: Any, qubit: Any) -> Any:
    return self.u(math.pi / 2, phi, lam, qubit)


def _cu3(self: Any, theta: Any, phi: Any, lam: Any, control: Any, target: Any) -> Any:
    return self.cu(theta, phi, lam, 0, control, target)


def _qasm(self: Any) -> str:
    from qiskit import qasm2

    return str(qasm2.dumps(self))


_METHODS: dict[str, Callable[..., Any]] = {
    "bind_parameters": _bind_parameters,
    "cnot": _renamed("cx"),
    "cu1": _renamed("cp"),
    "cu3": _cu3,
    "fredkin": _renamed("cswap"),
    "i": _renamed("id"),
    "mct": _renamed("mcx"),
    "qasm": _qasm,
    "toffoli": _renamed("ccx"),
    "u1": _renamed("p"),
    "u2": _u2,
    "u3": _renamed("u"),
}


def add_to(circuit_class: Any) -> None:
    """Add the methods that the class does not have."""
    for name, method in _METHODS.items():
        if not hasattr(circuit_class, name):
            method.__name__ = name
            setattr(circuit_class, name, method)
