"""Random circuits, in the form of the earliest sample programs."""

import random
from typing import Any

from qiskit import transpile
from qiskit.circuit.random import random_circuit


def prepare(backend):
    """Make one circuit ready."""
    seed = random.randint(0, 1000)
    return transpile(random_circuit(num_qubits=5, depth=4, measure=True, seed=seed), backend)


def main(backend, user_messenger, **kwargs) -> Any:
    """Entry point."""
    iterations = kwargs.pop("iterations", 5)
    for it in range(iterations):
        result = backend.run(prepare(backend)).result()
        user_messenger.publish({"iteration": it, "counts": result.get_counts()})
    return "All done!"
