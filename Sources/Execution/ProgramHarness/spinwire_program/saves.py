"""Points of a circuit at which something about the state is reported, by Aer's instructions.

They are known by their names, so that nothing of Aer is needed to read them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from qiskit.circuit import CircuitInstruction
from qiskit.quantum_info import DensityMatrix, Operator, Statevector
from qiskit.result import ProbDistribution

from spinwire_program.errors import SpinwireError
from spinwire_program.gate_table import SAVE

if TYPE_CHECKING:
    from spinwire_program.circuit_packer import CircuitPacker

STATE_VECTOR = 0
AMPLITUDES = 1
PROBABILITIES = 2
DENSITY_MATRIX = 3
UNITARY = 4
EXPECTATION = 5

IS_SAMPLED = 1
FACTORS = {"X": 1, "Y": 2, "Z": 3}

#: What is nearer to 0 is left out of dictionaries, as Aer does.
DICTIONARY_VALUE_MIN = 1e-10
#: Of a state vector of some of a circuit's qubits.
PARTIAL_QUBIT_COUNT_MAX = 16
#: How far the norm of such a state vector may be from 1.
NORM_TOLERANCE = 1e-6

_WORD_MASK = 0xFFFFFFFF
_QUBIT_COUNT_OF_AMPLITUDES_MAX = 64

#: Strings of Pauli factors as (qubit, factor), with their coefficients.
PauliTerms = Sequence[tuple[Sequence[tuple[int, int]], float]]


class SavedData(NamedTuple):
    """What becomes of the values that one instruction reports.

    Attributes:
        label: Under which the data stands in the result.
        value_count: How many of the reply's values it is made of.
        convert: Makes it of them.
    """

    label: str
    value_count: int
    convert: Callable[..., Any]


def append(packer: CircuitPacker, instruction: CircuitInstruction) -> None:
    """Append a save instruction.

    Raises:
        SpinwireError: ``circuit.unsupported`` for those that a simulator does not know, for data of
            each shot or of each outcome, and for points within control flow.
    """
    operation: Any = instruction.operation
    save = _SAVES.get(operation.name)
    if save is None:
        raise packer.unsupported(operation.name)
    subtype = getattr(operation, "_subtype", "single")
    if subtype not in ("single", "average"):
        raise packer.unsupported(f"{operation.name} of the kind {subtype}")
    if packer.depth:
        raise packer.unsupported(f"{operation.name} within control flow")
    label = str(getattr(operation, "_label", operation.name))
    if any(saved.label == label for saved in packer.saves):
        raise packer.unsupported(f"two points to save at that are both labelled {label}")
    value_count, convert = save(packer, operation, packer.qubit_indices(instruction))
    packer.saves.append(SavedData(label, value_count, convert))


def append_expectation(packer: CircuitPacker, terms: PauliTerms, is_sampled: bool = False) -> None:
    """Append the report of an observable's mean; its value is the mean and its standard error."""
    packer.words += (SAVE, EXPECTATION, IS_SAMPLED if is_sampled else 0, len(terms))
    for factors, coefficient in terms:
        packer.words.append(len(factors))
        packer.words.extend(4 * qubit + factor for qubit, factor in factors)
        packer.constants.append(coefficient)


Saved = tuple[int, Callable[..., Any]]


