"""What the packer asks of circuits, on a Qiskit that does not have it yet.

Qiskit before 1.3 is that of the legacy environment. Nothing here is used beside a later one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import qiskit.circuit
from qiskit.circuit import CircuitInstruction, QuantumCircuit

IS_EARLIER = not hasattr(CircuitInstruction, "is_standard_gate")


class _NeverMade:
    """Stands for a class that the installed Qiskit lacks, so nothing is an instance of it."""


#: Assignment of a classical variable, since Qiskit 1.1.
Store: Any = getattr(qiskit.circuit, "Store", _NeverMade)


def adapt() -> None:
    """Give circuits and their instructions what later ones say of themselves; there are no
    classical variables in them.
    """
    if not IS_EARLIER:
        return
    CircuitInstruction.name = property(lambda self: self.operation.name)
    CircuitInstruction.params = property(lambda self: self.operation.params)
    CircuitInstruction.is_standard_gate = _is_standard_gate
    if not hasattr(QuantumCircuit, "num_identifiers"):
        QuantumCircuit.num_identifiers = QuantumCircuit.num_stretches = 0
        QuantumCircuit.iter_input_vars = QuantumCircuit.iter_declared_vars = lambda self: iter(())


@lru_cache(maxsize=1)
def _standard_classes() -> dict[str, type]:
    from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping

    return {name: gate.base_class for name, gate in get_standard_gate_name_mapping().items()}


def _is_standard_gate(self: Any) -> bool:
    operation = self.operation
    return getattr(operation, "base_class", None) is _standard_classes().get(operation.name, self)


def without_conditions(circuit: QuantumCircuit) -> QuantumCircuit:
    """Return the circuit with its conditioned instructions as choices, of which each later Qiskit
    makes them.
    """
    if not any(getattr(entry.operation, "condition", None) for entry in circuit.data):
        return circuit
    from qiskit.transpiler import PassManager
    from qiskit.transpiler.passes import ConvertConditionsToIfOps

    return PassManager([ConvertConditionsToIfOps()]).run(circuit)


def result_header(fields: dict[str, Any]) -> Any:
    """Return the header of a circuit's result as the installed Qiskit has it."""
    if not IS_EARLIER:
        return fields
    from qiskit.qobj import QobjExperimentHeader

    return QobjExperimentHeader.from_dict(fields)


def observables_array(observables: Any) -> Any:
    """Return one or several observables as an array of mappings from letters to coefficients.

    Raises:
        TypeError, ValueError: They cannot be read.
    """
    if not IS_EARLIER:
        from qiskit.primitives.containers.observables_array import ObservablesArray

        return ObservablesArray.coerce(observables)
    is_one = not isinstance(observables, (list, tuple, np.ndarray))
    array = np.empty(() if is_one else len(observables), object)
    for index in np.ndindex(array.shape):
        array[index] = _observable(observables if is_one else observables[index[0]])
    return array


def _observable(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    from qiskit.quantum_info import SparsePauliOp

    # Sums of opflow carry an operator of today's kind, and a factor.
    operator = SparsePauliOp(getattr(value, "primitive", value)) * getattr(value, "coeff", 1)
    terms: dict[str, Any] = {}
    for label, coefficient in operator.to_list():
        terms[label] = terms.get(label, 0) + coefficient
    return terms
