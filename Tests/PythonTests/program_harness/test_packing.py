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
from qiskit.circuit.classical import expr, types
from qiskit.circuit.library import CUGate, DiagonalGate, MCXGate, RYGate, SGate, UnitaryGate
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping

from golden_circuits import GoldenBatch, golden_request
from spinwire_program.errors import SpinwireError
from spinwire_program.gate_table import STANDARD_GATES
from spinwire_program.packing import STRUCTURE_HEADER, pack_circuit, require_values


def words_of(circuit: QuantumCircuit) -> list[int]:
    """Return the words of a packed circuit."""
    structure = pack_circuit(circuit).structure
    _, _, variables, count, *_ = STRUCTURE_HEADER.unpack_from(structure)
    start = STRUCTURE_HEADER.size + 4 * variables
    return [int(word) for word in np.frombuffer(structure, "<u4", count, start)]


def variable_types_of(circuit: QuantumCircuit) -> list[int]:
    """Return the types of the classical variables of a packed circuit."""
    structure = pack_circuit(circuit).structure
    count = STRUCTURE_HEADER.unpack_from(structure)[2]
    return [int(word) for word in np.frombuffer(structure, "<u4", count, STRUCTURE_HEADER.size)]


def constants_of(circuit: QuantumCircuit) -> list[float]:
    """Return the constants of a packed circuit."""
    structure = pack_circuit(circuit).structure
    count = STRUCTURE_HEADER.unpack_from(structure)[5]
    return [float(x) for x in np.frombuffer(structure[len(structure) - 8 * count :], "<f8")]


def parameters_of(circuit: QuantumCircuit) -> list[float]:
    """Return what the instructions of a packed circuit take."""
    packed = pack_circuit(circuit)
    assert STRUCTURE_HEADER.unpack_from(packed.structure)[4] == len(packed.numbers) - 1
    return packed.numbers[1:]


@pytest.mark.parametrize("name", GoldenBatch.names())
def test_golden_circuits_pack_to_golden_bytes(name: str) -> None:
    batch = GoldenBatch(name)
    assert golden_request(batch) == batch.request


def test_every_standard_gate_is_in_the_table() -> None:
    for name, gate in get_standard_gate_name_mapping().items():
        if name not in ("measure", "reset", "delay"):
            assert STANDARD_GATES[name][1:] == (gate.num_qubits, len(gate.params)), name


def test_what_changes_no_outcome_is_left_out() -> None:
    circuit = QuantumCircuit(2)
    circuit.barrier()
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
        require_values(circuit, pack_circuit(circuit))
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
CLBIT, CLBITS, VARIABLE, BOOLEAN, INTEGER, FLOAT, CAST, UNARY, BINARY, BIT = range(10)


def packed_type(width: int) -> int:
    """Return the code of an unsigned type."""
    return 0x100 + width


def integer(value: int, width: int) -> list[int]:
    """Return the words of a constant."""
    return [INTEGER | packed_type(width) << 8, value & 0xFFFFFFFF, value >> 32]


def bits(*indices: int) -> list[int]:
    """Return the words of a register's value."""
    return [CLBITS | len(indices) << 8, *indices]


def binary(operator: int) -> int:
    """Return the word of an operator."""
    return BINARY | operator << 8


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (lambda c: (c.clbits[3], 1), [0, 1, 3, 1]),
        (lambda c: (c.cregs[1], 5), [0, 3, 2, 3, 4, 5]),
        (lambda c: (c.cregs[0], 2), [0, 2, 0, 1, 2]),
        (lambda c: (c.cregs[0], 9), [2, 1, BOOLEAN]),
        (lambda c: expr.lift(c.clbits[0]), [0, 1, 0, 1]),
        (lambda c: expr.equal(c.cregs[0], 3), [0, 2, 0, 1, 3]),
        (lambda c: expr.not_equal(1, c.cregs[0]), [1, 2, 0, 1, 1]),
        (lambda c: expr.logic_not(c.clbits[0]), [2, 2, CLBIT, UNARY | 1 << 8]),
        (
            lambda c: expr.index(c.cregs[1], 1),
            [2, 8, *bits(2, 3, 4), *integer(1, 1), BIT],
        ),
        (
            lambda c: expr.logic_and(c.clbits[0], c.clbits[1]),
            [2, 3, CLBIT, CLBIT | 1 << 8, binary(3)],
        ),
        (
            lambda c: expr.less(c.cregs[0], c.cregs[1]),
            [2, 9, *bits(0, 1), CAST | packed_type(3) << 8, *bits(2, 3, 4), binary(7)],
        ),
    ],
)
def test_conditions_become_tests_of_bits_or_expressions(
    condition: Any, expected: list[int]
) -> None:
    assert words_of(choosing(condition)) == [4, *expected, 2, 2, *THEN, *OTHERWISE]


