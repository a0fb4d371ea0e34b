"""Circuits as they were run, and what mitigation does to the errors of measuring."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from qiskit import QuantumCircuit, qasm2, qasm3
from qiskit.quantum_info import Statevector

from shipped import Shipped, module_of
from spinwire import RuntimeDecoder, RuntimeEncoder, SpinwireError, UserMessenger
from spinwire.compat.runner_result import RunnerResult


def ghz(width: int) -> QuantumCircuit:
    circuit = QuantumCircuit(width)
    circuit.h(0)
    for target in range(1, width):
        circuit.cx(target - 1, target)
    circuit.measure_all()
    return circuit


def rotations() -> QuantumCircuit:
    circuit = QuantumCircuit(3)
    for qubit, angle in enumerate((0.4, 1.1, 2.6)):
        circuit.ry(angle, qubit)
    circuit.measure_all()
    return circuit


def ideal(circuit: QuantumCircuit) -> dict[int, float]:
    state = Statevector(circuit.remove_final_measurements(inplace=False))
    return {int(bits, 2): value for bits, value in state.probabilities_dict().items()}


def distance(first: dict[int, float], second: dict[int, float]) -> float:
    """Return half the sum of absolute differences: 0 for the same, 1 for nothing in common."""
    keys = {*first, *second}
    return 0.5 * sum(abs(first.get(key, 0.0) - second.get(key, 0.0)) for key in keys)


def shares(counts: dict[str, int]) -> dict[int, float]:
    return {int(bits, 2): count / sum(counts.values()) for bits, count in counts.items()}


def test_circuits_are_transpiled_and_run(shipped: Shipped) -> None:
    result = shipped.run(
        "circuit_runner",
        decoder=RunnerResult,
        circuits=[ghz(3), rotations()],
        shots=4000,
        seed_simulator=5,
    ).result
    assert isinstance(result, RunnerResult)
    assert set(result.get_counts(0)) == {"000", "111"}
    assert distance(shares(result.get_counts(1)), ideal(rotations())) < 0.05


def test_the_circuit_of_the_manual_keeps_its_registers(shipped: Shipped) -> None:
    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    result = shipped.run(
        "circuit_runner",
        "spin5",
        RunnerResult,
        circuits=circuit,
        measurement_error_mitigation=True,
    ).result
    assert {key.split()[1] for key in result.get_counts()} == {"00"}
    likely = {key for key, value in result.get_quasiprobabilities().items() if value > 0.4}
    assert likely == {0b0000, 0b1100}


@pytest.mark.parametrize("circuit", [rotations(), ghz(2)], ids=["rotations", "ghz"])
@pytest.mark.parametrize("backend", ["spin5", "spin27"])
def test_mitigation_brings_the_outcome_nearer_to_the_ideal(
    shipped: Shipped, circuit: QuantumCircuit, backend: str
) -> None:
    result = shipped.run(
        "circuit_runner",
        backend,
        RunnerResult,
        circuits=circuit,
        shots=50_000,
        calibration_shots=50_000,
        measurement_error_mitigation=True,
        seed_transpiler=1,
        seed_simulator=1,
    ).result
    raw = distance(shares(result.get_counts()), ideal(circuit))
    corrected = distance(dict(result.get_quasiprobabilities()), ideal(circuit))
    assert raw > 0.015
    assert corrected < raw / 2
    assert sum(result.get_quasiprobabilities().values()) == pytest.approx(1)


def test_the_result_needs_no_decoder_of_ours(shipped: Shipped) -> None:
    text = json.dumps(shipped.run("circuit_runner", circuits=ghz(2)).result)
    assert "__type__" not in text
    assert RunnerResult.decode(text).get_counts().keys() == {"00", "11"}


@pytest.mark.parametrize("write", [qasm2.dumps, qasm3.dumps], ids=["qasm2", "qasm3"])
def test_circuits_may_be_texts(shipped: Shipped, write: Callable[[QuantumCircuit], str]) -> None:
    result = shipped.run("circuit_runner", decoder=RunnerResult, circuits=write(ghz(2))).result
    assert result.get_counts().keys() == {"00", "11"}


def test_it_runs_on_the_simulator_of_its_author(capsys: pytest.CaptureFixture[str]) -> None:
    aer = pytest.importorskip("qiskit_aer")
    inputs = {"circuits": ghz(2), "measurement_error_mitigation": True}
    decoded = json.loads(json.dumps(inputs, cls=RuntimeEncoder), cls=RuntimeDecoder)
    result = module_of("circuit_runner").main(aer.AerSimulator(), UserMessenger(), **decoded)
    assert RunnerResult.decode(result).get_counts().keys() == {"00", "11"}


def unmeasured() -> QuantumCircuit:
    circuit = QuantumCircuit(1, 1)
    circuit.h(0)
    return circuit


def goes_on() -> QuantumCircuit:
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    circuit.x(0)
    return circuit


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "rule=#/required"),
        ({"circuits": []}, "rule=#/properties/circuits/anyOf"),
        ({"circuits": [1]}, "rule=#/properties/circuits/anyOf"),
        ({"circuits": "OPENQASM 3.0; qubit"}, "cannot be read as OpenQASM"),
        ({"circuits": ghz(2), "shot": 3}, "not known: shot"),
        (
            {"circuits": unmeasured(), "measurement_error_mitigation": True},
            "measures nothing",
        ),
        (
            {"circuits": goes_on(), "measurement_error_mitigation": True},
            "goes on after a measurement",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_with_the_reason(
    shipped: Shipped, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(SpinwireError) as caught:
        shipped.run("circuit_runner", **inputs)
    assert words in str(caught.value)
