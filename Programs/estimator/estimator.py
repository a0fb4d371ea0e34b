"""Estimates observables: what Qiskit's ``Estimator`` asks of a service, in both its versions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from qiskit import QuantumCircuit, qasm2, qasm3
from qiskit.primitives import BackendEstimatorV2, DataBin, PrimitiveResult, PubResult
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.quantum_info import SparsePauliOp
from qiskit.transpiler import generate_preset_pass_manager

SECOND_INPUTS = frozenset(
    {"options", "precision", "pubs", "resilience_level", "support_qiskit", "version"}
)
FIRST_INPUTS = frozenset(
    {
        "circuit_indices",
        "circuits",
        "observable_indices",
        "observables",
        "parameter_values",
        "parameters",
        "resilience_settings",
        "run_options",
        "skip_transpilation",
        "transpilation_settings",
        "version",
    }
)
INPUTS = SECOND_INPUTS | FIRST_INPUTS

#: As Qiskit's own, and as the services whose clients these are.
SECOND_PRECISION = 1 / 64
FIRST_SHOTS = 4000


def main(backend: Any, user_messenger: Any, **kwargs: Any) -> PrimitiveResult | dict[str, Any]:
    """Estimate; see README.md for the inputs.

    Returns:
        With ``pubs`` a ``PrimitiveResult`` of ``PubResult``, with ``circuits`` values and metadata.

    Raises:
        ValueError: Inputs that nothing can be made of.
    """
    if ("pubs" in kwargs) == ("circuits" in kwargs):
        raise ValueError("Give either pubs or circuits.")
    known = SECOND_INPUTS if "pubs" in kwargs else FIRST_INPUTS
    if unknown := sorted(set(kwargs) - known):
        raise ValueError(
            f"These inputs are not known: {', '.join(unknown)}. Known: {', '.join(sorted(known))}."
        )
    settings = kwargs.get("resilience_settings") or {}
    if kwargs.get("resilience_level") or settings.get("level"):
        raise ValueError("The level of resilience must be 0: this program mitigates no errors.")
    return second(backend, kwargs) if "pubs" in kwargs else first(backend, kwargs)


def second(backend: Any, inputs: Mapping[str, Any]) -> PrimitiveResult:
    """Estimate blocks of a circuit, observables, parameter values and precision, as they are."""
    options = inputs.get("options") or {}
    refuse_what_is_switched_on(options, "options")
    precision = inputs.get("precision")
    if precision is None and options.get("default_shots"):
        precision = 1 / math.sqrt(options["default_shots"])
    if precision is None:
        precision = options.get("default_precision")
    if precision is None:
        precision = SECOND_PRECISION
    seed = (options.get("simulator") or {}).get("seed_simulator", options.get("seed_simulator"))
    given = inputs["pubs"]
    if not isinstance(given, (list, tuple)) or not given:
        raise ValueError("pubs must be a list of at least one.")
    pubs = [pub_of(one, number, precision) for number, one in enumerate(given)]
    return PrimitiveResult(estimates(backend, pubs, seed), metadata={"version": 2})


def estimates(backend: Any, pubs: list[EstimatorPub], seed: int | None) -> list[PubResult]:
    """Return the results of blocks: exact ones by themselves, all others in one run."""
    measured = [pub for pub in pubs if pub.precision > 0]
    results = iter(())
    if measured:
        # Not made for exact ones alone, as it looks at the whole of the backend first.
        estimator = BackendEstimatorV2(backend=backend, options={"seed_simulator": seed})
        results = iter(estimator.run(measured).result())
    return [next(results) if pub.precision > 0 else exact(backend, pub) for pub in pubs]


def exact(backend: Any, pub: EstimatorPub) -> PubResult:
    """Return the means that infinitely many measurements without errors of reading would have.

    Observables that are wanted with the same sets of values share a request, so that neither a
    grid nor a line of either costs more than one.
    """
    if not hasattr(backend, "expectation_values"):
        raise ValueError("This backend has no exact means; give a precision above 0.")
    values = pub.parameter_values.as_array(pub.circuit.parameters)
    rows = values.reshape(pub.parameter_values.size, values.shape[-1])
    # Which set of values and which observable each element of the result is of.
    row_numbers = np.arange(len(rows)).reshape(pub.parameter_values.shape)
    row_of, observable_of = np.broadcast_arrays(
        row_numbers, np.arange(pub.observables.size).reshape(pub.observables.shape)
    )
    wanted: dict[int, list[int]] = {}
    for row, observable in zip(row_of.flat, observable_of.flat, strict=True):
        wanted.setdefault(int(observable), []).append(int(row))
    sharing: dict[tuple[int, ...], list[int]] = {}
    for observable, needed in wanted.items():
        sharing.setdefault(tuple(sorted(set(needed))), []).append(observable)
    means = np.full((len(rows), pub.observables.size), np.nan)
    observables = pub.observables.ravel()
    for needed_rows, chosen in sharing.items():
        found = backend.expectation_values(
            pub.circuit, [observables[index] for index in chosen], rows[list(needed_rows)]
        )
        means[np.ix_(needed_rows, chosen)] = found.values
    evs = np.asarray(means[row_of, observable_of])
    data = DataBin(evs=evs, stds=np.zeros_like(evs), shape=evs.shape)
    metadata = {"target_precision": 0.0, "circuit_metadata": pub.circuit.metadata}
    return PubResult(data, metadata)


def pub_of(given: Any, number: int, precision: float) -> EstimatorPub:
    """Return a block from what came over the wire: lists, and empty arrays for no values."""
    if not isinstance(given, (list, tuple)) or len(given) < 2:
        raise ValueError(f"pubs[{number}] must be a circuit, observables, values and precision.")
    parts = list(given)
    parts[0] = circuit_of(parts[0], f"pubs[{number}]")
    try:
        if len(parts) > 2 and is_nothing(parts[2]):
            parts[2] = None
        return EstimatorPub.coerce(tuple(parts), precision)
    except (TypeError, ValueError) as error:
        raise ValueError(f"pubs[{number}] cannot be estimated: {error}") from error


def is_nothing(values: Any) -> bool:
    """Tell whether values are the empty array that clients send for none.

    One with more axes is none of that: it says how many sets of no values there are, or that there
    are no sets.
    """
    return not isinstance(values, (Mapping, BindingsArray)) and np.shape(values) == (0,)


def refuse_what_is_switched_on(options: Any, path: str) -> None:
    """Refuse options that switch something on, as nothing of that kind is done here."""
    if not isinstance(options, Mapping):
        return
    for name, value in options.items():
        is_switch = str(name).startswith("enable") or str(name).endswith("_mitigation")
        if is_switch and value is True:
            raise ValueError(f"{path}.{name} asks for something that this program does not do.")
        refuse_what_is_switched_on(value, f"{path}.{name}")


def first(backend: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Estimate each circuit's observable with its values; circuits are transpiled first."""
    circuits = [
        circuit_of(circuit, f"circuits[{number}]")
        for number, circuit in enumerate(listed(inputs, "circuits"))
    ]
    observables = [observable_of(one) for one in listed(inputs, "observables")]
    circuit_numbers = chosen(inputs, "circuit_indices", len(circuits))
    observable_numbers = chosen(inputs, "observable_indices", len(observables))
    values = inputs.get("parameter_values")
    values = [[]] * len(circuit_numbers) if values is None or len(values) == 0 else values
    if not len(circuit_numbers) == len(observable_numbers) == len(values):
        raise ValueError(
            f"There are {len(circuit_numbers)} circuits, {len(observable_numbers)} observables and"
            f" {len(values)} parameter_values; there must be as many of each."
        )
    orders = inputs.get("parameters") or [circuit.parameters for circuit in circuits]
    prepared = transpiled(backend, circuits, inputs)
    run_options = dict(inputs.get("run_options") or {})
    shots = run_options.get("shots") or FIRST_SHOTS
    pubs = []
    for index, observable, row in zip(circuit_numbers, observable_numbers, values, strict=True):
        circuit, order = prepared[index], orders[index]
        if len(order) != len(row):
            raise ValueError(f"Circuit {index} has {len(order)} parameters but {len(row)} values.")
        laid_out = observables[observable].apply_layout(circuit.layout, circuit.num_qubits)
        bound = circuit.assign_parameters(named(order, row))
        pubs.append(EstimatorPub.coerce((bound, laid_out, None, 1 / math.sqrt(shots))))
    results = estimates(backend, pubs, run_options.get("seed_simulator"))
    return {
        "values": np.array([float(result.data.evs) for result in results]),
        "metadata": [
            {"variance": float(result.data.stds) ** 2 * shots, "shots": shots} for result in results
        ],
    }


