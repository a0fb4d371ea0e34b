"""Finds the lowest energy of a Hamiltonian by a variational quantum eigensolver.

A circuit with parameters, the ansatz, makes a state; an optimiser moves the parameters to where the
mean of the Hamiltonian is least (Peruzzo et al., Nature Communications 5, 4213).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit.library import efficient_su2, real_amplitudes
from qiskit.primitives import BackendEstimatorV2
from qiskit.quantum_info import Pauli, SparsePauliOp
from qiskit.transpiler import generate_preset_pass_manager
from scipy.optimize import OptimizeResult, OptimizeWarning, minimize

ANSATZE: dict[str, Callable[..., QuantumCircuit]] = {
    "efficient_su2": efficient_su2,
    "real_amplitudes": real_amplitudes,
}

#: By their names in SciPy; all but these few do without the slope of the energy.
OPTIMIZERS = (
    "BFGS",
    "CG",
    "COBYLA",
    "COBYQA",
    "L-BFGS-B",
    "Nelder-Mead",
    "Powell",
    "SLSQP",
    "SPSA",
)
WITH_SLOPE = frozenset({"BFGS", "CG", "L-BFGS-B", "SLSQP"})

#: Half the distance of the two energies that a slope is taken from: errors of 1e-8 and less.
SLOPE_STEP = 1e-4

#: What SciPy hands to an optimiser beside its options.
SCIPY_ARGUMENTS = frozenset({"bounds", "constraints", "hess", "hessp", "jac"})

#: Seeds of runs are drawn below it, so that one seed decides everything.
SEED_LIMIT = 2**31

INPUTS = frozenset(
    {
        "ansatz",
        "ansatz_options",
        "hamiltonian",
        "initial_parameters",
        "optimization_level",
        "optimizer",
        "optimizer_options",
        "seed",
        "shots",
    }
)


def main(backend: Any, user_messenger: Any, **kwargs: Any) -> dict[str, Any]:
    """Minimise the energy; see README.md for the inputs.

    Args:
        backend: Runs the circuits.
        user_messenger: Takes iteration, energy, parameters and evaluations after each iteration.
        kwargs: The inputs.

    Returns:
        The lowest energy, where it was found, what it took, and the energy of each iteration.

    Raises:
        ValueError: Inputs that nothing can be made of.
    """
    if unknown := sorted(set(kwargs) - INPUTS):
        raise ValueError(
            f"These inputs are not known: {', '.join(unknown)}. Known: {', '.join(sorted(INPUTS))}."
        )
    hamiltonian = hamiltonian_of(kwargs.get("hamiltonian"))
    ansatz = ansatz_of(
        kwargs.get("ansatz", "real_amplitudes"),
        hamiltonian.num_qubits,
        kwargs.get("ansatz_options"),
    )
    shots = kwargs.get("shots")
    optimizer = optimizer_of(kwargs.get("optimizer"), shots)
    random = np.random.default_rng(kwargs.get("seed"))
    start = start_of(kwargs.get("initial_parameters"), ansatz.num_parameters, random)
    level = kwargs.get("optimization_level", 1)
    energy = Energy(backend, ansatz, hamiltonian, shots, level, random)
    progress = Progress(energy, user_messenger)
    has_slope = optimizer in WITH_SLOPE
    try:
        with warnings.catch_warnings():
            # SciPy's word for options that it does not know.
            warnings.simplefilter("error", OptimizeWarning)
            found = minimize(
                energy.with_slope_at if has_slope else energy.at,
                start,
                method=spsa(energy, random) if optimizer == "SPSA" else optimizer,
                jac=has_slope,
                callback=progress.note,
                options=dict(kwargs.get("optimizer_options") or {}),
            )
    except OptimizeWarning as error:
        raise ValueError(f"optimizer_options do not fit {optimizer}: {error}") from error
    return {
        "energy": float(found.fun),
        "parameters": [float(value) for value in found.x],
        "converged": bool(found.success),
        "message": str(found.message),
        "iterations": len(progress.energies),
        "evaluations": energy.evaluations,
        "history": progress.energies,
    }


class Energy:
    """The mean of a Hamiltonian as a function of the ansatz' parameters."""

    def __init__(
        self,
        backend: Any,
        ansatz: QuantumCircuit,
        hamiltonian: SparsePauliOp,
        shots: int | None,
        optimization_level: int,
        random: Any,
    ) -> None:
        """Prepare the circuit for the backend, once for all values of its parameters."""
        passes = generate_preset_pass_manager(
            optimization_level=optimization_level, backend=backend, seed_transpiler=0
        )
        self._circuit = passes.run(ansatz)
        self._hamiltonian = hamiltonian.apply_layout(self._circuit.layout, self._circuit.num_qubits)
        self._backend = backend
        self._shots = shots
        self._random = random
        self.evaluations = 0

    def of_each(self, rows: Any) -> Any:
        """Return the energies of several sets of parameters, all in one request."""
        self.evaluations += len(rows)
        seed = int(self._random.integers(SEED_LIMIT))
        if hasattr(self._backend, "expectation_values"):
            return self._backend.expectation_values(
                self._circuit, self._hamiltonian, rows, shots=self._shots, seed_simulator=seed
            ).values
        if self._shots is None:
            raise ValueError("This backend has no exact energies; give the number of shots.")
        estimator = BackendEstimatorV2(backend=self._backend, options={"seed_simulator": seed})
        job = estimator.run(
            [(self._circuit, self._hamiltonian, rows)], precision=1 / math.sqrt(self._shots)
        )
        return job.result()[0].data.evs

    def at(self, parameters: Any) -> float:
        """Return the energy of one set of parameters."""
        return float(self.of_each(np.asarray(parameters)[np.newaxis])[0])

    def with_slope_at(self, parameters: Any) -> tuple[float, Any]:
        """Return the energy and how fast it rises with each parameter, by central differences."""
        steps = SLOPE_STEP * np.eye(len(parameters))
        around = [np.asarray(parameters)[np.newaxis], parameters + steps, parameters - steps]
        energies = self.of_each(np.concatenate(around))
        above, below = energies[1:].reshape(2, -1)
        return float(energies[0]), (above - below) / (2 * SLOPE_STEP)


