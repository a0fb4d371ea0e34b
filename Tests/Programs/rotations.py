"""A hybrid loop with the method names of earlier generations."""

import math

from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter


def main(backend, user_messenger, steps=4, shots=1000, **kwargs):
    """Entry point."""
    angle = Parameter("angle")
    circuit = QuantumCircuit(1, 1)
    circuit.u3(angle, 0, 0, 0)
    circuit.measure(0, 0)
    ready = transpile(circuit, backend)
    excited = []
    for step in range(steps + 1):
        bound = ready.bind_parameters({angle: math.pi * step / steps})
        counts = backend.run(bound, shots=shots).result().get_counts()
        excited.append(counts.get("1", 0) / shots)
        user_messenger.publish({"step": step, "excited": excited[-1]})
    return excited
