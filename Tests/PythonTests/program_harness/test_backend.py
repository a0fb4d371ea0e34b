"""The backend that programs are given, on replies recorded from the simulator."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.circuit.random import random_circuit
from qiskit.providers import JobStatus
from qiskit.providers.exceptions import JobTimeoutError
from qiskit.quantum_info import Operator, random_unitary
from qiskit.result import Result

from golden_circuits import GoldenBatch, RecordedSimulator
from spinwire_program.backend import SpinwireBackend
from spinwire_program.errors import SpinwireError
from spinwire_program.gate_table import STANDARD_GATES

DEVICE: dict[str, Any] = {
    "name": "spinwire_simulator",
    "version": "1.2.0",
    "description": "A simulator.",
    "qubit_count": 7,
    "basis_gates": ["id", "rz", "sx", "x", "cx"],
    "coupling_map": None,
    "shots_max": 100_000,
    "shots_default": 1024,
    "simulator": True,
    "aliases": ["simulator"],
}
LINE = [[qubit + step, qubit + 1 - step] for qubit in range(4) for step in (0, 1)]
DEVICE_IN_A_LINE = {**DEVICE, "name": "line", "qubit_count": 5, "coupling_map": LINE}


def backend_for(*names: str) -> tuple[SpinwireBackend, RecordedSimulator, list[GoldenBatch]]:
    """Return a backend whose simulator knows some golden batches."""
    batches = [GoldenBatch(name) for name in names]
    simulator = RecordedSimulator(*batches)
    return SpinwireBackend(DEVICE, simulator), simulator, batches


def run(backend: SpinwireBackend, batch: GoldenBatch, **options: Any) -> Any:
    """Run a golden batch as it was recorded."""
    return backend.run(
        batch.circuits,
        shots=batch.shots,
        seed_simulator=batch.seed,
        memory=batch.memory,
        **options,
    )


# Results


def test_one_circuit_gives_one_dictionary_of_counts() -> None:
    backend, _, (bell,) = backend_for("bell")
    job = backend.run(bell.circuits[0], shots=1024, seed_simulator=bell.seed)
    counts = job.result().get_counts()
    assert set(counts) == {"00", "11"}
    assert sum(counts.values()) == 1024
    assert abs(counts["00"] - 512) < 80


def test_a_list_gives_counts_by_index_name_and_circuit() -> None:
    backend, _, (batch,) = backend_for("choices")
    result = run(backend, batch).result()
    everything = result.get_counts()
    assert len(everything) == 3
    for index, circuit in enumerate(batch.circuits):
        assert result.get_counts(index) == everything[index]
        assert result.get_counts(circuit.name) == everything[index]
        assert result.get_counts(circuit) == everything[index]
        assert sum(everything[index].values()) == batch.shots


def test_registers_are_set_apart_with_the_last_one_first() -> None:
    backend, _, (batch,) = backend_for("choices")
    counts = run(backend, batch).result().get_counts("teleport")
    # Register `out` of one bit, then `a` of two.
    assert {len(key) for key in counts} == {4}
    assert {key[1] for key in counts} == {" "}
    moved = sum(count for key, count in counts.items() if key[0] == "1")
    # Teleported from ry(1.1): sin²(0.55) = 0.273.
    assert abs(moved / batch.shots - 0.2732) < 0.03


def test_memory_holds_every_shot_in_order() -> None:
    backend, _, (batch,) = backend_for("shots_in_order")
    result = run(backend, batch).result()
    memory = result.get_memory(0)
    assert len(memory) == 20
    assert {shot: memory.count(shot) for shot in set(memory)} == dict(result.get_counts(0))
    assert result.get_memory("one") == ["1"] * 20


def test_outcomes_wider_than_a_word_keep_their_registers() -> None:
    backend, _, (batch,) = backend_for("wide_outcomes")
    result = run(backend, batch).result()
    high, low = max(result.get_counts("wide")).split(" ")
    assert (len(high), len(low)) == (6, 64)
    assert high == "100001"
    assert low[0] == low[63 - 40] == low[63] == "1"
    assert low.count("1") == 3


def test_a_circuit_without_classical_bits_has_no_counts() -> None:
    backend, _, (batch,) = backend_for("wide_outcomes")
    result = run(backend, batch).result()
    assert result.data("no_bits") == {}


def test_the_result_says_who_made_it_and_how() -> None:
    backend, _, (batch,) = backend_for("bell")
    batch.circuits[0].metadata = {"run": 5}
    job = run(backend, batch)
    result = job.result()
    assert result.success
    assert result.backend_name == "spinwire_simulator"
    assert result.backend_version == "1.2.0"
    assert result.job_id == job.job_id()
    experiment = result.results[0]
    assert experiment.shots == 1024
    assert experiment.seed == batch.seed
    assert experiment.header["name"] == "bell"
    assert experiment.header["memory_slots"] == 2
    assert experiment.header["creg_sizes"] == [["c", 2]]
    assert experiment.header["metadata"] == {"run": 5}
    assert set(result.data()["counts"]) == {"0x0", "0x3"}


def test_a_result_can_be_written_down_and_read_again() -> None:
    backend, _, (batch,) = backend_for("choices")
    result = run(backend, batch).result()
    for again in (type(result).from_dict(result.to_dict()), pickle.loads(pickle.dumps(result))):
        assert type(again) is Result
        assert again.get_counts() == result.get_counts()
        assert again.to_dict() == result.to_dict()


# Options


def test_shots_come_from_the_options_of_the_backend() -> None:
    backend, simulator, _ = backend_for("bell")
    assert backend.options.shots == 1024
    backend.set_options(shots=33)
    circuit = QuantumCircuit(1, 1)
    backend.run(circuit)
    backend.run(circuit, shots=44)
    assert [request.settings.shots for request in simulator.requests] == [33, 44]


def test_without_a_seed_every_run_has_its_own() -> None:
    backend, simulator, _ = backend_for("bell")
    for _ in range(2):
        backend.run(QuantumCircuit(1, 1))
    assert simulator.requests[0].settings.seed != simulator.requests[1].settings.seed


def test_an_unknown_option_is_refused_by_name() -> None:
    backend, simulator, _ = backend_for("bell")
    error = refused(backend, QuantumCircuit(1, 1), fusion_enable=True, shotz=3)
    assert error.code == "backend.unknownOption"
    assert error.context["options"] == ["fusion_enable", "shotz"]
    assert "noise_model" in error.context["known"]
    assert simulator.requests == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        backend.run(QuantumCircuit(1, 1), init_qubits=True, shots=5)


# Refusals


def refused(backend: SpinwireBackend, circuits: Any, **options: Any) -> SpinwireError:
    """Run what cannot be run, and return why not."""
    with pytest.raises(SpinwireError) as caught:
        backend.run(circuits, **options)
    return caught.value


def test_a_circuit_larger_than_the_backend_names_both_numbers() -> None:
    backend, simulator, _ = backend_for("bell")
    error = refused(backend, QuantumCircuit(8, name="large"))
    assert error.code == "backend.tooSmall"
    assert "8 qubits" in str(error) and "7" in str(error)
    assert (error.context["qubits"], error.context["limit"]) == (8, 7)
    assert simulator.requests == []


def test_too_many_shots_name_both_numbers() -> None:
    backend, _, _ = backend_for("bell")
    error = refused(backend, QuantumCircuit(1), shots=100_001)
    assert error.code == "circuit.tooManyShots"
    assert (error.context["shots"], error.context["limit"]) == (100_001, 100_000)


@pytest.mark.parametrize("shots", [0, -1, 1.5, True])
def test_shots_are_a_positive_whole_number(shots: Any) -> None:
    backend, _, _ = backend_for("bell")
    assert refused(backend, QuantumCircuit(1), shots=shots).code == "circuit.invalidShots"


@pytest.mark.parametrize("circuits", [None, "qasm", 5, [1, 2]])
def test_only_circuits_are_run(circuits: Any) -> None:
    backend, _, _ = backend_for("bell")
    assert refused(backend, circuits).code == "circuit.unsupported"


def test_nothing_to_run_is_an_error() -> None:
    backend, _, _ = backend_for("bell")
    assert refused(backend, []).code == "circuit.none"


def test_a_description_that_makes_no_sense_is_refused() -> None:
    simulator = RecordedSimulator()
    for change in (
        {"qubit_count": "many"},
        {"basis_gates": None},
        {"coupling_map": [[0, 9]]},
        {"coupling_map": [0]},
    ):
        with pytest.raises(SpinwireError) as caught:
            SpinwireBackend({**DEVICE, **change}, simulator)
        assert caught.value.code == "backend.invalid"


# Jobs


def test_a_job_runs_until_its_reply_is_there() -> None:
    backend, simulator, (batch,) = backend_for("bell")
    simulator.is_busy = True
    job = run(backend, batch)
    assert job.status() == JobStatus.RUNNING
    with pytest.raises(JobTimeoutError):
        job.result(timeout=0)
    simulator.is_busy = False
    assert job.status() == JobStatus.DONE
    assert job.done()
    assert job.result() is job.result()
    assert not job.cancel()
    assert len({job.job_id(), run(backend, batch).job_id()}) == 2


def test_waiting_for_the_end_tells_how_it_stands_and_returns_at_once() -> None:
    backend, simulator, (batch,) = backend_for("bell")
    simulator.is_busy = True
    job = run(backend, batch)
    with pytest.raises(JobTimeoutError):
        job.wait_for_final_state(timeout=0)
    seen: list[JobStatus] = []

    def look(job_id: str, status: JobStatus, of: Any) -> None:
        assert (job_id, of) == (job.job_id(), job)
        seen.append(status)
        simulator.is_busy = len(seen) < 3

    job.wait_for_final_state(callback=look)
    assert seen == [JobStatus.RUNNING] * 3
    job.wait_for_final_state()
    assert job.done()


def test_a_cancelled_job_says_so() -> None:
    backend, simulator, (batch,) = backend_for("bell")
    simulator.is_busy = True
    job = run(backend, batch)
    assert job.cancel()
    assert simulator.cancelled == [1]
    simulator.is_busy = False
    simulator.error = SpinwireError("simulator.cancelled", "The run was cancelled.")
    assert job.status() == JobStatus.CANCELLED
    with pytest.raises(SpinwireError, match="cancelled"):
        job.result()


def test_a_failed_job_keeps_its_reason() -> None:
    backend, simulator, (batch,) = backend_for("bell")
    simulator.error = SpinwireError("simulator.tooLarge", "It does not fit.", {"qubits": 40})
    job = run(backend, batch)
    assert job.status() == JobStatus.ERROR
    for _ in range(2):
        with pytest.raises(SpinwireError) as caught:
            job.result()
        assert caught.value.context == {"qubits": 40}
    assert "fit" in str(job.error_message())


def test_a_job_is_sent_once() -> None:
    backend, _, (batch,) = backend_for("bell")
    with pytest.raises(SpinwireError) as caught:
        run(backend, batch).submit()
    assert caught.value.code == "job.submitted"


# The device


def test_the_name_is_a_string_and_may_be_called() -> None:
    backend, _, _ = backend_for()
    assert backend.name == "spinwire_simulator"
    assert backend.name() == "spinwire_simulator"
    assert type(backend.name()) is str
    assert f"{backend.name}" == "spinwire_simulator"


def test_programs_of_earlier_generations_find_their_answers() -> None:
    backend = SpinwireBackend(DEVICE_IN_A_LINE, RecordedSimulator())
    configuration = backend.configuration()
    assert configuration.n_qubits == 5
    assert configuration.backend_name == "line"
    assert configuration.basis_gates == ["id", "rz", "sx", "x", "cx"]
    assert configuration.coupling_map == LINE
    assert configuration.max_shots == 100_000
    assert configuration.simulator
    assert configuration.to_dict()["n_qubits"] == 5
    assert backend.properties() is None
    assert backend.version == 2


@pytest.mark.parametrize("level", [0, 1, 2, 3])
@pytest.mark.parametrize("device", [DEVICE, DEVICE_IN_A_LINE])
def test_transpiled_circuits_keep_to_the_device(device: dict[str, Any], level: int) -> None:
    backend = SpinwireBackend(device, RecordedSimulator())
    circuit = random_circuit(5, 4, measure=True, seed=11)
    ready = transpile(circuit, backend, optimization_level=level, seed_transpiler=1)
    allowed = {*DEVICE["basis_gates"], "measure", "barrier"}
    assert set(ready.count_ops()) <= allowed
    if device["coupling_map"] is not None:
        pairs = {
            tuple(ready.find_bit(qubit).index for qubit in instruction.qubits)
            for instruction in ready.data
            if len(instruction.qubits) == 2
        }
        assert pairs <= {tuple(pair) for pair in LINE}
    backend.run(ready)


def test_transpiling_does_not_change_what_a_circuit_does() -> None:
    backend = SpinwireBackend(DEVICE, RecordedSimulator())
    circuit = random_circuit(4, 4, seed=5)
    ready = transpile(circuit, backend, optimization_level=1, initial_layout=[0, 1, 2, 3])
    small = QuantumCircuit(4, global_phase=ready.global_phase)
    for instruction in ready.data:
        small.append(
            instruction.operation, [ready.find_bit(qubit).index for qubit in instruction.qubits]
        )
    assert Operator(circuit).equiv(Operator(small))


def test_control_flow_survives_transpiling() -> None:
    backend = SpinwireBackend(DEVICE_IN_A_LINE, RecordedSimulator())
    circuit = QuantumCircuit(5, 2)
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)) as otherwise:
        circuit.ccx(0, 2, 4)
    with otherwise:
        circuit.delay(100, 1)
        circuit.reset(3)
    with circuit.switch(circuit.cregs[0]) as case, case(1):
        circuit.h(4)
    with circuit.for_loop(range(2)):
        circuit.swap(0, 4)
    circuit.measure(4, 1)
    ready = transpile(circuit, backend)
    assert {"if_else", "switch_case", "for_loop"} <= set(ready.count_ops())
    backend.run(ready)


def test_a_device_with_every_gate_takes_circuits_as_they_are() -> None:
    gates = [*STANDARD_GATES, "unitary", "diagonal"]
    backend = SpinwireBackend({**DEVICE, "basis_gates": gates}, RecordedSimulator())
    circuit = random_circuit(5, 6, measure=True, seed=3)
    circuit.unitary(random_unitary(4, seed=1), [0, 1])
    ready = transpile(circuit, backend, optimization_level=0)
    assert dict(ready.count_ops()) == dict(circuit.count_ops())
    backend.run(ready)


def test_a_circuit_that_the_coupling_map_cannot_hold_is_refused_by_the_transpiler() -> None:
    backend = SpinwireBackend(DEVICE_IN_A_LINE, RecordedSimulator())
    with pytest.raises(Exception, match="qubits"):
        transpile(QuantumCircuit(6), backend)
