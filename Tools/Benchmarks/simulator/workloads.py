"""The circuits that simulators are compared on, drawn anew for every repetition.

A workload's shape (gates, qubits, depth) is fixed; its angles, unitaries, permutations and
measured qubits come from a generator, so that nothing that a simulator might keep from one
repetition is of use in the next. Every circuit is written in gates that all peers take without
further transpiling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import networkx
import numpy as np
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.circuit.library import efficient_su2, quantum_volume
from qiskit.circuit.random import random_circuit

#: What simulators of the old cloud service took.
SIMULATOR_BASIS = (
    *("u1", "u2", "u3", "rx", "ry", "rz", "id", "x", "y", "z", "h", "s", "sdg", "sx", "t", "tdg"),
    *("p", "u", "swap", "cx", "cz", "cp", "rzz", "rxx", "ccx"),
)
#: The gates of a superconducting device of that time.
DEVICE_BASIS = ("id", "rz", "sx", "x", "cx")
#: Every circuit whose operations fall out of a generator takes its seed from here.
SEED_MAX = 2**31

Random = np.random.Generator


@dataclass(frozen=True)
class Workload:
    """Circuits of one kind, and how often each is run."""

    name: str
    make: Callable[[Random], list[QuantumCircuit]]
    shots: int


def hello5(random: Random, count: int = 100) -> list[QuantumCircuit]:
    """Random circuits of five qubits and depth four, as the runtime's hello world makes them."""
    return [
        transpile(
            random_circuit(5, depth=4, measure=True, seed=int(random.integers(SEED_MAX))),
            basis_gates=list(SIMULATOR_BASIS),
            optimization_level=1,
        )
        for _ in range(count)
    ]


