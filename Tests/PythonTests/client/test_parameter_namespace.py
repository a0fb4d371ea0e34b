"""The inputs of a program by name: completion, checks before anything is sent, how they look."""

from __future__ import annotations

from typing import Any

import pytest

from spinwire import ParameterNamespace, RuntimeService
from spinwire.errors import SpinwireError

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    "properties": {
        "iterations": {"type": "integer", "description": "How <often>."},
        "circuits": {"type": ["object", "array"]},
        "factor": {"type": "number", "default": 0.5},
        "label": {"type": "string"},
        "anything": {"description": "Said in no words of a schema.", "type": "list[int]"},
    },
    "required": ["iterations", "circuits"],
}


@pytest.fixture
def parameters() -> ParameterNamespace:
    return ParameterNamespace(SCHEMA)


def test_names_are_completed(parameters: ParameterNamespace) -> None:
    assert set(SCHEMA["properties"]) <= set(dir(parameters))
    assert parameters._ipython_key_completions_() == list(SCHEMA["properties"])


def test_values_are_set_and_read_as_attributes_and_as_items(parameters: ParameterNamespace) -> None:
    parameters.iterations = 3
    parameters["label"] = "x"
    assert (parameters["iterations"], parameters.label, parameters.factor) == (3, "x", None)
    assert dict(parameters) == {"iterations": 3, "label": "x"}
    del parameters.label
    assert "label" not in parameters
    with pytest.raises(AttributeError):
        del parameters.label


def test_an_unknown_name_is_refused_with_the_known_ones(parameters: ParameterNamespace) -> None:
    with pytest.raises(SpinwireError, match=r"inputs.invalid.*name=iteration, known=iterations"):
        parameters.iteration = 3
    with pytest.raises(AttributeError, match="no parameter 'iteration'"):
        parameters.iteration  # noqa: B018


@pytest.mark.parametrize(
    "schema", [{}, {**SCHEMA, "additionalProperties": True}, {"patternProperties": {"^x": {}}}]
)
def test_programs_that_take_more_than_they_describe_are_given_it(schema: dict[str, Any]) -> None:
    parameters = ParameterNamespace(schema)
    parameters.extra = 1
    assert dict(parameters) == {"extra": 1}


def test_all_problems_are_named_at_once(parameters: ParameterNamespace) -> None:
    parameters.iterations = "three"
    parameters.factor = None
    parameters.label = 1
    with pytest.raises(SpinwireError) as caught:
        parameters.validate()
    assert caught.value.code == "inputs.invalid"
    assert caught.value.context == {
        "circuits": "is required",
        "iterations": "is of type str, expected integer",
        "factor": "is of type NoneType, expected number",
        "label": "is of type int, expected string",
    }


@pytest.mark.parametrize("value", [3, 3.0])
def test_a_whole_number_counts_as_one(parameters: ParameterNamespace, value: Any) -> None:
    parameters.iterations, parameters.circuits, parameters.anything = value, [], {"x"}
    parameters.validate()
    parameters.iterations = True
    with pytest.raises(SpinwireError, match="is of type bool, expected integer"):
        parameters.validate()


def test_numbers_arrays_and_circuits_of_libraries_are_taken(parameters: ParameterNamespace) -> None:
    np = pytest.importorskip("numpy")
    parameters.iterations, parameters.factor = np.int32(3), np.float32(0.5)
    parameters.circuits = np.arange(3)
    parameters.validate()
    parameters.circuits = pytest.importorskip("qiskit").QuantumCircuit(1)
    parameters.validate()
    parameters.label = np.arange(3)
    parameters.iterations = np.arange(3)
    with pytest.raises(SpinwireError, match="is of type ndarray, expected integer"):
        parameters.validate()


def test_what_is_wrong_is_told_before_anything_is_sent(
    client: RuntimeService, parameters: ParameterNamespace
) -> None:
    parameters.iterations = 3
    with pytest.raises(SpinwireError, match="circuits=is required"):
        client.run("hello-0123456789", parameters)


def test_it_shows_its_names_values_and_descriptions(parameters: ParameterNamespace) -> None:
    parameters.circuits = ["x" * 100]
    assert repr(parameters).splitlines() == [
        "<ParameterNamespace",
        "  iterations: required  # How <often>.",
        f"  circuits: ['{'x' * 57}…",
        "  factor: 0.5 by default",
        "  label: not set",
        "  anything: not set  # Said in no words of a schema.>",
    ]
    page = parameters._repr_html_()
    assert page.count("<tr>") == 6
    assert "<td>iterations</td><td>required</td><td>integer</td><td>How &lt;often&gt;.</td>" in page


def test_types_that_json_has_no_form_for_are_told_and_asked_for() -> None:
    circuit = {"x-spinwire-type": {"name": "circuit", "min_num_qubits": 5}}
    schema = {
        "properties": {
            "circuit": circuit,
            "circuits": {"anyOf": [circuit, {"type": "array", "items": circuit}]},
            "table": {"x-spinwire-type": "ndarray"},
            "how": {"enum": ["fast", "well"]},
        }
    }
    parameters = ParameterNamespace(schema)
    page = parameters._repr_html_()
    assert "<td>circuit (min_num_qubits 5)</td>" in page
    assert "circuit (min_num_qubits 5) or array of circuit (min_num_qubits 5)" in page
    assert "<td>&#x27;fast&#x27; or &#x27;well&#x27;</td>" in page
    parameters.circuit, parameters.circuits, parameters.table = 3, "three", [1.0]
    with pytest.raises(SpinwireError) as caught:
        parameters.validate()
    assert caught.value.context == {
        "circuit": "is of type int, expected circuit (min_num_qubits 5)",
        "circuits": "is of type str, expected "
        "circuit (min_num_qubits 5) or array of circuit (min_num_qubits 5)",
        "table": "is of type list, expected ndarray",
    }
    parameters.circuit = parameters.circuits = pytest.importorskip("qiskit").QuantumCircuit(5)
    parameters.table = pytest.importorskip("numpy").zeros(3)
    parameters.validate()
