"""Publishes, prints, simulates, and waits until somebody has seen it."""

import sys
import time

from qiskit import QuantumCircuit, transpile


def main(backend, user_messenger, count=3, pause_seconds=0.0, fails=False, **kwargs):
    """Entry point.

    Args:
        count: How many rounds.
        pause_seconds: How long to wait after each.
        fails: Whether it ends with an error.
    """
    circuit = QuantumCircuit(1, 1)
    circuit.x(0)
    circuit.measure(0, 0)
    for index in range(count):
        print(f"round {index} é")
        print(f"warning {index}", file=sys.stderr)
        counts = backend.run(transpile(circuit, backend), shots=5).result().get_counts()
        user_messenger.publish({"index": index, "counts": counts})
        time.sleep(pause_seconds)
    if fails:
        raise ValueError("It was asked to.")
    return {"count": count}
