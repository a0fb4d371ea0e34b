"""The programs under Tests/Programs: without circuits by the harness, the others on Aer."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import repository
from executor_side import program_process, run_program
from spinwire import RuntimeDecoder, compat
from spinwire_program.frames import STATUS_COMPLETED

aer = pytest.importorskip("qiskit_aer")


def source(name: str) -> str:
    return (repository.TEST_PROGRAMS / f"{name}.py").read_text()


class Recorder:
    """A messenger that keeps what is published."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    def publish(self, message: Any, encoder: Any = None, final: bool = False) -> None:
        self.messages.append(message)


def imported(name: str) -> ModuleType:
    compat.install()
    spec = importlib.util.spec_from_file_location(name, repository.TEST_PROGRAMS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_on_aer(name: str, **inputs: Any) -> tuple[list[Any], Any]:
    messenger = Recorder()
    return messenger.messages, imported(name).main(aer.AerSimulator(), messenger, **inputs)


@pytest.mark.parametrize(
    "path", sorted(repository.TEST_PROGRAMS.glob("*.py")), ids=lambda p: p.stem
)
def test_every_program_has_the_metadata_that_an_upload_needs(path: Path) -> None:
    metadata = json.loads(path.with_suffix(".json").read_text())
    assert metadata["name"] == path.stem.replace("_", "-")
    assert metadata["description"] and metadata["max_execution_time"] > 0


@pytest.mark.parametrize("name", ["template_current", "template_earlier"])
def test_both_generations_of_the_template_run(name: str) -> None:
    messages, outcome = run_program(source(name))
    assert outcome.status == STATUS_COMPLETED, outcome.value
    assert messages == ["an interim result"]
    assert outcome.value == "the final result"


def test_a_final_message_survives_a_returned_none() -> None:
    messages, outcome = run_program(source("final_message"))
    assert (messages, outcome.value) == ([{"step": 1}], {"answer": 42})


def test_an_object_of_a_program_s_class_travels_as_text_and_its_decoder_restores_it() -> None:
    text = json.dumps({"first": 1, "second": "two"})
    inputs = {"pair": {"__type__": "to_json", "__value__": text}}
    messages, outcome = run_program(source("custom_class"), inputs)
    assert messages == [{"__type__": "to_json", "__value__": text}]
    swapped = imported("custom_class").PairDecoder.decode(outcome.data.decode())
    assert (swapped.first, swapped.second) == ("two", 1)


def test_values_of_many_types_reach_the_user() -> None:
    messages, outcome = run_program(source("values"))
    value = json.loads(outcome.data, cls=RuntimeDecoder)
    assert messages == [outcome.value]
    assert value["complex"] == 1 + 2j and value["set"] == {1, 2, 3} and value["tuple"] == [1, 2]
    assert value["array"].dtype == "int16" and value["array"].shape == (2, 3)
    assert value["time"].year == 2022
    assert value["circuit"].name == "turned" and value["circuit"].num_parameters == 1
    assert value["scalars"] == [1, 0.5, True, 1j]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("raises", "program.raised"),
        ("raises_on_import", "program.raised"),
        ("without_main", "program.invalid"),
        ("syntax_error", "program.invalid"),
        ("wrong_signature", "program.invalid"),
        ("exits", "program.raised"),
    ],
)
def test_programs_that_fail_do_so_with_their_reason(name: str, code: str) -> None:
    assert run_program(source(name))[1].value["code"] == code


def test_a_result_without_a_form_fails_with_its_name() -> None:
    outcome = run_program(source("not_serializable"))[1]
    assert outcome.value["code"] == "result.notSerializable"
    assert "builtins.object is callable" in outcome.value["message"]


def test_a_thread_that_never_ends_does_not_hold_the_process() -> None:
    with program_process() as run:
        run.start(source("keeps_a_thread"))
        assert run.until_outcome()[1].value == "returned"
        run.output()
        assert run.process.returncode == 0


def test_output_becomes_lines_on_both_streams() -> None:
    with program_process() as run:
        run.start(source("prints"), {"count": 2})
        run.until_outcome()
        out, err = run.output()
    assert out == "line 0\nline 1\na line without its end"
    assert err == "error line 0\nerror line 1\n"


def test_messages_of_any_length_come_dense() -> None:
    messages, outcome = run_program(source("publishes"), {"count": 30, "byte_count": 300_000})
    assert [message["index"] for message in messages] == list(range(30))
    assert outcome.value == {"count": 30}


def test_two_processes_can_be_told_apart() -> None:
    first, second = (run_program(source("process_identity"))[1].value for _ in range(2))
    assert first != second


def test_a_simulator_of_the_program_s_own_is_found_under_its_earlier_name() -> None:
    messages, outcome = run_program(source("own_simulator"), {"shots": 50})
    assert outcome.status == STATUS_COMPLETED, outcome.value
    assert sum(outcome.value.values()) == 50 and set(outcome.value) <= {"00", "11"}
    assert messages == [outcome.value]


def test_random_circuits_run() -> None:
    messages, result = run_on_aer("random_circuits", iterations=2)
    assert [message["iteration"] for message in messages] == [0, 1]
    assert result == "All done!"


def test_a_batch_gives_each_circuit_its_own_counts() -> None:
    _, result = run_on_aer("many_circuits", count=5, shots=10)
    assert result == [{number: 10} for number in range(5)]


def test_the_moved_bit_of_the_teleporting_circuit_is_always_set() -> None:
    _, counts = run_on_aer("mid_circuit")
    assert all(bits.startswith("1 ") for bits in counts) and sum(counts.values()) == 200


def test_registers_and_memory_and_seed_are_kept() -> None:
    _, result = run_on_aer("registers")
    assert result["same"] and len(result["memory"]) == 50
    assert set(result["counts"]) <= {"10 0", "11 1"}


def test_turning_a_qubit_excites_it_step_by_step() -> None:
    _, excited = run_on_aer("rotations")
    assert excited[0] == 0 and excited[-1] == 1 and 0.4 < excited[2] < 0.6
