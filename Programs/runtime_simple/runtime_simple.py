"""A program to try things with: random circuits, their counts, and a word at the end."""

import random

from qiskit import transpile
from qiskit.circuit.random import random_circuit


def main(backend, user_messenger, **kwargs):
    """Run ``iterations`` random circuits of five qubits.

    Args:
        backend: Runs the circuits.
        user_messenger: Takes ``{"iteration": n, "counts": {...}}`` after each circuit.
        kwargs: ``iterations``, how many circuits to run.

    Returns:
        The text that all is done.
    """
    for iteration in range(kwargs["iterations"]):
        circuit = random_circuit(5, 3, measure=True, seed=random.getrandbits(16))
        job = backend.run(transpile(circuit, backend))
        user_messenger.publish({"iteration": iteration, "counts": job.result().get_counts()})
    return "All done!"
