"""The noise models of the noisy workloads."""

from __future__ import annotations

from qiskit_aer.noise import NoiseModel, ReadoutError, depolarizing_error
from qiskit_ibm_runtime.fake_provider import FakeMontrealV2
from workloads import DEVICE_BASIS


def device() -> NoiseModel:
    """The noise of a published device of 27 qubits: relaxation, gate and readout errors."""
    return NoiseModel.from_backend(FakeMontrealV2())


def depolarising() -> NoiseModel:
    """Depolarising gates and misread bits, the same on every qubit."""
    model = NoiseModel(basis_gates=list(DEVICE_BASIS))
    model.add_all_qubit_quantum_error(depolarizing_error(1e-3, 1), ["sx", "x"])
    model.add_all_qubit_quantum_error(depolarizing_error(1e-2, 2), ["cx"])
    model.add_all_qubit_readout_error(ReadoutError([[0.98, 0.02], [0.03, 0.97]]))
    return model
