"""What earlier generations of programs ask a backend for: its configuration and properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping

from spinwire_program.description import DeviceDescription
from spinwire_program.errors import SpinwireError


class DeviceConfiguration:
    """The answer to ``backend.configuration()``, which earlier generations of programs ask for."""

    def __init__(self, device: DeviceDescription, max_circuits: int | None) -> None:
        """Describe a device.

        Args:
            device: What is known of it.
            max_circuits: Circuits in one run.
        """
        self.backend_name = device.name
        self.backend_version = device.version
        self.description = device.description
        self.n_qubits = device.qubit_count
        self.num_qubits = device.qubit_count
        self.basis_gates = list(device.basis_gates)
        self.coupling_map = _pairs(device.coupling_map)
        self.simulator = device.is_simulator
        self.local = False
        self.conditional = True
        self.open_pulse = False
        self.memory = True
        self.max_shots = device.shots_max
        self.max_experiments = max_circuits
        self.supported_instructions = [
            *dict.fromkeys((*device.basis_gates, "measure", "reset", "delay", "barrier", "if_else"))
        ]
        self.gates = [_gate_fields(name, device) for name in device.basis_gates]
        self.dynamic_reprate_enabled = False
        self.meas_levels = [2]
        self.sample_name = None
        #: Nanoseconds, as in those times; absent where it is not known.
        if device.dt is not None:
            self.dt = device.dt * 1e9

    def to_dict(self) -> dict[str, Any]:
        """Return all fields by name."""
        return dict(vars(self))

    def __repr__(self) -> str:
        """Name the device."""
        return f"DeviceConfiguration(backend_name={self.backend_name!r}, n_qubits={self.n_qubits})"


class DeviceProperties:
    """The answer to ``backend.properties()``: figures of qubits and gates, in SI units."""

    def __init__(self, device: DeviceDescription) -> None:
        """Describe a device.

        Args:
            device: What is known of it.
        """
        self._device = device
        self.backend_name = device.name
        self.backend_version = device.version

    def t1(self, qubit: int) -> float:
        """Return the relaxation time of a qubit."""
        return self._of_qubit("t1", qubit)

    def t2(self, qubit: int) -> float:
        """Return the dephasing time of a qubit."""
        return self._of_qubit("t2", qubit)

    def frequency(self, qubit: int) -> float:
        """Return the frequency of a qubit."""
        return self._of_qubit("frequency", qubit)

    def readout_length(self, qubit: int) -> float:
        """Return how long a measurement of a qubit takes."""
        return self._of_qubit("readout_length", qubit)

    def readout_error(self, qubit: int) -> float:
        """Return the mean probability of reading a qubit wrongly."""
        return self._known("readout_error", self._device.readout_error(qubit))

    def gate_error(self, gate: str, qubits: int | Sequence[int]) -> float:
        """Return the average infidelity of a gate on some qubits."""
        return self._known("gate_error", self._of_gate(gate, qubits)[0])

    def gate_length(self, gate: str, qubits: int | Sequence[int]) -> float:
        """Return how long a gate on some qubits takes."""
        return self._known("gate_length", self._of_gate(gate, qubits)[1])

    def _of_qubit(self, name: str, qubit: int) -> float:
        return self._known(name, self._device.of_qubit(name, qubit))

    def _of_gate(self, gate: str, qubits: int | Sequence[int]) -> tuple[float | None, float | None]:
        where = (qubits,) if isinstance(qubits, int) else tuple(qubits)
        if len(where) == 1:
            return self._device.of_gate(gate, where[0])
        pairs: tuple[tuple[int, ...], ...] = self._device.coupling_map or ()
        return self._device.of_gate(gate, pairs.index(where)) if where in pairs else (None, None)

    def _known(self, name: str, value: float | None) -> float:
        if value is None:
            raise SpinwireError(
                "backend.unknownProperty",
                "Nothing is known of this property of the backend.",
                {"property": name, "backend": self._device.name},
            )
        return value


def _gate_fields(name: str, device: DeviceDescription) -> dict[str, Any]:
    gate = get_standard_gate_name_mapping().get(name)
    fields: dict[str, Any] = {"name": name, "parameters": [], "qasm_def": ""}
    if gate is not None:
        fields["parameters"] = [str(parameter) for parameter in gate.params]
        if gate.num_qubits == 1:
            fields["coupling_map"] = [[qubit] for qubit in range(device.qubit_count)]
        elif gate.num_qubits == 2 and device.coupling_map is not None:
            fields["coupling_map"] = _pairs(device.coupling_map)
    return fields


def _pairs(coupling_map: Sequence[tuple[int, int]] | None) -> list[list[int]] | None:
    return None if coupling_map is None else [list(pair) for pair in coupling_map]
