"""Lithium hydride as the shipped program solves it, for those who solve it another way."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit.library import real_amplitudes
from qiskit.quantum_info import SparsePauliOp
from scipy.optimize import minimize

INPUTS = Path(__file__).resolve().parents[3] / "Programs" / "vqe" / "lih.json"
#: As in the program: half the distance of the energies that a slope is taken from.
SLOPE_STEP = 1e-4


@dataclass(frozen=True)
class Problem:
    """What is to be minimised, from where."""

    circuit: QuantumCircuit
    hamiltonian: SparsePauliOp
    start: Any


def lithium_hydride() -> Problem:
    """Return the problem of the program's example, with the start that its seed draws."""
    inputs = json.loads(INPUTS.read_text())
    hamiltonian = SparsePauliOp.from_list(list(inputs["hamiltonian"].items()))
    assert inputs["ansatz"] == "real_amplitudes"
    circuit = real_amplitudes(hamiltonian.num_qubits, **inputs["ansatz_options"])
    random = np.random.default_rng(inputs["seed"])
    return Problem(circuit, hamiltonian, random.uniform(-math.pi, math.pi, circuit.num_parameters))


def rows_around(point: Any) -> Any:
    """Return a point, and those that its slope is taken from."""
    steps = SLOPE_STEP * np.eye(len(point))
    return np.concatenate([point[np.newaxis], point + steps, point - steps])


def solve(energies_of: Callable[[Any], Any], start: Any) -> tuple[float, int]:
    """Minimise; returns the least energy and how many were computed.

    Args:
        energies_of: Returns the energies of the rows of an array of parameters.
        start: Where to begin.
    """
    count = 0

    def energy_and_slope(point: Any) -> tuple[float, Any]:
        nonlocal count
        energies = np.asarray(energies_of(rows_around(point)))
        count += len(energies)
        above, below = energies[1:].reshape(2, -1)
        return float(energies[0]), (above - below) / (2 * SLOPE_STEP)

    found = minimize(energy_and_slope, start, jac=True, method="L-BFGS-B")
    return float(found.fun), count
