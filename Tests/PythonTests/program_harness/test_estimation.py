"""What is refused of expectation values before anything is sent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from qiskit.circuit import Parameter, ParameterVector, QuantumCircuit

from golden_circuits import RecordedSimulator
from spinwire_program import estimation
from spinwire_program.backend import SpinwireBackend
from spinwire_program.errors import SpinwireError

DEVICE: dict[str, Any] = {"name": "any", "qubit_count": 30, "basis_gates": ["rx", "cx"]}
A, B = Parameter("a"), Parameter("b")
VECTOR = ParameterVector("v", 2)


def refused(circuit: QuantumCircuit, observables: Any, values: Any = None) -> SpinwireError:
    """Return the error that comes of a mean, without anything having been sent."""
    simulator = RecordedSimulator()
    with pytest.raises(SpinwireError) as caught:
        SpinwireBackend(DEVICE, simulator).expectation_values(circuit, observables, values)
    assert not simulator.requests
    return caught.value


def rotated() -> QuantumCircuit:
    """Return a circuit of two parameters and a vector of two."""
    circuit = QuantumCircuit(1)
    for angle in (A, B, *VECTOR):
        circuit.rx(angle, 0)
    return circuit


@pytest.mark.parametrize(
    "observables",
    [{"0" * 18: 1.0}, {"+r" * 13: 1.0}, [{"0" * 13: 1.0}, {"1" * 13: 1.0, "l" * 13: 0.5}]],
)
def test_projectors_are_not_written_out_without_a_limit(observables: Any) -> None:
    label = next(iter(observables[0] if isinstance(observables, list) else observables))
    error = refused(QuantumCircuit(len(label)), observables)
    assert error.code == "circuit.overLimit"
    assert error.context["limit"] == estimation.PROJECTOR_TERM_COUNT_MAX


@pytest.mark.parametrize(
    "values",
    [
        {A: np.zeros((2, 3)), B: np.zeros((3, 2)), VECTOR: np.zeros(2)},
        {A: np.zeros(2), B: np.zeros(3), VECTOR: np.zeros(2)},
        {A: 0.0, B: np.zeros(3), VECTOR: np.zeros((4, 2))},
        {A: [[0.0], [1.0, 2.0]], B: 0.0, VECTOR: np.zeros(2)},
    ],
)
def test_values_of_shapes_that_do_not_fit_are_refused(values: Any) -> None:
    assert refused(rotated(), "Z", values).code == "circuit.malformedBinds"