def qft(random: Random, qubits: int) -> QuantumCircuit:
    """The quantum Fourier transform, swaps included, of a random product state."""
    circuit = QuantumCircuit(qubits, name=f"qft{qubits}")
    for qubit in range(qubits):
        circuit.ry(random.uniform(0, np.pi), qubit)
        circuit.rz(random.uniform(0, np.pi), qubit)
    for target in reversed(range(qubits)):
        circuit.h(target)
        for control in reversed(range(target)):
            circuit.cp(np.pi / 2 ** (target - control), control, target)
    for qubit in range(qubits // 2):
        circuit.swap(qubit, qubits - 1 - qubit)
    circuit.measure_all()
    return circuit


def volume(random: Random, qubits: int) -> QuantumCircuit:
    """Quantum volume: as many layers as qubits, each of random two-qubit unitaries on pairs."""
    drawn = quantum_volume(qubits, qubits, seed=int(random.integers(SEED_MAX)))
    while not any(instruction.name == "unitary" for instruction in drawn.data):
        drawn = drawn.decompose()
    circuit = QuantumCircuit(qubits, name=f"qv{qubits}")
    circuit.compose(drawn, inplace=True)
    circuit.measure_all()
    return circuit


def ansatz(random: Random, qubits: int, repetitions: int) -> QuantumCircuit:
    """A hardware-efficient ansatz with all its angles given."""
    circuit = efficient_su2(qubits, reps=repetitions, entanglement="linear")
    circuit = circuit.assign_parameters(random.uniform(-np.pi, np.pi, circuit.num_parameters))
    circuit.measure_all()
    circuit.name = f"vqe{qubits}"
    return circuit


def qaoa(random: Random, qubits: int, layers: int) -> QuantumCircuit:
    """QAOA for the greatest cut of a random graph of degree three."""
    graph = networkx.random_regular_graph(3, qubits, seed=int(random.integers(SEED_MAX)))
    circuit = QuantumCircuit(qubits, name=f"qaoa{qubits}")
    circuit.h(range(qubits))
    for _ in range(layers):
        gamma, beta = random.uniform(0, np.pi, 2)
        for left, right in sorted(tuple(sorted(edge)) for edge in graph.edges):
            circuit.rzz(gamma, left, right)
        circuit.rx(2 * beta, range(qubits))
    circuit.measure_all()
    return circuit


def clifford(random: Random, qubits: int, layers: int = 20) -> QuantumCircuit:
    """Layers of one-qubit Cliffords and of cx or cz on random pairs."""
    names = ["id", "h", "s", "sdg", "x", "y", "z", "sx"]
    circuit = QuantumCircuit(qubits, name=f"clifford{qubits}")
    for _ in range(layers):
        for qubit in range(qubits):
            getattr(circuit, names[random.integers(len(names))])(qubit)
        order = random.permutation(qubits)
        for left, right in zip(order[0:-1:2], order[1::2], strict=False):
            (circuit.cx if random.integers(2) else circuit.cz)(int(left), int(right))
    circuit.measure_all()
    return circuit


def repetition_code(random: Random, distance: int, rounds: int) -> QuantumCircuit:
    """A repetition-code memory; its ancillas are measured and reset in every round."""
    data = QuantumRegister(distance, "data")
    ancillas = QuantumRegister(distance - 1, "ancilla")
    syndromes = ClassicalRegister((distance - 1) * rounds, "syndrome")
    outcome = ClassicalRegister(distance, "outcome")
    circuit = QuantumCircuit(data, ancillas, syndromes, outcome, name=f"rep{distance}x{rounds}")
    # Where the logical state is made makes no difference to anybody but a cache.
    first = int(random.integers(distance))
    circuit.h(data[first])
    for qubit in range(distance):
        if qubit != first:
            circuit.cx(data[first], data[qubit])
    for round_ in range(rounds):
        for index in range(distance - 1):
            circuit.cx(data[index], ancillas[index])
            circuit.cx(data[index + 1], ancillas[index])
        for index in range(distance - 1):
            circuit.measure(ancillas[index], syndromes[round_ * (distance - 1) + index])
            circuit.reset(ancillas[index])
    circuit.measure(data, outcome)
    return circuit


def ising(random: Random, qubits: int, steps: int, step: float = 0.1) -> QuantumCircuit:
    """A transverse-field Ising chain in Trotter steps: little entanglement, many qubits."""
    field = random.uniform(0.85, 0.95)
    circuit = QuantumCircuit(qubits, name=f"tfim{qubits}")
    for qubit in range(0, qubits, 2):
        circuit.x(qubit)
    for _ in range(steps):
        for start in (0, 1):
            for qubit in range(start, qubits - 1, 2):
                circuit.rzz(-2 * step, qubit, qubit + 1)
        circuit.rx(-2 * step * field, range(qubits))
    circuit.measure_all()
    return circuit


def teleport(random: Random) -> QuantumCircuit:
    """Teleportation: two measurements on the way, two gates that depend on them."""
    qubits, bits, out = QuantumRegister(3), ClassicalRegister(2, "c"), ClassicalRegister(1, "o")
    circuit = QuantumCircuit(qubits, bits, out, name="teleport")
    circuit.u(*random.uniform(0, np.pi, 3), 0)
    circuit.h(1)
    circuit.cx(1, 2)
    circuit.cx(0, 1)
    circuit.h(0)
    circuit.measure(0, bits[0])
    circuit.measure(1, bits[1])
    with circuit.if_test((bits[1], 1)):
        circuit.x(2)
    with circuit.if_test((bits[0], 1)):
        circuit.z(2)
    circuit.measure(2, out[0])
    return circuit


def phase_estimation(random: Random, bits: int) -> QuantumCircuit:
    """Iterative phase estimation: one ancilla, measured, reset and fed forward."""
    qubits, out = QuantumRegister(2), ClassicalRegister(bits, "c")
    circuit = QuantumCircuit(qubits, out, name=f"ipe{bits}")
    phase = random.uniform(0, 2 * np.pi)
    circuit.x(1)
    for bit in range(bits):
        circuit.reset(0)
        circuit.h(0)
        circuit.cp(phase * 2 ** (bits - 1 - bit) % (2 * np.pi), 0, 1)
        for known in range(bit):
            with circuit.if_test((out[known], 1)):
                circuit.p(-np.pi / 2 ** (bit - known), 0)
        circuit.h(0)
        circuit.measure(0, out[bit])
    return circuit


def feed_forward(random: Random, qubits: int, blocks: int) -> QuantumCircuit:
    """Blocks of rotations and a ladder of cx; one qubit is measured, acted upon, reset."""
    register = QuantumRegister(qubits)
    middle, out = ClassicalRegister(blocks, "m"), ClassicalRegister(qubits, "o")
    circuit = QuantumCircuit(register, middle, out, name=f"dyn{qubits}")
    for block in range(blocks):
        for qubit in range(qubits):
            circuit.u(*random.uniform(0, np.pi, 3), qubit)
        for qubit in range(qubits - 1):
            circuit.cx(qubit, qubit + 1)
        target = int(random.integers(qubits))
        circuit.measure(target, middle[block])
        with circuit.if_test((middle[block], 1)):
            circuit.x((target + 1) % qubits)
        circuit.reset(target)
    circuit.measure(register, out)
    return circuit


def on_device(random: Random, circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit in a device's gates, along a line of its qubits."""
    last = circuit.num_qubits - 1
    line = [pair for index in range(last) for pair in ([index, index + 1], [index + 1, index])]
    return transpile(
        circuit,
        basis_gates=list(DEVICE_BASIS),
        coupling_map=line,
        optimization_level=1,
        seed_transpiler=int(random.integers(SEED_MAX)),
    )


def noisy_ghz(random: Random, qubits: int) -> QuantumCircuit:
    """A GHZ state after random rotations about z, which show in no count but in every cache."""
    circuit = QuantumCircuit(qubits, name=f"noisy_ghz{qubits}")
    circuit.h(0)
    for qubit in range(qubits - 1):
        circuit.rz(random.uniform(0, np.pi), qubit)
        circuit.cx(qubit, qubit + 1)
    circuit.measure_all()
    return on_device(random, circuit)


def noisy_random(random: Random, qubits: int) -> QuantumCircuit:
    """A random circuit of depth eight."""
    circuit = random_circuit(qubits, depth=8, max_operands=2, seed=int(random.integers(SEED_MAX)))
    circuit.measure_all()
    circuit = on_device(random, circuit)
    circuit.name = f"noisy_rand{qubits}"
    return circuit


def _one(
    name: str, shots: int, make: Callable[..., QuantumCircuit], *arguments: int
) -> tuple[str, Workload]:
    return name, Workload(name, lambda random: [make(random, *arguments)], shots)


WORKLOADS = dict(
    [
        ("hello5", Workload("hello5", hello5, 1024)),
        _one("qft20", 1024, qft, 20),
        _one("qft24", 1024, qft, 24),
        _one("qv20", 1024, volume, 20),
        _one("qv24", 1024, volume, 24),
        _one("vqe20", 4096, ansatz, 20, 2),
        _one("qaoa20", 4096, qaoa, 20, 3),
        _one("sampling20", 1_000_000, ansatz, 20, 1),
        _one("clifford500", 1024, clifford, 500),
        _one("rep25x25", 10_000, repetition_code, 25, 25),
        _one("teleport", 4096, teleport),
        _one("ipe8", 4096, phase_estimation, 8),
        _one("dyn10", 1024, feed_forward, 10, 20),
        _one("noisy_ghz5", 8192, noisy_ghz, 5),
        _one("noisy_rand8", 8192, noisy_random, 8),
        _one("noisy_rand10", 8192, noisy_random, 10),
        _one("tfim50", 1024, ising, 50, 10),
    ]
)
