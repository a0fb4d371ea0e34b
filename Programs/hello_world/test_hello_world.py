"""The program as its author would try it: on a simulator of one's own, with no service."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1] / "Sources" / "Clients" / "PythonClient" / "src"))

aer = pytest.importorskip("qiskit_aer")

from spinwire import RuntimeDecoder, RuntimeEncoder, UserMessenger  # noqa: E402


@pytest.fixture(scope="module")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hello_world", FOLDER / "hello_world.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def published(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(("inputs", "expected_count"), [({"iterations": 3}, 3), ({}, 5)])
def test_it_publishes_the_counts_of_each_iteration_and_greets(
    program: ModuleType,
    capsys: pytest.CaptureFixture[str],
    inputs: dict[str, Any],
    expected_count: int,
) -> None:
    decoded = json.loads(json.dumps(inputs, cls=RuntimeEncoder), cls=RuntimeDecoder)
    result = program.main(aer.AerSimulator(), UserMessenger(), **decoded)
    assert result == "Hello, World!"
    messages = published(capsys.readouterr().out)
    assert [message["iteration"] for message in messages] == list(range(expected_count))
    for message in messages:
        assert sum(message["counts"].values()) == 1024
        assert all(len(bits) == 5 for bits in message["counts"])


def test_its_metadata_has_what_an_upload_needs() -> None:
    metadata = json.loads((FOLDER / "hello_world.json").read_text())
    assert metadata["name"] == "hello-world"
    assert metadata["max_execution_time"] > 0
    assert metadata["description"]
