"""An independent reference for the simulator: slow, obvious, matrices from Qiskit's ``Operator``.

Nothing here knows the packed form or the simulator's gate table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit.circuit import ClassicalRegister, Clbit, QuantumCircuit
from qiskit.quantum_info import Operator

State = NDArray[np.complex128]


def apply(state: State, matrix: State, qubits: list[int]) -> State:
    """Apply a matrix to some qubits of a state; bit 0 of its index is the first of them."""
    qubit_count = state.size.bit_length() - 1
    count = len(qubits)
    # Qubit q is axis n-1-q of the state, and axis k-1-i of the matrix for its i-th operand.
    axes = [qubit_count - 1 - qubit for qubit in reversed(qubits)]
    tensor = state.reshape([2] * qubit_count)
    gate = matrix.reshape([2] * (2 * count))
    moved = np.tensordot(gate, tensor, axes=(list(range(count, 2 * count)), axes))
    return np.moveaxis(moved, list(range(count)), axes).reshape(-1)


def statevector(circuit: QuantumCircuit) -> State:
    """Return the final state of a circuit of gates, global phase included."""
    state = np.zeros(1 << circuit.num_qubits, dtype=np.complex128)
    state[0] = 1
    for instruction in circuit.data:
        if instruction.operation.name in ("barrier", "delay"):
            continue
        qubits = [circuit.find_bit(bit).index for bit in instruction.qubits]
        state = apply(state, Operator(instruction.operation).data, qubits)
    return state * np.exp(1j * float(circuit.global_phase))


def outcome_probabilities(circuit: QuantumCircuit) -> dict[int, float]:
    """Return the probability of each outcome of the classical bits, bit 0 least significant.

    Follows every branch of every measurement and reset.
    """
    state = np.zeros(1 << circuit.num_qubits, dtype=np.complex128)
    state[0] = 1
    branches = [(1.0, state, 0)]
    qubits = list(range(circuit.num_qubits))
    clbits = list(range(circuit.num_clbits))
    totals: dict[int, float] = {}
    for probability, _, memory in _run(circuit, qubits, clbits, branches):
        totals[memory] = totals.get(memory, 0.0) + probability
    return totals


Branch = tuple[float, State, int]


def _run(
    circuit: QuantumCircuit, qubits: list[int], clbits: list[int], branches: list[Branch]
) -> list[Branch]:
    for instruction in circuit.data:
        operation: Any = instruction.operation
        on = [qubits[circuit.find_bit(bit).index] for bit in instruction.qubits]
        to = [clbits[circuit.find_bit(bit).index] for bit in instruction.clbits]
        if operation.name in ("barrier", "delay"):
            continue
        if operation.name == "measure":
            branches = [part for branch in branches for part in _measure(branch, on[0], to[0])]
        elif operation.name == "reset":
            branches = [part for branch in branches for part in _reset(branch, on[0])]
        elif operation.name == "if_else":
            branches = [
                part
                for branch in branches
                for part in _choose(circuit, operation, clbits, on, to, branch)
            ]
        elif operation.name == "for_loop":
            values, _, body = operation.params
            for _ in values:
                branches = _run(body, on, to, branches)
        elif operation.name == "switch_case":
            branches = [
                part
                for branch in branches
                for part in _switch(circuit, operation, clbits, on, to, branch)
            ]
        elif operation.name == "initialize":
            matrix = _preparation(operation.params)
            for qubit in on:
                branches = [part for branch in branches for part in _reset(branch, qubit)]
            branches = [(p, apply(state, matrix, on), memory) for p, state, memory in branches]
        else:
            matrix = Operator(operation).data
            branches = [(p, apply(state, matrix, on), memory) for p, state, memory in branches]
    return branches


def _project(state: State, qubit: int, outcome: int) -> tuple[float, State]:
    keep = (np.arange(state.size) >> qubit & 1) == outcome
    projected = np.where(keep, state, 0)
    weight = float(np.sum(np.abs(projected) ** 2))
    return weight, projected / np.sqrt(weight) if weight > 1e-14 else projected


def _measure(branch: Branch, qubit: int, clbit: int) -> list[Branch]:
    probability, state, memory = branch
    parts = []
    for outcome in (0, 1):
        weight, projected = _project(state, qubit, outcome)
        if weight > 1e-14:
            updated = memory & ~(1 << clbit) | outcome << clbit
            parts.append((probability * weight, projected, updated))
    return parts


def _reset(branch: Branch, qubit: int) -> list[Branch]:
    flip = np.array([[0, 1], [1, 0]], dtype=np.complex128)
    probability, state, memory = branch
    parts = []
    for outcome in (0, 1):
        weight, projected = _project(state, qubit, outcome)
        if weight > 1e-14:
            emptied = apply(projected, flip, [qubit]) if outcome else projected
            parts.append((probability * weight, emptied, memory))
    return parts


def _choose(
    circuit: QuantumCircuit,
    operation: Any,
    clbits: list[int],
    on: list[int],
    to: list[int],
    branch: Branch,
) -> list[Branch]:
    resource, wanted = operation.condition
    held = _held(circuit, resource, clbits, branch)
    bodies = list(operation.params)
    body = bodies[0] if held == wanted else (bodies[1] if len(bodies) > 1 else None)
    return [branch] if body is None else _run(body, on, to, [branch])


def _switch(
    circuit: QuantumCircuit,
    operation: Any,
    clbits: list[int],
    on: list[int],
    to: list[int],
    branch: Branch,
) -> list[Branch]:
    held = _held(circuit, operation.target, clbits, branch)
    for values, body in operation.cases_specifier():
        # What is no number is the default, which stands last.
        if held in values or not isinstance(values[0], int):
            return _run(body, on, to, [branch])
    return [branch]


def _held(circuit: QuantumCircuit, resource: Any, clbits: list[int], branch: Branch) -> int:
    """Return the value of a bit or register."""
    bits: list[Clbit] = list(resource) if isinstance(resource, ClassicalRegister) else [resource]
    indices = [clbits[circuit.find_bit(bit).index] for bit in bits]
    return sum((branch[2] >> index & 1) << place for place, index in enumerate(indices))


def _preparation(amplitudes: list[complex]) -> State:
    """Return some unitary whose first column is the given state."""
    column = np.asarray(amplitudes, dtype=np.complex128)
    rest = np.eye(column.size, dtype=np.complex128)
    # Swapping in the pivot keeps the columns independent.
    pivot = int(np.argmax(np.abs(column)))
    rest[:, pivot] = rest[:, 0]
    rest[:, 0] = column
    matrix, triangle = np.linalg.qr(rest)
    return matrix * (triangle[0, 0])
