"""Random circuits and the benchmark's workloads on a real simulator, beside independent answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import reference
import samples
import workloads
from numpy.typing import NDArray
from qiskit import QuantumCircuit, transpile
from qiskit.quantum_info import Operator
from scipy import stats

from spinwire_program.backend import SpinwireBackend

qiskit_aer = pytest.importorskip("qiskit_aer")
aer_library = pytest.importorskip("qiskit_aer.library")

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

State = NDArray[np.complex128]

#: Twelve sizes of these make a thousand.
CIRCUITS_OF_EACH_SIZE = 84
INFIDELITY_MAX = 1e-12
DISTANCE_TO_AER_MAX = 1e-10


def infidelity(state: State, expected: State) -> float:
    """Return how far two states are apart; a phase of the whole is nothing one could see."""
    return abs(1 - float(abs(np.vdot(expected, state)) ** 2 / np.vdot(expected, expected).real))


def random_circuits(qubit_count: int) -> list[QuantumCircuit]:
    """Return circuits of every gate, the same ones each time."""
    seeds = range(1000 * qubit_count, 1000 * qubit_count + CIRCUITS_OF_EACH_SIZE)
    return [samples.gate_circuit(qubit_count, 12 + seed % 40, seed) for seed in seeds]


def saved(
    backend: SpinwireBackend,
    circuits: Sequence[QuantumCircuit],
    save: type,
    name: str,
    **options: Any,
) -> list[State]:
    """Return what the simulator saves at the end of each circuit."""
    prepared = [circuit.copy() for circuit in circuits]
    for circuit in prepared:
        circuit.append(save(circuit.num_qubits), circuit.qubits)
    result = backend.run(prepared, shots=1, **options).result()
    return [np.asarray(result.data(index)[name]) for index in range(len(circuits))]


@pytest.mark.parametrize("qubit_count", range(1, 13))
def test_states_of_random_circuits_are_those_of_qiskits_matrices(
    backend: SpinwireBackend, qubit_count: int
) -> None:
    circuits = random_circuits(qubit_count)
    found = saved(backend, circuits, aer_library.SaveStatevector, "statevector")
    assert len(found) == CIRCUITS_OF_EACH_SIZE
    for circuit, state in zip(circuits, found, strict=True):
        assert infidelity(state, reference.statevector(circuit)) <= INFIDELITY_MAX, circuit.name
        assert abs(np.linalg.norm(state) - 1) <= 1e-12, circuit.name


@pytest.mark.parametrize("qubit_count", range(1, 9))
def test_matrix_product_states_of_random_circuits_are_the_same(
    backend: SpinwireBackend, qubit_count: int
) -> None:
    circuits = random_circuits(qubit_count)[:30]
    method = {"method": "matrix_product_state", "matrix_product_state_truncation_threshold": 0.0}
    found = saved(backend, circuits, aer_library.SaveStatevector, "statevector", **method)
    for circuit, state in zip(circuits, found, strict=True):
        assert infidelity(state, reference.statevector(circuit)) <= INFIDELITY_MAX, circuit.name


@pytest.mark.parametrize("qubit_count", range(1, 6))
def test_density_matrices_and_unitaries_of_random_circuits_are_the_same(
    backend: SpinwireBackend, qubit_count: int
) -> None:
    circuits = random_circuits(qubit_count)[:30]
    mixed = saved(
        backend, circuits, aer_library.SaveDensityMatrix, "density_matrix", method="density_matrix"
    )
    turns = saved(backend, circuits, aer_library.SaveUnitary, "unitary", method="unitary")
    for circuit, matrix, turn in zip(circuits, mixed, turns, strict=True):
        state = reference.statevector(circuit)
        assert np.linalg.norm(matrix - np.outer(state, state.conj())) <= 1e-11, circuit.name
        overlap = abs(np.trace(Operator(circuit).data.conj().T @ turn)) / 2**qubit_count
        assert abs(1 - overlap) <= INFIDELITY_MAX, circuit.name


@pytest.mark.parametrize("name", ["hello5", "qft20", "qv20", "vqe20", "qaoa20"])
def test_states_of_the_workloads_are_those_of_aer(backend: SpinwireBackend, name: str) -> None:
    circuits = workloads.WORKLOADS[name].make(np.random.default_rng(11))[:2]
    circuits = [circuit.remove_final_measurements(inplace=False) for circuit in circuits]
    found = saved(backend, circuits, aer_library.SaveStatevector, "statevector")
    aer = qiskit_aer.AerSimulator(method="statevector")
    for circuit, state in zip(circuits, found, strict=True):
        asked = circuit.copy()
        asked.save_statevector()
        expected = aer.run(transpile(asked, aer, optimization_level=0)).result().get_statevector()
        assert infidelity(state, expected.data) <= DISTANCE_TO_AER_MAX, circuit.name


def p_value(counts: dict[str, int], probabilities: dict[int, float], shots: int) -> float:
    """Return Pearson's p-value; outcomes that are expected fewer than five times are pooled."""
    found = {int(key.replace(" ", ""), 2): count for key, count in counts.items()}
    assert all(probabilities.get(key, 0.0) > 1e-13 for key in found), "an impossible outcome"
    pairs = [(found.get(key, 0), shots * value) for key, value in probabilities.items()]
    often = [pair for pair in pairs if pair[1] >= 5]
    seldom = [pair for pair in pairs if pair[1] < 5]
    if sum(expected for _, expected in seldom) >= 1:
        often.append((sum(count for count, _ in seldom), sum(mean for _, mean in seldom)))
    if len(often) < 2:
        return math.nan
    statistic = sum((count - mean) ** 2 / mean for count, mean in often)
    return float(stats.chi2.sf(statistic, len(often) - 1))


def test_p_values_of_counts_are_uniform(backend: SpinwireBackend) -> None:
    shots = 4000
    seeds = range(5000, 5600)
    circuits = [samples.dynamic_circuit(1 + seed % 4, 6 + seed % 10, seed) for seed in seeds]
    counts: list[dict[str, int]] = []
    for index, circuit in enumerate(circuits):
        result = backend.run(circuit, shots=shots, seed_simulator=index).result()
        counts.append(result.get_counts())
    values = np.array(
        [
            p_value(found, reference.outcome_probabilities(circuit), shots)
            for circuit, found in zip(circuits, counts, strict=True)
        ]
    )
    values = values[~np.isnan(values)]
    assert values.size >= 400
    assert values.min() > 1e-6
    # Seeds never change, so neither does this.
    assert stats.kstest(values, "uniform").pvalue > 0.01
