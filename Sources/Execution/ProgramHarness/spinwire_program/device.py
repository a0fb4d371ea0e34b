"""A device's description in Qiskit's terms: its target, and the configuration of earlier times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qiskit.circuit import (
    Barrier,
    Delay,
    ForLoopOp,
    IfElseOp,
    Measure,
    Parameter,
    Reset,
    SwitchCaseOp,
)
from qiskit.circuit.library import DiagonalGate, UnitaryGate
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.transpiler import Target

from spinwire_program.errors import SpinwireError

#: Gates on any number of qubits, which Qiskit offers by class and for no qubits in particular.
_OPEN_WIDTH_GATES: dict[str, Any] = {"diagonal": DiagonalGate, "unitary": UnitaryGate}


@dataclass(frozen=True)
class DeviceDescription:
    """What a backend is told about its device."""

    name: str
    version: str
    description: str
    qubit_count: int
    basis_gates: tuple[str, ...]
    #: Pairs of qubits that a two-qubit gate may act on, in its order; ``None`` for all.
    coupling_map: tuple[tuple[int, int], ...] | None
    shots_max: int
    shots_default: int
    is_simulator: bool
    aliases: tuple[str, ...] = field(default=())

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> DeviceDescription:
        """Read a description.

        Args:
            fields: ``name``, ``qubit_count`` and ``basis_gates`` are needed, the rest has defaults.

        Raises:
            SpinwireError: ``backend.invalid`` naming the field.
        """
        try:
            pairs = fields.get("coupling_map")
            description = cls(
                name=str(fields["name"]),
                version=str(fields.get("version", "1.0.0")),
                description=str(fields.get("description") or ""),
                qubit_count=int(fields["qubit_count"]),
                basis_gates=tuple(str(gate) for gate in fields["basis_gates"]),
                coupling_map=None if pairs is None else tuple((int(a), int(b)) for a, b in pairs),
                shots_max=int(fields.get("shots_max") or 1_000_000),
                shots_default=int(fields.get("shots_default") or 1024),
                is_simulator=bool(fields.get("simulator", True)),
                aliases=tuple(str(alias) for alias in fields.get("aliases") or ()),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise SpinwireError(
                "backend.invalid",
                "A backend's description cannot be read.",
                {"reason": f"{type(error).__name__}: {error}"},
            ) from error
        stray = [
            qubit
            for pair in description.coupling_map or ()
            for qubit in pair
            if not 0 <= qubit < description.qubit_count
        ]
        if stray:
            raise SpinwireError(
                "backend.invalid",
                "A backend's coupling map names a qubit that it does not have.",
                {"qubit": stray[0], "qubit_count": description.qubit_count},
            )
        return description


def build_target(device: DeviceDescription) -> Target:
    """Return what the transpiler needs to know of a device.

    Gates on three and more qubits are offered only where there is no coupling map.
    """
    target = Target(description=device.description or device.name, num_qubits=device.qubit_count)
    gates = get_standard_gate_name_mapping()
    for name in dict.fromkeys(device.basis_gates):
        if name in ("measure", "reset", "delay", "barrier"):
            continue
        if name in _OPEN_WIDTH_GATES:
            if device.coupling_map is None:
                target.add_instruction(_OPEN_WIDTH_GATES[name], name=name)
            continue
        gate = gates.get(name)
        if gate is None:
            raise SpinwireError(
                "backend.invalid",
                "A backend's description names a gate that Qiskit does not know.",
                {"gate": name, "backend": device.name},
            )
        _add_gate(target, gate, device)
    everywhere = {(qubit,): None for qubit in range(device.qubit_count)}
    target.add_instruction(Measure(), dict(everywhere))
    target.add_instruction(Reset(), dict(everywhere))
    target.add_instruction(Delay(Parameter("duration")), dict(everywhere))
    target.add_instruction(Barrier, name="barrier")
    target.add_instruction(IfElseOp, name="if_else")
    target.add_instruction(SwitchCaseOp, name="switch_case")
    target.add_instruction(ForLoopOp, name="for_loop")
    return target


def _add_gate(target: Target, gate: Any, device: DeviceDescription) -> None:
    if gate.num_qubits == 0:
        target.add_instruction(gate, None)
    elif gate.num_qubits == 1:
        target.add_instruction(gate, {(qubit,): None for qubit in range(device.qubit_count)})
    elif device.coupling_map is None:
        target.add_instruction(gate, None)
    elif gate.num_qubits == 2:
        target.add_instruction(gate, {pair: None for pair in device.coupling_map})


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

    def to_dict(self) -> dict[str, Any]:
        """Return all fields by name."""
        return dict(vars(self))

    def __repr__(self) -> str:
        """Name the device."""
        return f"DeviceConfiguration(backend_name={self.backend_name!r}, n_qubits={self.n_qubits})"


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
