"""Packing circuits into requests."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from qiskit.circuit import (
    AnnotatedOperation,
    ClassicalRegister,
    ControlModifier,
    Gate,
    InverseModifier,
    Parameter,
    QuantumCircuit,
    QuantumRegister,
)
from qiskit.circuit.classical import expr
from qiskit.circuit.library import CUGate, DiagonalGate, MCXGate, RYGate, SGate, UnitaryGate
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping

from golden_circuits import GoldenBatch
from spinwire_program.errors import SpinwireError
from spinwire_program.gate_table import STANDARD_GATES
from spinwire_program.packing import CIRCUIT_HEADER, pack_circuit, pack_request


def words_of(circuit: QuantumCircuit) -> list[int]:
    """Return the words of a packed circuit."""
    data = pack_circuit(circuit)
    count = CIRCUIT_HEADER.unpack_from(data)[3]
    return [int(word) for word in np.frombuffer(data, "<u4", count, CIRCUIT_HEADER.size)]


def parameters_of(circuit: QuantumCircuit) -> list[float]:
    """Return the parameters of a packed circuit."""
    data = pack_circuit(circuit)
    words, count = CIRCUIT_HEADER.unpack_from(data)[3:5]
    return [float(x) for x in np.frombuffer(data, "<f8", count, CIRCUIT_HEADER.size + 4 * words)]


@pytest.mark.parametrize("name", GoldenBatch.names())
def test_golden_circuits_pack_to_golden_bytes(name: str) -> None:
    batch = GoldenBatch(name)
    assert pack_request(batch.circuits, batch.shots, batch.seed, batch.memory) == batch.request


def test_every_standard_gate_is_in_the_table() -> None:
    for name, gate in get_standard_gate_name_mapping().items():
        if name not in ("measure", "reset", "delay"):
            assert STANDARD_GATES[name][1:] == (gate.num_qubits, len(gate.params)), name


def test_what_changes_no_outcome_is_left_out() -> None:
    circuit = QuantumCircuit(2)
    circuit.barrier()
    circuit.delay(100, 0)
    circuit.h(1)
    circuit.barrier(0)
    assert words_of(circuit) == [37, 1]


def test_controls_that_act_on_zero_are_kept_apart_from_those_that_act_on_one() -> None:
    circuit = QuantumCircuit(3)
    circuit.cx(0, 1, ctrl_state=0)
    circuit.append(MCXGate(2, ctrl_state=1), [2, 0, 1])
    assert words_of(circuit) == [5, 1, 0, 0, 34, 1, 5, 2, 1, 2, 0, 34, 1]


def test_many_controls_are_not_taken_apart() -> None:
    circuit = QuantumCircuit(8)
    circuit.append(MCXGate(7), range(8))
    assert words_of(circuit) == [5, 7, 127, 0, 1, 2, 3, 4, 5, 6, 34, 7]


def test_the_fourth_angle_of_an_open_cu_is_a_controlled_phase() -> None:
    circuit = QuantumCircuit(2)
    circuit.append(CUGate(0.1, 0.2, 0.3, 0.4, ctrl_state=0), [0, 1])
    assert words_of(circuit) == [5, 1, 0, 0, 32, 5, 1, 0, 0, 49, 1]
    assert parameters_of(circuit) == [0.4, 0.1, 0.2, 0.3]


def test_a_gate_of_someones_own_is_not_what_its_name_says() -> None:
    inner = QuantumCircuit(1, name="h")
    inner.x(0)
    circuit = QuantumCircuit(1)
    circuit.append(inner.to_gate(), [0])
    assert words_of(circuit) == [34, 0]


def test_a_controlled_definition_controls_its_phase_too() -> None:
    inner = QuantumCircuit(1, global_phase=0.5, name="mine")
    inner.x(0)
    circuit = QuantumCircuit(2)
    circuit.append(inner.to_gate().control(1), [1, 0])
    assert words_of(circuit) == [5, 1, 1, 1, 34, 0, 5, 1, 1, 1, 32]
    assert parameters_of(circuit) == [0.5]


def test_matrices_and_diagonals_travel_as_they_are() -> None:
    circuit = QuantumCircuit(2)
    circuit.append(UnitaryGate(np.array([[0, 1j], [1, 0]])), [1])
    circuit.append(DiagonalGate([1, -1, 1j, 1]), [1, 0])
    assert words_of(circuit) == [6, 1, 1, 7, 2, 1, 0]
    assert parameters_of(circuit) == [0, 0, 0, 1, 1, 0, 0, 0, 1, 0, -1, 0, 0, 1, 1, 0]


def test_a_gate_that_is_only_a_matrix_travels_as_one() -> None:
    class Rotated(Gate):
        def __init__(self) -> None:
            super().__init__("rotated", 1, [])

        def to_matrix(self) -> Any:
            return np.array([[0, 1], [1, 0]], dtype=complex)

    circuit = QuantumCircuit(1)
    circuit.append(Rotated(), [0])
    assert words_of(circuit) == [6, 1, 0]


def test_annotations_become_controls_and_other_gates() -> None:
    inner = AnnotatedOperation(RYGate(0.5), [ControlModifier(1), InverseModifier()])
    outer = AnnotatedOperation(inner, [ControlModifier(2, 1), InverseModifier()])
    circuit = QuantumCircuit(4)
    circuit.append(outer, [0, 1, 2, 3])
    circuit.append(AnnotatedOperation(SGate(), InverseModifier()), [0])
    assert words_of(circuit) == [5, 3, 5, 0, 1, 2, 46, 3, 39, 0]
    assert parameters_of(circuit) == [0.5]


def test_an_opaque_gate_is_refused_by_name() -> None:
    circuit = QuantumCircuit(1, name="mystery")
    circuit.append(Gate("oracle_x", 1, []), [0])
    with pytest.raises(SpinwireError, match="oracle_x") as caught:
        pack_circuit(circuit)
    assert caught.value.code == "circuit.unsupported"
    assert caught.value.context["circuit"] == "mystery"


def test_parameters_without_values_are_refused_by_name() -> None:
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("theta") + Parameter("phi"), 0)
    with pytest.raises(SpinwireError) as caught:
        pack_circuit(circuit)
    assert caught.value.code == "circuit.unboundParameters"
    assert caught.value.context["parameters"] == ["phi", "theta"]


def test_assigned_parameters_become_numbers() -> None:
    theta = Parameter("theta")
    circuit = QuantumCircuit(1)
    circuit.rx(2 * theta, 0)
    circuit.p(theta, 0)
    assert parameters_of(circuit.assign_parameters({theta: 0.5})) == [1.0, 0.5]


def test_initialize_becomes_resets_and_gates() -> None:
    circuit = QuantumCircuit(2)
    circuit.initialize([math.sqrt(0.5), 0, 0, math.sqrt(0.5)], [0, 1])
    assert words_of(circuit)[:4] == [2, 0, 2, 1]


def test_measurements_inside_an_instruction_of_someones_own_keep_their_bits() -> None:
    inner = QuantumCircuit(2, 2, name="readout")
    inner.h(1)
    inner.measure([0, 1], [1, 0])
    circuit = QuantumCircuit(3, 4)
    circuit.append(inner.to_instruction(), [2, 0], [3, 1])
    assert words_of(circuit) == [37, 0, 1, 2, 1, 1, 0, 3]


# Control flow


def choosing(condition: Any) -> QuantumCircuit:
    """Return a circuit that flips qubit 1 where a condition holds and qubit 0 elsewhere."""
    circuit = empty()
    with circuit.if_test(condition(circuit)) as otherwise:
        circuit.x(1)
    with otherwise:
        circuit.x(0)
    return circuit


def empty() -> QuantumCircuit:
    """Return a circuit of two qubits and registers of two and three bits."""
    return QuantumCircuit(
        QuantumRegister(2, "q"), ClassicalRegister(2, "a"), ClassicalRegister(3, "b")
    )


THEN, OTHERWISE = [34, 1], [34, 0]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (lambda c: (c.clbits[3], 1), [4, 0, 1, 3, 1, 2, 2, *THEN, *OTHERWISE]),
        (lambda c: (c.cregs[1], 5), [4, 0, 3, 2, 3, 4, 5, 2, 2, *THEN, *OTHERWISE]),
        (lambda c: (c.cregs[0], 2), [4, 0, 2, 0, 1, 2, 2, 2, *THEN, *OTHERWISE]),
        (lambda c: expr.lift(c.clbits[0]), [4, 1, 1, 0, 0, 2, 2, *THEN, *OTHERWISE]),
        (lambda c: expr.logic_not(c.clbits[0]), [4, 1, 1, 0, 0, 2, 2, *OTHERWISE, *THEN]),
        (lambda c: expr.equal(c.cregs[0], 3), [4, 0, 2, 0, 1, 3, 2, 2, *THEN, *OTHERWISE]),
        (lambda c: expr.not_equal(1, c.cregs[0]), [4, 1, 2, 0, 1, 1, 2, 2, *THEN, *OTHERWISE]),
        (lambda c: expr.index(c.cregs[1], 1), [4, 1, 1, 3, 0, 2, 2, *THEN, *OTHERWISE]),
        (
            lambda c: expr.logic_and(c.clbits[0], c.clbits[1]),
            [4, 1, 1, 0, 0, 11, 2, 4, 1, 1, 1, 0, 2, 2, *THEN, *OTHERWISE, *OTHERWISE],
        ),
        (
            lambda c: expr.logic_or(c.clbits[0], c.clbits[1]),
            [4, 1, 1, 0, 0, 2, 11, *THEN, 4, 1, 1, 1, 0, 2, 2, *THEN, *OTHERWISE],
        ),
    ],
)
def test_conditions_become_tests_of_bits(condition: Any, expected: list[int]) -> None:
    assert words_of(choosing(condition)) == expected


def test_arithmetic_in_conditions_is_refused() -> None:
    with pytest.raises(SpinwireError, match="classical"):
        pack_circuit(choosing(lambda c: expr.less(c.cregs[0], c.cregs[1])))


def test_a_switch_is_a_chain_of_choices() -> None:
    circuit = empty()
    with circuit.switch(circuit.cregs[0]) as case:
        with case(0, 3):
            circuit.x(0)
        with case(case.DEFAULT):
            circuit.x(1)
    inner = [4, 0, 2, 0, 1, 3, 2, 2, *OTHERWISE, *THEN]
    assert words_of(circuit) == [4, 0, 2, 0, 1, 0, 2, len(inner), *OTHERWISE, *inner]


def test_a_counted_loop_is_unfolded() -> None:
    circuit = QuantumCircuit(1)
    angle = Parameter("angle")
    with circuit.for_loop([1, 2, 5], angle):
        circuit.rx(angle * 0.5, 0)
    assert words_of(circuit) == [45, 0] * 3
    assert parameters_of(circuit) == [0.5, 1.0, 2.5]


def test_a_loop_that_may_not_end_is_refused_by_name() -> None:
    circuit = empty()
    with circuit.while_loop((circuit.clbits[0], 0)):
        circuit.measure(0, 0)
    with pytest.raises(SpinwireError, match="while_loop"):
        pack_circuit(circuit)


def test_the_bits_of_nested_bodies_are_the_outer_ones() -> None:
    inner = QuantumCircuit(1, 1)
    inner.x(0)
    inner.measure(0, 0)
    outer = QuantumCircuit(2, 2)
    outer.if_test((outer.clbits[0], 1), inner, [1], [1])
    assert words_of(outer) == [4, 0, 1, 0, 1, 5, 0, 34, 1, 1, 1, 1]


def test_a_nested_body_may_test_bits_of_its_own() -> None:
    innermost = QuantumCircuit(1)
    innermost.x(0)
    inner = QuantumCircuit(1, 1)
    inner.if_test((inner.clbits[0], 0), innermost, [0], [])
    outer = QuantumCircuit(3, 3)
    outer.if_test((outer.clbits[0], 1), inner, [2], [2])
    assert words_of(outer) == [4, 0, 1, 0, 1, 9, 0, 4, 0, 1, 2, 0, 2, 0, 34, 2]
