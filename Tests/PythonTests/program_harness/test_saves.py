"""Points to save at, as they are packed and refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from spinwire_program.errors import SpinwireError
from spinwire_program.packing import STRUCTURE_HEADER, PackedCircuit, pack_circuit

pytest.importorskip("qiskit_aer")
from qiskit_aer import library

X, Y, Z = 1, 2, 3


def saving(instruction: Any, qubits: list[int], width: int = 3) -> PackedCircuit:
    """Pack a circuit of one save instruction."""
    circuit = QuantumCircuit(width)
    circuit.append(instruction, qubits)
    return pack_circuit(circuit)


def words_of(packed: PackedCircuit) -> list[int]:
    """Return the words of a packed circuit without variables."""
    count = STRUCTURE_HEADER.unpack_from(packed.structure)[3]
    return list(np.frombuffer(packed.structure, "<u4", count, STRUCTURE_HEADER.size))


OBSERVABLE = SparsePauliOp(["XI", "ZY"], [0.5, -2])

CASES = [
    (library.SaveStatevector(3), [0, 1, 2], [16, 0]),
    (library.SaveAmplitudes(3, [5, 1]), [0, 1, 2], [16, 1, 2, 5, 0, 1, 0]),
    (library.SaveAmplitudesSquared(3, ["0x5"]), [0, 1, 2], [16, 1, 1, 5, 0]),
    (library.SaveProbabilities(2), [2, 0], [16, 2, 2, 2, 0]),
    (library.SaveProbabilitiesDict(1), [1], [16, 2, 1, 1]),
    (library.SaveDensityMatrix(2), [1, 2], [16, 3, 2, 1, 2]),
    (library.SaveUnitary(3), [0, 1, 2], [16, 4]),
    (library.SaveExpectationValue(OBSERVABLE), [2, 0], [16, 5, 0, 2, 1, X, 2, 8 + Y, Z]),
]


@pytest.mark.parametrize(
    ("instruction", "qubits", "expected"), CASES, ids=lambda case: getattr(case, "name", None)
)
def test_each_instruction_has_its_words(
    instruction: Any, qubits: list[int], expected: list[int]
) -> None:
    packed = saving(instruction, qubits)
    assert words_of(packed) == expected
    assert [save.label for save in packed.saves] == [instruction._label]


def test_coefficients_are_constants_and_a_variance_asks_for_the_square_too() -> None:
    packed = saving(library.SaveExpectationValueVariance(OBSERVABLE), [0, 1])
    count = STRUCTURE_HEADER.unpack_from(packed.structure)[5]
    constants = np.frombuffer(packed.structure[-8 * count :], "<f8").tolist()
    assert constants[:2] == [0.5, -2]
    # The square: 0.25 + 4, where the two strings anticommute.
    assert constants[2:] in ([4.25], [4.25, 0])
    (save,) = packed.saves
    assert save.value_count == 2
    assert save.convert(np.array([0.5, 0]), np.array([4.25, 0])).tolist() == [0.5, 4.0]


def test_a_state_vector_of_some_qubits_is_made_of_amplitudes_where_the_others_are_0() -> None:
    packed = saving(library.SaveStatevector(2), [2, 0])
    assert words_of(packed) == [16, 1, 4, 0, 0, 4, 0, 1, 0, 5, 0]
    (save,) = packed.saves
    assert save.convert(np.array([0.6, 0, 0, 0.8j])).data.tolist() == [0.6, 0, 0, 0.8j]
    with pytest.raises(SpinwireError, match="not all 0"):
        save.convert(np.array([0.6, 0, 0, 0.0]))


def test_a_state_vector_of_qubits_in_another_order_is_put_in_order() -> None:
    (save,) = saving(library.SaveStatevector(3), [2, 0, 1]).saves
    # Qubit 0 of the circuit is 1: it is the second of the instruction's.
    state = np.zeros(8)
    state[0b001] = 1
    assert save.convert(state).data.tolist().index(1) == 0b010


@pytest.mark.parametrize(
    ("instruction", "reason"),
    [
        (library.SaveStatevector(2, pershot=True), "save_statevector of the kind list"),
        (library.SaveProbabilities(2, conditional=True), "of the kind c_average"),
        (library.SaveDensityMatrix(2, unnormalized=True), "of the kind accum"),
        (library.SaveUnitary(1), "save_unitary of 1 of"),
        (library.SaveSuperOp(2), "save_superop"),
        (library.SaveMatrixProductState(2), "save_matrix_product_state"),
    ],
)
def test_what_no_simulator_saves_is_refused_by_name(instruction: Any, reason: str) -> None:
    with pytest.raises(SpinwireError, match=reason) as caught:
        saving(instruction, list(range(instruction.num_qubits)), width=2)
    assert caught.value.code == "circuit.unsupported"


def test_two_points_with_one_label_are_refused() -> None:
    circuit = QuantumCircuit(1)
    circuit.append(library.SaveProbabilities(1, label="here"), [0])
    circuit.append(library.SaveDensityMatrix(1, label="here"), [0])
    with pytest.raises(SpinwireError, match="labelled here"):
        pack_circuit(circuit)


def test_a_point_within_control_flow_is_refused() -> None:
    circuit = QuantumCircuit(1, 1)
    with circuit.if_test((0, 1)):
        circuit.append(library.SaveProbabilities(1), [0])
    with pytest.raises(SpinwireError, match="within control flow"):
        pack_circuit(circuit)
