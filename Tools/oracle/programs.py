"""Circuits with loops, switches and classical values, for what Qiskit's exporter writes."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from qiskit.circuit import ClassicalRegister, Parameter, QuantumCircuit, QuantumRegister
from qiskit.circuit.classical import expr, types


def control_flow_circuits() -> list[QuantumCircuit]:
    """Return one circuit for each construct of Qiskit's control flow."""
    builders: list[Callable[[], QuantumCircuit]] = [
        _teleport,
        _repeat_until_success,
        _loop_over_angles,
        _broken_loop,
        _switch,
        _expressions,
        _wide_condition,
    ]
    return [build() for build in builders]


def _teleport() -> QuantumCircuit:
    circuit = QuantumCircuit(3, 3, name="teleport")
    circuit.ry(1.1, 0)
    circuit.h(1)
    circuit.cx(1, 2)
    circuit.cx(0, 1)
    circuit.h(0)
    circuit.measure([0, 1], [0, 1])
    with circuit.if_test((circuit.clbits[1], 1)):
        circuit.x(2)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.z(2)
    circuit.measure(2, 2)
    return circuit


def _repeat_until_success() -> QuantumCircuit:
    circuit = QuantumCircuit(2, 2, name="repeat_until_success")
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.while_loop((circuit.clbits[0], 0)):
        circuit.ry(0.7, 1)
        circuit.h(0)
        circuit.measure(0, 0)
    circuit.measure(1, 1)
    return circuit


def _loop_over_angles() -> QuantumCircuit:
    circuit = QuantumCircuit(2, 2, name="loop_over_angles")
    step = Parameter("step")
    with circuit.for_loop(range(1, 5), step):
        circuit.rx(step * 0.25, 0)
        circuit.cx(0, 1)
    with circuit.for_loop((3, 1), None):
        circuit.ry(0.2, 1)
    circuit.measure([0, 1], [0, 1])
    return circuit


def _broken_loop() -> QuantumCircuit:
    circuit = QuantumCircuit(2, 2, name="broken_loop")
    with circuit.for_loop(range(5)):
        circuit.h(0)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.break_loop()
        circuit.ry(0.5, 1)
    circuit.measure(1, 1)
    return circuit


def _switch() -> QuantumCircuit:
    register = ClassicalRegister(2, "c")
    result = ClassicalRegister(2, "r")
    circuit = QuantumCircuit(QuantumRegister(2, "q"), register, result, name="switch")
    circuit.h([0, 1])
    circuit.measure([0, 1], register)
    circuit.reset([0, 1])
    with circuit.switch(register) as case:
        with case(0):
            circuit.x(0)
        with case(1, 2):
            circuit.ry(0.9, 1)
        with case(case.DEFAULT):
            circuit.x([0, 1])
    circuit.measure([0, 1], result)
    return circuit


def variables() -> QuantumCircuit:
    """Return a loop that alternates between 3 and 1 until a coin shows 1.

    Two thirds of the shots end at 3, with outcome 111; the others with 001.
    """
    circuit = QuantumCircuit(2, 3, name="variables")
    count = circuit.add_var("count", expr.lift(0, types.Uint(8)))
    done = circuit.add_var("done", expr.lift(0, types.Uint(1)))
    with circuit.while_loop(expr.equal(done, 0)):
        circuit.h(0)
        circuit.measure(0, 0)
        circuit.store(count, expr.bit_or(expr.bit_xor(count, 2), expr.lift(1, types.Uint(8))))
        circuit.store(done, expr.cast(circuit.clbits[0], types.Uint(1)))
    with circuit.if_test(expr.equal(count, 3)):
        circuit.x(1)
    circuit.measure(1, 1)
    with circuit.if_test(expr.equal(expr.bit_and(count, 2), 0)):
        circuit.x(0)
    circuit.measure(0, 2)
    return circuit


def _expressions() -> QuantumCircuit:
    first, second = ClassicalRegister(3, "a"), ClassicalRegister(3, "b")
    result = ClassicalRegister(1, "r")
    circuit = QuantumCircuit(QuantumRegister(3, "q"), first, second, result, name="expressions")
    for qubit in range(3):
        circuit.ry(0.6 + 0.5 * qubit, qubit)
    circuit.measure(range(3), first)
    circuit.h(range(3))
    circuit.measure(range(3), second)
    circuit.reset(0)
    with circuit.if_test(
        expr.logic_and(expr.less(first, second), expr.not_equal(expr.bit_xor(first, second), 6))
    ):
        circuit.x(0)
    with circuit.if_test(expr.greater(expr.bit_or(first, 2), 4)):
        circuit.ry(0.4, 0)
    with circuit.if_test(expr.lift(second[2])):
        circuit.ry(0.8, 0)
    circuit.measure(0, result)
    return circuit


def _wide_condition() -> QuantumCircuit:
    register = ClassicalRegister(70, "wide")
    circuit = QuantumCircuit(QuantumRegister(2, "q"), register, name="wide_condition")
    circuit.h(0)
    circuit.measure(0, register[69])
    with circuit.if_test((register, 1 << 69)):
        circuit.x(1)
    circuit.measure(1, register[0])
    return circuit


def random_flow(seed: int) -> QuantumCircuit:
    """Return a random circuit with bodies within bodies."""
    draw = random.Random(seed)
    circuit = QuantumCircuit(
        QuantumRegister(3, "q"),
        ClassicalRegister(2, "a"),
        ClassicalRegister(3, "b"),
        name=f"flow_{seed}",
    )
    for _ in range(6):
        _append(circuit, draw, 0)
    circuit.measure(circuit.qubits, circuit.cregs[1])
    return circuit


def _append(circuit: QuantumCircuit, draw: random.Random, depth: int) -> None:
    kind = draw.randrange(6 if depth == 2 else 10)
    qubit, other = draw.sample(range(3), 2)
    if kind < 2:
        circuit.u(*(draw.uniform(-math.pi, math.pi) for _ in range(3)), qubit)
    elif kind == 2:
        circuit.crx(draw.uniform(-3, 3), qubit, other)
    elif kind == 3:
        circuit.measure(qubit, draw.randrange(5))
    elif kind == 4:
        circuit.reset(qubit)
    elif kind == 5:
        circuit.ccx(*draw.sample(range(3), 3))
    elif kind == 6:
        with circuit.for_loop(range(draw.randint(1, 3))):
            _append(circuit, draw, depth + 1)
            _append(circuit, draw, depth + 1)
    elif kind == 7:
        with circuit.switch(draw.choice(circuit.cregs)) as case:
            with case(draw.randrange(2), 3):
                _append(circuit, draw, depth + 1)
            with case(case.DEFAULT):
                _append(circuit, draw, depth + 1)
    else:
        register = draw.choice(circuit.cregs)
        with circuit.if_test((register, draw.randrange(1 << register.size))) as otherwise:
            _append(circuit, draw, depth + 1)
        with otherwise:
            _append(circuit, draw, depth + 1)
