"""Values for the parameters of circuits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from qiskit.circuit import Parameter, ParameterVector, QuantumCircuit
from qiskit.circuit.classical import types

from golden_circuits import RecordedSimulator
from spinwire_program.backend import SpinwireBackend
from spinwire_program.bindings import Bindings
from spinwire_program.errors import SpinwireError
from spinwire_program.packing import pack_circuit

DEVICE = {"name": "any", "qubit_count": 4, "basis_gates": ["rx", "cx"]}
A, B = Parameter("a"), Parameter("b")


def circuit_of(*angles: Any) -> QuantumCircuit:
    """Return a circuit that turns a qubit by some angles."""
    circuit = QuantumCircuit(1, 1)
    for angle in angles:
        circuit.rx(angle, 0)
    circuit.measure(0, 0)
    return circuit


def numbers(circuit: QuantumCircuit, given: dict[Any, Any]) -> Any:
    """Return what instructions take, a row for each set of values."""
    return np.array(Bindings(circuit, given).rows(pack_circuit(circuit)))[:, 1:]


ANGLES = [0.25, A, -2 * A + 1, A - B / 3 + 0.5, A * B, (A + B).sin(), abs(A), A.sign()]


def test_every_expression_has_the_value_that_qiskit_gives_it() -> None:
    circuit = circuit_of(*ANGLES)
    values = {A: [0.5, -1.25, 2.0], B: [3.0, 0.125, -1.0]}
    for row, a, b in zip(numbers(circuit, values), *values.values(), strict=True):
        bound = circuit.assign_parameters({A: a, B: b})
        expected = [float(instruction.params[0]) for instruction in bound.data[:-1]]
        assert np.allclose(row, expected, rtol=1e-15, atol=1e-15)


def test_one_set_of_values_may_be_plain_numbers() -> None:
    assert numbers(circuit_of(A, 2 * B), {A: 1, "b": 0.5}).tolist() == [[1.0, 1.0]]


def test_a_vector_s_values_may_be_given_together() -> None:
    vector = ParameterVector("v", 3)
    circuit = circuit_of(*vector)
    assert numbers(circuit, {vector: [[1, 2, 3], [4, 5, 6]]}).tolist() == [[1, 2, 3], [4, 5, 6]]


def test_the_global_phase_may_depend_on_parameters() -> None:
    circuit = circuit_of(0.5)
    circuit.global_phase = A + 1
    rows = Bindings(circuit, {A: [1, 2]}).rows(pack_circuit(circuit))
    assert [row[0] for row in rows] == [2, 3]


def test_a_classical_input_takes_a_number() -> None:
    circuit = circuit_of(A)
    turns = circuit.add_input("turns", types.Uint(8))
    rows = numbers(circuit, {A: [0.5, 1.5], turns: [3, 4]})
    assert rows.tolist() == [[3.0, 0.5], [4.0, 1.5]]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({A: [1, 2], B: [1]}, "circuit.malformedBinds"),
        ({A: ["x"]}, "circuit.malformedBinds"),
        ({A: [[1]]}, "circuit.malformedBinds"),
        ({A: []}, "circuit.malformedBinds"),
        ({A: 1}, "circuit.unboundParameters"),
        ({A: [0.0, 1.0], B: [0.0, 0.0]}, "circuit.malformedBinds"),
    ],
)
def test_values_that_do_not_fit_are_refused(given: dict[Any, Any], code: str) -> None:
    with pytest.raises(SpinwireError) as caught:
        numbers(circuit_of(A, 1 / B), given)
    assert caught.value.code == code


# In a run


def backend() -> tuple[SpinwireBackend, RecordedSimulator]:
    simulator = RecordedSimulator()
    return SpinwireBackend(DEVICE, simulator), simulator


def test_a_structure_is_sent_once_with_all_its_numbers() -> None:
    made, simulator = backend()
    first, second = circuit_of(A, 0.5), circuit_of(0.5, B)
    made.run([first, second, circuit_of(1, 2)], parameter_binds=[{A: [1, 2]}, {B: [3]}, {}])
    (request,) = simulator.requests
    assert len(request.structures) == 1
    runs = [np.frombuffer(run[8:], "<f8").tolist()[1:] for run in request.runs]
    assert runs == [[1, 0.5], [2, 0.5], [0.5, 3], [1, 2]]


@pytest.mark.parametrize("binds", [[{A: 1}, {A: 1}], [3], 5])
def test_there_are_as_many_binds_as_circuits(binds: Any) -> None:
    made, simulator = backend()
    with pytest.raises(SpinwireError, match="malformedBinds"):
        made.run(circuit_of(A), parameter_binds=binds)
    assert simulator.requests == []


def test_circuits_run_without_values_are_refused_by_name() -> None:
    made, _ = backend()
    with pytest.raises(SpinwireError) as caught:
        made.run([circuit_of(0.5), circuit_of(A + B)])
    assert caught.value.context["parameters"] == ["a", "b"]
