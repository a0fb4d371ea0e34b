"""One batch: circuit n flips the qubits of the bits of n."""

from qiskit import QuantumCircuit, transpile


def flipping(number, width):
    """Return a circuit that measures ``number``."""
    circuit = QuantumCircuit(width, name=f"flips {number}")
    for position in range(width):
        if number >> position & 1:
            circuit.x(position)
    circuit.measure_all()
    return circuit


def main(backend, user_messenger, count=20, shots=100, **kwargs):
    """Entry point."""
    width = max(1, (count - 1).bit_length())
    circuits = transpile([flipping(number, width) for number in range(count)], backend)
    result = backend.run(circuits, shots=shots).result()
    counts = result.get_counts()
    assert counts[-1] == result.get_counts(circuits[-1])
    user_messenger.publish({"circuits": len(counts)})
    return [{int(bits, 2): times for bits, times in one.items()} for one in counts]
