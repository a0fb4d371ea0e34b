"""The hello-world workload, which also tells which process it runs in."""

import os
import random

from qiskit import transpile
from qiskit.circuit.random import random_circuit


def main(backend, user_messenger, **kwargs):
    """Runs random five-qubit circuits and publishes the counts of each."""
    with open("/proc/self/stat", encoding="ascii") as stat:
        started = int(stat.read().rsplit(")", 1)[1].split()[19])
    process = [os.stat("/proc/self/ns/pid").st_ino, started]
    for iteration in range(kwargs.get("iterations", 1)):
        circuit = random_circuit(num_qubits=5, depth=4, measure=True, seed=random.randint(0, 1000))
        result = backend.run(transpile(circuit, backend)).result()
        user_messenger.publish(
            {"iteration": iteration, "counts": result.get_counts(), "process": process}
        )
    return "Hello, World!"
