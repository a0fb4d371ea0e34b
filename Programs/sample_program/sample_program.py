"""Runs random circuits for as many iterations as its user wants."""

import random

from qiskit import transpile
from qiskit.circuit.random import random_circuit


def prepared_circuit(backend):
    """Return some measured circuit of five qubits in the backend's own gates."""
    drawn = random_circuit(num_qubits=5, depth=4, measure=True, seed=random.randrange(1000))
    return transpile(drawn, backend)


def main(backend, user_messenger, **kwargs):
    """Run one random circuit in each iteration.

    Args:
        backend: Runs the circuits.
        user_messenger: Takes ``{"iteration": n, "counts": {...}}`` after each circuit.
        kwargs: ``iterations``, how many circuits to run; 5 unless given.

    Returns:
        The text that all is done.
    """
    for iteration in range(kwargs.get("iterations", 5)):
        counts = backend.run(prepared_circuit(backend)).result().get_counts()
        user_messenger.publish({"iteration": iteration, "counts": counts})
    return "All done!"
