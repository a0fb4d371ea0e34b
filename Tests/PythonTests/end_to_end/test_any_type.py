"""Every kind of value that a result may have: to a program, and back as message and result."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from qiskit import QuantumCircuit
from qiskit.circuit import Instruction, Parameter, ParameterVector
from qiskit.circuit.library import RZZGate
from qiskit.primitives import StatevectorEstimator, StatevectorSampler
from qiskit.providers.basic_provider import BasicSimulator
from qiskit.quantum_info import Clifford, Operator, SparsePauliOp, Statevector

from spinwire import RuntimeEncoder, RuntimeService

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

ECHO = """
def main(backend, user_messenger, value):
    user_messenger.publish(value)
    kind = type(value)
    return {"value": value, "kind": kind.__name__}
"""
ANGLES = ParameterVector("t", 3)


class Told:
    """Tells its own text."""

    def to_json(self) -> str:
        return json.dumps({"foo": 1})


def measured() -> QuantumCircuit:
    circuit = QuantumCircuit(1)
    circuit.rx(ANGLES[1], 0)
    circuit.measure_all()
    return circuit


def sampled() -> Any:
    pub = (measured(), [0.1, 0.2])
    return StatevectorSampler(seed=1).run([pub], shots=20).result()


def estimated() -> Any:
    circuit = measured().remove_final_measurements(inplace=False)
    return StatevectorEstimator().run([(circuit, ["Z", "X"], [0.3])]).result()


def noise() -> Any:
    from qiskit_aer.noise import NoiseModel, ReadoutError

    model = NoiseModel()
    model.add_all_qubit_readout_error(ReadoutError([[0.9, 0.1], [0.2, 0.8]]))
    return model


#: What is sent, and the name of the type that the program sees.
VALUES: dict[str, tuple[Callable[[], Any], str]] = {
    "complex": (lambda: complex(-0.0, math.pi), "complex"),
    "array": (lambda: np.array([[1.5, np.nan]], dtype=">f4"), "ndarray"),
    "texts": (lambda: np.array(["a", "bc"]), "ndarray"),
    "sparse": (lambda: scipy.sparse.csr_matrix(np.eye(3, dtype=np.complex64)), "csr_matrix"),
    "set": (lambda: {1, (2, 3), "x"}, "set"),
    "time": (lambda: datetime(2022, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "datetime"),
    "date": (lambda: date(2022, 1, 2), "date"),
    "by_number": (lambda: {0: "a", -7: {1: 2j}}, "dict"),
    "circuit": (measured, "QuantumCircuit"),
    "parameter": (lambda: Parameter("a"), "Parameter"),
    "element": (lambda: ANGLES[1], "ParameterVectorElement"),
    "expression": (lambda: 2 * ANGLES[0] + 1, "ParameterExpression"),
    "instruction": (lambda: RZZGate(0.25), "RZZGate"),
    "operator": (lambda: SparsePauliOp(["XY"], [1j]), "SparsePauliOp"),
    "matrix": (lambda: Operator.from_label("H"), "Operator"),
    "clifford": (lambda: Clifford.from_label("S"), "Clifford"),
    "state": (lambda: Statevector.from_label("+0"), "Statevector"),
    "result": (
        lambda: (
            BasicSimulator().run(measured().assign_parameters([1.0]), seed_simulator=1).result()
        ),
        "Result",
    ),
    "noise": (noise, "NoiseModel"),
    "own_text": (Told, "str"),
    "samples": (sampled, "PrimitiveResult"),
    "estimates": (estimated, "PrimitiveResult"),
}


@pytest.fixture(scope="module")
def echo() -> dict[str, str]:
    """The id of the program, once it is uploaded."""
    return {}


def form(value: Any) -> Any:
    """Return the JSON of a value, in which everything that it is stands."""
    return json.loads(json.dumps(value, cls=RuntimeEncoder))


@pytest.mark.parametrize("name", VALUES)
def test_a_value_arrives_as_it_was_sent(
    service: RuntimeService, echo: dict[str, str], name: str
) -> None:
    if "id" not in echo:
        described = {"name": "echo-any", "description": "A test.", "max_execution_time": 60}
        echo["id"] = service.upload_program(ECHO, described)
    make, kind = VALUES[name]
    value = make()
    if name == "noise":
        pytest.importorskip("qiskit_aer")
    job = service.run(echo["id"], {"value": value})
    result = job.result(timeout=120)
    assert result["kind"] == kind
    stored = service.job(job.job_id()).inputs["value"]
    sent = value.to_json() if isinstance(value, Told) else value
    for received in (result["value"], next(iter(job.interim_results())), stored):
        assert type(received).__name__ == type(sent).__name__
        # Circuits get names by number, sets have no order.
        if isinstance(sent, set | QuantumCircuit | Instruction):
            assert received == sent
        else:
            assert form(received) == form(sent)


def test_a_parameter_that_comes_back_is_that_of_the_circuit(service: RuntimeService) -> None:
    source = """
def main(backend, user_messenger, circuit, angle):
    bound = circuit.assign_parameters({angle: 3.141592653589793})
    counts = backend.run(bound, shots=20).result().get_counts()
    return {"counts": counts, "circuit": circuit, "angle": angle}
"""
    described = {"name": "bind-one", "description": "A test.", "max_execution_time": 60}
    program = service.upload_program(source, described)
    result = service.run(program, {"circuit": measured(), "angle": ANGLES[1]}).result(timeout=120)
    assert result["counts"] == {"1": 20}
    assert not result["circuit"].assign_parameters({result["angle"]: 1.0}).parameters
    assert not result["circuit"].assign_parameters({ANGLES[1]: 1.0}).parameters
