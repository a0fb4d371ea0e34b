"""Means of observables, exact or as a device would estimate them, in one request."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from qiskit.circuit import ParameterVector, QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from spinwire_program.batch import CircuitBatch
from spinwire_program.circuit_packer import CircuitPacker
from spinwire_program.earlier_qiskit import observables_array
from spinwire_program.errors import SpinwireError
from spinwire_program.packing import packed_program
from spinwire_program.saves import PauliTerms, SavedData, append_expectation, pauli_factors

if TYPE_CHECKING:
    from spinwire_program.backend import SpinwireBackend


@dataclass(frozen=True)
class ExpectationValues:
    """Means of observables.

    Attributes:
        values: Of the shape of the sets of parameter values followed by that of the observables.
        standard_errors: Likewise; 0 for exact means.
        metadata: How each set of values was run: method, precision, seconds.
    """

    values: Any
    standard_errors: Any
    metadata: list[dict[str, Any]]


def estimate(
    backend: SpinwireBackend,
    circuit: QuantumCircuit,
    observables: Any,
    parameter_values: Any,
    effort: tuple[int | None, float | None],
    options: Mapping[str, Any],
) -> ExpectationValues:
    """Return the means of observables; see ``SpinwireBackend.expectation_values``.

    Args:
        backend: That runs the circuit.
        circuit: That makes the state.
        observables: One or several.
        parameter_values: Of the circuit's parameters.
        effort: Shots and precision; both ``None`` for exact means.
        options: Of the run.
    """
    shots = _shots(*effort)
    shape_of_observables, listed = _observables(observables, circuit)
    batch = CircuitBatch(backend.device)
    batch.check_size(circuit)
    packer = CircuitPacker(circuit, backend.device.dt)
    packer.append_program(circuit)
    if packer.saves:
        raise packer.unsupported("points to save at beside expectation values")
    for index, terms in enumerate(listed):
        append_expectation(packer, terms, is_sampled=shots is not None)
        packer.saves.append(SavedData(f"expectation_value_{index}", 1, np.asarray))
    given, shape = _parameter_values(circuit, parameter_values)
    batch.add_packed(circuit, packed_program(circuit, packer), given)
    settings = dict(options) if shots is None else {**options, "shots": shots}
    result = backend.start(batch, settings).result()
    saved = np.array([result.saved(index) for index in range(len(batch.facts))])
    whole = saved.reshape((*shape, *shape_of_observables, 2))
    return ExpectationValues(whole[..., 0], whole[..., 1], [run.metadata for run in result.results])


def _shots(shots: int | None, precision: float | None) -> int | None:
    if precision is None:
        return shots
    if shots is not None or not precision > 0 or not math.isfinite(precision):
        raise SpinwireError(
            "backend.invalidOption",
            "A precision is a positive number, and given instead of shots.",
            {"option": "precision", "value": str(precision)},
        )
    return math.ceil(1 / precision**2)


#: The operator that was read last, and what was read: a program that minimises asks for the mean of
#: the same one over and over, and reading it takes longer than computing the mean.
_read_last: tuple[tuple[Any, ...], tuple[tuple[int, ...], list[PauliTerms]]] | None = None


def _observables(
    observables: Any, circuit: QuantumCircuit
) -> tuple[tuple[int, ...], list[PauliTerms]]:
    """Return the shape of the observables, and the terms of each."""
    global _read_last
    content = _content(observables, circuit.num_qubits)
    if content is not None and _read_last is not None and _read_last[0] == content:
        return _read_last[1]
    array = _array_of_labels(observables, circuit)
    qubits = range(circuit.num_qubits)
    listed: list[PauliTerms] = [
        [(pauli_factors(label, qubits), coefficient) for label, coefficient in observable.items()]
        for observable in array.ravel()
    ]
    if content is not None:
        _read_last = content, (array.shape, listed)
    return array.shape, listed


def _content(observables: Any, qubit_count: int) -> tuple[Any, ...] | None:
    """Return all that an operator is, as it may be changed in place; ``None`` for other kinds."""
    if type(observables) is not SparsePauliOp or observables.coeffs.dtype == object:
        return None
    paulis = observables.paulis
    arrays = (paulis.x, paulis.z, paulis.phase, observables.coeffs)
    return qubit_count, *((array.shape, array.tobytes()) for array in arrays)


def _array_of_labels(observables: Any, circuit: QuantumCircuit) -> Any:
    """Return the observables as an array of mappings from letters to coefficients."""
    try:
        array = observables_array(observables)
        _check_projectors(array)
        listed = np.empty(array.shape, dtype=object)
        for index in np.ndindex(array.shape):
            listed[index] = _in_paulis(array[index])
    except (TypeError, ValueError) as error:
        raise SpinwireError(
            "circuit.malformedObservable",
            "An observable cannot be read.",
            {"reason": str(error)},
        ) from error
    for observable in listed.ravel():
        width = len(next(iter(observable)))
        if width != circuit.num_qubits:
            raise SpinwireError(
                "circuit.malformedObservable",
                "An observable acts on another number of qubits than the circuit has.",
                {"qubits": width, "circuit": circuit.name, "circuit_qubits": circuit.num_qubits},
            )
    return listed


#: Pauli strings that the projectors of one call may be written out as, each of them doubling those
#: of its term: so many take a quarter of a second.
PROJECTOR_TERM_COUNT_MAX = 1 << 14

#: Projectors on eigenstates, as sums of factors.
_PROJECTORS = {
    "0": (("I", 0.5), ("Z", 0.5)),
    "1": (("I", 0.5), ("Z", -0.5)),
    "+": (("I", 0.5), ("X", 0.5)),
    "-": (("I", 0.5), ("X", -0.5)),
    "r": (("I", 0.5), ("Y", 0.5)),
    "l": (("I", 0.5), ("Y", -0.5)),
}


def _check_projectors(array: Any) -> None:
    """Refuse observables whose projectors are too many to be written out."""
    count = 0
    for observable in array.ravel():
        for label in dict(observable):
            projectors = sum(map(label.count, _PROJECTORS))
            count += 1 << projectors if projectors else 0
    if count > PROJECTOR_TERM_COUNT_MAX:
        raise SpinwireError(
            "circuit.overLimit",
            "Observables have more projectors than can be written out as Pauli strings;"
            " probabilities are saved or counted instead.",
            {"pauli_strings": str(count), "limit": PROJECTOR_TERM_COUNT_MAX},
        )


def _in_paulis(observable: Any) -> dict[str, float]:
    """Return an observable without projectors, its coefficients added up."""
    terms: dict[str, float] = {}
    for label, coefficient in dict(observable).items():
        expanded = [("", float(np.real(coefficient)))]
        for letter in label:
            choices = _PROJECTORS.get(letter, ((letter, 1.0),))
            expanded = [
                (text + factor, value * weight)
                for text, value in expanded
                for factor, weight in choices
            ]
        for text, value in expanded:
            terms[text] = terms.get(text, 0.0) + value
    return terms


def _parameter_values(
    circuit: QuantumCircuit, values: Any
) -> tuple[Mapping[Any, Any], tuple[int, ...]]:
    """Return the values as binds, and the shape of the sets of values."""
    if values is None:
        return {}, ()
    if isinstance(values, Mapping):
        return _flat(values)
    parameters: Sequence[Any] = list(circuit.parameters)
    array = np.asarray(values, dtype=np.float64)
    if array.shape[-1:] != (len(parameters),):
        raise SpinwireError(
            "circuit.malformedBinds",
            "The last axis of parameter values must run over the circuit's parameters.",
            {"shape": str(array.shape), "parameters": len(parameters)},
        )
    # A circuit without parameters may be given sets of no values.
    rows = array.reshape(math.prod(array.shape[:-1]), len(parameters))
    return dict(zip(parameters, rows.T, strict=True)), array.shape[:-1]


def _flat(values: Mapping[Any, Any]) -> tuple[Mapping[Any, Any], tuple[int, ...]]:
    """Return values with one axis of sets, and the shape that the sets have together.

    As Qiskit's ``BindingsArray`` has it, shapes that differ are stretched to one where they can be.
    """
    try:
        arrays = {key: np.asarray(given, dtype=np.float64) for key, given in values.items()}
    except (TypeError, ValueError) as error:
        raise SpinwireError(
            "circuit.malformedBinds",
            "A parameter's values are no numbers.",
            {"reason": str(error)},
        ) from error
    # A vector's own values lie along the last axis.
    tails = {
        key: array.shape[-1:] for key, array in arrays.items() if isinstance(key, ParameterVector)
    }
    shapes = {
        key: array.shape[: array.ndim - len(tails.get(key, ()))] for key, array in arrays.items()
    }
    try:
        shape = np.broadcast_shapes(*shapes.values())
    except ValueError:
        raise SpinwireError(
            "circuit.malformedBinds",
            "The shapes of the parameters' values do not fit each other.",
            {"shapes": ", ".join(map(str, shapes.values()))},
        ) from None
    flat: dict[Any, Any] = {}
    for key, array in arrays.items():
        tail = tails.get(key, ())
        flat[key] = np.broadcast_to(array, (*shape, *tail)).reshape((math.prod(shape), *tail))
    return flat, shape
