"""What the coordinator does not look at is held against the schemas in the program's sandbox."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter

from spinwire import RuntimeService
from spinwire.errors import SpinwireError

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

SECONDS_MAX = 120.0
SOURCE = """
import numpy

def main(backend, user_messenger, **inputs):
    print("main was entered")
    for size in inputs.get("sizes", []):
        user_messenger.publish("x" * size)
    if inputs.get("arrays"):
        user_messenger.publish(numpy.array([1.0, numpy.inf]))
        user_messenger.publish(numpy.array([1.0]))
    return "y" * inputs.get("result", 1)
"""


def uploaded(service: RuntimeService, **spec: Any) -> str:
    metadata = {
        "name": "checked-inside",
        "description": "A test.",
        "max_execution_time": 60,
        "spec": spec,
    }
    return service.upload_program(SOURCE, metadata)


def refusal(service: RuntimeService, program: str, inputs: dict[str, Any]) -> str:
    job = service.run(program, inputs)
    with pytest.raises(SpinwireError) as caught:
        job.result(timeout=SECONDS_MAX)
    assert caught.value.code == "inputs.invalid"
    assert "main was entered" not in job.logs()
    return str(caught.value)


def rotated() -> QuantumCircuit:
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("t"), 0)
    return circuit


def test_rules_that_need_the_decoded_value_are_checked_before_main(
    service: RuntimeService,
) -> None:
    program = uploaded(
        service,
        parameters={
            "properties": {
                "circuit": {
                    "anyOf": [
                        {"type": "string"},
                        {"x-spinwire-type": {"name": "circuit", "max_num_parameters": 0}},
                    ]
                },
                "angles": {
                    "x-spinwire-type": {"name": "ndarray", "minimum": 0, "finite": True},
                },
            }
        },
    )
    good = {"circuit": QuantumCircuit(1), "angles": np.array([0.5])}
    assert service.run(program, good).result(timeout=SECONDS_MAX) == "y"
    assert service.run(program, {"circuit": "text"}).result(timeout=SECONDS_MAX) == "y"
    told = refusal(service, program, {"circuit": rotated(), "angles": np.array([-1.0])})
    assert "/circuit (#/properties/circuit/anyOf): It must fit one of these schemas" in told
    assert (
        "/angles (#/properties/angles/x-spinwire-type): "
        "No element of the array may be less than 0." in told
    )
    service.delete_program(program)


def test_inputs_longer_than_the_coordinator_reads_are_checked_before_main(
    service: RuntimeService,
) -> None:
    program = uploaded(
        service,
        parameters={
            "properties": {
                "text": {"type": "string"},
                "steps": {"type": "integer", "maximum": 3},
                "table": {"x-spinwire-type": {"name": "ndarray", "ndim": 2}},
            },
            "additionalProperties": False,
        },
    )
    long_text = "z" * (5 << 20)
    assert service.run(program, {"text": long_text}).result(timeout=SECONDS_MAX) == "y"
    told = refusal(service, program, {"text": long_text, "steps": 4})
    assert "/steps (#/properties/steps/maximum)" in told
    noise = np.random.default_rng(1).normal(size=1 << 20)
    assert "The array must have 2 axes, and has 1." in refusal(service, program, {"table": noise})
    service.delete_program(program)


@pytest.mark.feature(8, 9)
def test_messages_that_are_stored_apart_are_flagged_too(service: RuntimeService) -> None:
    program = uploaded(
        service,
        interim_results={"maxLength": 280_000},
        return_values={"type": "string", "maxLength": 240_000},
    )
    sizes = [10, 90_000, 290_000, 300_000]
    job = service.run(program, {"sizes": sizes, "result": 250_000})
    assert len(job.result(timeout=SECONDS_MAX)) == 250_000
    events = [event for event in job.events() if event.word in ("interim", "result")]
    assert [event.violates_schema for event in events] == [False, False, True, True, True]
    told = [line for line in job.logs().splitlines() if "fit" in line or "maxLength" in line]
    sentence = "  / (#/maxLength): It has more than"
    for index, word in enumerate(("interim result", "interim result", "result")):
        assert told[2 * index] == f"spinwire: this {word} does not fit the program's schema:"
        assert told[2 * index + 1].startswith(sentence)
    fitting = service.run(program, {"sizes": [90_000], "result": 150_000})
    fitting.result(timeout=SECONDS_MAX)
    assert not any(event.violates_schema for event in fitting.events())
    service.delete_program(program)


def test_messages_are_decoded_where_a_rule_asks_for_it(service: RuntimeService) -> None:
    program = uploaded(
        service,
        interim_results={"x-spinwire-type": {"name": "ndarray", "finite": True}},
    )
    job = service.run(program, {"arrays": True})
    job.result(timeout=SECONDS_MAX)
    flags = [event.violates_schema for event in job.events() if event.word == "interim"]
    assert flags == [True, False]
    assert "Every element of the array must be finite." in job.logs()
    service.delete_program(program)


def test_no_more_is_said_than_the_limit_allows_and_every_one_is_flagged(
    service: RuntimeService,
) -> None:
    program = uploaded(service, interim_results={"maxLength": 10})
    job = service.run(program, {"sizes": [300_000] * 12})
    job.result(timeout=SECONDS_MAX)
    events = [event for event in job.events() if event.word == "interim"]
    assert len(events) == 12 and all(event.violates_schema for event in events)
    assert job.logs().count("does not fit") == 10
    service.delete_program(program)
