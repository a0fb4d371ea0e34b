"""Cuts a graph in two so that the edges between the parts weigh much: approximate max-cut.

Quantum approximate optimisation (Farhi, Goldstone, Gutmann, arXiv:1411.4028): layers of the graph's
edges and of a mixer act on all cuts at once, for times that an optimiser chooses. Then cuts are
sampled, and the heaviest is the answer.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector
from qiskit.quantum_info import SparsePauliOp
from qiskit.transpiler import generate_preset_pass_manager
from scipy.optimize import OptimizeWarning, minimize

OPTIMIZERS = ("COBYLA", "COBYQA", "Nelder-Mead", "Powell")

#: Time of the first layer's mixer and the last layer's edges, where the optimiser starts.
START_TIME = 0.7

INPUTS = frozenset(
    {
        "edges",
        "initial_parameters",
        "optimizer",
        "optimizer_options",
        "reps",
        "seed_simulator",
        "shots",
    }
)

Edge = tuple[int, int, float]


def main(backend: Any, user_messenger: Any, **kwargs: Any) -> dict[str, Any]:
    """Cut a graph; see README.md for the inputs.

    Args:
        backend: Runs the circuits; exact means of observables come from it too.
        user_messenger: Takes the iteration, the mean weight of cuts and the parameters after each
            iteration.
        kwargs: The inputs.

    Returns:
        The heaviest cut that was sampled, how often each was, and what led there.

    Raises:
        ValueError: Inputs that nothing can be made of.
    """
    if unknown := sorted(set(kwargs) - INPUTS):
        raise ValueError(
            f"These inputs are not known: {', '.join(unknown)}. Known: {', '.join(sorted(INPUTS))}."
        )
    edges = edges_of(kwargs.get("edges"))
    reps = positive(kwargs, "reps", 2)
    shots = positive(kwargs, "shots", 1024)
    start = start_of(kwargs.get("initial_parameters"), reps, edges)
    optimizer = kwargs.get("optimizer", "COBYLA")
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer must be one of: {', '.join(OPTIMIZERS)}.")
    circuit = layers(edges, reps)
    if circuit.num_qubits > backend.num_qubits:
        raise ValueError(
            f"The graph has {circuit.num_qubits} nodes, the backend {backend.num_qubits} qubits."
        )
    passes = generate_preset_pass_manager(optimization_level=1, backend=backend, seed_transpiler=0)
    ready = passes.run(circuit)
    weight = mean_weight_operator(edges).apply_layout(ready.layout, ready.num_qubits)
    history: list[float] = []

    def note(intermediate_result: Any) -> None:
        history.append(-float(intermediate_result.fun))
        user_messenger.publish(
            {
                "iteration": len(history),
                "mean_weight": history[-1],
                "parameters": [float(value) for value in intermediate_result.x],
            }
        )

    try:
        with warnings.catch_warnings():
            # SciPy's word for options that it does not know.
            warnings.simplefilter("error", OptimizeWarning)
            found = minimize(
                lambda times: -float(backend.expectation_values(ready, weight, times).values),
                start,
                method=optimizer,
                callback=note,
                options=dict(kwargs.get("optimizer_options") or {}),
            )
    except OptimizeWarning as error:
        raise ValueError(f"optimizer_options do not fit {optimizer}: {error}") from error
    measured = passes.run(circuit.measure_all(inplace=False)).assign_parameters(found.x)
    job = backend.run(measured, shots=shots, seed_simulator=kwargs.get("seed_simulator"))
    return {
        **heaviest(job.result().get_counts(), edges),
        "mean_weight": -float(found.fun),
        "parameters": [float(value) for value in found.x],
        "iterations": len(history),
        "message": str(found.message),
    }


def layers(edges: list[Edge], reps: int) -> QuantumCircuit:
    """Return the circuit; its parameters are all mixers' times and then all edges' times."""
    mixer_times = ParameterVector("beta", reps)
    edge_times = ParameterVector("gamma", reps)
    circuit = QuantumCircuit(1 + max(max(first, second) for first, second, _ in edges))
    circuit.h(circuit.qubits)
    for mixer_time, edge_time in zip(mixer_times, edge_times, strict=True):
        for first, second, weight in edges:
            circuit.rzz(-weight * edge_time, first, second)
        circuit.rx(2 * mixer_time, circuit.qubits)
    return circuit


def mean_weight_operator(edges: list[Edge]) -> SparsePauliOp:
    """Return the observable whose mean is the mean weight of cuts."""
    node_count = 1 + max(max(first, second) for first, second, _ in edges)
    total = sum(weight for _, _, weight in edges)
    terms: list[tuple[str, list[int], float]] = [("", [], total / 2)]
    terms += [("ZZ", [first, second], -weight / 2) for first, second, weight in edges]
    return SparsePauliOp.from_sparse_list(terms, num_qubits=node_count).simplify()


def heaviest(counts: dict[str, int], edges: list[Edge]) -> dict[str, Any]:
    """Return the heaviest cut of those that were sampled."""
    # The last character is of node 0.
    sides = {bits[::-1]: count for bits, count in counts.items()}
    weights = {
        side: sum(weight for first, second, weight in edges if side[first] != side[second])
        for side in sides
    }
    best = max(sorted(weights), key=lambda side: weights[side])
    return {
        "sides": [int(side) for side in best],
        "weight": float(weights[best]),
        "share": sum(count for side, count in sides.items() if weights[side] == weights[best])
        / sum(sides.values()),
    }


def edges_of(given: Any) -> list[Edge]:
    """Return the edges with their weights, 1 where none is given."""
    if not isinstance(given, (list, tuple, np.ndarray)) or len(given) == 0:
        raise ValueError(
            "edges must be a list of at least one [node, node] or [node, node, weight]."
        )
    edges = []
    for number, edge in enumerate(given):
        try:
            first, second, weight = edge if len(edge) == 3 else (*edge, 1.0)
            found = (int(first), int(second), float(weight))
        except (TypeError, ValueError) as error:
            raise ValueError(f"edges[{number}] must be two nodes and at most a weight.") from error
        if found[:2] != (first, second) or min(found[:2]) < 0 or found[0] == found[1]:
            raise ValueError(f"edges[{number}] must join two different nodes, numbered from 0.")
        if not math.isfinite(found[2]):
            raise ValueError(f"The weight of edges[{number}] must be finite.")
        edges.append(found)
    if not mean_weight_operator(edges).coeffs.any():
        raise ValueError("The weights cancel; every cut weighs as much as any other.")
    return edges


def positive(inputs: dict[str, Any], name: str, otherwise: int) -> int:
    """Return an input that is a positive whole number."""
    value = inputs.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be a positive whole number.")
    return value


def start_of(given: Any, reps: int, edges: list[Edge]) -> Any:
    """Return the times to start from: without others the mixer fades as the edges come in."""
    if given is None:
        rise = (np.arange(reps) + 0.5) / reps * START_TIME
        scale = float(np.mean([abs(weight) for _, _, weight in edges])) or 1.0
        return np.concatenate([START_TIME - rise, rise / scale])
    try:
        start = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("initial_parameters must be numbers.") from error
    if start.shape != (2 * reps,) or not np.isfinite(start).all():
        raise ValueError(f"initial_parameters must be {2 * reps} finite numbers.")
    return start
