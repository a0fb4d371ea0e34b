"""A device's description as the target that Qiskit's transpiler works for."""

from __future__ import annotations

from typing import Any

from qiskit import circuit as qiskit_circuit
from qiskit.circuit import Barrier, Delay, Instruction, Measure, Parameter, Reset
from qiskit.circuit.library import DiagonalGate, UnitaryGate
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.providers import QubitProperties
from qiskit.transpiler import InstructionProperties, Target

from spinwire_program.description import DeviceDescription
from spinwire_program.errors import SpinwireError
from spinwire_program.saves import SAVE_NAMES

#: Gates on any number of qubits, which Qiskit offers by class and for no qubits in particular.
_OPEN_WIDTH_GATES: dict[str, Any] = {"diagonal": DiagonalGate, "unitary": UnitaryGate}

#: Classical operations, by Qiskit's names and the classes of those generations that have them.
_CLASSICAL_OPERATIONS = {
    "if_else": "IfElseOp",
    "switch_case": "SwitchCaseOp",
    "for_loop": "ForLoopOp",
    "while_loop": "WhileLoopOp",
    "break_loop": "BreakLoopOp",
    "continue_loop": "ContinueLoopOp",
    "store": "Store",
    "box": "BoxOp",
}


def build_target(device: DeviceDescription) -> Target:
    """Return what the transpiler needs to know of a device.

    Gates on three and more qubits are offered only where there is no coupling map.
    """
    target = Target(
        description=device.description or device.name,
        num_qubits=device.qubit_count,
        dt=device.dt,
        qubit_properties=_qubit_properties(device),
    )
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
    target.add_instruction(Measure(), _measurements(device))
    target.add_instruction(Reset(), _everywhere(device))
    target.add_instruction(Delay(Parameter("duration")), _everywhere(device))
    target.add_instruction(Barrier, name="barrier")
    for name, class_name in _CLASSICAL_OPERATIONS.items():
        operation = getattr(qiskit_circuit, class_name, None)
        if operation is not None:
            target.add_instruction(operation, name=name)
    for name in SAVE_NAMES:
        # Any class says that the transpiler may leave them as they are, on any number of qubits.
        target.add_instruction(Instruction, name=name)
    return target


def _qubit_properties(device: DeviceDescription) -> list[QubitProperties] | None:
    if not device.qubits:
        return None
    return [
        QubitProperties(
            t1=device.of_qubit("t1", qubit),
            t2=device.of_qubit("t2", qubit),
            frequency=device.of_qubit("frequency", qubit),
        )
        for qubit in range(device.qubit_count)
    ]


def _is_uniform(device: DeviceDescription) -> bool:
    """Tell whether all qubits are the same.

    Such a device may have thousands, so its gates are said once and not for each of them.
    """
    return device.coupling_map is None and not device.qubits and not device.gates


def _everywhere(device: DeviceDescription) -> dict[tuple[int], None] | None:
    return None if _is_uniform(device) else {(qubit,): None for qubit in range(device.qubit_count)}


def _measurements(
    device: DeviceDescription,
) -> dict[tuple[int], InstructionProperties | None] | None:
    if _is_uniform(device):
        return None
    return {
        (qubit,): _properties(device.readout_error(qubit), device.of_qubit("readout_length", qubit))
        for qubit in range(device.qubit_count)
    }


def _add_gate(target: Target, gate: Any, device: DeviceDescription) -> None:
    if gate.num_qubits == 0 or _is_uniform(device):
        target.add_instruction(gate, None)
    elif gate.num_qubits == 1:
        places = [(qubit,) for qubit in range(device.qubit_count)]
        target.add_instruction(gate, _gate_properties(device, gate.name, places))
    elif device.coupling_map is None:
        target.add_instruction(gate, None)
    elif gate.num_qubits == 2:
        target.add_instruction(gate, _gate_properties(device, gate.name, device.coupling_map))


def _gate_properties(device: DeviceDescription, name: str, places: Any) -> dict[Any, Any]:
    return {place: _properties(*device.of_gate(name, index)) for index, place in enumerate(places)}


def _properties(error: float | None, seconds: float | None) -> InstructionProperties | None:
    if error is None and seconds is None:
        return None
    return InstructionProperties(duration=seconds, error=error)
