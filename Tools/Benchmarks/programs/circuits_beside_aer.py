"""Times `run().result().get_counts()` inside a program: its backend, and Aer beside it."""

import random
import statistics
import time

from qiskit import QuantumCircuit, transpile
from qiskit.circuit.random import random_circuit


def main(backend, user_messenger, **kwargs):
    """Runs a workload's circuits on both in turn; returns the medians in seconds."""
    from qiskit_aer import AerSimulator
    from qiskit_aer.noise import NoiseModel

    if kwargs["workload"] == "hello5":
        # Both get the same circuits, in gates that either takes.
        circuits = [hello(AerSimulator()) for _ in range(kwargs["circuits"])]
        aer = AerSimulator(method="statevector")
        shots = 1024
    else:
        circuits = [noisy_ghz(backend) for _ in range(kwargs["circuits"])]
        aer = AerSimulator(method="density_matrix", noise_model=NoiseModel.from_backend(backend))
        shots = 8192
    seconds = {"ours": [], "aer": []}
    both = {"ours": backend, "aer": aer}
    distance = []
    for round_ in range(kwargs["rounds"] + 1):
        for circuit in circuits:
            counts = {}
            for name in random.sample(sorted(both), 2):
                start = time.perf_counter()
                counts[name] = both[name].run(circuit, shots=shots).result().get_counts()
                if round_:
                    seconds[name].append(time.perf_counter() - start)
            keys = counts["ours"].keys() | counts["aer"].keys()
            distance.append(
                sum(abs(counts["ours"].get(k, 0) - counts["aer"].get(k, 0)) for k in keys)
                / 2
                / shots
            )
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return medians | {"distance": statistics.mean(distance)}


def hello(target):
    """Makes the hello world's circuit."""
    circuit = random_circuit(num_qubits=5, depth=4, measure=True, seed=random.randint(0, 10**6))
    return transpile(circuit, target)


def noisy_ghz(backend):
    """Makes a GHZ state of five neighbours on the device, after random rotations about z."""
    circuit = QuantumCircuit(5)
    circuit.h(0)
    for qubit in range(4):
        circuit.rz(random.uniform(0, 3), qubit)
        circuit.cx(qubit, qubit + 1)
    circuit.measure_all()
    return transpile(circuit, backend)
