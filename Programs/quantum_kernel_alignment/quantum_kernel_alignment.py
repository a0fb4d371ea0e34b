"""Fits the parameters of a quantum kernel to labelled data, for a support vector machine.

The kernel of two points is how much the states of a feature map overlap at them. Alignment moves
the feature map's own parameters to where the machine's loss is least: a minimum over parameters of
a maximum over the machine's weights (Glick et al., Nature Physics 20, 479).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector
from qiskit.transpiler import generate_preset_pass_manager

#: Features of a point are the values of the parameters of a vector of this name.
FEATURES = "x"

#: SPSA: how far to both sides losses are compared, how far the first step goes, how both shrink,
#: and how many directions the first slope is taken from.
PERTURBATION = 0.1
STEP = 0.2
PERTURBATION_EXPONENT = 0.101
STEP_EXPONENT = 0.602
CALIBRATION_COUNT = 5

#: Seeds of runs are drawn below it, so that one seed decides everything.
SEED_LIMIT = 2**31

INPUTS = frozenset(
    {
        "C",
        "data",
        "feature_map",
        "initial_kernel_parameters",
        "labels",
        "maxiters",
        "seed",
        "shots",
    }
)


def main(backend: Any, user_messenger: Any, **kwargs: Any) -> dict[str, Any]:
    """Align a kernel; see README.md for the inputs.

    Args:
        backend: Runs the circuits.
        user_messenger: Takes iteration, loss and kernel parameters after each iteration.
        kwargs: The inputs.

    Returns:
        The aligned parameters, the kernel of all points with them, and the losses on the way.

    Raises:
        ValueError: Inputs that nothing can be made of.
    """
    if unknown := sorted(set(kwargs) - INPUTS):
        raise ValueError(
            f"These inputs are not known: {', '.join(unknown)}. Known: {', '.join(sorted(INPUTS))}."
        )
    data, labels = points_of(kwargs.get("data"), kwargs.get("labels"))
    feature_map = feature_map_of(kwargs.get("feature_map"), data.shape[1])
    bound = positive(kwargs, "C", 1.0)
    iteration_count = whole(kwargs, "maxiters", 10)
    random = np.random.default_rng(kwargs.get("seed"))
    kernel = Kernel(backend, feature_map, data, whole(kwargs, "shots", 1024), random)
    point = start_of(kwargs.get("initial_kernel_parameters"), kernel.parameter_count, random)

    def slope(spread: float) -> tuple[Any, float]:
        """Return the slope along a random direction, and the mean of both sides' losses."""
        direction = random.choice([-1.0, 1.0], size=point.size)
        sides = kernel.matrices([point + spread * direction, point - spread * direction])
        above, below = (loss_of(matrix, labels, bound) for matrix in sides)
        return (above - below) / (2 * spread) * direction, (above + below) / 2

    steepness = np.mean([np.abs(slope(PERTURBATION)[0]).mean() for _ in range(CALIBRATION_COUNT)])
    stability = iteration_count / 10
    gain = STEP * (1 + stability) ** STEP_EXPONENT / max(float(steepness), 1e-6)
    history: list[float] = []
    for iteration in range(iteration_count):
        rise, loss = slope(PERTURBATION / (1 + iteration) ** PERTURBATION_EXPONENT)
        point = point - gain / (1 + iteration + stability) ** STEP_EXPONENT * rise
        history.append(loss)
        user_messenger.publish(
            {"iteration": iteration + 1, "loss": loss, "parameters": point.tolist()}
        )
    (matrix,) = kernel.matrices([point])
    return {
        "aligned_kernel_parameters": point.tolist(),
        "aligned_kernel_matrix": matrix,
        "loss": loss_of(matrix, labels, bound),
        "history": history,
    }


class Kernel:
    """The kernel of all pairs of points, as a function of the feature map's own parameters."""

    def __init__(
        self, backend: Any, feature_map: QuantumCircuit, data: Any, shots: int, random: Any
    ) -> None:
        """Prepare the circuit that overlaps two points, once for all pairs and parameters."""
        features = [one for one in feature_map.parameters if is_feature(one)]
        others = ParameterVector("y", len(features))
        second = feature_map.assign_parameters(dict(zip(features, others, strict=True)))
        overlap = feature_map.compose(second.inverse()).measure_all(inplace=False)
        passes = generate_preset_pass_manager(
            optimization_level=1, backend=backend, seed_transpiler=0
        )
        self._circuit = passes.run(overlap)
        self._backend = backend
        self._data = data
        self._shots = shots
        self._random = random
        self._pairs = np.triu_indices(len(data), 1)
        self._features = [*features, *others]
        self._parameters = [one for one in feature_map.parameters if not is_feature(one)]
        self.parameter_count = len(self._parameters)
        # A slope takes two kernels at once.
        limit = backend.max_circuits
        if limit is not None and 2 * len(self._pairs[0]) > limit:
            raise ValueError(
                f"{len(data)} points have {len(self._pairs[0])} pairs; the backend takes"
                f" {limit // 2} at most."
            )
        if self.parameter_count == 0:
            raise ValueError(
                "The feature map has no parameters of its own; nothing can be aligned."
            )

    def matrices(self, points: list[Any]) -> list[Any]:
        """Return the kernel for each set of parameters, all of them in one run."""
        first, second = self._pairs
        rows = np.hstack([self._data[first], self._data[second]])
        binds = dict(zip(self._features, np.tile(rows, (len(points), 1)).T, strict=True))
        own = np.repeat(np.asarray(points), len(first), axis=0)
        binds.update(zip(self._parameters, own.T, strict=True))
        listed = {parameter: values.tolist() for parameter, values in binds.items()}
        result = self._backend.run(
            self._circuit,
            parameter_binds=[listed],
            shots=self._shots,
            seed_simulator=int(self._random.integers(SEED_LIMIT)),
        ).result()
        counts = result.get_counts()
        zeros = "0" * len(next(iter(counts[0])))
        overlaps = np.array([one.get(zeros, 0) / self._shots for one in counts])
        return [self._matrix(part) for part in overlaps.reshape(len(points), -1)]

    def _matrix(self, overlaps: Any) -> Any:
        """Return the matrix of all points from the overlaps of pairs, without negative eigenvalues.

        Counted overlaps may have some, which no kernel has.
        """
        matrix = np.eye(len(self._data))
        matrix[self._pairs] = overlaps
        matrix.T[self._pairs] = overlaps
        values, vectors = np.linalg.eigh(matrix)
        return (vectors * np.maximum(values, 0.0)) @ vectors.T


