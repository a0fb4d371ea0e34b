"""Collects the words, numbers and constants of one circuit.

Instructions of the standard library go through a table by name; everything else is looked at more
closely: controlled gates, matrices, control flow (``control_flow``), points to save at (``saves``),
and at last an instruction's own definition. What a simulator cannot run is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qiskit.circuit import (
    AnnotatedOperation,
    BreakLoopOp,
    CircuitInstruction,
    Clbit,
    ContinueLoopOp,
    ControlFlowOp,
    ControlledGate,
    QuantumCircuit,
    Qubit,
)
from qiskit.circuit.library import DiagonalGate, UnitaryGate

from spinwire_program import annotated_gates, control_flow, expressions, saves
from spinwire_program.earlier_qiskit import Store
from spinwire_program.errors import SpinwireError
from spinwire_program.gate_packer import (
    DIAGONAL_QUBIT_COUNT_MAX,
    UNITARY_QUBIT_COUNT_MAX,
    Controls,
    GatePacker,
    standard_code,
)
from spinwire_program.gate_table import DELAY, GLOBAL_PHASE, MEASURE, RESET, STANDARD_GATES

#: Words that loops and definitions may unfold to, 64 MiB of them.
WORD_COUNT_MAX = 16 << 20

#: Seconds in the units of a delay, without ``dt``.
_SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9, "ps": 1e-12}


class CircuitPacker(GatePacker):
    """Collects the words, numbers and constants of one circuit."""

    def __init__(self, circuit: QuantumCircuit, dt: float | None) -> None:
        """Prepare for one circuit.

        Args:
            circuit: Whose bits are counted from 0 in its own order.
            dt: Seconds that a delay's unit ``dt`` stands for, if it stands for any.
        """
        super().__init__(circuit)
        self.constants: list[float] = []
        self.saves: list[saves.SavedData] = []
        #: Classical variables that are given values from outside, in the order of their numbers.
        self.inputs: tuple[Any, ...] = ()
        self.variable_types: list[int] = []
        #: Bodies around what is being packed.
        self.depth = 0
        self.qubit_count: int = circuit.num_qubits
        self._dt = dt
        self._variables: dict[Any, int] = {}
        self._qubits: Mapping[Qubit, int] = {bit: i for i, bit in enumerate(circuit.qubits)}
        self._clbits: Mapping[Clbit, int] = {bit: i for i, bit in enumerate(circuit.clbits)}

    def append_program(self, circuit: QuantumCircuit) -> None:
        """Append the whole circuit, whose bits are those known."""
        if circuit.num_identifiers:
            self.inputs = tuple(circuit.iter_input_vars())
            for variable in self.inputs:
                expressions.append_input(self, self.declare(variable), variable.type)
            self._declare_variables(circuit)
        self._append_instructions(circuit)

    # Bodies

    def append_body(self, body: QuantumCircuit, outer: CircuitInstruction) -> None:
        """Append a body's instructions; its bits stand for the outer instruction's, in order."""
        if body.num_identifiers:
            self._declare_variables(body)

        def append() -> None:
            self._check_length()
            self._append_instructions(body)
            self._append_phase(body.global_phase, ())

        self.depth += 1
        try:
            self._within(body, outer.qubits, outer.clbits, append)
        finally:
            self.depth -= 1

    def _append_instructions(self, circuit: QuantumCircuit) -> None:
        """Append instructions on the current bits; this is where the time goes."""
        words, numbers, qubits = self.words, self.numbers, self._qubits
        entry_of = STANDARD_GATES.get
        for instruction in circuit.data:
            name = instruction.name
            entry = entry_of(name)
            if entry is not None and instruction.is_standard_gate():
                words.append(entry[0])
                for qubit in instruction.qubits:
                    words.append(qubits[qubit])
                if entry[2]:
                    numbers += instruction.params
            elif name == "measure":
                (clbit,) = instruction.clbits
                words += (MEASURE, qubits[instruction.qubits[0]], self._clbits[clbit])
            elif name != "barrier":
                self._append_closely(instruction, ())

    def _append_definition(
        self,
        definition: QuantumCircuit,
        qubits: Sequence[Qubit],
        clbits: Sequence[Clbit],
        controls: Controls,
    ) -> None:
        """Append what an instruction is made of, its phase included."""

        def append() -> None:
            if controls:
                for instruction in definition.data:
                    self._append_closely(instruction, controls)
            else:
                self._append_instructions(definition)
            self._append_phase(definition.global_phase, controls)

        self._within(definition, qubits, clbits, append)

    def _append_phase(self, phase: Any, controls: Controls) -> None:
        if isinstance(phase, (int, float)) and not phase:
            return
        self.append_gate(GLOBAL_PHASE, (), (phase,), controls)

    def _within(
        self,
        inner: QuantumCircuit,
        qubits: Sequence[Qubit],
        clbits: Sequence[Clbit],
        body: Callable[[], None],
    ) -> None:
        """Run ``body`` while the inner circuit's bits stand for the given ones of the outer."""
        outer_qubits, outer_clbits = self._qubits, self._clbits
        inner_clbits = dict(zip(inner.clbits, (outer_clbits[bit] for bit in clbits), strict=False))
        # Strangers among the classical bits are the outer circuit's own, seen from within.
        self._clbits = {**outer_clbits, **inner_clbits}
        self._qubits = dict(zip(inner.qubits, (outer_qubits[bit] for bit in qubits), strict=False))
        try:
            body()
        finally:
            self._qubits, self._clbits = outer_qubits, outer_clbits

    # Bits and variables

    def qubit_indices(self, instruction: CircuitInstruction) -> tuple[int, ...]:
        """Return the indices of an instruction's qubits."""
        return tuple(self._qubits[bit] for bit in instruction.qubits)

    def clbit_index(self, bit: Clbit) -> int:
        """Return the index of a classical bit of the current circuit."""
        try:
            return self._clbits[bit]
        except KeyError:
            raise self.unsupported("a condition on a bit that the circuit does not have") from None

    def declare(self, variable: Any) -> int:
        """Return the index of a classical variable, which is a new one if it is not known yet."""
        index = self._variables.get(variable)
        if index is None:
            self.variable_types.append(expressions.type_code(self, variable.type))
            index = self._variables[variable] = len(self._variables)
        return index

    def variable_index(self, variable: Any) -> int:
        """Return the index of a classical variable of the circuits around."""
        if variable not in self._variables:
            raise self.unsupported(f"the undeclared variable {variable.name}")
        return self._variables[variable]

    def _declare_variables(self, circuit: QuantumCircuit) -> None:
        if circuit.num_stretches:
            raise self.unsupported("stretch")
        for variable in circuit.iter_declared_vars():
            self.declare(variable)

    # Single instructions

    def _append_closely(self, instruction: CircuitInstruction, controls: Controls) -> None:
        self._check_length()
        operation: Any = instruction.operation
        qubits = self.qubit_indices(instruction)
        name: str = operation.name
        if controls and not _may_be_controlled(operation):
            raise self.unsupported(f"a controlled {name}")
        if name == "measure" and len(qubits) == 1:
            self.words += (MEASURE, qubits[0], self._clbits[instruction.clbits[0]])
        elif name == "reset" and len(qubits) == 1:
            self.words += (RESET, qubits[0])
        elif name == "delay" and len(qubits) == 1:
            self._append_delay(operation, qubits[0])
        elif isinstance(operation, (ControlFlowOp, BreakLoopOp, ContinueLoopOp)):
            control_flow.append(self, instruction)
        elif isinstance(operation, Store):
            expressions.append_store(self, operation.lvalue, operation.rvalue)
        elif name.startswith("save_"):
            saves.append(self, instruction)
        elif name != "barrier":
            self._append_operation(instruction, qubits, controls)

    def _check_length(self) -> None:
        if len(self.words) > WORD_COUNT_MAX:
            raise SpinwireError(
                "circuit.overLimit",
                "A circuit unfolds to more instructions than a request may hold.",
                {"circuit": self._name, "limit": WORD_COUNT_MAX},
            )

    def _append_delay(self, operation: Any, qubit: int) -> None:
        duration, unit = operation.duration, operation.unit
        # Where nobody says how long a dt is, no noise can depend on it either.
        scale = {**_SECONDS, "dt": self._dt or 0.0}.get(unit)
        if scale is None or not isinstance(duration, (int, float)):
            raise self.unsupported(f"delay of a {unit} duration that is not a number")
        self.words += (DELAY, qubit)
        self.constants.append(duration * scale)

    def _append_operation(
        self, instruction: CircuitInstruction, qubits: tuple[int, ...], controls: Controls
    ) -> None:
        operation: Any = instruction.operation
        code = standard_code(operation)
        if code is not None:
            self.append_gate(code, qubits, operation.params, controls)
        elif isinstance(operation, ControlledGate):
            self._append_controlled(operation, qubits, controls)
        elif isinstance(operation, AnnotatedOperation):
            annotated_gates.append(self, operation, qubits, controls)
        elif isinstance(operation, UnitaryGate) and len(qubits) <= UNITARY_QUBIT_COUNT_MAX:
            self.append_matrix(operation.to_matrix(), qubits, controls)
        elif isinstance(operation, DiagonalGate) and len(qubits) <= DIAGONAL_QUBIT_COUNT_MAX:
            self.append_diagonal(operation.params, qubits, controls)
        else:
            definition = getattr(operation, "definition", None)
            if definition is None:
                self.append_matrix(self._matrix_of(operation), qubits, controls)
            else:
                self._append_definition(
                    definition, instruction.qubits, instruction.clbits, controls
                )

    def _matrix_of(self, operation: Any) -> Any:
        """Return the matrix of an operation that does not say what it is made of."""
        matrix = None
        if hasattr(operation, "to_matrix") and operation.num_qubits <= UNITARY_QUBIT_COUNT_MAX:
            try:
                matrix = operation.to_matrix()
            except Exception:
                # Whatever a foreign class raises here: it has no matrix, and is refused below.
                matrix = None
        if matrix is None:
            raise self.unsupported(operation.name)
        return matrix

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
            self.append_gate(GLOBAL_PHASE, (), (gate.params[-1],), controls + added)
        self.append_base(base, qubits[count:], controls + added)

    def append_base(self, base: Any, targets: tuple[int, ...], controls: Controls) -> None:
        """Append an operation that no instruction of the circuit holds."""
        code = standard_code(base)
        if code is not None:
            self.append_gate(code, targets, base.params, controls)
            return
        inner = QuantumCircuit(base.num_qubits)
        inner.append(base, inner.qubits)
        outer_qubits = self._qubits
        self._qubits = dict(zip(inner.qubits, targets, strict=True))
        try:
            self._append_closely(inner.data[0], controls)
        finally:
            self._qubits = outer_qubits


def _may_be_controlled(operation: Any) -> bool:
    """Return whether an instruction is, or is made of, what can depend on control qubits."""
    if isinstance(operation, (ControlFlowOp, BreakLoopOp, ContinueLoopOp, Store)):
        return False
    name: str = operation.name
    return name not in ("measure", "reset", "delay") and not name.startswith("save_")
