"""Runs random circuits and tells the counts of each as soon as they are there."""

import random

from qiskit import transpile
from qiskit.circuit.random import random_circuit

QUBIT_COUNT = 5
DEPTH = 4


def random_measured_circuit(backend):
    """Return a random circuit of five qubits, measured at its end and ready for the backend."""
    seed = random.randrange(1000)
    circuit = random_circuit(QUBIT_COUNT, DEPTH, measure=True, seed=seed)
    return transpile(circuit, backend)


def main(backend, user_messenger, **kwargs):
    """Run as many random circuits as asked for, one after the other.

    Args:
        backend: Runs the circuits.
        user_messenger: Takes ``{"iteration": n, "counts": {...}}`` after each circuit.
        kwargs: ``iterations``, how many circuits to run; 5 unless given.

    Returns:
        A greeting.
    """
    iterations = kwargs.get("iterations", 5)
    for iteration in range(iterations):
        circuit = random_measured_circuit(backend)
        counts = backend.run(circuit).result().get_counts()
        user_messenger.publish({"iteration": iteration, "counts": counts})
    return "Hello, World!"
