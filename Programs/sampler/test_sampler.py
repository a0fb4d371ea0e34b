"""Samples in the shape of both versions, beside those that Qiskit's own sampler takes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit, qasm3
from qiskit.circuit import ClassicalRegister, ParameterVector
from qiskit.primitives import BitArray, PrimitiveResult, SamplerPubResult, StatevectorSampler
from qiskit.primitives.containers.bindings_array import BindingsArray

from shipped import Shipped, module_of
from spinwire import RuntimeDecoder, RuntimeEncoder, SpinwireError, UserMessenger


def rotated() -> QuantumCircuit:
    angles = ParameterVector("angles", 2)
    circuit = QuantumCircuit(2)
    circuit.ry(angles[0], 0)
    circuit.ry(angles[1], 1)
    circuit.measure_all()
    return circuit


def bell() -> QuantumCircuit:
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    return circuit


def two_registers() -> QuantumCircuit:
    circuit = QuantumCircuit(3)
    circuit.x(0)
    circuit.measure_all()
    flag = ClassicalRegister(1, "flag")
    circuit.add_register(flag)
    circuit.measure(0, flag[0])
    return circuit


def test_each_block_gets_the_shape_of_its_values_and_its_own_shots(shipped: Shipped) -> None:
    values = np.random.default_rng(1).uniform(0, np.pi, (3, 4, 2))
    pubs = [(rotated(), values, 2000), (bell(), None, None), (two_registers(),)]
    result = shipped.run("sampler", pubs=pubs, shots=500).result
    assert isinstance(result, PrimitiveResult)
    assert all(isinstance(one, SamplerPubResult) for one in result)
    grid, pair, registers = (one.data for one in result)
    assert grid.shape == (3, 4)
    assert isinstance(grid.meas, BitArray)
    assert (grid.meas.num_shots, grid.meas.num_bits) == (2000, 2)
    assert pair.shape == () and pair.meas.num_shots == 500
    assert set(pair.meas.get_counts()) == {"00", "11"}
    assert registers.meas.get_counts() == {"001": 500}
    assert registers.flag.get_counts() == {"1": 500}


def test_samples_are_those_of_qiskits_own_sampler(shipped: Shipped) -> None:
    values = np.random.default_rng(2).uniform(0, np.pi, (2, 3, 2))
    shots = 20_000
    ours = shipped.run("sampler", pubs=[(rotated(), values, shots)]).result[0].data.meas
    theirs = StatevectorSampler(seed=4).run([(rotated(), values, shots)]).result()[0].data.meas
    for index in np.ndindex(2, 3):
        first, second = ours[index].get_counts(), theirs[index].get_counts()
        for bits in {*first, *second}:
            assert abs(first.get(bits, 0) - second.get(bits, 0)) < 6 * np.sqrt(shots / 2)


@pytest.mark.parametrize("seed", range(6))
def test_every_form_of_values_has_the_shape_that_qiskits_own_sampler_gives_it(
    shipped: Shipped, seed: int
) -> None:
    random = np.random.default_rng(seed)
    circuit = rotated()
    flags = ClassicalRegister(1, "flags")
    circuit.add_register(flags)
    circuit.measure(int(random.integers(2)), flags)
    shape = tuple(random.integers(1, 4, random.integers(4)))
    array = random.uniform(-np.pi, np.pi, (*shape, 2))
    forms: list[Any] = [
        array,
        {"angles[0]": array[..., 0], "angles[1]": array[..., 1]},
        {("angles[0]", "angles[1]"): array},
    ]
    values = BindingsArray(forms[2]) if seed % 3 == 2 else forms[seed % 3]
    pub = (circuit, values, 4000)
    ours = shipped.run("sampler", pubs=[pub]).result[0].data
    theirs = StatevectorSampler(seed=seed).run([pub]).result()[0].data
    assert ours.shape == theirs.shape == shape and list(ours) == list(theirs)
    for name in ours:
        assert ours[name].shape == theirs[name].shape
        assert ours[name].num_bits == theirs[name].num_bits
        for index in np.ndindex(shape):
            first, second = ours[name][index].get_counts(), theirs[name][index].get_counts()
            for bits in {*first, *second}:
                assert abs(first.get(bits, 0) - second.get(bits, 0)) < 6 * np.sqrt(2000)


def test_no_sets_of_values_are_no_samples(shipped: Shipped) -> None:
    data = shipped.run("sampler", pubs=[(bell(), np.zeros((3, 0)), 10)]).result[0].data
    assert data.shape == (3,) and data.meas.shape == (3,)


def test_values_may_be_named(shipped: Shipped) -> None:
    named = {"angles[0]": [0.0, np.pi], "angles[1]": [np.pi, 0.0]}
    meas = shipped.run("sampler", pubs=[(rotated(), named, 100)]).result[0].data.meas
    assert [meas[index].get_counts() for index in range(2)] == [{"10": 100}, {"01": 100}]


def test_options_of_clients_are_heeded(shipped: Shipped) -> None:
    options = {
        "default_shots": 300,
        "simulator": {"seed_simulator": 9},
        "environment": {"log_level": "WARNING"},
        "twirling": {"enable_gates": False},
    }
    pubs = [[bell(), np.array([]), None]]
    runs = [
        shipped.run("sampler", pubs=pubs, options=options, version=2, support_qiskit=True)
        for _ in range(2)
    ]
    first, second = (run.result[0].data.meas for run in runs)
    assert first.num_shots == 300
    assert np.array_equal(first.array, second.array)


def test_the_first_version_gives_quasi_distributions(shipped: Shipped) -> None:
    result = shipped.run(
        "sampler",
        "spin5",
        circuits=[bell(), rotated()],
        parameter_values=[[], [0.0, np.pi]],
        run_options={"shots": 3000, "seed_simulator": 1},
    ).result
    assert result["metadata"] == [{"shots": 3000}] * 2
    first, second = result["quasi_dists"]
    assert sum(first.values()) == pytest.approx(1)
    assert first["00"] + first["11"] > 0.85
    assert second["10"] > 0.85


def test_the_first_version_chooses_circuits_by_number(shipped: Shipped) -> None:
    circuit = rotated()
    swapped = [circuit.parameters[1], circuit.parameters[0]]
    result = shipped.run(
        "sampler",
        circuits=[circuit],
        circuit_indices=[0, 0],
        parameters=[swapped],
        parameter_values=[[0.0, np.pi], [np.pi, 0.0]],
    ).result
    assert result["quasi_dists"] == [{"01": 1.0}, {"10": 1.0}]


def test_circuits_may_be_texts(shipped: Shipped) -> None:
    result = shipped.run("sampler", pubs=[[qasm3.dumps(bell()), None, 50]]).result
    assert result[0].data.meas.num_shots == 50


def test_it_runs_on_the_simulator_of_its_author() -> None:
    aer = pytest.importorskip("qiskit_aer")
    text = json.dumps({"pubs": [(bell(), None, 70)]}, cls=RuntimeEncoder)
    decoded = json.loads(text, cls=RuntimeDecoder)
    result = module_of("sampler").main(aer.AerSimulator(), UserMessenger(), **decoded)
    assert result[0].data.meas.num_shots == 70


def no_measurement() -> QuantumCircuit:
    circuit = QuantumCircuit(1)
    circuit.h(0)
    return circuit


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "either pubs or circuits"),
        ({"pubs": []}, "fewer than 1 items"),
        ({"pubs": [(rotated(),)]}, "pubs[0] cannot be sampled"),
        ({"pubs": [(rotated(), [0.1])]}, "pubs[0] cannot be sampled"),
        ({"pubs": [(bell(), None, 0)]}, "pubs[0] cannot be sampled"),
        ({"pubs": [(rotated(), [[0.1], [0.1, 0.2]])]}, "pubs[0] cannot be sampled"),
        ({"pubs": ["nope"]}, "pubs[0] cannot be read as OpenQASM: QASM3ParsingError"),
        ({"pubs": [(bell(),)], "options": {"simulator": 5}}, "path=/options/simulator"),
        ({"pubs": [(no_measurement(),)]}, "measures nothing"),
        ({"pubs": [3]}, "path=/pubs/0"),
        ({"pubs": [(bell(),)], "shot": 1}, "not known: shot"),
        (
            {"pubs": [(bell(),)], "options": {"twirling": {"enable_gates": True}}},
            "options.twirling.enable_gates",
        ),
        ({"circuits": [rotated()], "parameter_values": [[0.1]]}, "2 parameters but 1 values"),
        ({"circuits": [bell()], "circuit_indices": [1]}, "no circuit 1"),
        ({"circuits": [bell()], "resilience_settings": {"level": 1}}, "must be 0"),
    ],
)
def test_what_cannot_be_sampled_is_refused_with_the_reason(
    shipped: Shipped, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(SpinwireError) as caught:
        shipped.run("sampler", **inputs)
    assert words in str(caught.value)
