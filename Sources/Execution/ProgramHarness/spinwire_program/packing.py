"""Packs circuits into the request that a simulator reads (documented at ``CircuitRequest``).

Instructions of the standard library go through a table by name; everything else is looked at more
closely: controlled gates, matrices, control flow (``control_flow``), and at last an instruction's
own definition. What a simulator cannot run is refused by name.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import (
    CircuitInstruction,
    Clbit,
    ControlFlowOp,
    ControlledGate,
    QuantumCircuit,
    Qubit,
)
from qiskit.circuit.library import DiagonalGate, UnitaryGate

from spinwire_program import control_flow
from spinwire_program.errors import SpinwireError
from spinwire_program.gate_table import (
    CONTROL,
    DIAGONAL,
    GLOBAL_PHASE,
    MEASURE,
    RESET,
    STANDARD_GATES,
    STANDARD_MCX,
    UNITARY,
)

try:
    from qiskit.circuit import AnnotatedOperation, ControlModifier, InverseModifier, PowerModifier
except ImportError:
    # Before 0.45 there are no such operations to meet.
    AnnotatedOperation = None

MAGIC = b"SWCQ"
VERSION = 1
FLAG_MEMORY = 1
REQUEST_HEADER = struct.Struct("<4sHHIIQ")
CIRCUIT_HEADER = struct.Struct("<IIIIId")
UNITARY_QUBIT_COUNT_MAX = 8
DIAGONAL_QUBIT_COUNT_MAX = 16
CONTROL_COUNT_MAX = 32
#: Words that loops and definitions may unfold to, 64 MiB of them.
WORD_COUNT_MAX = 16 << 20

#: Without effect on the outcome of a noiseless run.
_IDLE = frozenset({"barrier", "delay"})

#: Whether Qiskit itself says that an instruction is of its standard library; else its class tells.
_SAYS_STANDARD = hasattr(CircuitInstruction, "is_standard_gate")

#: Controls around a gate: what each must hold, and the control qubits' indices.
Controls = tuple[tuple[int, int], ...]


def pack_request(
    circuits: Sequence[QuantumCircuit], shots: int, seed: int, memory: bool = False
) -> bytes:
    """Return the packed request for a batch of circuits.

    Args:
        circuits: At least one, without unbound parameters.
        shots: Of each circuit, 1 or more.
        seed: Unsigned 64-bit number that determines every sample.
        memory: Whether the outcome of each single shot is wanted too.

    Raises:
        SpinwireError: ``circuit.unsupported`` or ``circuit.unboundParameters``, saying what.
    """
    flags = FLAG_MEMORY if memory else 0
    parts = [REQUEST_HEADER.pack(MAGIC, VERSION, flags, len(circuits), shots, seed)]
    parts.extend(pack_circuit(circuit) for circuit in circuits)
    return b"".join(parts)


def pack_circuit(circuit: QuantumCircuit) -> bytes:
    """Return the packed form of one circuit."""
    # Before 1.2 the parameters of loops are among them; there each instruction is asked.
    if _SAYS_STANDARD and circuit.num_parameters:
        names = sorted(parameter.name for parameter in circuit.parameters)
        raise unbound_parameters(circuit.name, names)
    packer = CircuitPacker(circuit)
    packer.append_circuit(circuit)
    words, parameters = packer.words, packer.parameters
    word_count, parameter_count = len(words), len(parameters)
    header = CIRCUIT_HEADER.pack(
        24 + 4 * word_count + 8 * parameter_count,
        circuit.num_qubits,
        circuit.num_clbits,
        word_count,
        parameter_count,
        float(circuit.global_phase),
    )
    return header + struct.pack(f"<{word_count}I{parameter_count}d", *words, *parameters)


def unbound_parameters(circuit_name: str, names: list[str]) -> SpinwireError:
    """Return the error for parameters that were given no values."""
    return SpinwireError(
        "circuit.unboundParameters",
        "A circuit has parameters without values; assign them before running it.",
        {"circuit": circuit_name, "parameters": names[:16], "parameter_count": len(names)},
    )


class CircuitPacker:
    """Collects the words and parameters of one circuit."""

    def __init__(self, circuit: QuantumCircuit) -> None:
        """Prepare for one circuit.

        Args:
            circuit: Whose bits are counted from 0 in its own order.
        """
        self.words: list[int] = []
        self.parameters: list[float] = []
        self._name = circuit.name
        self._qubits: Mapping[Qubit, int] = {bit: i for i, bit in enumerate(circuit.qubits)}
        self._clbits: Mapping[Clbit, int] = {bit: i for i, bit in enumerate(circuit.clbits)}

    def append_circuit(self, circuit: QuantumCircuit) -> None:
        """Append the instructions of the circuit, whose bits are those known."""
        if not _SAYS_STANDARD:
            for instruction in circuit.data:
                self._append_closely(instruction, ())
            return
        words, parameters, qubits = self.words, self.parameters, self._qubits
        for instruction in circuit.data:
            entry = STANDARD_GATES.get(instruction.name)
            if entry is not None and instruction.is_standard_gate():
                words.append(entry[0])
                for qubit in instruction.qubits:
                    words.append(qubits[qubit])
                if entry[2]:
                    parameters.extend(map(float, instruction.params))
            elif instruction.name == "measure":
                words += (
                    MEASURE,
                    qubits[instruction.qubits[0]],
                    self._clbits[instruction.clbits[0]],
                )
            else:
                self._append_closely(instruction, ())

    # Bodies

    def append_body(self, body: QuantumCircuit, outer: CircuitInstruction) -> None:
        """Append a body's instructions; its bits stand for the outer instruction's, in order."""
        self._within(body, outer.qubits, outer.clbits, lambda: self._append_instructions(body, ()))

    def _within(
        self,
        inner: QuantumCircuit,
        qubits: Sequence[Qubit],
        clbits: Sequence[Clbit],
        body: Callable[[], None],
    ) -> None:
        """Do something while the bits of an inner circuit stand for given ones of the current."""
        outer_qubits, outer_clbits = self._qubits, self._clbits
        inner_clbits = dict(zip(inner.clbits, (outer_clbits[bit] for bit in clbits), strict=False))
        # Strangers among the classical bits are the outer circuit's own, seen from within.
        self._clbits = {**outer_clbits, **inner_clbits}
        self._qubits = dict(zip(inner.qubits, (outer_qubits[bit] for bit in qubits), strict=False))
        try:
            body()
        finally:
            self._qubits, self._clbits = outer_qubits, outer_clbits

    def _append_instructions(self, circuit: QuantumCircuit, controls: Controls) -> None:
        for instruction in circuit.data:
            self._append_closely(instruction, controls)
        phase = float(circuit.global_phase)
        # Without controls it is the phase of a whole branch, which nothing can see.
        if phase and controls:
            self._append_gate(GLOBAL_PHASE, (), (phase,), controls)

    def clbit_index(self, bit: Clbit) -> int:
        """Return the index of a classical bit of the current circuit."""
        try:
            return self._clbits[bit]
        except KeyError:
            raise self.unsupported("a condition on a bit that the circuit does not have") from None

    # Single instructions

    def _append_closely(self, instruction: CircuitInstruction, controls: Controls) -> None:
        if len(self.words) > WORD_COUNT_MAX:
            raise SpinwireError(
                "circuit.overLimit",
                "A circuit unfolds to more instructions than a request may hold.",
                {"circuit": self._name, "limit": WORD_COUNT_MAX},
            )
        operation: Any = instruction.operation
        condition = getattr(operation, "condition", None)
        if condition is not None and not isinstance(operation, ControlFlowOp):
            # The condition of Qiskit before 2.0, set by `c_if`.
            bare = CircuitInstruction(
                operation.to_mutable(), instruction.qubits, instruction.clbits
            )
            bare.operation.condition = None
            control_flow.append_choice(
                self, condition, lambda: self._append_closely(bare, controls), None
            )
            return
        qubits = tuple(self._qubits[bit] for bit in instruction.qubits)
        name: str = operation.name
        if name == "measure" and len(qubits) == 1:
            self.words += (MEASURE, qubits[0], self._clbits[instruction.clbits[0]])
        elif name == "reset" and len(qubits) == 1:
            self.words += (RESET, qubits[0])
        elif isinstance(operation, ControlFlowOp):
            control_flow.append(self, instruction)
        elif name not in _IDLE:
            self._append_operation(instruction, qubits, controls)

    def _append_operation(
        self, instruction: CircuitInstruction, qubits: tuple[int, ...], controls: Controls
    ) -> None:
        operation: Any = instruction.operation
        entry = _standard_entry(operation)
        if entry is not None:
            self._append_gate(entry, qubits, operation.params, controls)
        elif isinstance(operation, ControlledGate):
            self._append_controlled(operation, qubits, controls)
        elif AnnotatedOperation is not None and isinstance(operation, AnnotatedOperation):
            self._append_annotated(operation, qubits, controls)
        elif isinstance(operation, UnitaryGate) and len(qubits) <= UNITARY_QUBIT_COUNT_MAX:
            self._append_matrix(operation.to_matrix(), qubits, controls)
        elif isinstance(operation, DiagonalGate) and len(qubits) <= DIAGONAL_QUBIT_COUNT_MAX:
            self._append_diagonal(operation.params, qubits, controls)
        else:
            self._append_definition(instruction, qubits, controls)

    def _append_definition(
        self, instruction: CircuitInstruction, qubits: tuple[int, ...], controls: Controls
    ) -> None:
        """Append what an instruction is made of or, where it does not say, its matrix."""
        operation: Any = instruction.operation
        definition = getattr(operation, "definition", None)
        if definition is not None:
            self._within(
                definition,
                instruction.qubits,
                instruction.clbits,
                lambda: self._append_instructions(definition, controls),
            )
            return
        matrix = None
        if hasattr(operation, "to_matrix") and len(qubits) <= UNITARY_QUBIT_COUNT_MAX:
            try:
                matrix = operation.to_matrix()
            except Exception:
                # Whatever a foreign class raises here: it has no matrix, and is refused below.
                matrix = None
        if matrix is None:
            raise self.unsupported(operation.name)
        self._append_matrix(matrix, qubits, controls)

    # Gates

    def _append_controlled(
        self, gate: ControlledGate, qubits: tuple[int, ...], controls: Controls
    ) -> None:
        count = gate.num_ctrl_qubits
        state = gate.ctrl_state
        added = tuple((state >> index & 1, qubits[index]) for index in range(count))
        base = gate.base_gate
        if gate.params and len(gate.params) == len(base.params) + 1:
            # Qiskit's `cu` keeps its fourth angle, a phase of the base gate, out of the base gate.
            self._append_gate(GLOBAL_PHASE, (), (gate.params[-1],), controls + added)
        targets = qubits[count:]
        self._append_base(base, targets, controls + added)

    def _append_annotated(
        self, operation: Any, qubits: tuple[int, ...], controls: Controls
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
                raise self.unsupported(operation.name)
        self._append_base(base, qubits, controls)

    def _append_base(self, base: Any, targets: tuple[int, ...], controls: Controls) -> None:
        """Append an operation that no instruction of the circuit holds."""
        entry = _standard_entry(base)
        if entry is not None:
            self._append_gate(entry, targets, base.params, controls)
            return
        inner = QuantumCircuit(base.num_qubits)
        inner.append(base, inner.qubits)
        outer_qubits = self._qubits
        self._qubits = dict(zip(inner.qubits, targets, strict=True))
        try:
            self._append_instructions(inner, controls)
        finally:
            self._qubits = outer_qubits

    def _append_gate(
        self,
        code: int,
        qubits: tuple[int, ...],
        parameters: Sequence[Any],
        controls: Controls,
    ) -> None:
        self._append_controls(controls)
        self.words.append(code)
        self.words.extend(qubits)
        self.parameters.extend(map(self._number, parameters))

    def _append_matrix(self, matrix: Any, qubits: tuple[int, ...], controls: Controls) -> None:
        self._append_controls(controls)
        self.words += (UNITARY, len(qubits), *qubits)
        entries = np.ascontiguousarray(matrix, dtype=np.complex128)
        self.parameters.extend(entries.view(np.float64).ravel().tolist())

    def _append_diagonal(
        self, entries: Sequence[Any], qubits: tuple[int, ...], controls: Controls
    ) -> None:
        self._append_controls(controls)
        self.words += (DIAGONAL, len(qubits), *qubits)
        for entry in map(complex, entries):
            self.parameters += (entry.real, entry.imag)

    def _append_controls(self, controls: Controls) -> None:
        if not controls:
            return
        if len(controls) > CONTROL_COUNT_MAX:
            raise self.unsupported(f"a gate with {len(controls)} controls")
        state = sum(value << index for index, (value, _) in enumerate(controls))
        self.words += (CONTROL, len(controls), state, *(qubit for _, qubit in controls))

    def _number(self, parameter: Any) -> float:
        try:
            return float(parameter)
        except TypeError:
            names = [str(parameter)]
            raise unbound_parameters(self._name, names) from None

    def unsupported(self, name: str) -> SpinwireError:
        """Return the error for something that a simulator cannot run."""
        return SpinwireError(
            "circuit.unsupported",
            f"A circuit uses what this backend cannot run: {name}.",
            {"circuit": self._name, "instruction": name},
        )


def _standard_entry(operation: Any) -> int | None:
    """Return the code of a gate if it is Qiskit's own, as the table knows it."""
    # A singleton's own class says nothing of where it is from; its base class does.
    module = getattr(operation, "base_class", type(operation)).__module__
    if not module.startswith("qiskit.circuit.library.standard_gates"):
        return None
    if isinstance(operation, ControlledGate) and operation.ctrl_state + 1 != (
        1 << operation.num_ctrl_qubits
    ):
        return None
    if operation.name == "mcx":
        return STANDARD_MCX.get(operation.num_qubits)
    entry = STANDARD_GATES.get(operation.name)
    if entry is None or entry[1] != operation.num_qubits or entry[2] != len(operation.params):
        return None
    return entry[0]
