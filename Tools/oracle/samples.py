"""Random circuits that between them use every gate, in every order of qubits."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
from qiskit.circuit import ClassicalRegister, Gate, QuantumCircuit, QuantumRegister
from qiskit.circuit.library import (
    C3SXGate,
    C3XGate,
    C4XGate,
    DiagonalGate,
    MCPhaseGate,
    MCXGate,
    UnitaryGate,
)
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.quantum_info import random_unitary

ANGLES = (0.0, 0.1, -0.7, 1.0, math.pi / 2, -math.pi, 3 * math.pi, 2.5, -6.1, 40.25)


def standard_gates() -> dict[str, Gate]:
    """Return one instance of each of Qiskit's standard gates, parameters free."""
    gates = {
        name: gate
        for name, gate in get_standard_gate_name_mapping().items()
        if name not in ("measure", "reset", "delay")
    }
    gates["c3x"] = C3XGate()
    gates["c4x"] = C4XGate()
    return gates


def with_parameters(gate: Gate, draw: random.Random) -> Gate:
    """Return the gate with an angle for each of its parameters."""
    if not gate.params:
        return gate
    angles = [draw.choice(ANGLES) + draw.choice((0.0, draw.uniform(-4, 4))) for _ in gate.params]
    return type(gate)(*angles)


def gate_circuit(qubit_count: int, length: int, seed: int) -> QuantumCircuit:
    """Return a circuit of gates alone: standard, controlled, dense, diagonal, and nested ones."""
    draw = random.Random(seed)
    circuit = QuantumCircuit(qubit_count, global_phase=draw.uniform(-3, 3), name=f"gates_{seed}")
    for qubit in range(qubit_count):
        circuit.ry(draw.uniform(0, 3), qubit)
    names = sorted(standard_gates())
    for position in range(length):
        # Every gate in turn, so that none depends on luck; then the others.
        if draw.random() < 0.8:
            name = names[(seed * 7 + position) % len(names)]
            gate: Any = with_parameters(standard_gates()[name], draw)
        else:
            gate = _special_gate(draw, qubit_count)
        if gate.num_qubits <= qubit_count:
            circuit.append(gate, draw.sample(range(qubit_count), gate.num_qubits))
    return circuit


def _special_gate(draw: random.Random, qubit_count: int) -> Any:
    kind = draw.randrange(8)
    width = draw.randint(1, min(4, qubit_count))
    if kind == 0:
        return UnitaryGate(random_unitary(1 << width, seed=draw.randrange(1 << 30)).data)
    if kind == 1:
        return DiagonalGate([np.exp(1j * draw.uniform(-3, 3)) for _ in range(1 << width)])
    if kind == 2:
        count = max(1, width - 1)
        return MCXGate(count, ctrl_state=draw.randrange(1 << count))
    if kind == 3:
        # More controls would only make the matrix of the reference large.
        return MCPhaseGate(draw.uniform(-3, 3), max(1, min(7, qubit_count - 1)))
    if kind == 4:
        return C3SXGate().inverse()
    if kind == 5:
        return _controlled_composite(draw)
    if kind == 6:
        names = [name for name, gate in standard_gates().items() if gate.num_qubits == 1]
        base = with_parameters(standard_gates()[draw.choice(sorted(names))], draw)
        return base.control(2, ctrl_state=draw.randrange(4), annotated=draw.random() < 0.3)
    names = [name for name in standard_gates() if name.startswith("c") and name != "c3sx"]
    gate = with_parameters(standard_gates()[draw.choice(sorted(names))], draw)
    gate = gate.to_mutable()
    gate.ctrl_state = draw.randrange(1 << gate.num_ctrl_qubits)
    return gate


def _controlled_composite(draw: random.Random) -> Gate:
    """Return a gate of someone's own, controlled or named like a gate that it is not.

    Not both: Qiskit itself takes the controlled one for what its name says.
    """
    controlled = draw.random() < 0.6
    name = "entangle" if controlled else "h"
    inner = QuantumCircuit(2, global_phase=draw.uniform(-3, 3), name=name)
    inner.h(0)
    inner.cx(0, 1)
    inner.rz(draw.uniform(-3, 3), 1)
    gate = inner.to_gate()
    return gate.control(1, ctrl_state=draw.randrange(2), annotated=False) if controlled else gate


def dynamic_circuit(qubit_count: int, length: int, seed: int) -> QuantumCircuit:
    """Return a circuit that measures, resets and decides in between, and measures at the end."""
    draw = random.Random(seed)
    qubits = QuantumRegister(qubit_count, "q")
    first, second = ClassicalRegister(2, "a"), ClassicalRegister(qubit_count, "b")
    circuit = QuantumCircuit(qubits, first, second, name=f"dynamic_{seed}")
    for _ in range(length):
        _append_dynamic(circuit, draw, depth=0)
    if draw.random() < 0.8:
        circuit.measure(qubits, second)
    return circuit


def _append_dynamic(circuit: QuantumCircuit, draw: random.Random, depth: int) -> None:
    kind = draw.random()
    qubit = draw.randrange(circuit.num_qubits)
    if kind < 0.25:
        circuit.u(*(draw.uniform(-3, 3) for _ in range(3)), qubit)
    elif kind < 0.4:
        circuit.h(qubit)
    elif kind < 0.6 and circuit.num_qubits > 1:
        circuit.cx(*draw.sample(range(circuit.num_qubits), 2))
    elif kind < 0.72:
        circuit.measure(qubit, draw.randrange(circuit.num_clbits))
    elif kind < 0.8:
        circuit.reset(qubit)
    elif depth < 2:
        _append_choice(circuit, draw, depth)


def _append_choice(circuit: QuantumCircuit, draw: random.Random, depth: int) -> None:
    if draw.random() < 0.5:
        condition: Any = (draw.choice(circuit.clbits), draw.randrange(2))
    else:
        register = draw.choice(circuit.cregs)
        condition = (register, draw.randrange(min(4, 1 << register.size)))
    bodies = []
    for _ in range(2):
        body = circuit.copy_empty_like()
        body.global_phase = 0
        for _ in range(draw.randint(1, 3)):
            _append_dynamic(body, draw, depth + 1)
        bodies.append(body)
    false_body = bodies[1] if draw.random() < 0.6 else None
    circuit.if_else(condition, bodies[0], false_body, circuit.qubits, circuit.clbits)
