"""Circuits on a real simulator, by its own socket: what Qiskit and Aer say of them, it says too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import (
    AnnotatedOperation,
    ControlModifier,
    InverseModifier,
    Parameter,
    ParameterVector,
    PowerModifier,
    library,
)
from qiskit.circuit.classical import expr, types
from qiskit.primitives import BackendEstimatorV2, BackendSamplerV2
from qiskit.providers import JobStatus
from qiskit.quantum_info import (
    DensityMatrix,
    Operator,
    SparsePauliOp,
    Statevector,
    random_unitary,
)
from qiskit.result import Result

from spinwire_program.backend import SpinwireBackend
from spinwire_program.errors import SpinwireError

aer_library = pytest.importorskip("qiskit_aer.library")

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

OBSERVABLES = [SparsePauliOp(["ZZI", "XIX"], [1, 0.5]), SparsePauliOp(["IYY"], [2])]


def ansatz() -> tuple[QuantumCircuit, Any]:
    """Return a circuit with parameters, and four sets of values for them."""
    angles = ParameterVector("angles", 3)
    circuit = QuantumCircuit(3)
    circuit.ry(angles[0], 0)
    circuit.cx(0, 1)
    circuit.rx(2 * angles[1] + 0.5, 2)
    circuit.ry(angles[2].sin(), 1)
    circuit.cz(1, 2)
    return circuit, np.random.default_rng(3).uniform(-2, 2, (4, 3))


def states(circuit: QuantumCircuit, values: Any) -> list[Statevector]:
    return [Statevector(circuit.assign_parameters(row)) for row in values]


def test_everything_that_is_saved_is_what_qiskit_computes(backend: SpinwireBackend) -> None:
    circuit, values = ansatz()
    circuit = circuit.assign_parameters(values[0])
    state = Statevector(circuit)
    circuit.append(aer_library.SaveStatevector(3), [0, 1, 2])
    circuit.append(aer_library.SaveStatevector(3, label="turned"), [2, 0, 1])
    circuit.append(aer_library.SaveProbabilities(2), [2, 0])
    circuit.append(aer_library.SaveDensityMatrix(2), [1, 0])
    circuit.append(aer_library.SaveAmplitudes(3, [0, 6]), [0, 1, 2])
    circuit.append(aer_library.SaveExpectationValueVariance(OBSERVABLES[0]), [0, 1, 2])
    result = backend.run(circuit).result()
    data = result.data()
    assert np.allclose(result.get_statevector().data, state.data, atol=1e-12)
    # The instruction's qubits are 2, 0 and 1, from the lowest bit.
    order = [(i & 1) << 2 | (i >> 1 & 1) | (i >> 2 & 1) << 1 for i in range(8)]
    assert np.allclose(data["turned"].data, state.data[order], atol=1e-12)
    assert np.allclose(data["probabilities"], state.probabilities([2, 0]), atol=1e-12)
    reduced = DensityMatrix(state).data.reshape((2,) * 6)
    expected = np.einsum("abcade->bcde", reduced)
    # The instruction's first qubit is qubit 1.
    expected = expected.transpose(1, 0, 3, 2).reshape(4, 4)
    assert np.allclose(data["density_matrix"].data, expected, atol=1e-12)
    assert np.allclose(data["amplitudes"], state.data[[0, 6]], atol=1e-12)
    mean = state.expectation_value(OBSERVABLES[0]).real
    square = state.expectation_value(OBSERVABLES[0].dot(OBSERVABLES[0])).real
    assert np.allclose(data["expectation_value_variance"], [mean, square - mean**2], atol=1e-10)
    again = Result.from_dict(result.to_dict())
    assert np.allclose(again.get_statevector().data, state.data, atol=1e-12)


def every_kind_of_instruction() -> list[tuple[Any, list[int]]]:
    """Return instructions beyond the standard gates, with their qubits."""
    phases = np.exp(1j * np.arange(8))
    part = QuantumCircuit(2, global_phase=0.7)
    part.h(0)
    part.append(library.RZXGate(0.4), [1, 0])
    return [
        (library.StatePreparation([0.5, 0.5j, -0.5, 0.5]), [1, 3]),
        (library.UnitaryGate(random_unitary(8, seed=1)), [3, 0, 2]),
        (library.DiagonalGate(list(phases)), [1, 2, 3]),
        (library.PauliGate("XYZ"), [2, 3, 0]),
        (library.MCPhaseGate(0.3, 3), [3, 1, 0, 2]),
        (library.MCXGate(3, ctrl_state=5), [0, 1, 2, 3]),
        (library.UCRYGate([0.1, 0.2, 0.3, 0.4]), [2, 0, 1]),
        (library.UCGate([random_unitary(2, seed=seed).data for seed in (2, 3)]), [3, 1]),
        (library.PermutationGate([2, 0, 1]), [0, 3, 2]),
        (library.QFTGate(3), [1, 0, 3]),
        (library.PauliEvolutionGate(SparsePauliOp(["ZZ", "XX"]), time=0.3), [2, 1]),
        (library.CUGate(0.1, 0.2, 0.3, 0.4, ctrl_state=0), [3, 2]),
        (part.to_gate().control(2, ctrl_state=1), [0, 3, 1, 2]),
        (part.to_gate(), [3, 1]),
        (AnnotatedOperation(library.U3Gate(0.1, 0.2, 0.3), [ControlModifier(1)]), [2, 3]),
        (AnnotatedOperation(library.RXGate(0.5), [PowerModifier(0.5), InverseModifier()]), [1]),
        (library.GlobalPhaseGate(0.9), []),
        (library.RCCXGate(), [0, 2, 1]),
        (library.MSGate(3, 0.2), [0, 1, 3]),
    ]


def test_every_kind_of_instruction_does_what_qiskit_says(backend: SpinwireBackend) -> None:
    start = [0.6, 0, 0, 0.8j]
    circuit, expected = (QuantumCircuit(4, global_phase=0.2) for _ in range(2))
    circuit.append(library.Initialize(start), [2, 0])
    expected.append(library.StatePreparation(start), [2, 0])
    for instruction, qubits in every_kind_of_instruction():
        circuit.append(instruction, qubits)
        expected.append(instruction, qubits)
    circuit.append(aer_library.SaveStatevector(4), range(4))
    found = backend.run(circuit).result().get_statevector()
    assert np.allclose(found.data, Statevector(expected).data, atol=1e-12)


def test_a_unitary_is_the_circuit_s_operator(backend: SpinwireBackend) -> None:
    circuit, values = ansatz()
    circuit = circuit.assign_parameters(values[1])
    circuit.global_phase = 0.3
    expected = Operator(circuit).data
    circuit.append(aer_library.SaveUnitary(3), [0, 1, 2])
    result = backend.run(circuit, method="unitary").result()
    assert np.allclose(result.get_unitary().data, expected, atol=1e-12)
    assert result.results[0].metadata["method"] == "unitary"


def test_sets_of_values_ship_only_numbers_and_give_the_same(backend: SpinwireBackend) -> None:
    circuit, values = ansatz()
    circuit.append(aer_library.SaveStatevector(3), [0, 1, 2])
    bare = circuit.copy_empty_like()
    bare.data = circuit.data[:-1]
    expected = states(bare, values)
    for _ in range(3):
        result = backend.run(
            circuit, parameter_binds=dict(zip(circuit.parameters, values.T, strict=True))
        ).result()
        for index, state in enumerate(expected):
            assert np.allclose(result.get_statevector(index).data, state.data, atol=1e-12)
            binds = result.results[index].metadata["parameter_binds"]
            assert binds["angles[1]"] == values[index][1]


def test_an_operator_that_is_changed_in_place_is_read_again(backend: SpinwireBackend) -> None:
    circuit, values = ansatz()
    (state,) = states(circuit, values[:1])
    operator = SparsePauliOp(["ZZI", "XIX"], [1, 0.5])

    def mean() -> float:
        return float(backend.expectation_values(circuit, operator, values[0]).values)

    assert mean() == mean() == pytest.approx(state.expectation_value(operator).real)
    operator.coeffs[0] = -2
    assert mean() == pytest.approx(state.expectation_value(operator).real)
    operator.paulis[1] = "YYY"
    assert mean() == pytest.approx(state.expectation_value(operator).real)


def test_values_by_parameter_are_stretched_to_one_shape(backend: SpinwireBackend) -> None:
    first, second = Parameter("first"), Parameter("second")
    circuit = QuantumCircuit(1)
    circuit.rx(first, 0)
    circuit.rx(second, 0)
    rows, columns = np.array([[0.1], [0.7]]), np.array([0.2, 0.4, 0.9])
    means = backend.expectation_values(circuit, "Z", {first: rows, second: columns}).values
    assert np.allclose(means, np.cos(rows + columns))
    alone = backend.expectation_values(circuit, "Z", {first: 0.3, second: 0.1}).values
    assert alone.shape == ()
    assert np.isclose(alone, np.cos(0.4))


def test_expectation_values_have_the_shapes_of_sets_and_observables(
    backend: SpinwireBackend,
) -> None:
    circuit, values = ansatz()
    expected = np.array(
        [
            [state.expectation_value(observable).real for observable in OBSERVABLES]
            for state in states(circuit, values)
        ]
    )
    exact = backend.expectation_values(circuit, OBSERVABLES, values)
    assert exact.values.shape == (4, 2)
    assert np.allclose(exact.values, expected, atol=1e-10)
    assert not exact.standard_errors.any()
    square = backend.expectation_values(circuit, OBSERVABLES[0], values.reshape(2, 2, 3))
    assert np.allclose(square.values, expected[:, 0].reshape(2, 2), atol=1e-10)
    single = backend.expectation_values(circuit.assign_parameters(values[2]), OBSERVABLES)
    assert np.allclose(single.values, expected[2], atol=1e-10)
    sampled = backend.expectation_values(
        circuit, OBSERVABLES, values, precision=0.02, seed_simulator=7
    )
    assert np.all(sampled.standard_errors > 0) and np.all(sampled.standard_errors < 0.1)
    assert np.all(np.abs(sampled.values - expected) < 6 * sampled.standard_errors)


def test_classical_values_steer_a_circuit(backend: SpinwireBackend) -> None:
    circuit = QuantumCircuit(2, 4)
    number = circuit.add_var("number", expr.lift(0, types.Uint(3)))
    limit = circuit.add_input("limit", types.Uint(3))
    circuit.x(0)
    with circuit.while_loop(expr.less(number, limit)):
        circuit.store(number, expr.add(number, 1))
        circuit.x(0)
        with circuit.if_test(expr.equal(number, 5)):
            circuit.break_loop()
    circuit.measure(0, 0)
    with circuit.switch(number) as case:
        with case(2, 3):
            circuit.store(circuit.clbits[1], expr.lift(True))
        with case(case.DEFAULT):
            circuit.store(circuit.clbits[2], expr.lift(True))
    with circuit.for_loop(range(2)):
        circuit.store(circuit.clbits[3], expr.logic_not(circuit.clbits[3]))
    result = backend.run(circuit, parameter_binds=[{limit: [2, 3, 7]}], shots=10).result()
    assert result.get_counts() == [{"0011": 10}, {"0010": 10}, {"0100": 10}]


def test_a_noise_model_of_aer_is_obeyed(backend: SpinwireBackend) -> None:
    noise = pytest.importorskip("qiskit_aer.noise")
    model = noise.NoiseModel()
    model.add_all_qubit_quantum_error(noise.depolarizing_error(0.1, 1), ["x"])
    model.add_all_qubit_readout_error([[0.9, 0.1], [0.2, 0.8]])
    circuit = QuantumCircuit(1, 1)
    circuit.x(0)
    circuit.measure(0, 0)
    shots = 20_000
    # A tenth of the gates leaves the qubit in no state at all; then it is read.
    expected = shots * (0.95 * 0.8 + 0.05 * 0.1)
    for given in (model, model.to_dict(serializable=True)):
        result = backend.run(circuit, noise_model=given, shots=shots, seed_simulator=3).result()
        assert abs(result.get_counts()["1"] - expected) < 6 * np.sqrt(shots) / 2


@pytest.mark.parametrize(
    "method", ["statevector", "density_matrix", "stabilizer", "matrix_product_state"]
)
def test_every_method_gives_the_same_distribution(backend: SpinwireBackend, method: str) -> None:
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.s(1)
    circuit.h(1)
    circuit.cz(1, 2)
    circuit.h(2)
    probabilities = Statevector(circuit).probabilities_dict()
    circuit.measure_all()
    result = backend.run(circuit, method=method, shots=8000, seed_simulator=2).result()
    assert result.results[0].metadata["method"] == method
    counts = result.get_counts()
    assert set(counts) <= set(map(str, probabilities))
    for key, probability in probabilities.items():
        assert abs(counts.get(str(key), 0) - 8000 * probability) < 6 * np.sqrt(8000) / 2


def test_memory_and_counts_agree_and_a_seed_repeats_them(backend: SpinwireBackend) -> None:
    circuit, values = ansatz()
    circuit = circuit.assign_parameters(values[0])
    circuit.measure_all()
    runs = [
        backend.run(circuit, shots=500, memory=True, seed_simulator=11).result() for _ in range(2)
    ]
    memory = runs[0].get_memory()
    assert {key: memory.count(key) for key in set(memory)} == runs[0].get_counts()
    assert runs[1].get_memory() == memory


def test_qiskit_s_sampler_runs_on_it(backend: SpinwireBackend) -> None:
    circuit, values = ansatz()
    measured = circuit.copy()
    measured.measure_all()
    sampler = BackendSamplerV2(backend=backend, options={"seed_simulator": 4})
    shots = 4000
    found = sampler.run([(transpile(measured, backend), values)], shots=shots).result()[0]
    for index, state in enumerate(states(circuit, values)):
        counts = found.data.meas.get_counts(index)
        for key, probability in state.probabilities_dict().items():
            spread = np.sqrt(shots * probability) + 1
            assert abs(counts.get(str(key), 0) - shots * probability) < 6 * spread


def test_qiskit_s_estimator_runs_on_it(backend: SpinwireBackend) -> None:
    circuit, values = ansatz()
    ready = transpile(circuit, backend)
    observables = [[observable.apply_layout(ready.layout)] for observable in OBSERVABLES]
    estimator = BackendEstimatorV2(backend=backend, options={"seed_simulator": 4})
    found = estimator.run([(ready, observables, values)], precision=0.02).result()[0]
    expected = [
        [state.expectation_value(observable).real for state in states(circuit, values)]
        for observable in OBSERVABLES
    ]
    assert np.all(np.abs(found.data.evs - expected) < 6 * found.data.stds + 1e-9)


def test_several_jobs_are_under_way_and_one_is_given_up(backend: SpinwireBackend) -> None:
    small, values = ansatz()
    small = small.assign_parameters(values[0])
    small.measure_all()
    large = library.quantum_volume(22, 60, seed=1)
    large.measure_all()
    jobs = [backend.run(circuit) for circuit in (small, large, small)]
    assert jobs[1].status() == JobStatus.RUNNING
    assert jobs[1].cancel()
    assert [sum(jobs[index].result().get_counts().values()) for index in (2, 0)] == [1024, 1024]
    with pytest.raises(SpinwireError, match="cancelled"):
        jobs[1].result()
    assert jobs[1].status() == JobStatus.CANCELLED


def test_a_circuit_that_does_not_fit_says_so_and_the_simulator_lives(
    backend: SpinwireBackend,
) -> None:
    circuit = QuantumCircuit(1, 1)
    circuit.rx(float("nan"), 0)
    with pytest.raises(SpinwireError, match="notFinite"):
        backend.run(circuit).result()
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    assert backend.run(circuit, shots=5).result().get_counts() == {"0": 5}


def test_a_reply_larger_than_any_queue_arrives(backend: SpinwireBackend) -> None:
    width = 23
    circuit = QuantumCircuit(width)
    circuit.h(range(width))
    circuit.z(0)
    circuit.append(aer_library.SaveStatevector(width), range(width))
    small = QuantumCircuit(1)
    small.x(0)
    small.measure_all()
    jobs = [backend.run(circuit, shots=1), backend.run(small, shots=10)]
    state = jobs[0].result().get_statevector()
    size = 2 ** (-width / 2)
    assert np.abs(state.data[::2] - size).max() < 1e-12
    assert np.abs(state.data[1::2] + size).max() < 1e-12
    assert jobs[1].result().get_counts() == {"1": 10}


def test_more_slow_jobs_than_a_simulator_takes_are_all_answered(backend: SpinwireBackend) -> None:
    circuit = QuantumCircuit(16, 16)
    for layer in range(20):
        circuit.ry(0.1 + layer, range(16))
        circuit.cx(range(15), range(1, 16))
    circuit.measure(range(16), range(16))
    jobs = [backend.run(circuit, shots=10, seed_simulator=seed) for seed in range(150)]
    assert all(sum(job.result().get_counts().values()) == 10 for job in jobs)


@pytest.mark.parametrize("method", ["automatic", "stabilizer", "matrix_product_state"])
def test_hundreds_of_qubits_run_where_a_method_can(backend: SpinwireBackend, method: str) -> None:
    circuit = QuantumCircuit(300)
    circuit.h(0)
    for qubit in range(299):
        circuit.cx(qubit, qubit + 1)
    circuit.measure_all()
    job = backend.run(transpile(circuit, backend), shots=50, method=method)
    assert set(job.result().get_counts()) <= {"0" * 300, "1" * 300}
