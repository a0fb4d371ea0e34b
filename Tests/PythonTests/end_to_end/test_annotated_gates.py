"""Gates controlled, inverted and raised to powers by annotation, beside Qiskit's matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import (
    AnnotatedOperation,
    ControlModifier,
    Gate,
    InverseModifier,
    Parameter,
    PowerModifier,
)
from qiskit.circuit.annotated_operation import Modifier
from qiskit.circuit.library import (
    CPhaseGate,
    CUGate,
    GlobalPhaseGate,
    MCXGate,
    PermutationGate,
    RXGate,
    UnitaryGate,
    XGate,
    ZGate,
)
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.quantum_info import Clifford, Operator, random_clifford, random_unitary

from spinwire_program.backend import SpinwireBackend
from spinwire_program.errors import SpinwireError

aer_library = pytest.importorskip("qiskit_aer.library")

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

INVERSE = InverseModifier()
Random = np.random.Generator


def circuit_of(operation: Any, name: str = "annotated") -> QuantumCircuit:
    """Return the operation alone on as many qubits as it takes."""
    circuit = QuantumCircuit(operation.num_qubits, name=name)
    circuit.append(operation, circuit.qubits)
    return circuit


def check(backend: SpinwireBackend, operations: list[Any]) -> None:
    """Compare what the simulator makes of the operations with what Qiskit makes of them."""
    circuits = [circuit_of(operation) for operation in operations]
    expected = [Operator(circuit).data for circuit in circuits]
    for circuit in circuits:
        circuit.append(aer_library.SaveUnitary(circuit.num_qubits), circuit.qubits)
    result = backend.run(circuits, shots=1, method="unitary").result()
    for index, (operation, matrix) in enumerate(zip(operations, expected, strict=True)):
        found = np.asarray(result.data(index)["unitary"])
        assert np.abs(found - matrix).max() < 1e-10, described(operation)


def described(operation: Any) -> str:
    """Return an annotated operation for a reader."""
    if not isinstance(operation, AnnotatedOperation):
        return f"{operation.name}{getattr(operation, 'params', '')}"
    return f"{described(operation.base_op)} {operation.modifiers}"


def power(*exponents: float) -> list[Modifier]:
    """Return modifiers for powers; -1 is the inverse."""
    return [INVERSE if exponent == -1 else PowerModifier(exponent) for exponent in exponents]


def standard_gates(random: Random, qubit_count: int = 4) -> list[Gate]:
    """Return Qiskit's gates on at most so many qubits, each with angles of its own."""
    gates = []
    for name, gate in get_standard_gate_name_mapping().items():
        if name not in ("measure", "reset", "delay") and gate.num_qubits <= qubit_count:
            gates.append(type(gate)(*random.uniform(-7, 7, len(gate.params))))
    return gates


def random_annotation(random: Random, qubit_count: int) -> Any:
    """Return a gate under modifiers, perhaps under modifiers."""
    bases = [
        *standard_gates(random, 2),
        random_clifford(1, seed=random),
        random_clifford(2, seed=random),
        UnitaryGate(random_unitary(4, seed=random)),
        MCXGate(2, ctrl_state=int(random.integers(4))),
        CUGate(*random.uniform(-7, 7, 4), ctrl_state=0),
        PermutationGate([1, 2, 0]),
    ]
    operation: Any = bases[random.integers(len(bases))]
    for _ in range(random.integers(1, 3)):
        modifiers: list[Modifier] = []
        room = qubit_count - operation.num_qubits
        for _ in range(random.integers(1, 4)):
            if room and random.random() < 0.4:
                modifiers.append(ControlModifier(1, int(random.integers(2))))
                room -= 1
            else:
                modifiers += power(float(random.choice([-1, -2, 0, 0.5, -0.25, 1.7, 2, 3])))
        operation = AnnotatedOperation(operation, modifiers)
    return operation


def test_inverses_and_fractional_powers_are_taken_one_after_the_other(
    backend: SpinwireBackend,
) -> None:
    cases = [(-1, 0.5), (0.5, -1), (2, 0.5), (0.5, 2), (0.5,), (-0.5, 3), (1.0,), (0,), (1000,)]
    gates = [ZGate(), XGate(), RXGate(3 * np.pi), CPhaseGate(4.0, ctrl_state=0)]
    check(backend, [AnnotatedOperation(gate, power(*case)) for gate in gates for case in cases])


