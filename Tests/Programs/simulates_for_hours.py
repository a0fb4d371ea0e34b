"""One simulation that takes hours unless it is stopped, with a small one before it."""

from qiskit import QuantumCircuit


def layers(width, count):
    circuit = QuantumCircuit(width)
    for layer in range(count):
        for qubit in range(width):
            circuit.rx(0.1 + layer + qubit, qubit)
        for qubit in range(width - 1):
            circuit.rzz(0.2 + layer, qubit, qubit + 1)
            circuit.rxx(0.3 + layer, qubit, qubit + 1)
    circuit.measure_all()
    return circuit


def main(backend, user_messenger, width=24, depth=5000, rounds=0, **kwargs):
    """Entry point.

    Args:
        width: Qubits of the long circuit.
        depth: Its layers.
        rounds: How many short ones are run before it, one after the other.
    """
    for index in range(rounds):
        backend.run(layers(2, 1), shots=10).result()
        user_messenger.publish({"round": index})
    job = backend.run(layers(width, depth), shots=10)
    user_messenger.publish("simulating")
    return sum(job.result().get_counts().values())
