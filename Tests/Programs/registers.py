"""Several classical registers, shot by shot, twice with one seed."""

from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile


def main(backend, user_messenger, seed=7, shots=50, **kwargs):
    """Entry point."""
    qubits = QuantumRegister(3, "q")
    circuit = QuantumCircuit(qubits, ClassicalRegister(1, "a"), ClassicalRegister(2, "b"))
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.x(2)
    circuit.measure([0, 1, 2], [0, 1, 2])
    ready = transpile(circuit, backend)
    runs = [
        backend.run(ready, shots=shots, memory=True, seed_simulator=seed).result() for _ in range(2)
    ]
    user_messenger.publish(runs[0].get_counts())
    return {
        "counts": runs[0].get_counts(),
        "memory": runs[0].get_memory(),
        "same": runs[0].get_memory() == runs[1].get_memory(),
    }
