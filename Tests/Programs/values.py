"""Values that JSON has no form for."""

from datetime import datetime

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    angle = Parameter("angle")
    circuit = QuantumCircuit(1, 1, name="turned")
    circuit.rx(2 * angle, 0)
    circuit.measure(0, 0)
    values = {
        "complex": 1 + 2j,
        "array": np.arange(6, dtype=np.int16).reshape(2, 3),
        "set": {1, 2, 3},
        "tuple": (1, 2),
        "time": datetime(2022, 1, 2, 3, 4, 5),
        "circuit": circuit,
        "scalars": [np.int32(1), np.float32(0.5), np.bool_(True), np.complex64(1j)],
    }
    user_messenger.publish(values)
    return values
