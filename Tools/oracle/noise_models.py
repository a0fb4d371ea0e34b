"""Noise models and noisy circuits that between them use every kind of error."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from qiskit.circuit import Measure, QuantumCircuit, Reset
from qiskit.circuit.library import HGate, RXGate, RZXGate, UnitaryGate, XGate
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.providers import BackendV2, Options, QubitProperties
from qiskit.quantum_info import Kraus, SuperOp, random_quantum_channel, random_unitary
from qiskit.transpiler import InstructionProperties, Target
from qiskit_aer.noise import (
    NoiseModel,
    QuantumError,
    ReadoutError,
    amplitude_damping_error,
    coherent_unitary_error,
    depolarizing_error,
    pauli_error,
    phase_amplitude_damping_error,
    reset_error,
    thermal_relaxation_error,
)

ONE_QUBIT = ["h", "x", "sx", "s", "rx", "rz", "u", "id"]
TWO_QUBIT = ["cx", "cz", "rzz", "swap"]


def named_models() -> dict[str, NoiseModel]:
    """Return models that each have one kind of error, for every qubit and for some."""
    return {
        "depolarizing": depolarizing(),
        "relaxation": relaxation(),
        "kraus": kraus(),
        "coherent": coherent(),
        "mixed": mixed(),
        "readout": readout(),
    }


def depolarizing() -> NoiseModel:
    """Return depolarising errors, some for all qubits and some for a few."""
    model = NoiseModel()
    model.add_all_qubit_quantum_error(depolarizing_error(0.03, 1), ["h", "sx", "rx"])
    model.add_all_qubit_quantum_error(depolarizing_error(0.08, 2), ["cx", "cz"])
    model.add_quantum_error(depolarizing_error(0.3, 1), "h", [1], warnings=False)
    model.add_quantum_error(depolarizing_error(0.2, 2), "cx", [1, 0], warnings=False)
    three = pauli_error([("XYZ", 0.1), ("ZIX", 0.2), ("III", 0.7)])
    model.add_all_qubit_quantum_error(three, "ccx")
    return model


def relaxation() -> NoiseModel:
    """Return relaxation with T2 below and above T1, with and without excitation."""
    model = NoiseModel()
    model.add_quantum_error(thermal_relaxation_error(50, 70, 8, 0.1), ["sx", "u"], [0])
    model.add_quantum_error(thermal_relaxation_error(50, 100, 8), ["sx", "u"], [1])
    model.add_quantum_error(thermal_relaxation_error(50, 30, 8, 0.2), ["sx", "u"], [2])
    model.add_quantum_error(thermal_relaxation_error(50, 50, 8), ["h", "id"], [0])
    pair = thermal_relaxation_error(60, 80, 9).expand(thermal_relaxation_error(40, 30, 9, 0.3))
    model.add_quantum_error(pair, "cx", [0, 1])
    model.add_quantum_error(pair, "cx", [2, 1])
    return model


def kraus() -> NoiseModel:
    """Return damping and random channels as Kraus matrices."""
    model = NoiseModel()
    model.add_all_qubit_quantum_error(amplitude_damping_error(0.1, 0.2), ["h", "rz"])
    model.add_all_qubit_quantum_error(phase_amplitude_damping_error(0.1, 0.2, 0.1), "x")
    random_one = random_quantum_channel(2, 2, seed=3)
    model.add_quantum_error(QuantumError(Kraus(random_one)), "sx", [1])
    random_two = random_quantum_channel(4, 4, seed=4)
    model.add_quantum_error(QuantumError(SuperOp(random_two)), "cx", [1, 2])
    return model


def coherent() -> NoiseModel:
    """Return unitary errors."""
    model = NoiseModel()
    model.add_all_qubit_quantum_error(coherent_unitary_error(RXGate(0.1).to_matrix()), ["h", "s"])
    turned = QuantumError(
        [([(XGate(), [0]), (HGate(), [1])], 0.3), ([(RZXGate(0.3), [1, 0])], 0.7)]
    )
    model.add_all_qubit_quantum_error(turned, ["cx", "swap"])
    return model


def mixed() -> NoiseModel:
    """Return Pauli, reset and composed errors, also of resets and measurements."""
    model = NoiseModel()
    model.add_all_qubit_quantum_error(pauli_error([("XZ", 0.1), ("YI", 0.2), ("II", 0.7)]), "cx")
    model.add_all_qubit_quantum_error(reset_error(0.1, 0.05), ["h", "sx"])
    model.add_all_qubit_quantum_error(pauli_error([("X", 0.1), ("I", 0.9)]), "reset")
    model.add_all_qubit_quantum_error(pauli_error([("Y", 0.15), ("I", 0.85)]), "measure")
    pair = amplitude_damping_error(0.1).tensor(pauli_error([("X", 0.1), ("I", 0.9)]))
    model.add_quantum_error(pair, "cz", [0, 1])
    model.add_quantum_error(
        depolarizing_error(0.1, 1).compose(thermal_relaxation_error(40, 20, 5)), "x", [0]
    )
    return model


def readout() -> NoiseModel:
    """Return errors of readings, one of two qubits at once among them."""
    model = NoiseModel()
    model.add_all_qubit_readout_error(ReadoutError([[0.98, 0.02], [0.05, 0.95]]))
    model.add_readout_error(ReadoutError([[0.9, 0.1], [0.2, 0.8]]), [1], warnings=False)
    both = np.kron([[0.9, 0.1], [0.2, 0.8]], [[0.7, 0.3], [0.4, 0.6]])
    model.add_readout_error(ReadoutError(both), [0, 1], warnings=False)
    model.add_all_qubit_quantum_error(depolarizing_error(0.05, 1), ["h"])
    return model


def device(seed: int, qubit_count: int = 3) -> dict[str, Any]:
    """Return what a backend's file may say of a device, as JSON shows it."""
    draw = random.Random(seed)
    pairs = [[a, b] for a in range(qubit_count - 1) for b in (a + 1,)]
    pairs += [[b, a] for a, b in pairs]
    t1 = [draw.uniform(20e-6, 150e-6) for _ in range(qubit_count)]
    t2: list[float | None] = [value * draw.uniform(0.3, 2.2) for value in t1]
    if seed % 3 == 1:
        t2[0] = None
    single = {
        "error": [draw.choice([0.0, 3e-4, 2e-3]) for _ in range(qubit_count)],
        "length": [draw.uniform(20e-9, 60e-9) for _ in range(qubit_count)],
    }
    return {
        "name": f"device{seed}",
        "version": "1.0.0",
        "description": "A device for tests.",
        "qubit_count": qubit_count,
        "basis_gates": ["id", "rz", "sx", "x", "cx", "reset"],
        "coupling_map": pairs,
        "shots_max": 1000,
        "shots_default": 100,
        "simulator": True,
        "aliases": [],
        "noise": "properties",
        "qubits": {
            "t1": t1,
            "t2": t2,
            "frequency": [draw.uniform(4.5e9, 5.5e9) for _ in range(qubit_count)],
            "meas1_prep0": [draw.uniform(0, 0.05) for _ in range(qubit_count)],
            "meas0_prep1": [draw.uniform(0, 0.05) for _ in range(qubit_count)],
        },
        "gates": {
            "id": single,
            "sx": single,
            "x": single,
            "rz": {"error": [0.0] * qubit_count, "length": [0.0] * qubit_count},
            "reset": {"length": [1e-6] * qubit_count},
            "cx": {
                "error": [draw.choice([5e-3, 2e-2, 0.9]) for _ in pairs],
                "length": [draw.uniform(200e-9, 600e-9) for _ in pairs],
            },
        },
    }


