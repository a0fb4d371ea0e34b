"""What a device's description tells Qiskit's transpiler, and programs of earlier generations."""

from __future__ import annotations

from typing import Any

import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Instruction
from qiskit.circuit.classical import expr, types

from golden_circuits import RecordedSimulator
from spinwire_program.backend import SpinwireBackend
from spinwire_program.errors import SpinwireError
from spinwire_program.saves import SAVE_NAMES

PAIRS = [[0, 1], [1, 0], [1, 2], [2, 1]]
DEVICE: dict[str, Any] = {
    "name": "three",
    "qubit_count": 3,
    "basis_gates": ["id", "rz", "sx", "x", "cx"],
    "coupling_map": PAIRS,
    "noise": "properties",
    "dt": 2e-10,
    "qubits": {
        "t1": [1e-4, 2e-4, None],
        "t2": [1e-4, 1e-4, 1.5e-4],
        "frequency": [4.9e9, 5.0e9, 5.1e9],
        "readout_length": [7e-7, 7e-7, 7e-7],
        "meas1_prep0": [0.01, 0.02, None],
        "meas0_prep1": [0.03, 0.04, 0.05],
    },
    "gates": {
        "rz": {"error": [0, 0, 0], "length": [0, 0, 0]},
        "sx": {"error": [1e-4, 2e-4, None], "length": [3e-8, 3e-8, 3e-8]},
        "cx": {"error": [0.01, 0.02, 0.03, 0.04], "length": [3e-7, 3e-7, 4e-7, 5e-7]},
    },
}
IDEAL = {**DEVICE, "coupling_map": None, "qubits": None, "gates": None, "noise": "none"}


def backend(device: dict[str, Any] = DEVICE) -> SpinwireBackend:
    return SpinwireBackend(device, RecordedSimulator())


def test_the_target_knows_what_the_description_knows() -> None:
    made = backend()
    target = made.target
    assert target.dt == made.dt == 2e-10
    assert target.num_qubits == 3
    assert {tuple(pair) for pair in PAIRS} == set(target.build_coupling_map().get_edges())
    assert [qubit.t1 for qubit in target.qubit_properties] == [1e-4, 2e-4, None]
    assert target.qubit_properties[2].frequency == 5.1e9
    assert target["cx"][2, 1].error == 0.04
    assert target["cx"][2, 1].duration == 5e-7
    assert target["sx"][2,].error is None and target["sx"][2,].duration == 3e-8
    assert target["rz"][0,].duration == 0
    assert target["x"][0,] is None
    assert target["measure"][0,].error == pytest.approx(0.02)
    assert target["measure"][2,].error == pytest.approx(0.05)
    assert target["measure"][1,].duration == 7e-7
    assert not target.instruction_supported("cx", (0, 2))


def test_an_ideal_device_knows_no_figures() -> None:
    made = backend(IDEAL)
    assert made.target.qubit_properties is None
    assert made.properties() is None
    assert made.target.instruction_supported("cx", (0, 2))


def test_earlier_generations_ask_for_properties() -> None:
    properties = backend().properties()
    assert properties is not None
    assert (properties.t1(0), properties.t2(2), properties.frequency(1)) == (1e-4, 1.5e-4, 5e9)
    assert properties.readout_error(0) == pytest.approx(0.02)
    assert properties.readout_length(1) == 7e-7
    assert properties.gate_error("sx", 1) == 2e-4
    assert properties.gate_error("cx", [1, 2]) == 0.03
    assert properties.gate_length("cx", (2, 1)) == 5e-7
    for ask in (
        lambda: properties.t1(2),
        lambda: properties.gate_error("cx", [0, 2]),
        lambda: properties.gate_length("x", 0),
    ):
        with pytest.raises(SpinwireError, match="unknownProperty"):
            ask()
    assert backend().configuration().dt == pytest.approx(0.2)


@pytest.mark.parametrize("device", [DEVICE, IDEAL], ids=["coupled", "ideal"])
@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_everything_classical_survives_transpiling(device: dict[str, Any], level: int) -> None:
    circuit = QuantumCircuit(3, 3)
    number = circuit.add_var("number", expr.lift(3, types.Uint(4)))
    circuit.h(0)
    circuit.ccx(0, 1, 2)
    circuit.measure(0, 0)
    with circuit.while_loop((circuit.clbits[0], 1)):
        circuit.store(number, expr.bit_xor(number, 1))
        circuit.measure(0, 0)
        with circuit.if_test(expr.equal(number, 3)):
            circuit.break_loop()
        with circuit.if_test((circuit.clbits[0], 0)):
            circuit.continue_loop()
    with circuit.switch(number) as case, case(case.DEFAULT):
        circuit.cz(0, 2)
    with circuit.for_loop(range(2)):
        circuit.x(1)
    circuit.delay(100, 1)
    made = backend(device)
    ready = transpile(circuit, made, optimization_level=level, seed_transpiler=1)
    kept = {"store", "while_loop", "switch_case", "for_loop", "delay", "measure"}
    assert kept <= set(ready.count_ops())
    made.run(ready)


@pytest.mark.parametrize("device", [DEVICE, IDEAL], ids=["coupled", "ideal"])
def test_points_to_save_at_survive_transpiling(device: dict[str, Any]) -> None:
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    for name in SAVE_NAMES:
        circuit.append(Instruction(name, 2, 0, []), [0, 1])
    ready = transpile(circuit, backend(device))
    assert set(SAVE_NAMES) <= set(ready.count_ops())