def transpiled(
    backend: Any, circuits: list[QuantumCircuit], inputs: Mapping[str, Any]
) -> list[QuantumCircuit]:
    """Return the circuits in the backend's gates, unless that is not wanted."""
    settings = inputs.get("transpilation_settings") or {}
    if settings.get("skip_transpilation", inputs.get("skip_transpilation")):
        return circuits
    passes = generate_preset_pass_manager(
        optimization_level=(settings.get("optimization_settings") or {}).get("level", 1),
        backend=backend,
        initial_layout=settings.get("initial_layout"),
    )
    return [passes.run(circuit) for circuit in circuits]


def chosen(inputs: Mapping[str, Any], name: str, count: int) -> list[int]:
    """Return the numbers of circuits or observables: those asked for, or all in order."""
    given = inputs.get(name)
    numbers = list(range(count)) if given is None else list(given)
    if any(not isinstance(number, int) or not 0 <= number < count for number in numbers):
        raise ValueError(f"{name} must be whole numbers from 0 to {count - 1}.")
    return numbers


def named(order: Any, row: Any) -> dict[str, float]:
    """Return values by the names of parameters, which may be given as names themselves."""
    names = [str(getattr(parameter, "name", parameter)) for parameter in order]
    return dict(zip(names, row, strict=True))


def listed(inputs: Mapping[str, Any], name: str) -> list[Any]:
    """Return an input that is a list, of which one item may come alone."""
    given = inputs.get(name)
    if isinstance(given, (QuantumCircuit, SparsePauliOp, Mapping, str)):
        given = [given]
    if not isinstance(given, (list, tuple)) or not given:
        raise ValueError(f"{name} must be a list of at least one.")
    return list(given)


def observable_of(given: Any) -> SparsePauliOp:
    """Return an observable: an operator, a Pauli label, or labels with coefficients."""
    try:
        if isinstance(given, Mapping):
            return SparsePauliOp.from_list(list(given.items()))
        return SparsePauliOp(given)
    except Exception as error:
        raise ValueError(f"An observable cannot be read: {error}") from error


def circuit_of(given: Any, path: str) -> QuantumCircuit:
    """Return a circuit, which may come as a text in OpenQASM 2 or 3."""
    if isinstance(given, str):
        is_second = given.lstrip().startswith("OPENQASM 2")
        try:
            given = qasm2.loads(given) if is_second else qasm3.loads(given)
        except Exception as error:
            # Some are raised without words.
            reason = str(error) or type(error).__name__
            raise ValueError(f"{path} cannot be read as OpenQASM: {reason}") from error
    if not isinstance(given, QuantumCircuit):
        raise ValueError(f"{path} holds no QuantumCircuit but {type(given).__name__}.")
    return given
