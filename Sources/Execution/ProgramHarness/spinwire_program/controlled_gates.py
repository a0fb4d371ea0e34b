"""Gates with controls of their own, and gates changed by annotation, in packed circuits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qiskit.circuit import (
    AnnotatedOperation,
    ControlledGate,
    ControlModifier,
    InverseModifier,
    PowerModifier,
)

from spinwire_program.gate_packer import Controls
from spinwire_program.gate_table import GLOBAL_PHASE

if TYPE_CHECKING:
    from spinwire_program.circuit_packer import CircuitPacker


def append_controlled(
    packer: CircuitPacker, gate: ControlledGate, qubits: tuple[int, ...], controls: Controls
) -> None:
    """Append a gate of Qiskit's that says what it controls."""
    count = gate.num_ctrl_qubits
    state = gate.ctrl_state
    added = tuple((state >> index & 1, qubits[index]) for index in range(count))
    base = gate.base_gate
    if gate.params and len(gate.params) == len(base.params) + 1:
        # Qiskit's `cu` keeps its fourth angle, a phase of the base gate, out of the base gate.
        packer.append_gate(GLOBAL_PHASE, (), (gate.params[-1],), controls + added)
    packer.append_base(base, qubits[count:], controls + added)


def append_annotated(
    packer: CircuitPacker, operation: Any, qubits: tuple[int, ...], controls: Controls
) -> None:
    """Append a gate that was controlled, inverted or raised to a power by annotation."""
    base: Any = operation
    modifiers: list[Any] = []
    while isinstance(base, AnnotatedOperation):
        modifiers = [*base.modifiers, *modifiers]
        base = base.base_op
    # Controls commute with the rest; the last modifier is the outermost, its controls first.
    for modifier in reversed(modifiers):
        if isinstance(modifier, ControlModifier):
            count, state = modifier.num_ctrl_qubits, modifier.ctrl_state
            controls += tuple((state >> index & 1, qubits[index]) for index in range(count))
            qubits = qubits[count:]
        elif isinstance(modifier, InverseModifier):
            base = base.inverse()
        elif isinstance(modifier, PowerModifier):
            base = base.power(modifier.power)
        else:
            raise packer.unsupported(operation.name)
    packer.append_base(base, qubits, controls)
