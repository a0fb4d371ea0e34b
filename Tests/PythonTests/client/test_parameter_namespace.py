"""The inputs of a program by name: completion, checks before anything is sent, how they look."""

from __future__ import annotations

from typing import Any

import pytest

from spinwire import ParameterNamespace, RuntimeService
from spinwire.errors import SpinwireError
from spinwire.runtime_program import RuntimeProgram
from spinwire.schema_words import type_words

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
    "schema",
    [
        {},
        {**SCHEMA, "additionalProperties": True},
        {**SCHEMA, "additionalProperties": {}},
        {"patternProperties": {"^x": {}}},
    ],
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


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": ["integer", "null"]}, "integer or null"),
        (
            {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
            "array of array of number",
        ),
        (
            {
                "type": "array",
                "items": {"anyOf": [{"type": "string"}, {"x-spinwire-type": "circuit"}]},
            },
            "array of (string or circuit)",
        ),
        (
            {"x-spinwire-type": {"name": "object", "class": ["Pauli", "SparsePauliOp"]}},
            "Pauli or SparsePauliOp",
        ),
        ({"minimum": 3}, ""),
        (True, ""),
    ],
)
def test_types_are_told_in_words(schema: Any, words: str) -> None:
    assert type_words(schema) == words


def test_a_program_is_shown_as_text_and_as_a_page_of_a_notebook() -> None:
    metadata = {
        "name": "shown",
        "description": "Shows <itself>.",
        "max_execution_time": 5,
        "environment": "legacy",
        "spec": {
            "parameters": {
                "properties": {
                    "circuits": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"x-spinwire-type": "circuit"},
                    }
                }
            },
            "return_values": {"type": "string", "description": "A text."},
        },
    }
    program = RuntimeProgram(
        {
            "program_id": "shown-1",
            "version": 2,
            "owner": "ada",
            "created_at": 0,
            "updated_at": 1_000_000,
            "metadata": metadata,
        }
    )
    assert str(program).splitlines()[3:] == [
        "  Version: 2",
        "  Creation date: 1970-01-01T00:00:00Z",
        "  Update date: 1970-01-01T00:00:01Z",
        "  Max execution time: 5",
        "  Environment: legacy",
        "  Parameters:",
        "    - circuits:",
        "      Type: array of circuit",
        "      Min items: 1",
        "      Required: False",
        "  Interim results:",
        "    none",
        "  Returns:",
        "    - -:",
        "      Description: A text.",
        "      Type: string",
    ]
    page = program._repr_html_()
    assert "<b>shown-1</b>, version 2: Shows &lt;itself&gt;." in page
    assert "<td>input</td><td>circuits</td><td>array of circuit</td><td>Min items 1</td>" in page
    assert "<td>result</td><td></td><td>string</td><td></td><td>A text.</td>" in page


def test_a_parameter_goes_before_a_method_of_its_name(client: RuntimeService) -> None:
    names = ["validate", "metadata", "items", "values", "get", "keys", "to_dict", "_values"]
    schema = {"properties": {name: {"type": "integer"} for name in names}, "required": names}
    parameters = ParameterNamespace(schema)
    assert parameters.validate is None
    with pytest.raises(SpinwireError, match="_values=is required"):
        client.run("hello-0123456789", parameters)
    for number, name in enumerate(names):
        setattr(parameters, name, number)
    assert (parameters.validate, parameters.get, parameters.to_dict) == (0, 4, 6)
    assert dict(parameters) == {name: number for number, name in enumerate(names)}
    assert {**parameters} == parameters
    assert client.run("hello-0123456789", parameters).inputs == parameters
    assert "validate: 0" in repr(parameters) and "<td>items</td><td>2</td>" in (
        parameters._repr_html_()
    )


def test_names_that_are_no_attributes_are_items() -> None:
    parameters = ParameterNamespace({"properties": {"max-iter": {}, "class": {}, "größe": {}}})
    parameters["max-iter"] = 3
    parameters["class"] = "x"
    parameters.größe = 5
    assert dict(parameters) == {"max-iter": 3, "class": "x", "größe": 5}
    assert parameters._ipython_key_completions_() == ["max-iter", "class", "größe"]
    assert "größe" in dir(parameters) and not {"max-iter", "class"} & set(dir(parameters))
    del parameters["class"]
    assert "class" not in parameters