class Described(BackendV2):
    """A backend made of a description, for ``NoiseModel.from_backend``."""

    def __init__(self, description: dict[str, Any]) -> None:
        """Make the target."""
        super().__init__(name=description["name"])
        qubits = description["qubits"]
        properties = [
            QubitProperties(t1=t1, t2=t2, frequency=frequency)
            for t1, t2, frequency in zip(
                qubits["t1"], qubits["t2"], qubits["frequency"], strict=True
            )
        ]
        self._target = Target(
            num_qubits=description["qubit_count"], qubit_properties=properties, dt=1e-9
        )
        singles = [(qubit,) for qubit in range(description["qubit_count"])]
        pairs = [tuple(pair) for pair in description["coupling_map"]]
        mapping = get_standard_gate_name_mapping()
        for name, values in description["gates"].items():
            operation = Reset() if name == "reset" else mapping[name]
            places = pairs if operation.num_qubits == 2 else singles
            errors = values.get("error", [None] * len(places))
            self._target.add_instruction(
                operation,
                {
                    place: InstructionProperties(duration=length, error=error)
                    for place, length, error in zip(places, values["length"], errors, strict=True)
                },
            )
        measures = {}
        for place, one, zero in zip(
            singles, qubits["meas1_prep0"], qubits["meas0_prep1"], strict=True
        ):
            measures[place] = InstructionProperties(duration=1e-6, error=(one + zero) / 2)
            measures[place].prob_meas1_prep0 = one
            measures[place].prob_meas0_prep1 = zero
        self._target.add_instruction(Measure(), measures)

    @property
    def target(self) -> Target:
        """What it is made of."""
        return self._target

    @property
    def max_circuits(self) -> None:
        """No limit."""

    @classmethod
    def _default_options(cls) -> Options:
        return Options()

    def run(self, run_input: Any, **options: Any) -> Any:
        """Refuse: it only describes."""
        raise NotImplementedError


