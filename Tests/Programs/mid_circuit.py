"""Teleports a state: conditioned gates, mid-circuit measurement and reset."""

from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile


def teleporting():
    """Return a circuit that moves the state of qubit 0, a flip, to qubit 2 and measures it."""
    qubits = QuantumRegister(3, "q")
    phase, flip, outcome = (ClassicalRegister(1, name) for name in ("phase", "flip", "outcome"))
    circuit = QuantumCircuit(qubits, phase, flip, outcome)
    circuit.x(0)
    circuit.h(1)
    circuit.cx(1, 2)
    circuit.cx(0, 1)
    circuit.h(0)
    circuit.measure(0, phase[0])
    circuit.measure(1, flip[0])
    with circuit.if_test((flip, 1)):
        circuit.x(2)
    with circuit.if_test((phase, 1)):
        circuit.z(2)
    circuit.reset(0)
    circuit.measure(2, outcome[0])
    return circuit


def main(backend, user_messenger, shots=200, **kwargs):
    """Entry point; every outcome's first bit, the moved one, is 1."""
    counts = backend.run(transpile(teleporting(), backend), shots=shots).result().get_counts()
    user_messenger.publish(counts)
    return counts