COMPOSED: dict[str, Any] = {
    "$ref": "#/$defs/run",
    "allOf": [{"properties": {"label": {"$ref": "#/$defs/a~1b"}}, "required": ["label"]}],
    "anyOf": [
        {"properties": {"fast": {"type": "integer"}}, "required": ["fast"]},
        {"properties": {"slow": {}}},
    ],
    "$defs": {
        "run": {
            "properties": {"steps": {"$ref": "#/$defs/count", "description": "How many."}},
            "required": ["steps"],
        },
        "count": {"type": "integer", "minimum": 1, "default": 3},
        "a/b": {"enum": ["x", "y"]},
    },
}


def test_what_references_and_compositions_describe_is_known() -> None:
    parameters = ParameterNamespace(COMPOSED)
    assert parameters._ipython_key_completions_() == ["steps", "label", "fast", "slow"]
    parameters.steps, parameters.fast = "many", "not asked for by the other choice"
    with pytest.raises(SpinwireError) as caught:
        parameters.validate()
    assert caught.value.context == {
        "label": "is required",
        "steps": "is of type str, expected integer",
    }
    assert "<td>label</td><td>required</td><td>&#x27;x&#x27; or &#x27;y&#x27;</td>" in (
        parameters._repr_html_()
    )


def test_items_are_taken_where_the_service_takes_them() -> None:
    open_to_all = ParameterNamespace({"properties": {"a": {}}})
    open_to_all["b"] = 1
    with pytest.raises(SpinwireError, match="describes no parameter"):
        open_to_all.c = 1
    assert dict(open_to_all) == {"b": 1}
    closed = ParameterNamespace(
        {"properties": {"a": {}}, "additionalProperties": False, "allOf": [{}]}
    )
    with pytest.raises(SpinwireError, match="takes no parameter.*name=b, known=a"):
        closed["b"] = 1
    old = {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/x"}
    ignored = {"required": ["b"], "additionalProperties": False}
    definitions: dict[str, Any] = {"definitions": {"x": {"properties": {"a": {}}}}}
    parameters = ParameterNamespace({**old, **ignored, **definitions})
    parameters["c"] = 1
    parameters.validate()


@pytest.mark.parametrize("schema", [{"$ref": "#"}, {"allOf": [{"$ref": "#"}]}, {"$ref": "#/no"}])
def test_references_that_lead_nowhere_end(schema: dict[str, Any]) -> None:
    parameters = ParameterNamespace({**schema, "properties": {"a": {"$ref": "#/properties/a"}}})
    parameters.a = 1
    parameters.validate()
    assert "a: 1" in repr(parameters)


def test_what_is_wrapped_already_is_not_judged() -> None:
    parameters = ParameterNamespace({"properties": {"c": {"x-spinwire-type": "circuit"}}})
    parameters.c = {"__type__": "QuantumCircuit", "__value__": "x"}
    parameters.validate()


def test_printing_a_program_tells_values_bounds_and_defaults() -> None:
    properties = {
        "how": {"type": "string", "enum": ["fast", "well"], "default": "well"},
        "steps": {"type": "integer", "minimum": 1, "maximum": 9},
        "list": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "fixed": {"const": 3},
    }
    spec = {"parameters": {"properties": properties, "required": ["steps"]}}
    metadata = {"name": "x", "description": "X.", "max_execution_time": 1, "spec": spec}
    row = {"program_id": "x-1", "version": 1, "created_at": 0, "updated_at": 0}
    lines = str(RuntimeProgram({**row, "metadata": metadata})).splitlines()
    begin, end = lines.index("  Parameters:") + 1, lines.index("  Interim results:")
    assert [line.strip() for line in lines[begin:end]] == [
        "- how:",
        "Type: 'fast' or 'well'",
        "Default: well",
        "Required: False",
        "- steps:",
        "Type: integer",
        "Minimum: 1",
        "Maximum: 9",
        "Required: True",
        "- list:",
        "Type: array of ('a' or 'b')",
        "Required: False",
        "- fixed:",
        "Type: 3",
        "Required: False",
    ]
