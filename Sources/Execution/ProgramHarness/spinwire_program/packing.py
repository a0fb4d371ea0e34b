"""Packs circuits into the structures and numbers that a simulator reads.

The form is documented at ``CircuitRequest``. A circuit's structure is its words, the same for
whatever angles; its numbers are the global phase and the parameters of its instructions.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from typing import Any, NamedTuple

from qiskit.circuit import ParameterExpression, QuantumCircuit

from spinwire_program import earlier_qiskit
from spinwire_program.circuit_packer import CircuitPacker
from spinwire_program.errors import SpinwireError
from spinwire_program.saves import SavedData

earlier_qiskit.adapt()

STRUCTURE_HEADER = struct.Struct("<IIIIII")
RUN_HEADER = struct.Struct("<II")


class PackedCircuit(NamedTuple):
    """A circuit taken apart.

    Attributes:
        structure: What a packed structure holds after its slot.
        numbers: The global phase, then what the instructions take; expressions where a circuit has
            parameters without values.
        inputs: Names of the classical variables whose values are the numbers after the phase.
        saves: What the circuit's save instructions report, in order.
        is_parametric: Whether ``numbers`` holds more than numbers.
    """

    structure: bytes
    numbers: list[Any]
    inputs: tuple[Any, ...]
    saves: tuple[SavedData, ...]
    is_parametric: bool


def pack_circuit(circuit: QuantumCircuit, dt: float | None = None) -> PackedCircuit:
    """Take a circuit apart.

    Args:
        circuit: Of any instructions that Qiskit has; its parameters need no values yet.
        dt: Seconds that a delay's unit ``dt`` stands for, if it stands for any.

    Raises:
        SpinwireError: ``circuit.unsupported`` naming an instruction, ``circuit.overLimit``.
    """
    if earlier_qiskit.IS_EARLIER:
        circuit = earlier_qiskit.without_conditions(circuit)
    packer = CircuitPacker(circuit, dt)
    packer.append_program(circuit)
    return packed_program(circuit, packer)


def packed_program(circuit: QuantumCircuit, packer: CircuitPacker) -> PackedCircuit:
    """Return what a packer has collected of a circuit."""
    words = packer.words
    constants = packer.constants
    types = packer.variable_types
    structure = STRUCTURE_HEADER.pack(
        circuit.num_qubits,
        circuit.num_clbits,
        len(types),
        len(words),
        len(packer.numbers) - 1,
        len(constants),
    ) + _little_endian("I", types + words if types else words)
    if constants:
        structure += _little_endian("d", constants)
    return PackedCircuit(
        structure,
        packer.numbers,
        packer.inputs,
        tuple(packer.saves),
        bool(circuit.num_parameters or packer.inputs),
    )


def pack_run(structure_index: int, numbers: Sequence[Any]) -> bytes:
    """Return one run of a request: which structure, with which numbers.

    Raises:
        TypeError: A number is none yet.
    """
    return RUN_HEADER.pack(structure_index, len(numbers)) + _little_endian("d", numbers)


def require_values(circuit: QuantumCircuit, packed: PackedCircuit) -> None:
    """Refuse a circuit some of whose parameters have no values.

    Raises:
        SpinwireError: ``circuit.unboundParameters`` with their names.
    """
    names = {parameter.name for parameter in circuit.parameters}
    for number in packed.numbers:
        if isinstance(number, ParameterExpression):
            names.update(parameter.name for parameter in number.parameters)
    names.update(variable.name for variable in packed.inputs)
    if names:
        raise unbound_parameters(circuit.name, names)


def unbound_parameters(circuit_name: str, names: set[str]) -> SpinwireError:
    """Return the error for parameters that were given no values."""
    return SpinwireError(
        "circuit.unboundParameters",
        "A circuit has parameters without values; assign them before running it.",
        {
            "circuit": circuit_name,
            "parameters": sorted(names)[:16],
            "parameter_count": len(names),
        },
    )


def _little_endian(code: str, values: Sequence[Any]) -> bytes:
    return array(code, values).tobytes()
