"""Samples circuits: what Qiskit's ``Sampler`` asks of a service, in both its versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from qiskit import QuantumCircuit, qasm2, qasm3, transpile
from qiskit.primitives import BackendSamplerV2, PrimitiveResult
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.sampler_pub import SamplerPub

SECOND_INPUTS = frozenset({"options", "pubs", "shots", "support_qiskit", "version"})
FIRST_INPUTS = frozenset(
    {
        "circuit_indices",
        "circuits",
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

#: As the services whose clients these are.
SECOND_SHOTS = 4096
FIRST_SHOTS = 4000


def main(backend: Any, user_messenger: Any, **kwargs: Any) -> PrimitiveResult | dict[str, Any]:
    """Sample; see README.md for the inputs.

    Returns:
        With ``pubs`` a ``PrimitiveResult`` of ``SamplerPubResult``, with ``circuits`` quasi-
        distributions and metadata.

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
    return second(backend, kwargs) if "pubs" in kwargs else first(backend, kwargs)


def second(backend: Any, inputs: Mapping[str, Any]) -> PrimitiveResult:
    """Sample blocks of a circuit, sets of its parameters' values and shots, as they are."""
    options = inputs.get("options") or {}
    refuse_what_is_switched_on(options, "options")
    shots = inputs.get("shots") or options.get("default_shots") or SECOND_SHOTS
    seed = (options.get("simulator") or {}).get("seed_simulator", options.get("seed_simulator"))
    pubs = [pub_of(given, number, shots) for number, given in enumerate(listed(inputs, "pubs"))]
    return BackendSamplerV2(backend=backend, options={"seed_simulator": seed}).run(pubs).result()


def pub_of(given: Any, number: int, shots: int) -> SamplerPub:
    """Return a block from what came over the wire: lists, and empty arrays for no values."""
    parts = list(given) if isinstance(given, (list, tuple)) else [given]
    if parts:
        parts[0] = circuit_of(parts[0], f"pubs[{number}]")
    try:
        if len(parts) > 1 and is_nothing(parts[1]):
            parts[1] = None
        return SamplerPub.coerce(tuple(parts), shots)
    except (TypeError, ValueError) as error:
        raise ValueError(f"pubs[{number}] cannot be sampled: {error}") from error


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
        if str(name).startswith("enable") and value is True:
            raise ValueError(f"{path}.{name} asks for something that this program does not do.")
        refuse_what_is_switched_on(value, f"{path}.{name}")


def first(backend: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Sample each circuit with its values; circuits are transpiled first."""
    refuse_resilience(inputs)
    circuits = [
        circuit_of(circuit, f"circuits[{number}]")
        for number, circuit in enumerate(listed(inputs, "circuits"))
    ]
    circuits = with_values(circuits, inputs)
    settings = inputs.get("transpilation_settings") or {}
    if not settings.get("skip_transpilation", inputs.get("skip_transpilation")):
        level = (settings.get("optimization_settings") or {}).get("level", 1)
        circuits = transpile(
            circuits,
            backend,
            optimization_level=level,
            initial_layout=settings.get("initial_layout"),
        )
    run_options = dict(inputs.get("run_options") or {})
    shots = run_options.get("shots") or FIRST_SHOTS
    result = backend.run(
        circuits, shots=shots, seed_simulator=run_options.get("seed_simulator")
    ).result()
    return {
        "quasi_dists": [shares(result.get_counts(index)) for index in range(len(circuits))],
        "metadata": [{"shots": shots} for _ in circuits],
    }


def with_values(circuits: list[QuantumCircuit], inputs: Mapping[str, Any]) -> list[QuantumCircuit]:
    """Return the circuits in the order asked for, with values for their parameters."""
    chosen = inputs.get("circuit_indices")
    chosen = range(len(circuits)) if chosen is None else chosen
    names = inputs.get("parameters")
    values = inputs.get("parameter_values")
    values = [[]] * len(chosen) if values is None or len(values) == 0 else values
    if len(values) != len(chosen):
        raise ValueError(f"There are {len(chosen)} circuits but {len(values)} parameter_values.")
    bound = []
    for index, row in zip(chosen, values, strict=True):
        if not 0 <= index < len(circuits):
            raise ValueError(f"There is no circuit {index}.")
        circuit = circuits[index]
        order = names[index] if names else circuit.parameters
        if len(order) != len(row):
            raise ValueError(f"Circuit {index} has {len(order)} parameters but {len(row)} values.")
        bound.append(circuit.assign_parameters(named(order, row)))
    return bound


def refuse_resilience(inputs: Mapping[str, Any]) -> None:
    """Refuse settings that promise the mitigation of errors."""
    level = (inputs.get("resilience_settings") or {}).get("level", 0)
    if level:
        raise ValueError("resilience_settings.level must be 0: this program mitigates no errors.")


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Return the share of each outcome; bits of all registers stand together."""
    total = sum(counts.values())
    return {bits.replace(" ", ""): count / total for bits, count in counts.items()}


def named(order: Any, row: Any) -> dict[str, float]:
    """Return values by the names of parameters, which may be given as names themselves."""
    names = [str(getattr(parameter, "name", parameter)) for parameter in order]
    return dict(zip(names, row, strict=True))


def listed(inputs: Mapping[str, Any], name: str) -> list[Any]:
    """Return an input that is a list, of which one item may come alone."""
    given = inputs[name]
    if isinstance(given, (QuantumCircuit, str)):
        given = [given]
    if not isinstance(given, (list, tuple)) or not given:
        raise ValueError(f"{name} must be a list of at least one.")
    return list(given)


def circuit_of(given: Any, path: str) -> QuantumCircuit:
    """Return a measured circuit, which may come as a text in OpenQASM 2 or 3."""
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
    if not any(instruction.clbits for instruction in given.data):
        raise ValueError(f"{path} measures nothing; there is nothing to sample.")
    return given
