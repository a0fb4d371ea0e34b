"""Means that are estimated next to a noisy device are read with its errors, as its counts are."""

from __future__ import annotations

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from spinwire_program.backend import SpinwireBackend

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

SHOTS = 200_000
#: Reads 1 for 0 in 3 and 0 for 1 in 9 of 100 cases, and does nothing else wrong.
READOUT = {
    "errors": [
        {
            "type": "roerror",
            "operations": ["measure"],
            "probabilities": [[0.97, 0.03], [0.09, 0.91]],
        }
    ]
}


def ghz() -> QuantumCircuit:
    circuit = QuantumCircuit(3)
    circuit.ry(1.1, 0)
    circuit.cx(0, 1)
    circuit.cx(1, 2)
    return circuit


def from_counts(backend: SpinwireBackend, circuit: QuantumCircuit, label: str) -> float:
    measured = circuit.copy()
    for qubit, letter in enumerate(reversed(label)):
        if letter == "X":
            measured.h(qubit)
        if letter == "Y":
            measured.sdg(qubit)
            measured.h(qubit)
    measured.measure_all()
    counts = backend.run(measured, shots=SHOTS, noise_model=READOUT).result().get_counts()
    asked = [place for place, letter in enumerate(label) if letter != "I"]
    signs = {bits: (-1) ** sum(bits[place] == "1" for place in asked) for bits in counts}
    return sum(signs[bits] * count for bits, count in counts.items()) / SHOTS


@pytest.mark.parametrize("method", ["statevector", "density_matrix"])
def test_an_estimate_agrees_with_counts(backend: SpinwireBackend, method: str) -> None:
    labels = ["ZZZ", "IIZ", "ZIZ", "XYX", "YYX", "ZIX"]
    estimated = backend.expectation_values(
        ghz(),
        [SparsePauliOp(label) for label in labels],
        shots=SHOTS,
        noise_model=READOUT,
        method=method,
    )
    for label, mean in zip(labels, estimated.values, strict=True):
        # Each of the two is off by 1 / sqrt(shots) at most, in one standard deviation.
        assert mean == pytest.approx(from_counts(backend, ghz(), label), abs=6 * (2 / SHOTS) ** 0.5)


def test_an_estimate_on_qubits_that_nothing_acts_on_is_read_wrongly_too(
    backend: SpinwireBackend,
) -> None:
    circuit = QuantumCircuit(3)
    circuit.x(0)
    found = backend.expectation_values(
        circuit, ["ZII", "IIZ", "ZIZ"], shots=SHOTS, noise_model=READOUT
    )
    expected = [1 - 2 * 0.03, -(1 - 2 * 0.09), -(1 - 2 * 0.03) * (1 - 2 * 0.09)]
    assert found.values == pytest.approx(expected, abs=6 / SHOTS**0.5)
    assert np.all(found.standard_errors > 0)


def test_exact_means_have_no_readout(backend: SpinwireBackend) -> None:
    found = backend.expectation_values(ghz(), ["ZIZ", "IIZ"], noise_model=READOUT)
    assert found.values == pytest.approx([1.0, np.cos(1.1)], abs=1e-9)
