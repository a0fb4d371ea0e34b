"""Lowest energies: of lithium hydride to chemical accuracy, of a small one by each optimiser."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp

from shipped import PROGRAMS, Shipped, module_of
from spinwire import RuntimeDecoder, RuntimeEncoder, SpinwireError, UserMessenger

# 1 kcal/mol in hartree: what chemists ask of a computed energy.
CHEMICAL_ACCURACY = 1.6e-3

ISING = {"ZZ": 1.0, "XI": 0.5, "IX": 0.5}
ISING_ENERGY = -np.sqrt(2)


def read(name: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads((PROGRAMS / "vqe" / name).read_text())
    return fields


@pytest.mark.parametrize("seed", [None, 0, 1, 2, 3])
def test_lithium_hydride_is_found_to_chemical_accuracy(shipped: Shipped, seed: int | None) -> None:
    inputs, reference = read("lih.json"), read("lih_reference.json")
    if seed is not None:
        inputs["seed"] = seed
    energy = shipped.run("vqe", **inputs).result["energy"]
    assert energy - reference["full_configuration_interaction_energy"] < CHEMICAL_ACCURACY
    assert -1e-9 < energy - reference["least_energy_of_the_hamiltonian"] < CHEMICAL_ACCURACY / 10


def test_the_hamiltonian_of_lithium_hydride_has_the_energy_that_is_said_of_it() -> None:
    operator = SparsePauliOp.from_list(list(read("lih.json")["hamiltonian"].items()))
    least = np.linalg.eigvalsh(operator.to_matrix())[0]
    reference = read("lih_reference.json")
    assert least == pytest.approx(reference["least_energy_of_the_hamiltonian"], abs=1e-9)
    assert least < reference["hartree_fock_energy"]


@pytest.mark.parametrize(
    "optimizer",
    ["BFGS", "CG", "COBYLA", "COBYQA", "L-BFGS-B", "Nelder-Mead", "Powell", "SLSQP", "SPSA"],
)
def test_every_optimiser_gets_there_and_tells_of_each_iteration(
    shipped: Shipped, optimizer: str
) -> None:
    outcome = shipped.run("vqe", hamiltonian=ISING, optimizer=optimizer, seed=3)
    result = outcome.result
    assert result["energy"] == pytest.approx(ISING_ENERGY, abs=1e-3)
    assert [message["iteration"] for message in outcome.messages] == list(
        range(1, result["iterations"] + 1)
    )
    assert [message["energy"] for message in outcome.messages] == result["history"]
    assert all(len(message["parameters"]) == 8 for message in outcome.messages)
    assert outcome.messages[-1]["evaluations"] <= result["evaluations"]


def test_an_own_circuit_and_an_operator_are_taken_as_they_are(shipped: Shipped) -> None:
    angle = Parameter("angle")
    ansatz = QuantumCircuit(1)
    ansatz.rx(2 * angle, 0)
    result = shipped.run(
        "vqe", hamiltonian=SparsePauliOp(["Y"], [2.0]), ansatz=ansatz, initial_parameters=[0.1]
    ).result
    assert result["energy"] == pytest.approx(-2)
    assert result["parameters"][0] == pytest.approx(np.pi / 4, abs=1e-3)


def test_measured_energies_lead_to_the_neighbourhood(shipped: Shipped) -> None:
    result = shipped.run(
        "vqe", hamiltonian=ISING, shots=2000, seed=1, optimizer_options={"maxiter": 100}
    ).result
    assert result["iterations"] == 100
    assert result["energy"] == pytest.approx(ISING_ENERGY, abs=0.15)


def test_a_noisy_device_stays_above_the_lowest_energy(shipped: Shipped) -> None:
    result = shipped.run(
        "vqe", "spin27", hamiltonian=ISING, seed=3, ansatz_options={"reps": 1}
    ).result
    assert ISING_ENERGY < result["energy"] < ISING_ENERGY + 0.2


def test_it_runs_on_the_simulator_of_its_author(capsys: pytest.CaptureFixture[str]) -> None:
    aer = pytest.importorskip("qiskit_aer")
    inputs = {"hamiltonian": ISING, "shots": 500, "seed": 1, "optimizer_options": {"maxiter": 3}}
    decoded = json.loads(json.dumps(inputs, cls=RuntimeEncoder), cls=RuntimeDecoder)
    result = module_of("vqe").main(aer.AerSimulator(), UserMessenger(), **decoded)
    assert result["iterations"] == 3
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize("shots", [None, 100])
def test_the_same_seed_takes_the_same_way(shipped: Shipped, shots: int | None) -> None:
    inputs = {"hamiltonian": ISING, "seed": 11} | ({} if shots is None else {"shots": shots})
    first, second = (shipped.run("vqe", **inputs).result for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "rule=#/required"),
        ({"hamiltonian": {"AB": 1}}, "rule=#/properties/hamiltonian/anyOf"),
        ({"hamiltonian": {"Z": 1, "ZZ": 1}}, "The labels have different lengths."),
        ({"hamiltonian": {"ZZ": 0.0}}, "The hamiltonian is 0"),
        ({"hamiltonian": ISING, "optimizer_options": {"steps": 3}}, "options do not fit L-BFGS-B"),
        (
            {"hamiltonian": ISING, "optimizer": "SPSA", "optimizer_options": {"steps": 3}},
            "optimizer_options do not fit SPSA: Unknown solver options: steps",
        ),
        ({"hamiltonian": ISING, "optimizer_options": {"maxiter": "3"}}, "of type integer"),
        ({"hamiltonian": {"Z": 1j}}, "real and finite"),
        ({"hamiltonian": ISING, "ansatz": "deep"}, "rule=#/properties/ansatz/anyOf"),
        ({"hamiltonian": ISING, "ansatz": QuantumCircuit(3)}, "3 qubits, the hamiltonian 2"),
        ({"hamiltonian": ISING, "ansatz": QuantumCircuit(2)}, "no parameters"),
        ({"hamiltonian": ISING, "ansatz_options": {"depth": 2}}, "ansatz_options do not fit"),
        ({"hamiltonian": ISING, "optimizer": "Adam"}, "one of the values"),
        ({"hamiltonian": ISING, "optimizer": "BFGS", "shots": 10}, "needs exact energies"),
        ({"hamiltonian": ISING, "shots": 0}, "below the minimum"),
        ({"hamiltonian": ISING, "initial_parameters": [1.0]}, "8 finite numbers"),
        ({"hamiltonian": ISING, "initial_parameters": "x"}, "initial_parameters/anyOf"),
        ({"hamiltonian": ISING, "iterations": 3}, "not known: iterations"),
    ],
)
def test_what_nothing_can_be_made_of_is_refused_with_the_reason(
    shipped: Shipped, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(SpinwireError) as caught:
        shipped.run("vqe", **inputs)
    assert words in str(caught.value)
