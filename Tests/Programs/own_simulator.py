"""Earlier generations' simulator and way of running circuits."""

from qiskit import Aer, QuantumCircuit, execute


def main(backend, user_messenger, shots=100, **kwargs):
    """Entry point."""
    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.cnot(0, 1)
    circuit.measure([0, 1], [0, 1])
    simulator = Aer.get_backend("qasm_simulator")
    counts = execute(circuit, simulator, shots=shots).result().get_counts()
    user_messenger.publish(counts)
    return counts