def test_variables_are_typed_and_stored_to() -> None:
    circuit = empty()
    number = circuit.add_var("number", expr.lift(5, types.Uint(40)))
    flag = circuit.add_var("flag", expr.lift(False))
    real = circuit.add_var("real", expr.lift(0.25))
    circuit.store(number, expr.add(number, 1 << 35))
    circuit.store(flag, expr.less(real, 0.5))
    circuit.store(circuit.clbits[3], flag)
    circuit.store(circuit.cregs[0], expr.cast(number, types.Uint(2)))
    assert variable_types_of(circuit) == [packed_type(40), 0, 1]
    assert constants_of(circuit) == [0.25, 0.5]
    assert words_of(circuit) == [
        *(15, 0, 0, 3, *integer(5, 40)),
        *(15, 0, 1, 1, BOOLEAN),
        *(15, 0, 2, 1, FLOAT),
        *(15, 0, 0, 5, VARIABLE, *integer(1 << 35, 40), binary(13)),
        *(15, 0, 1, 3, VARIABLE | 2 << 8, FLOAT, binary(7)),
        *(15, 1, 3, 1, VARIABLE | 1 << 8),
        *(15, 2, 2, 0, 1, 2, VARIABLE, CAST | packed_type(2) << 8),
    ]


def test_one_bit_of_a_register_or_variable_is_stored_to() -> None:
    circuit = empty()
    number = circuit.add_var("number", expr.lift(0, types.Uint(3)))
    circuit.store(expr.index(circuit.cregs[1], 2), expr.lift(True))
    circuit.store(expr.index(number, 1), expr.lift(True))
    words = words_of(circuit)
    assert words[7:12] == [15, 1, 4, 1, BOOLEAN | 1 << 8]
    # Cleared, and set to the value.
    assert words[12:15] == [15, 0, 0]
    assert words[-1] == binary(1)


def test_a_variable_from_outside_takes_a_parameter() -> None:
    circuit = QuantumCircuit(1)
    circuit.add_input("width", types.Uint(8))
    circuit.rx(0.5, 0)
    packed = pack_circuit(circuit)
    assert words_of(circuit) == [15, 0, 0, 2, 10, CAST | packed_type(8) << 8, 45, 0]
    assert packed.numbers == [0.0, None, 0.5]
    assert [variable.name for variable in packed.inputs] == ["width"]
    with pytest.raises(SpinwireError, match="unboundParameters"):
        require_values(circuit, packed)


def test_a_switch_has_its_cases() -> None:
    circuit = empty()
    with circuit.switch(circuit.cregs[0]) as case:
        with case(0, 3):
            circuit.x(0)
        with case(case.DEFAULT):
            circuit.x(1)
    cases = [0, 2, 0, 0, 3, 0, 2, *OTHERWISE, 1, 0, 2, *THEN]
    assert words_of(circuit) == [12, 3, *bits(0, 1), 2, *cases]


def test_a_switch_on_a_bit_is_one_on_a_number() -> None:
    circuit = empty()
    with circuit.switch(circuit.clbits[2]) as case, case(1):
        circuit.x(0)
    expression = [2, CLBIT | 2 << 8, CAST | packed_type(1) << 8]
    assert words_of(circuit) == [12, *expression, 1, 0, 1, 1, 0, 2, *OTHERWISE]


def test_a_loop_without_a_variable_is_counted() -> None:
    circuit = QuantumCircuit(1)
    with circuit.for_loop([7, 7, 9]):
        circuit.x(0)
    assert words_of(circuit) == [10, 0, 0, 0, 1, 0, 3, 0, 2, 34, 0]


def test_a_loop_over_a_parameter_has_rounds_of_their_own() -> None:
    circuit = QuantumCircuit(1)
    angle = Parameter("angle")
    with circuit.for_loop([1, 2, 5], angle):
        circuit.rx(angle * 0.5, 0)
        circuit.break_loop()
    assert words_of(circuit) == [11, 3, *[3, 45, 0, 13] * 3]
    assert parameters_of(circuit) == [0.5, 1.0, 2.5]


def test_a_loop_over_a_variable_counts_or_assigns_it() -> None:
    variable = expr.Var.new("i", types.Uint(8))
    body = QuantumCircuit(1, inputs=[variable])
    body.x(0)
    counted, assigned = QuantumCircuit(1), QuantumCircuit(1)
    counted.for_loop(range(9, 1, -3), variable, body, [0], [])
    assigned.for_loop([4, 1], variable, body, [0], [])
    step = [0xFFFFFFFD, 0xFFFFFFFF]
    assert words_of(counted) == [10, 1, 9, 0, *step, 3, 0, 2, 34, 0]
    stores = [[15, 0, 0, 3, *integer(value, 8), 34, 0] for value in (4, 1)]
    assert words_of(assigned) == [11, 2, 9, *stores[0], 9, *stores[1]]
    assert variable_types_of(counted) == variable_types_of(assigned) == [packed_type(8)]


def test_a_loop_may_end_by_a_condition() -> None:
    circuit = empty()
    with circuit.while_loop((circuit.clbits[0], 0)):
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[1], 1)):
            circuit.continue_loop()
    inner = [4, 0, 1, 1, 1, 1, 0, 14]
    assert words_of(circuit) == [9, 0, 1, 0, 0, 3 + len(inner), 1, 0, 0, *inner]


def test_durations_are_refused_and_delays_are_seconds() -> None:
    circuit = QuantumCircuit(1)
    circuit.delay(100, 0)
    circuit.delay(2.5, 0, "ms")
    assert words_of(circuit) == [8, 0, 8, 0]
    assert constants_of(circuit) == [0.0, 2.5e-3]
    structure = pack_circuit(circuit, dt=2e-10).structure
    assert np.frombuffer(structure[-16:], "<f8").tolist() == [2e-8, 2.5e-3]
    stretched = QuantumCircuit(1)
    stretched.delay(stretched.add_stretch("a"), 0)
    with pytest.raises(SpinwireError, match="stretch"):
        pack_circuit(stretched)


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