@pytest.mark.parametrize("exponents", [(-1,), (2,), (-3,), (0.5,), (0.3, -1)])
def test_every_standard_gate_has_its_powers(
    backend: SpinwireBackend, exponents: tuple[float, ...]
) -> None:
    gates = standard_gates(np.random.default_rng(3))
    check(backend, [AnnotatedOperation(gate, power(*exponents)) for gate in gates])


@pytest.mark.parametrize("exponents", [(), (-1,), (2,), (-1, -1), (0.5,)])
def test_a_clifford_keeps_its_phase(backend: SpinwireBackend, exponents: tuple[float, ...]) -> None:
    random = np.random.default_rng(4)
    cliffords = [random_clifford(1 + index % 3, seed=random) for index in range(12)]
    modifiers = [*power(*exponents), ControlModifier(1, 0)]
    check(backend, [AnnotatedOperation(clifford, modifiers) for clifford in cliffords])


def test_a_phase_alone_has_powers_too(backend: SpinwireBackend) -> None:
    for exponents in [(-1,), (2,), (0.5,), (-2, 0.5)]:
        modifiers = [*power(*exponents), ControlModifier(2, 1)]
        check(backend, [AnnotatedOperation(GlobalPhaseGate(2.5), modifiers)])


@pytest.mark.parametrize("seed", range(8))
def test_random_annotations_are_what_qiskit_says(backend: SpinwireBackend, seed: int) -> None:
    random = np.random.default_rng(seed)
    check(backend, [random_annotation(random, 5) for _ in range(40)])


def test_an_inverse_may_wait_for_its_angle(backend: SpinwireBackend) -> None:
    angle = Parameter("angle")
    inner = QuantumCircuit(1)
    inner.rx(angle, 0)
    circuit = QuantumCircuit(1)
    circuit.append(AnnotatedOperation(inner.to_gate(), [INVERSE]), [0])
    circuit.append(AnnotatedOperation(RXGate(angle), power(3)), [0])
    circuit.append(aer_library.SaveUnitary(1), [0])
    result = backend.run(circuit, parameter_binds=[{angle: [0.4]}], method="unitary").result()
    found = np.asarray(result.data(0)["unitary"])
    assert np.abs(found - RXGate(0.8).to_matrix()).max() < 1e-12


def wide() -> Any:
    circuit = QuantumCircuit(9)
    circuit.h(range(9))
    return circuit.to_gate()


@pytest.mark.parametrize(
    "operation",
    [
        AnnotatedOperation(wide(), power(0.5)),
        AnnotatedOperation(Clifford(wide()), [INVERSE]),
        AnnotatedOperation(Gate("oracle", 1, []), power(2)),
        AnnotatedOperation(ZGate(), power(float("nan"))),
        AnnotatedOperation(RXGate(Parameter("angle")), power(0.5)),
        AnnotatedOperation(ZGate(), [Modifier()]),
    ],
)
def test_what_has_no_matrix_to_raise_is_refused_by_name(
    backend: SpinwireBackend, operation: Any
) -> None:
    with pytest.raises(SpinwireError) as caught:
        backend.run(circuit_of(operation))
    assert caught.value.code == "circuit.unsupported"


def test_a_wide_gate_still_has_its_inverse(backend: SpinwireBackend) -> None:
    circuit = circuit_of(wide())
    circuit.append(AnnotatedOperation(wide(), [INVERSE]), circuit.qubits)
    circuit.measure_all()
    assert backend.run(circuit, shots=10).result().get_counts() == {"0" * 9: 10}


def test_a_measurement_cannot_be_controlled(backend: SpinwireBackend) -> None:
    inner = QuantumCircuit(1, 1, name="look")
    inner.measure(0, 0)
    circuit = QuantumCircuit(2, 1)
    circuit.append(AnnotatedOperation(inner.to_instruction(), [ControlModifier(1)]), [0, 1], [0])
    with pytest.raises(SpinwireError, match="look|annotated"):
        backend.run(circuit)


def test_a_reset_cannot_be_controlled(backend: SpinwireBackend) -> None:
    inner = QuantumCircuit(1, name="wipe")
    inner.reset(0)
    circuit = circuit_of(AnnotatedOperation(inner.to_instruction(), [ControlModifier(1)]))
    with pytest.raises(SpinwireError, match="a controlled reset"):
        backend.run(circuit)