def loss_of(matrix: Any, labels: Any, bound: float) -> float:
    """Return the least loss of a support vector machine: the most that its dual form reaches.

    Over weights from 0 to ``bound`` whose sum over both classes is the same, the dual is the sum of
    weights less half the squared norm of the plane's normal.
    """
    from cvxopt import matrix as column
    from cvxopt import solvers

    count = len(labels)
    signed = matrix * np.outer(labels, labels)
    limits = np.concatenate([np.zeros(count), np.full(count, bound)])
    solution = solvers.qp(
        column(signed),
        column(-np.ones(count)),
        column(np.vstack([-np.eye(count), np.eye(count)])),
        column(limits),
        column(labels[np.newaxis]),
        column(0.0),
        options={"show_progress": False},
    )
    return -float(solution["primal objective"])


def is_feature(parameter: Parameter) -> bool:
    """Tell whether a parameter of a feature map is a feature of the point."""
    return str(parameter.name).startswith(f"{FEATURES}[")


def feature_map_of(given: Any, feature_count: int) -> QuantumCircuit:
    """Return the feature map: that of the user, or a plain one with two features to a qubit."""
    if given is None:
        return plain_feature_map(feature_count)
    if not isinstance(given, QuantumCircuit):
        raise ValueError(f"feature_map must be a QuantumCircuit, not {type(given).__name__}.")
    found = sum(is_feature(parameter) for parameter in given.parameters)
    if found != feature_count:
        raise ValueError(
            f"The feature map has {found} parameters {FEATURES}[…], a point {feature_count}"
            " features."
        )
    return given.remove_final_measurements(inplace=False)


def plain_feature_map(feature_count: int) -> QuantumCircuit:
    """Return a start that is learnt, joined along a line, and turned by the features."""
    features = ParameterVector(FEATURES, feature_count)
    width = math.ceil(feature_count / 2)
    own = ParameterVector("start", width)
    circuit = QuantumCircuit(width)
    for qubit in range(width):
        circuit.ry(own[qubit], qubit)
    for qubit in range(width - 1):
        circuit.cz(qubit, qubit + 1)
    for index, feature in enumerate(features):
        turn = circuit.rx if index % 2 else circuit.rz
        turn(feature, index // 2)
    return circuit


def points_of(data: Any, labels: Any) -> tuple[Any, Any]:
    """Return points and their labels as arrays."""
    try:
        points, signs = np.asarray(data, dtype=float), np.asarray(labels, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("data must be rows of numbers, labels one number for each row.") from error
    if points.ndim != 2 or points.shape[0] < 2 or points.shape[1] < 1:
        raise ValueError("data must be at least two rows of as many numbers each.")
    if signs.shape != points.shape[:1] or set(signs.tolist()) != {-1.0, 1.0}:
        raise ValueError("labels must be -1 or 1 for each row of data, and both must occur.")
    if not np.isfinite(points).all():
        raise ValueError("data must be finite numbers.")
    return points, signs


def whole(inputs: dict[str, Any], name: str, otherwise: int) -> int:
    """Return an input that is a positive whole number."""
    value = inputs.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be a positive whole number.")
    return value


def positive(inputs: dict[str, Any], name: str, otherwise: float) -> float:
    """Return an input that is a positive number."""
    value = inputs.get(name, otherwise)
    if not isinstance(value, (int, float)) or not 0 < value < math.inf:
        raise ValueError(f"{name} must be a positive number.")
    return float(value)


def start_of(given: Any, parameter_count: int, random: Any) -> Any:
    """Return the kernel parameters to start from; random angles unless they are given."""
    if given is None:
        return random.uniform(-math.pi, math.pi, parameter_count)
    try:
        start = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("initial_kernel_parameters must be numbers.") from error
    if start.shape != (parameter_count,) or not np.isfinite(start).all():
        raise ValueError(f"initial_kernel_parameters must be {parameter_count} finite numbers.")
    return start
