"""Rules of ``x-spinwire-type`` that are held against decoded values."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector

from spinwire.codec import RuntimeEncoder
from spinwire_program.deep_rules import sentence_about


def sentence(value: Any, **rules: Any) -> str | None:
    return sentence_about(json.dumps(value, cls=RuntimeEncoder).encode(), rules)


def layered(depth: int) -> QuantumCircuit:
    circuit = QuantumCircuit(1)
    for angle in ParameterVector("t", depth):
        circuit.rx(angle, 0)
    return circuit


@pytest.mark.parametrize(
    ("rules", "fits"),
    [
        ({"min_num_parameters": 3}, True),
        ({"min_num_parameters": 4}, False),
        ({"max_num_parameters": 3}, True),
        ({"max_num_parameters": 2}, False),
        ({"max_depth": 3}, True),
        ({"max_depth": 2, "name": "circuit"}, False),
    ],
)
def test_circuits(rules: dict[str, Any], fits: bool) -> None:
    assert (sentence(layered(3), **rules) is None) == fits


@pytest.mark.parametrize(
    ("values", "rules", "fits"),
    [
        ([1.0, 2.0], {"minimum": 1, "maximum": 2, "finite": True}, True),
        ([0.9, 2.0], {"minimum": 1}, False),
        ([1.0, 2.1], {"maximum": 2}, False),
        ([1.0, np.inf], {"finite": True}, False),
        ([1.0, np.nan], {"finite": True}, False),
        ([1.0, np.nan], {"finite": False}, True),
        ([3 + 4j], {"maximum": 5}, True),
        ([3 + 4j], {"maximum": 4.9}, False),
        (np.empty((0, 2)), {"minimum": 1}, True),
        (["text"], {"minimum": 1}, False),
    ],
)
def test_arrays(values: Any, rules: dict[str, Any], fits: bool) -> None:
    assert (sentence(np.array(values), **rules) is None) == fits


def test_what_cannot_be_decoded_does_not_fit() -> None:
    told = sentence_about(b'{"__type__":"QuantumCircuit","__value__":"bm9uZQ=="}', {"max_depth": 1})
    assert told == "It cannot be decoded: ValueError."
