"""Written as programs were in the time of opflow, quantum instances and conditioned gates."""

from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, assemble, execute
from qiskit.algorithms import VQE
from qiskit.algorithms.optimizers import COBYLA
from qiskit.circuit import Parameter
from qiskit.circuit.library.n_local import RealAmplitudes
from qiskit.compiler import schedule, transpile
from qiskit.opflow import I, X, Z
from qiskit.providers.ibmq.runtime import UserMessenger
from qiskit.tools.jupyter import *  # noqa: F403
from qiskit.utils import QuantumInstance


def conditioned():
    """Return a circuit whose outcome tells which conditions were kept."""
    quantum, first, second = QuantumRegister(3), ClassicalRegister(2), ClassicalRegister(3)
    circuit = QuantumCircuit(quantum, first, second)
    circuit.x(0)
    circuit.measure(0, 0)
    circuit.x(1).c_if(first, 1)
    circuit.x(1).c_if(first, 2)
    circuit.x(2).c_if(first[0], 0)
    circuit.measure(quantum, second)
    return circuit


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    assert isinstance(user_messenger, UserMessenger) and schedule and assemble
    user_messenger.publish(backend.configuration().backend_name)
    user_messenger.publish(execute(conditioned(), backend, shots=50).result().get_counts())

    def report(count, values, mean, deviation):
        if count % 10 == 1:
            user_messenger.publish({"count": count, "mean": mean.real})

    vqe = VQE(
        ansatz=RealAmplitudes(2, reps=1),
        optimizer=COBYLA(maxiter=kwargs.get("steps", 60)),
        quantum_instance=QuantumInstance(Aer.get_backend("statevector_simulator")),
        callback=report,
    )
    energy = vqe.compute_minimum_eigenvalue((Z ^ Z) + (X ^ I) * 0.5).eigenvalue.real
    given = kwargs.get("circuit")
    turned = QuantumCircuit(1, name="turned")
    turned.rx(Parameter("angle") * 2, 0)
    return {
        "energy": energy,
        "circuit": transpile(turned, backend),
        "given": None if given is None else given.name,
        "result": execute(conditioned(), backend, shots=10).result(),
    }
