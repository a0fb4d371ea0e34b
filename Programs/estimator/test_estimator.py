"""Means in the shape of both versions, beside those that Qiskit's own estimator computes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit, qasm3
from qiskit.circuit import ParameterVector
from qiskit.primitives import PrimitiveResult, PubResult, StatevectorEstimator
from qiskit.quantum_info import Pauli, SparseObservable, SparsePauliOp

from shipped import Shipped, module_of
from spinwire import RuntimeDecoder, RuntimeEncoder, SpinwireError, UserMessenger

OPERATORS = [
    SparsePauliOp(["ZZ", "XI"], [1.0, 0.5]),
    SparsePauliOp(["YY"], [2.0]),
    SparsePauliOp(["IZ"], [1.0]),
]
GRID = [[operator] for operator in OPERATORS]


def ansatz() -> QuantumCircuit:
    angles = ParameterVector("angles", 2)
    circuit = QuantumCircuit(2)
    circuit.ry(angles[0], 0)
    circuit.cx(0, 1)
    circuit.rx(angles[1], 1)
    return circuit


def bell() -> QuantumCircuit:
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    return circuit


def values(*shape: int) -> Any:
    return np.random.default_rng(5).uniform(-np.pi, np.pi, (*shape, 2))


PUBS = {
    "one of each": (ansatz(), OPERATORS[0], values()),
    "several values": (ansatz(), OPERATORS[0], values(4)),
    "several observables": (ansatz(), OPERATORS, values()),
    "in pairs": (ansatz(), OPERATORS, values(3)),
    "a grid": (ansatz(), GRID, values(4)),
    "a grid of values": (ansatz(), OPERATORS, values(2, 3)),
    "no values": (bell(), ["XX", "ZZ", {"ZI": 1.0, "XX": 2.0}], None),
    "named values": (ansatz(), OPERATORS[0], {"angles[0]": [0.1, 0.2], "angles[1]": [-1.0, 2.0]}),
}


@pytest.mark.parametrize("pub", PUBS.values(), ids=PUBS.keys())
def test_exact_means_are_those_of_qiskits_own_estimator(shipped: Shipped, pub: Any) -> None:
    result = shipped.run("estimator", pubs=[pub], precision=0).result
    expected = StatevectorEstimator().run([pub]).result()[0].data
    assert isinstance(result, PrimitiveResult) and isinstance(result[0], PubResult)
    assert result[0].data.shape == expected.shape
    assert np.asarray(result[0].data.evs).shape == np.asarray(expected.evs).shape
    assert np.allclose(result[0].data.evs, expected.evs, atol=1e-10)
    assert not np.any(result[0].data.stds)


@pytest.mark.parametrize("pub", PUBS.values(), ids=PUBS.keys())
def test_measured_means_scatter_about_them_as_much_as_they_say(shipped: Shipped, pub: Any) -> None:
    data = shipped.run("estimator", pubs=[pub], precision=0.02).result[0].data
    expected = StatevectorEstimator().run([pub]).result()[0].data
    assert data.shape == expected.shape
    assert np.all(np.abs(data.evs - expected.evs) <= 6 * np.asarray(data.stds) + 1e-9)
    assert np.all(np.asarray(data.stds) < 0.1)


def observable(random: Any, qubit_count: int) -> Any:
    labels = ["".join(random.choice(list("IXYZ"), qubit_count)) for _ in range(3)]
    choices: list[Any] = [
        labels[0],
        Pauli(labels[0]),
        SparsePauliOp(labels, random.normal(size=3)),
        {label: float(random.normal()) for label in set(labels)},
        SparseObservable.from_list([(label, float(random.normal())) for label in labels]),
    ]
    return choices[random.integers(len(choices))]


@pytest.mark.parametrize("seed", range(12))
def test_random_shapes_are_broadcast_as_qiskits_own_estimator_does(
    shipped: Shipped, seed: int
) -> None:
    random = np.random.default_rng(seed)
    whole = random.integers(1, 4, random.integers(4))
    shapes = []
    for _ in range(2):
        # Axes that are missing at the front, or of length one, are those that are broadcast.
        part = whole[random.integers(len(whole) + 1) :]
        shapes.append(tuple(int(length) if random.random() < 0.7 else 1 for length in part))
    observables = np.empty(shapes[0], object)
    for index in np.ndindex(shapes[0]):
        observables[index] = observable(random, 2)
    circuit, parameters = (ansatz(), 2) if seed % 4 else (bell(), 0)
    sets = random.uniform(-np.pi, np.pi, (*shapes[1], parameters))
    pub = (circuit, observables.tolist() if shapes[0] else observables[()], sets)
    expected = StatevectorEstimator().run([pub]).result()[0].data
    for precision in (0, 0.05):
        data = shipped.run("estimator", pubs=[pub], precision=precision).result[0].data
        assert data.shape == expected.shape
        assert data.evs.shape == data.stds.shape == expected.evs.shape
        # What every shot agreed on has no spread that could be told.
        assert np.all(np.abs(data.evs - expected.evs) <= 8 * (data.stds + precision) + 1e-9)


def test_each_block_has_its_own_precision(shipped: Shipped) -> None:
    pubs = [
        (bell(), "XX", None, 0.0),
        (bell(), "ZI", None, 0.05),
        (bell(), "ZI", None),
    ]
    first, second, third = shipped.run("estimator", pubs=pubs, precision=0.01).result
    assert first.data.evs == pytest.approx(1)
    assert first.data.stds == 0
    assert second.data.stds == pytest.approx(0.05, rel=0.1)
    assert third.data.stds == pytest.approx(0.01, rel=0.1)


def test_options_of_clients_are_heeded(shipped: Shipped) -> None:
    options = {
        "default_shots": 400,
        "default_precision": None,
        "simulator": {"seed_simulator": 3},
    }
    pubs = [[bell(), [{"ZI": 1.0}], np.array([]), None]]
    runs = [
        shipped.run(
            "estimator",
            pubs=pubs,
            options=options,
            version=2,
            support_qiskit=True,
            resilience_level=0,
        )
        for _ in range(2)
    ]
    first, second = (run.result[0].data for run in runs)
    assert first.stds == pytest.approx(0.05, rel=0.1)
    assert np.array_equal(first.evs, second.evs)


def test_a_noisy_device_shows_in_the_means(shipped: Shipped) -> None:
    inputs = {"circuits": [bell()], "observables": [SparsePauliOp("ZZ")]}
    result = shipped.run("estimator", "spin5", **inputs, run_options={"shots": 20_000}).result
    assert 0.6 < result["values"][0] < 0.98


def test_the_first_version_gives_values_and_variances(shipped: Shipped) -> None:
    angles = values(2)
    result = shipped.run(
        "estimator",
        circuits=[ansatz()],
        observables=OPERATORS[:2],
        circuit_indices=[0, 0],
        observable_indices=[1, 0],
        parameter_values=angles,
        run_options={"shots": 10_000},
    ).result
    pubs = [(ansatz(), OPERATORS[1], angles[0]), (ansatz(), OPERATORS[0], angles[1])]
    expected = [float(one.data.evs) for one in StatevectorEstimator().run(pubs).result()]
    assert isinstance(result["values"], np.ndarray)
    for value, mean, metadata in zip(result["values"], expected, result["metadata"], strict=True):
        assert metadata["shots"] == 10_000
        assert abs(value - mean) <= 6 * np.sqrt(metadata["variance"] / 10_000) + 1e-9


def test_circuits_may_be_texts(shipped: Shipped) -> None:
    result = shipped.run("estimator", pubs=[[qasm3.dumps(bell()), "XX"]], precision=0).result
    assert result[0].data.evs == pytest.approx(1)


def test_it_runs_on_the_simulator_of_its_author() -> None:
    aer = pytest.importorskip("qiskit_aer")
    text = json.dumps({"pubs": [(bell(), "XX", None, 0.1)]}, cls=RuntimeEncoder)
    decoded = json.loads(text, cls=RuntimeDecoder)
    result = module_of("estimator").main(aer.AerSimulator(), UserMessenger(), **decoded)
    assert result[0].data.evs == pytest.approx(1)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "either pubs or circuits"),
        ({"pubs": []}, "fewer than 1 items"),
        ({"pubs": [(bell(),)]}, "fewer than 2 items"),
        ({"pubs": [(bell(), "XIX")]}, "pubs[0] cannot be estimated"),
        ({"pubs": [(bell(), "QQ")]}, "pubs[0] cannot be estimated"),
        ({"pubs": [(ansatz(), "XX")]}, "pubs[0] cannot be estimated"),
        ({"pubs": [(ansatz(), OPERATORS, values(2))]}, "pubs[0] cannot be estimated"),
        ({"pubs": [(bell(), "XX", None, -1.0)]}, "pubs[0] cannot be estimated"),
        ({"pubs": [(bell(), "XX")], "resilience_level": 1}, "must be 0"),
        ({"pubs": [("nope", "XX")]}, "cannot be read as OpenQASM: QASM3ParsingError"),
        (
            {"pubs": [(bell(), "XX")], "options": {"default_precision": -1}},
            "path=/options/default_precision",
        ),
        (
            {"pubs": [(bell(), "XX")], "options": {"resilience": {"zne_mitigation": True}}},
            "options.resilience.zne_mitigation",
        ),
        ({"circuits": [bell()]}, "observables must be a list"),
        ({"circuits": [bell()], "observables": ["XX", "ZZ"]}, "as many of each"),
        ({"circuits": [bell()], "observables": ["XQ"]}, "observable cannot be read"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_the_reason(
    shipped: Shipped, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(SpinwireError) as caught:
        shipped.run("estimator", **inputs)
    assert words in str(caught.value)
