"""What a program's ``spec`` asks of its inputs, its messages and its backend."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from qiskit import QuantumCircuit

from spinwire import RuntimeService
from spinwire.errors import SpinwireError

SECONDS_MAX = 60.0
SOURCE = """
def main(backend, user_messenger, **kwargs):
    for number in range(4):
        user_messenger.publish(number)
    return "other"
"""
SPEC: dict[str, Any] = {
    "backend_requirements": {"min_num_qubits": 2},
    "parameters": {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "type": "object",
        "required": ["circuit"],
        "properties": {
            "circuit": {"x-spinwire-type": {"name": "circuit", "min_num_qubits": 5}},
            "angles": {
                "x-spinwire-type": {"name": "ndarray", "dtype": "float64", "shape": [None, 3]}
            },
            "weight": {"anyOf": [{"type": "number"}, {"x-spinwire-type": "complex"}]},
        },
    },
    "interim_results": {"type": "integer", "maximum": 1},
    "return_values": {"const": "done"},
}


@pytest.fixture
def program(service: RuntimeService) -> str:
    metadata = {
        "name": "specified",
        "description": "A test.",
        "max_execution_time": 30,
        "spec": SPEC,
    }
    return service.upload_program(SOURCE, metadata)


def refusal(service: RuntimeService, program: str, inputs: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(SpinwireError) as caught:
        service.run(program, inputs)
    assert caught.value.code == "inputs.invalid"
    return {key: str(value) for key, value in caught.value.context.items()}


@pytest.mark.feature(10, 11)
def test_a_circuit_with_too_few_qubits_is_refused_before_a_job_exists(
    service: RuntimeService, program: str
) -> None:
    context = refusal(service, program, {"circuit": QuantumCircuit(4)})
    assert context["path"] == "/circuit"
    assert context["rule"] == "#/properties/circuit/x-spinwire-type"
    assert context["problem"] == "The circuit must have at least 5 qubits, and has 4."


@pytest.mark.feature(7, 11)
def test_every_problem_is_told_at_once(service: RuntimeService, program: str) -> None:
    inputs = {"circuit": "none", "angles": numpy.zeros((2, 4)), "weight": "heavy"}
    context = refusal(service, program, inputs)
    assert context["count"] == "3"
    paths = {value for key, value in context.items() if key.startswith("path")}
    assert paths == {"/circuit", "/angles", "/weight"}


def test_large_inputs_are_looked_at_too(service: RuntimeService, program: str) -> None:
    large = numpy.random.default_rng(1).normal(size=(60_000, 2))
    context = refusal(service, program, {"circuit": QuantumCircuit(5), "angles": large})
    assert context["path"] == "/angles"


@pytest.mark.feature(8, 9)
def test_a_message_that_does_not_fit_is_flagged_and_still_comes(
    service: RuntimeService, program: str
) -> None:
    inputs = {"circuit": QuantumCircuit(5), "angles": numpy.zeros((2, 3)), "weight": 1 - 2j}
    job = service.run(program, inputs)
    assert job.result(timeout=SECONDS_MAX) == "other"
    events = list(job.events())
    interim = [(event.body, event.violates_schema) for event in events if event.word == "interim"]
    assert interim == [(b"0", False), (b"1", False), (b"2", True), (b"3", True)]
    assert [event.violates_schema for event in events if event.word == "result"] == [True]
    assert "does not fit the program's schema" in job.logs()


def test_a_schema_that_is_wrong_is_refused_with_all_its_problems(service: RuntimeService) -> None:
    spec = {
        "parameters": {"type": "objekt", "minProperties": -1},
        "return_values": {"$ref": "x.json"},
    }
    metadata = {"name": "wrong", "description": "A test.", "max_execution_time": 30, "spec": spec}
    with pytest.raises(SpinwireError) as caught:
        service.upload_program(SOURCE, metadata)
    assert caught.value.code == "program.metadataInvalid"
    assert set(caught.value.context) == {
        "spec.parameters#/type",
        "spec.parameters#/minProperties",
        "spec.return_values#/$ref",
    }