def gate_circuit(qubit_count: int, length: int, seed: int) -> QuantumCircuit:
    """Return a random circuit of gates, and of matrices of one to three qubits."""
    draw = random.Random(seed)
    circuit = QuantumCircuit(qubit_count, qubit_count)
    mapping = get_standard_gate_name_mapping()
    for _ in range(length):
        kind = draw.random()
        if kind < 0.5 or qubit_count == 1:
            gate = mapping[draw.choice(ONE_QUBIT)]
        elif kind < 0.9:
            gate = mapping[draw.choice(TWO_QUBIT)]
        elif kind < 0.95 and qubit_count > 2:
            gate = mapping["ccx"]
        else:
            unitary = random_unitary(4, seed=draw.randrange(1 << 30))
            gate = UnitaryGate(unitary)
        if gate.params and gate.name != "unitary":
            gate = type(gate)(*[draw.uniform(-3, 3) for _ in gate.params])
        circuit.append(gate, draw.sample(range(qubit_count), gate.num_qubits))
        if draw.random() < 0.05:
            circuit.reset(draw.randrange(qubit_count))
    return circuit


def dynamic_circuit(qubit_count: int, length: int, seed: int) -> QuantumCircuit:
    """Return a random circuit with measurements, resets and choices on the way."""
    draw = random.Random(seed)
    circuit = QuantumCircuit(qubit_count, qubit_count + 1)
    for _ in range(length):
        part = gate_circuit(qubit_count, 2, draw.randrange(1 << 30))
        circuit.compose(part, inplace=True)
        kind = draw.random()
        qubit = draw.randrange(qubit_count)
        if kind < 0.4:
            circuit.measure(qubit, draw.randrange(qubit_count + 1))
        elif kind < 0.6:
            with circuit.if_test((circuit.clbits[draw.randrange(qubit_count + 1)], 1)):
                circuit.x(qubit)
                circuit.h(qubit)
    circuit.measure(range(qubit_count), range(qubit_count))
    return circuit
