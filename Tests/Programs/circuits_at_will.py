"""Runs as many circuits as it is asked to, and says which process it is."""

import uuid

from qiskit import QuantumCircuit

IDENTITY = uuid.uuid4().hex


def main(backend, user_messenger, count=0):
    """Entry point."""
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    shots = 0
    for _ in range(count):
        shots += sum(backend.run(circuit, shots=100).result().get_counts().values())
    return {"identity": IDENTITY, "shots": shots}
