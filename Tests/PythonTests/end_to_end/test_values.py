"""Values of any type on their way to a program and back, as the published pages have it."""

from __future__ import annotations

import json
import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

import repository
from shipped import imported
from spinwire import ResultDecoder, RuntimeService
from spinwire.errors import SpinwireError

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)


def metadata(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "description": "Of a test.", "max_execution_time": 60, **fields}


def uploaded(service: RuntimeService, name: str) -> str:
    path = repository.TEST_PROGRAMS / f"{name}.py"
    return service.upload_program(path, path.with_suffix(".json"))


@pytest.fixture
def custom_class() -> ModuleType:
    """The program's module at its user's: with its class and its decoder."""
    from spinwire import compat

    compat.install()
    return imported(repository.TEST_PROGRAMS / "custom_class.py")


@pytest.mark.feature(55)
def test_custom_classes(service: RuntimeService, custom_class: ModuleType) -> None:
    program = uploaded(service, "custom_class")
    published: list[Any] = []
    job = service.run(
        program,
        {"pair": custom_class.Pair("my foo", "my bar")},
        callback=lambda job_id, message: published.append(message),
    )
    # Without a decoder its user gets the text of the object, not the object.
    text = job.result(timeout=60)
    assert text == '{"first": "my bar", "second": "my foo"}'
    assert custom_class.Pair.from_json(text).first == "my bar"
    assert published == ['{"first": "my foo", "second": "my bar"}']
    decoded = job.result(decoder=custom_class.PairDecoder)
    assert isinstance(decoded, custom_class.Pair) and decoded.second == "my foo"
    assert service.job(job.job_id()).inputs == {"pair": '{"first": "my foo", "second": "my bar"}'}


@pytest.mark.feature(55)
def test_a_decoder_is_called_by_either_of_its_names(service: RuntimeService) -> None:
    class Current(ResultDecoder):
        @classmethod
        def decode(cls, data: str) -> Any:
            return {"current": super().decode(data)}

    class Misspelt(ResultDecoder):
        @classmethod
        def decode(cls, data: str) -> Any:
            return {"misspelt": super().decoded(data)}

    program = uploaded(service, "values")
    job = service.run(program, result_decoder=Current)
    assert job.result(timeout=60)["current"]["complex"] == 1 + 2j
    assert job.result(decoder=Misspelt)["misspelt"]["set"] == {1, 2, 3}


def test_a_final_message_is_the_result_when_nothing_is_returned_later(
    service: RuntimeService,
) -> None:
    source = """
def main(backend, user_messenger, first, last=None):
    user_messenger.publish(first, final=True)
    return last
"""
    program = service.upload_program(source, metadata("final"))
    assert service.run(program, {"first": 1j}).result(timeout=60) == 1j
    assert service.run(program, {"first": 1, "last": 0}).result(timeout=60) == 0


@pytest.mark.feature(39, 53, 54)
def test_values_of_every_type_reach_the_program_and_come_back(service: RuntimeService) -> None:
    source = """
def main(backend, user_messenger, **inputs):
    user_messenger.publish({name: type(value).__name__ for name, value in inputs.items()})
    user_messenger.publish(inputs)
    return inputs
"""
    circuit = QuantumCircuit(2, metadata={"shots": {1: 2j}})
    circuit.h(0)
    values: dict[str, Any] = {
        "array": np.arange(6, dtype=">i2").reshape(2, 3),
        "objects": np.array([1, "x", None], dtype=object),
        "circuit": circuit,
        "operator": SparsePauliOp(["XX", "ZI"], [1, 2j]),
        "by_number": {0: {1: "a"}},
        "set": {1j, "a"},
    }
    program = service.upload_program(source, metadata("echo"))
    published: list[Any] = []
    job = service.run(program, values, callback=lambda job_id, message: published.append(message))
    result = job.result(timeout=60)
    types, again = published
    assert types["operator"] == "SparsePauliOp" and types["circuit"] == "QuantumCircuit"
    for received in (result, again, service.job(job.job_id()).inputs):
        assert received["array"].dtype == ">i2" and (received["array"] == values["array"]).all()
        assert received["objects"].dtype == object
        assert received["circuit"] == circuit
        assert received["circuit"].metadata == circuit.metadata
        assert received["operator"] == values["operator"]
        assert received["by_number"] == values["by_number"] and received["set"] == values["set"]


@pytest.mark.feature(56)
def test_a_callable_is_refused_before_it_is_sent_and_fails_a_program_that_returns_it(
    service: RuntimeService,
) -> None:
    program = service.upload_program(
        "def main(b, m, **k):\n    return {'f': main}\n", metadata("callable")
    )
    with pytest.raises(SpinwireError, match=r"builtins.print is callable"):
        service.run(program, {"callback": print})
    with pytest.raises(SpinwireError, match=r"result.notSerializable") as caught:
        service.run(program).result(timeout=60)
    assert "main is callable" in caught.value.message


def test_inputs_are_set_by_name(service: RuntimeService) -> None:
    folder = repository.ROOT / "Programs" / "hello_world"
    described = json.loads((folder / "hello_world.json").read_text())
    program_id = service.upload_program(folder / "hello_world.py", described)
    program = service.program(program_id)
    inputs = program.parameters()
    assert "iterations" in dir(inputs)
    inputs.iterations = "three"
    with pytest.raises(SpinwireError, match="iterations=is of type str, expected integer"):
        service.run(program_id, inputs)
    inputs.iterations = 2
    assert service.run(program_id, inputs).result(timeout=60) == "Hello, World!"
    text = str(program).splitlines()
    assert text[0] == f"{program_id}:" and text[1] == "  Name: hello-world"
    assert "    - iterations:" in text and "      Type: integer" in text


def test_numbers_that_are_not_finite_are_floats_in_a_program(service: RuntimeService) -> None:
    source = """
import math

def main(backend, user_messenger, **inputs):
    user_messenger.publish({name: type(value).__name__ for name, value in inputs.items()})
    assert math.isnan(inputs["nan"]) and inputs["list"] == [math.inf, -math.inf]
    return {**inputs, "new": float("-inf")}
"""
    values = {
        "nan": math.nan,
        "list": [math.inf, -math.inf],
        "complex": complex(1, math.inf),
        "frozen": frozenset({1}),
        "exact": np.longdouble(1) / 3,
    }
    published: list[Any] = []
    program = service.upload_program(source, metadata("not-finite"))
    job = service.run(program, values, callback=lambda job_id, message: published.append(message))
    result = job.result(timeout=60)
    assert published[0] == {
        "nan": "float",
        "list": "list",
        "complex": "complex",
        "frozen": "frozenset",
        "exact": "longdouble",
    }
    for received in (result, service.job(job.job_id()).inputs):
        assert math.isnan(received.pop("nan")) and received["exact"] == values["exact"]
        assert {name: received[name] for name in received if name != "new"} == {
            name: value for name, value in values.items() if name != "nan"
        }
    assert result["new"] == -math.inf


def test_the_place_of_a_number_that_a_schema_does_not_take_is_told(service: RuntimeService) -> None:
    steps = {"type": "array", "items": {"type": "integer"}}
    spec = {"parameters": {"properties": {"steps": steps}}}
    program = service.upload_program(
        "def main(backend, user_messenger, steps):\n    pass\n", metadata("whole", spec=spec)
    )
    with pytest.raises(SpinwireError, match="It must be of type integer") as caught:
        service.run(program, {"steps": [1, math.nan]})
    assert caught.value.code == "inputs.invalid" and "/steps/1" in str(caught.value)