class Progress:
    """Tells the user where each iteration got to."""

    def __init__(self, energy: Energy, user_messenger: Any) -> None:
        self._energy = energy
        self._user_messenger = user_messenger
        self.energies: list[float] = []

    def note(self, intermediate_result: Any) -> None:
        """Publish an iteration; SciPy gives its energy if the parameter has this very name."""
        self.energies.append(float(intermediate_result.fun))
        self._user_messenger.publish(
            {
                "iteration": len(self.energies),
                "energy": self.energies[-1],
                "parameters": [float(value) for value in intermediate_result.x],
                "evaluations": self._energy.evaluations,
            }
        )


def spsa(energy: Energy, random: Any) -> Callable[..., OptimizeResult]:
    """Return an optimiser for energies that scatter, in the form that SciPy calls.

    Simultaneous perturbation: each iteration takes the slope along one random direction, from two
    energies, whatever the number of parameters; steps shrink as Spall advises (IEEE Transactions
    on Aerospace and Electronic Systems 34, 817).
    """

    def optimise(
        function: Any,
        start: Any,
        args: Any = (),
        callback: Any = None,
        maxiter: int = 200,
        step: float = 0.2,
        perturbation: float = 0.1,
        **others: Any,
    ) -> OptimizeResult:
        if unknown := sorted(set(others) - SCIPY_ARGUMENTS):
            raise OptimizeWarning(f"Unknown solver options: {', '.join(unknown)}")
        point = np.array(start, dtype=float)
        stability = maxiter / 10

        def slope(spread: float) -> Any:
            direction = random.choice([-1.0, 1.0], size=point.size)
            above, below = energy.of_each(
                np.array([point + spread * direction, point - spread * direction])
            )
            return (above - below) / (2 * spread) * direction

        # So that the first step moves each parameter by about `step`.
        steepness = np.mean([np.abs(slope(perturbation)).mean() for _ in range(5)])
        gain = step * (1 + stability) ** 0.602 / max(steepness, 1e-10)
        for iteration in range(maxiter):
            spread = perturbation / (1 + iteration) ** 0.101
            point = point - gain / (iteration + 1 + stability) ** 0.602 * slope(spread)
            if callback is not None:
                callback(OptimizeResult(x=point, fun=energy.at(point)))
        return OptimizeResult(
            x=point, fun=energy.at(point), success=True, message="All iterations were made."
        )

    return optimise


