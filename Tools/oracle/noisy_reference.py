"""Dense simulation of noisy circuits, one matrix for each content of the classical bits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit.circuit import QuantumCircuit
from qiskit.quantum_info import DensityMatrix, Operator, SuperOp
from qiskit_aer.noise import NoiseModel

Branches = dict[int, DensityMatrix]

ZERO = np.array([[1, 0], [0, 0]])
ONE = np.array([[0, 0], [0, 1]])


def outcome_probabilities(circuit: QuantumCircuit, model: NoiseModel) -> dict[int, float]:
    """Return the probability of each content of the classical bits, bit 0 the least significant."""
    start = DensityMatrix.from_int(0, 2**circuit.num_qubits)
    branches = _run(circuit, {0: start}, list(range(circuit.num_qubits)), model, circuit)
    return {key: float(np.real(state.trace())) for key, state in branches.items()}


def error_of(model: NoiseModel, name: str, qubits: list[int]) -> Any:
    """Return the error that a model has for an instruction."""
    local = model._local_quantum_errors.get(name, {})
    return local.get(tuple(qubits), model._default_quantum_errors.get(name))


def _readout(model: NoiseModel, qubit: int) -> NDArray[np.float64]:
    error = model._local_readout_errors.get((qubit,), model._default_readout_error)
    return np.eye(2) if error is None else np.asarray(error.probabilities)


def _run(
    body: QuantumCircuit,
    branches: Branches,
    qubits: list[int],
    model: NoiseModel,
    whole: QuantumCircuit,
) -> Branches:
    for instruction in body.data:
        operation = instruction.operation
        places = [qubits[body.find_bit(qubit).index] for qubit in instruction.qubits]
        error = error_of(model, operation.name, places)
        if operation.name == "barrier":
            continue
        if operation.name == "if_else":
            bit, value = operation.condition
            place = whole.find_bit(bit).index
            taken = {k: s for k, s in branches.items() if (k >> place & 1) == value}
            rest = {k: s for k, s in branches.items() if (k >> place & 1) != value}
            done = _run(operation.blocks[0], taken, places, model, whole)
            branches = _merged([*done.items(), *rest.items()])
            continue
        if operation.name == "measure":
            if error is not None:
                branches = {k: s.evolve(SuperOp(error), places) for k, s in branches.items()}
            clbit = whole.find_bit(instruction.clbits[0]).index
            branches = _measured(branches, places[0], clbit, _readout(model, places[0]))
            continue
        channel = SuperOp(operation) if operation.name == "reset" else Operator(operation)
        branches = {k: s.evolve(channel, places) for k, s in branches.items()}
        if error is not None:
            branches = {
                k: s.evolve(SuperOp(error), places[: error.num_qubits]) for k, s in branches.items()
            }
    return branches


def _measured(
    branches: Branches, qubit: int, clbit: int, confusion: NDArray[np.float64]
) -> Branches:
    states = []
    for key, state in branches.items():
        for true, projector in enumerate((ZERO, ONE)):
            part = state.evolve(Operator(projector), [qubit])
            for read in (0, 1):
                outcome = (key & ~(1 << clbit)) | read << clbit
                states.append((outcome, confusion[true][read] * part))
    return _merged(states)


def _merged(states: list[tuple[int, DensityMatrix]]) -> Branches:
    merged: Branches = {}
    for key, state in states:
        if np.real(state.trace()) > 1e-15:
            merged[key] = merged[key] + state if key in merged else state
    return merged
