"""Options of runs, in words that Aer's users know."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from qiskit.circuit import QuantumCircuit

from golden_circuits import RecordedSimulator
from spinwire_program.backend import SpinwireBackend
from spinwire_program.errors import SpinwireError
from spinwire_program.request import NOISE_MODEL, NOISE_NONE, NOISE_OF_BACKEND, RunSettings

DEVICE: dict[str, Any] = {
    "name": "any",
    "qubit_count": 4,
    "basis_gates": ["rx", "cx"],
    "shots_max": 5000,
    "method": "density_matrix",
    "precision": "single",
    "bond_dimension_max": 32,
    "truncation_threshold": 1e-9,
}
BOND = "matrix_product_state_max_bond_dimension"
TRUNCATION = "matrix_product_state_truncation_threshold"


def settings(options: dict[str, Any], **changed: Any) -> RunSettings:
    """Return how a circuit is run with some options, after some of the backend's were changed."""
    simulator = RecordedSimulator()
    backend = SpinwireBackend(DEVICE, simulator)
    backend.set_options(**changed)
    backend.run(QuantumCircuit(1, 1), **options)
    return simulator.requests[0].settings


def test_what_nobody_says_is_the_device_s() -> None:
    given = settings({})
    assert (given.shots, given.method, given.precision) == (1024, 2, 1)
    assert (given.bond_dimension_max, given.truncation_threshold) == (32, 1e-9)
    assert (given.noise, given.noise_model, given.backend) == (NOISE_OF_BACKEND, b"", b"any")
    assert not given.memory


def test_a_run_s_options_go_before_the_backend_s() -> None:
    given = settings({"method": "stabilizer", "shots": 7}, method="statevector", shots=9)
    assert (given.method, given.shots) == (3, 7)
    assert settings({"method": None}, method="statevector").method == 1


def test_seeds_are_64_bits() -> None:
    assert settings({"seed_simulator": 5}).seed == 5
    assert settings({"seed_simulator": -1}).seed == (1 << 64) - 1
    assert settings({}, seed_simulator=np.int64(6)).seed == 6


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("method", "extended_stabilizer"),
        ("precision", "half"),
        (BOND, 0),
        (BOND, 2.5),
        (BOND, float("nan")),
        (BOND, "a"),
        (BOND, True),
        (TRUNCATION, -1.0),
        (TRUNCATION, float("nan")),
        (TRUNCATION, 2.0),
        (TRUNCATION, "0.5"),
        ("seed_simulator", "abc"),
        ("seed_simulator", float("inf")),
        ("seed_simulator", 1.5),
        ("seed_simulator", 1 << 64),
        ("seed_simulator", -(1 << 63) - 1),
        ("noise_model", 5),
        ("noise_model", {"errors": [object()]}),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_the_option_s_name(name: str, value: Any) -> None:
    with pytest.raises(SpinwireError) as caught:
        settings({name: value})
    assert caught.value.code == "backend.invalidOption"
    assert caught.value.context["option"] == name


@pytest.mark.parametrize("number", [5, 5.0, np.float32(5), np.int8(5)])
def test_a_whole_number_is_one_in_any_type(number: Any) -> None:
    given = settings({"shots": number, "seed_simulator": number, BOND: number, TRUNCATION: 0})
    assert (given.shots, given.seed, given.bond_dimension_max) == (5, 5, 5)
    assert given.truncation_threshold == 0.0


@pytest.mark.parametrize("shots", [2.5, math.nan, math.inf, "5", True, 0, -1, np.float32(0.5)])
def test_shots_are_positive_and_whole(shots: Any) -> None:
    with pytest.raises(SpinwireError) as caught:
        settings({"shots": shots})
    assert caught.value.code == "circuit.invalidShots"


@pytest.mark.parametrize(
    ("name", "value"),
    [("shots", 5001), ("shots", 0), ("method", "best"), ("precision", "half"), ("memory", 1)],
)
def test_the_backend_s_options_have_validators(name: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError), match=name):
        SpinwireBackend(DEVICE, RecordedSimulator()).set_options(**{name: value})


def test_a_noise_model_travels_as_json_with_complex_numbers_as_pairs() -> None:
    kraus = np.array([[1, 0], [0, 1j]])
    given = settings({"noise_model": {"errors": [{"type": "qerror", "kraus": [kraus]}]}})
    assert given.noise == NOISE_MODEL
    expected = [[[1, 0], [0, 0]], [[0, 0], [0, 1]]]
    assert json.loads(given.noise_model) == {"errors": [{"type": "qerror", "kraus": [expected]}]}


def test_a_model_without_errors_is_no_noise() -> None:
    assert settings({"noise_model": {"errors": []}}).noise == NOISE_NONE


def test_aer_s_noise_models_are_what_they_write_of_themselves() -> None:
    noise = pytest.importorskip("qiskit_aer.noise")
    model = noise.NoiseModel()
    assert settings({"noise_model": model}).noise == NOISE_NONE
    model.add_all_qubit_quantum_error(noise.amplitude_damping_error(0.25), ["x", "sx"])
    model.add_quantum_error(noise.depolarizing_error(0.125, 2), ["cx"], [1, 0])
    model.add_readout_error([[0.875, 0.125], [0.25, 0.75]], [2])
    given = settings({"noise_model": model})
    assert json.loads(given.noise_model) == model.to_dict(serializable=True)


def test_a_model_is_written_down_again_only_after_it_changed() -> None:
    noise = pytest.importorskip("qiskit_aer.noise")
    simulator = RecordedSimulator()
    backend = SpinwireBackend(DEVICE, simulator)
    model = noise.NoiseModel()

    def sent() -> Any:
        backend.run(QuantumCircuit(1, 1), noise_model=model)
        return simulator.requests[-1].settings.noise_model

    for change in (
        lambda: model.add_all_qubit_quantum_error(noise.depolarizing_error(0.1, 1), "x"),
        lambda: model.add_all_qubit_quantum_error(
            noise.depolarizing_error(0.2, 1), "x", warnings=False
        ),
        lambda: model.add_quantum_error(noise.pauli_error([("X", 1)]), "x", [1], warnings=False),
        lambda: model.add_all_qubit_readout_error([[0.9, 0.1], [0.2, 0.8]]),
        lambda: model.add_readout_error([[0.7, 0.3], [0.2, 0.8]], [0], warnings=False),
    ):
        before = sent()
        change()
        after = sent()
        assert after != before
        assert sent() is after
        assert json.loads(after) == model.to_dict(serializable=True)
