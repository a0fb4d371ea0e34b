"""``c_if``: conditioned gates of earlier generations, as the control flow of the current one."""

from __future__ import annotations

from typing import Any


def c_if(self: Any, classical: Any, value: int) -> Any:
    """Make the instructions just added happen only while a register or bit holds ``value``.

    Each becomes an ``if`` of its own, in its place in the circuit.

    Args:
        self: The instruction set that the circuit's method returned.
        classical: A register, a bit, or the index of a bit.
        value: What it must hold; for a bit, 0 or 1.
    """
    from qiskit.circuit import CircuitInstruction, ClassicalRegister, IfElseOp, QuantumCircuit

    resource = classical if self._requester is None else self._requester(classical)
    is_register = isinstance(resource, ClassicalRegister)
    condition_bits = list(resource) if is_register else [resource]
    for position, entry in enumerate(self._instructions):
        instruction = self[position]
        extra = [bit for bit in instruction.clbits if bit not in condition_bits]
        body = QuantumCircuit(list(instruction.qubits), condition_bits + extra)
        if is_register:
            body.add_register(resource)
        body.append(instruction)
        operation = IfElseOp((resource, int(value)), body)
        conditioned = CircuitInstruction(operation, body.qubits, body.clbits)
        if isinstance(entry, CircuitInstruction):
            self._instructions[position] = conditioned
        else:
            data, index = entry
            data[index] = conditioned
    return self