def _state_vector(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    if len(qubits) == packer.qubit_count:
        packer.words += (SAVE, STATE_VECTOR)
        return 1, partial(_ordered_state_vector, qubits=qubits)
    # The other qubits must be 0, as those are that a transpiler adds.
    if len(qubits) > PARTIAL_QUBIT_COUNT_MAX or packer.qubit_count > _QUBIT_COUNT_OF_AMPLITUDES_MAX:
        raise packer.unsupported(f"{operation.name} of {len(qubits)} of the circuit's qubits")
    states = [0]
    for qubit in qubits:
        states += [state | 1 << qubit for state in states]
    _append_amplitudes(packer, states)
    return 1, _partial_state_vector


def _state_dictionary(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    count, convert = _state_vector(packer, operation, qubits)
    return count, lambda value: _dictionary(convert(value).data, hex)


def _amplitudes(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    _append_amplitudes(packer, _basis_states(packer, operation))
    return 1, _as_it_is


def _amplitudes_squared(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    _append_amplitudes(packer, _basis_states(packer, operation))
    return 1, lambda value: np.abs(value) ** 2


def _probabilities(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    packer.words += (SAVE, PROBABILITIES, len(qubits), *qubits)
    return 1, _as_it_is


def _probability_dictionary(
    packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]
) -> Saved:
    _probabilities(packer, operation, qubits)
    return 1, lambda value: ProbDistribution(_dictionary(value, int))


def _density_matrix(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    packer.words += (SAVE, DENSITY_MATRIX, len(qubits), *qubits)
    return 1, DensityMatrix


def _unitary(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    if qubits != tuple(range(packer.qubit_count)):
        raise packer.unsupported(f"{operation.name} of {len(qubits)} of the circuit's qubits")
    packer.words += (SAVE, UNITARY)
    return 1, Operator


def _expectation(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    append_expectation(packer, _terms(operation, qubits, 0))
    return 1, lambda value: float(value[0])


def _variance(packer: CircuitPacker, operation: Any, qubits: tuple[int, ...]) -> Saved:
    # The operation has the coefficients of the observable and those of its square.
    append_expectation(packer, _terms(operation, qubits, 0))
    append_expectation(packer, _terms(operation, qubits, 1))
    return 2, lambda mean, square: np.array([mean[0], square[0] - mean[0] ** 2])


_SAVES: dict[str, Callable[[CircuitPacker, Any, tuple[int, ...]], Saved]] = {
    "save_statevector": _state_vector,
    "save_statevector_dict": _state_dictionary,
    "save_amplitudes": _amplitudes,
    "save_amplitudes_sq": _amplitudes_squared,
    "save_probabilities": _probabilities,
    "save_probabilities_dict": _probability_dictionary,
    "save_density_matrix": _density_matrix,
    "save_unitary": _unitary,
    "save_expval": _expectation,
    "save_expval_var": _variance,
}

#: Names of the instructions that this module reads.
SAVE_NAMES = tuple(_SAVES)


def _terms(operation: Any, qubits: tuple[int, ...], which: int) -> PauliTerms:
    terms = []
    for label, coefficients in operation.params:
        if coefficients[which] != 0:
            factors = pauli_factors(label, qubits)
            terms.append((factors, float(coefficients[which])))
    return terms or [((), 0.0)]


def pauli_factors(label: str, qubits: Sequence[int]) -> list[tuple[int, int]]:
    """Return the factors of a Pauli string but for identities.

    Args:
        label: Of letters, the last for the first of the qubits.
        qubits: On which the string acts.
    """
    return [
        (qubit, FACTORS[letter])
        for letter, qubit in zip(reversed(label), qubits, strict=True)
        if letter != "I"
    ]


def _basis_states(packer: CircuitPacker, operation: Any) -> list[int]:
    states = [int(state) for state in operation.params]
    if not states or max(states).bit_length() > _QUBIT_COUNT_OF_AMPLITUDES_MAX:
        raise packer.unsupported(f"{operation.name} of such basis states")
    return states


def _append_amplitudes(packer: CircuitPacker, states: Sequence[int]) -> None:
    packer.words += (SAVE, AMPLITUDES, len(states))
    for state in states:
        packer.words += (state & _WORD_MASK, state >> 32)


def _as_it_is(value: Any) -> Any:
    return value


def _ordered_state_vector(value: Any, qubits: tuple[int, ...]) -> Statevector:
    """Return the state with the first of some qubits as the lowest bit of an index."""
    count = len(qubits)
    if qubits != tuple(range(count)):
        axes = [count - 1 - qubit for qubit in reversed(qubits)]
        value = value.reshape((2,) * count).transpose(axes).reshape(-1)
    return Statevector(value)


def _partial_state_vector(value: Any) -> Statevector:
    if abs(np.vdot(value, value).real - 1) > NORM_TOLERANCE:
        raise SpinwireError(
            "circuit.unsupported",
            "A state vector of some qubits was asked for, but the others are not all 0.",
        )
    return Statevector(value)


def _dictionary(values: Any, key: Callable[[int], Any]) -> dict[Any, Any]:
    (kept,) = np.nonzero(np.abs(values) > DICTIONARY_VALUE_MIN)
    return {key(int(index)): values[index].item() for index in kept}
