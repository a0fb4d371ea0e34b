"""Kernels that separate points better than before, and are the overlaps that they say."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector
from qiskit.quantum_info import Statevector

from shipped import Shipped, module_of
from spinwire import RuntimeDecoder, RuntimeEncoder, SpinwireError, UserMessenger

NAME = "quantum_kernel_alignment"


def two_groups(count: int = 16) -> tuple[Any, Any]:
    """Return points about two centres, and which of them each is of."""
    random = np.random.default_rng(8)
    labels = np.array([-1, 1] * (count // 2))
    centres = np.array([0.8, 0.4, -0.5, 0.9])
    return labels[:, np.newaxis] * centres + random.normal(0, 0.25, (count, 4)), labels


def test_alignment_lowers_the_loss_and_separates_the_groups(shipped: Shipped) -> None:
    data, labels = two_groups()
    outcome = shipped.run(
        NAME,
        data=data,
        labels=labels,
        # Nearly no superposition: all points look the same.
        initial_kernel_parameters=[0.1, 0.1],
        maxiters=25,
        seed=3,
    )
    result = outcome.result
    assert result["loss"] < 0.75 * result["history"][0]
    kernel = result["aligned_kernel_matrix"]
    assert kernel.shape == (16, 16)
    assert np.linalg.eigvalsh(kernel)[0] > -1e-9
    same = np.equal.outer(labels, labels)
    assert kernel[same].mean() > kernel[~same].mean() + 0.3
    assert [message["iteration"] for message in outcome.messages] == list(range(1, 26))
    assert [message["loss"] for message in outcome.messages] == result["history"]


def test_the_kernel_is_the_overlap_of_the_states(shipped: Shipped) -> None:
    features, turn = ParameterVector("x", 2), Parameter("turn")
    circuit = QuantumCircuit(2)
    circuit.rx(turn, [0, 1])
    circuit.cz(0, 1)
    circuit.ry(features[0], 0)
    circuit.ry(features[1], 1)
    data = np.random.default_rng(4).uniform(-1, 1, (5, 2))
    result = shipped.run(
        NAME,
        data=data,
        labels=[1, -1, 1, -1, 1],
        feature_map=circuit,
        maxiters=2,
        shots=50_000,
    ).result
    found = {turn: result["aligned_kernel_parameters"][0]}
    states = [Statevector(circuit.assign_parameters({features: row, **found})).data for row in data]
    expected = np.abs(np.conj(states) @ np.transpose(states)) ** 2
    assert np.allclose(result["aligned_kernel_matrix"], expected, atol=0.02)


def test_it_runs_on_a_device_that_is_not_all_to_all(shipped: Shipped) -> None:
    data, labels = two_groups(6)
    result = shipped.run(NAME, "spin5", data=data, labels=labels, maxiters=2, seed=1).result
    assert len(result["history"]) == 2


def test_it_runs_on_the_simulator_of_its_author() -> None:
    aer = pytest.importorskip("qiskit_aer")
    data, labels = two_groups(4)
    text = json.dumps({"data": data, "labels": labels, "maxiters": 1}, cls=RuntimeEncoder)
    decoded = json.loads(text, cls=RuntimeDecoder)
    result = module_of(NAME).main(aer.AerSimulator(), UserMessenger(), **decoded)
    assert result["aligned_kernel_matrix"].shape == (4, 4)


def without_own_parameters() -> QuantumCircuit:
    circuit = QuantumCircuit(2)
    for qubit, feature in enumerate(ParameterVector("x", 2)):
        circuit.rx(feature, qubit)
    return circuit


GOOD: dict[str, Any] = {"data": [[0.1, 0.2], [0.3, 0.4]], "labels": [1, -1]}


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "rule=#/required"),
        ({"data": [[1.0], [2.0, 3.0]], "labels": [1, -1]}, "data must be rows"),
        ({"data": [[1.0]], "labels": [1]}, "rule=#/properties/data/anyOf"),
        ({**GOOD, "labels": [0, 1]}, "rule=#/properties/labels/anyOf"),
        ({**GOOD, "labels": [1, 1]}, "both must occur"),
        ({**GOOD, "feature_map": 3}, "feature_map/x-spinwire-type"),
        ({**GOOD, "feature_map": QuantumCircuit(2)}, "0 parameters x[…], a point 2 features"),
        ({**GOOD, "feature_map": without_own_parameters()}, "no parameters of its own"),
        ({**GOOD, "C": 0}, "above the minimum"),
        ({**GOOD, "maxiters": -1}, "below the minimum"),
        ({**GOOD, "initial_kernel_parameters": [1, 2]}, "1 finite numbers"),
        ({**GOOD, "kernel": 1}, "not known: kernel"),
    ],
)
def test_what_cannot_be_aligned_is_refused_with_the_reason(
    shipped: Shipped, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(SpinwireError) as caught:
        shipped.run(NAME, **inputs)
    assert words in str(caught.value)