def hamiltonian_of(given: Any) -> SparsePauliOp:
    """Return the Hamiltonian: an operator, or labels and their real coefficients."""
    if isinstance(given, Mapping):
        given = list(given.items())
    try:
        if isinstance(given, (SparsePauliOp, Pauli)):
            operator = SparsePauliOp(given)
        else:
            terms = [(str(label), complex(value)) for label, value in given]
            # Qiskit would fill up what is too short.
            if len({len(label) for label, _ in terms}) != 1:
                raise ValueError("The labels have different lengths.")
            operator = SparsePauliOp.from_list(terms)
    except Exception as error:
        raise ValueError(
            "hamiltonian must be a SparsePauliOp, or Pauli labels with coefficients such as"
            f' {{"ZZ": 0.5, "XI": -1.0}}: {error}'
        ) from error
    coefficients = np.asarray(operator.coeffs)
    if np.abs(coefficients.imag).max() > 1e-12 or not np.isfinite(coefficients).all():
        raise ValueError("The coefficients of the hamiltonian must be real and finite.")
    simple = SparsePauliOp(operator.paulis, coefficients.real).simplify()
    if not simple.coeffs.any():
        raise ValueError("The hamiltonian is 0; every state has its lowest energy.")
    return simple


def ansatz_of(given: Any, qubit_count: int, options: Any) -> QuantumCircuit:
    """Return the ansatz: a circuit, or the one of a name with its options."""
    if isinstance(given, QuantumCircuit):
        ansatz = given.remove_final_measurements(inplace=False)
        if ansatz.num_qubits != qubit_count:
            raise ValueError(
                f"The ansatz has {ansatz.num_qubits} qubits, the hamiltonian {qubit_count}."
            )
    elif isinstance(given, str) and given in ANSATZE:
        try:
            ansatz = ANSATZE[given](qubit_count, **(options or {}))
        except TypeError as error:
            raise ValueError(f"ansatz_options do not fit {given}: {error}.") from error
    else:
        raise ValueError(
            f"ansatz must be a QuantumCircuit or one of: {', '.join(sorted(ANSATZE))}."
        )
    if not ansatz.parameters:
        raise ValueError("The ansatz has no parameters; there is nothing to optimise.")
    return ansatz


def optimizer_of(given: Any, shots: Any) -> str:
    """Return the optimiser's name, which fits whether energies are exact."""
    if shots is not None and (not isinstance(shots, int) or isinstance(shots, bool) or shots < 1):
        raise ValueError("shots must be a positive whole number, or left out for exact energies.")
    name = given or ("L-BFGS-B" if shots is None else "SPSA")
    if name not in OPTIMIZERS:
        raise ValueError(f"optimizer must be one of: {', '.join(OPTIMIZERS)}.")
    if shots is not None and name in WITH_SLOPE:
        raise ValueError(f"{name} needs exact energies: leave shots out, or choose SPSA or COBYLA.")
    return str(name)


def start_of(given: Any, parameter_count: int, random: Any) -> Any:
    """Return the parameters to start from; random angles unless they are given."""
    if given is None:
        return random.uniform(-math.pi, math.pi, parameter_count)
    try:
        start = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("initial_parameters must be numbers.") from error
    if start.shape != (parameter_count,) or not np.isfinite(start).all():
        raise ValueError(f"initial_parameters must be {parameter_count} finite numbers.")
    return start
