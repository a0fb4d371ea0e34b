"""One qubit more than there is."""

from qiskit import QuantumCircuit


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    circuit = QuantumCircuit(backend.num_qubits + 1)
    circuit.h(range(circuit.num_qubits))
    circuit.measure_all()
    return backend.run(circuit).result().get_counts()
