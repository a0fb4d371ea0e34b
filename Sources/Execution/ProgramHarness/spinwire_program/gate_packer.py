"""Gates in packed circuits, with the controls around them."""

from __future__ import annotations

import cmath
from collections.abc import Sequence
from typing import Any

import numpy as np
from qiskit.circuit import ControlledGate, QuantumCircuit

from spinwire_program.errors import SpinwireError
from spinwire_program.gate_table import (
    CONTROL,
    DIAGONAL,
    GLOBAL_PHASE,
    STANDARD_GATES,
    STANDARD_MCX,
    UNITARY,
)

UNITARY_QUBIT_COUNT_MAX = 8
DIAGONAL_QUBIT_COUNT_MAX = 16
CONTROL_COUNT_MAX = 32

#: Controls around a gate: what each must hold, and the control qubits' indices.
Controls = tuple[tuple[int, int], ...]


class GatePacker:
    """Collects the words and numbers of gates on qubits that are known by index."""

    def __init__(self, circuit: QuantumCircuit) -> None:
        """Begin with the circuit's global phase.

        Args:
            circuit: Whose gates they are.
        """
        self.words: list[int] = []
        #: The global phase, then the parameters; expressions where there are no values yet.
        self.numbers: list[Any] = [circuit.global_phase]
        self._name = circuit.name

    def append_gate(
        self,
        code: int,
        qubits: tuple[int, ...],
        parameters: Sequence[Any],
        controls: Controls,
    ) -> None:
        """Append a gate of the table by its code."""
        self._append_controls(controls)
        self.words.append(code)
        self.words.extend(qubits)
        self.numbers.extend(parameters)

    def append_matrix(self, matrix: Any, qubits: tuple[int, ...], controls: Controls) -> None:
        """Append a unitary matrix; the first qubit is the lowest bit of its indices.

        On no qubits it is a phase.
        """
        if not qubits:
            phase = cmath.phase(np.asarray(matrix)[0, 0])
            self.append_gate(GLOBAL_PHASE, (), (phase,), controls)
            return
        self._append_controls(controls)
        self.words += (UNITARY, len(qubits), *qubits)
        entries = np.ascontiguousarray(matrix, dtype=np.complex128)
        self.numbers.extend(entries.view(np.float64).ravel().tolist())

    def append_diagonal(
        self, entries: Sequence[Any], qubits: tuple[int, ...], controls: Controls
    ) -> None:
        """Append a diagonal matrix; the first qubit is the lowest bit of its indices."""
        self._append_controls(controls)
        self.words += (DIAGONAL, len(qubits), *qubits)
        for entry in map(complex, entries):
            self.numbers += (entry.real, entry.imag)

    def _append_controls(self, controls: Controls) -> None:
        if not controls:
            return
        if len(controls) > CONTROL_COUNT_MAX:
            raise self.unsupported(f"a gate with {len(controls)} controls")
        state = sum(value << index for index, (value, _) in enumerate(controls))
        self.words += (CONTROL, len(controls), state, *(qubit for _, qubit in controls))

    def unsupported(self, name: str) -> SpinwireError:
        """Return the error for something that a simulator cannot run."""
        return SpinwireError(
            "circuit.unsupported",
            f"A circuit uses what this backend cannot run: {name}.",
            {"circuit": self._name, "instruction": name},
        )


def standard_code(operation: Any) -> int | None:
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
