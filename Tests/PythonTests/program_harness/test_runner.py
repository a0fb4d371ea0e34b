"""Running a program: what it is given, what becomes of what it does."""

from __future__ import annotations

import json
import socket

import pytest

from executor_side import program_process, run_program
from spinwire_program.frames import STATUS_COMPLETED, STATUS_FAILED, FrameKind


def test_a_program_gets_its_inputs_and_its_return_value_is_the_result() -> None:
    source = "def main(backend, user_messenger, **kwargs):\n    return {'got': kwargs}\n"
    messages, outcome = run_program(source, {"iterations": 3, "name": "x"})
    assert messages == []
    assert outcome.status == STATUS_COMPLETED
    assert outcome.value == {"got": {"iterations": 3, "name": "x"}}


def test_messages_arrive_in_order_before_the_outcome() -> None:
    source = """
def main(backend, user_messenger, count=0):
    for index in range(count):
        user_messenger.publish({"index": index})
    return "done"
"""
    messages, outcome = run_program(source, {"count": 200})
    assert messages == [{"index": index} for index in range(200)]
    assert outcome.value == "done"


def test_wrapped_inputs_are_decoded_and_results_encoded() -> None:
    source = """
def main(backend, user_messenger, number, things):
    assert number == 1 + 2j and things == {1, 2}
    return number * 2
"""
    number = {"__type__": "complex", "__value__": [1, 2]}
    things = {"__type__": "set", "__value__": [1, 2]}
    _, outcome = run_program(source, {"number": number, "things": things})
    assert outcome.value == {"__type__": "complex", "__value__": [2.0, 4.0]}


def test_a_final_message_is_the_result_when_main_returns_none() -> None:
    source = """
def main(backend, user_messenger, **kwargs):
    user_messenger.publish("interim")
    user_messenger.publish({"answer": 42}, final=True)
    return None
"""
    messages, outcome = run_program(source)
    assert messages == ["interim"]
    assert outcome.value == {"answer": 42}


def test_a_returned_value_replaces_a_final_message() -> None:
    source = """
def main(backend, user_messenger, **kwargs):
    user_messenger.publish("earlier", final=True)
    return 0
"""
    assert run_program(source)[1].value == 0


def test_a_program_that_returns_nothing_has_null_for_a_result() -> None:
    _, outcome = run_program("def main(backend, user_messenger):\n    pass\n")
    assert (outcome.status, outcome.value) == (STATUS_COMPLETED, None)


def test_a_traceback_shows_the_program_s_own_lines_only() -> None:
    source = """
def helper():
    raise ValueError("too small")


def main(backend, user_messenger, **kwargs):
    helper()
"""
    _, outcome = run_program(source)
    assert outcome.status == STATUS_FAILED
    failure = outcome.value
    assert failure["code"] == "program.raised"
    assert failure["message"] == "ValueError: too small"
    assert 'File "test-program.py", line 3, in helper' in failure["traceback"]
    assert 'raise ValueError("too small")' in failure["traceback"]
    assert "runner.py" not in failure["traceback"]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("def main(backend, user_messenger\n    pass\n", "syntax error on line 1"),
        ("def main() {}\n", "syntax error on line 1"),
        ("x = 1\n", "no main function"),
        ("main = 3\n", "not a function"),
        ("\n\ndef main(backend):\n    pass\n", "line 3"),
        ("def main(*, backend, user_messenger):\n    pass\n", "first two positional"),
        ("async def main(backend, user_messenger):\n    pass\n", "plain function"),
        ("x = '\0'\n", "null byte"),
    ],
)
def test_a_program_that_cannot_run_fails_as_invalid_and_says_where(
    source: str, sentence: str
) -> None:
    _, outcome = run_program(source)
    assert outcome.status == STATUS_FAILED
    assert outcome.value["code"] == "program.invalid"
    assert sentence in outcome.value["message"]


def test_a_body_that_raises_fails_with_its_traceback() -> None:
    _, outcome = run_program("import a_module_that_is_nowhere\n")
    assert outcome.value["code"] == "program.raised"
    assert "a_module_that_is_nowhere" in outcome.value["message"]
    assert 'File "test-program.py", line 1' in outcome.value["traceback"]


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        (b"[1, 2]", "not a JSON object"),
        (b"{broken", "cannot be decoded"),
        (b'{"wanted": 1, "other": 1}', "unexpected keyword argument 'other'"),
        (b"{}", "missing a required argument: 'wanted'"),
        (b'{"backend": 1, "wanted": 2}', "multiple values for argument 'backend'"),
        (b'{"wanted": {"__type__": "ndarray", "__value__": "?"}}', "ndarray cannot be decoded"),
        (b'{"wanted": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ],
)
def test_inputs_that_do_not_fit_are_told_apart_from_a_bad_program(
    inputs: bytes, sentence: str
) -> None:
    source = "def main(backend, user_messenger, wanted):\n    return wanted\n"
    _, outcome = run_program(source, inputs)
    assert outcome.value["code"] == "inputs.invalid"
    assert sentence in outcome.value["message"]


def test_a_result_without_a_json_form_is_said_to_be_the_reason() -> None:
    source = "def main(backend, user_messenger):\n    return b'bytes'\n"
    _, outcome = run_program(source)
    assert outcome.value["code"] == "result.notSerializable"
    assert "bytes" in outcome.value["message"]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("sys.exit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("[1] * (1 << 62)", "MemoryError"),
        ("main(backend, user_messenger)", "RecursionError"),
        ("raise Unprintable", "Unprintable"),
    ],
)
def test_whatever_ends_a_program_becomes_an_outcome(statement: str, kind: str) -> None:
    source = f"""
import sys


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError


def main(backend, user_messenger):
    {statement}
"""
    _, outcome = run_program(source)
    assert outcome.value["code"] == "program.raised"
    assert outcome.value["message"].startswith(kind)


def test_a_child_that_comes_back_through_main_sends_no_outcome() -> None:
    source = """
import os


def main(backend, user_messenger):
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return "parent"
    return "child"
"""
    _, outcome = run_program(source)
    assert outcome.value == "parent"


def test_a_forked_process_may_not_publish() -> None:
    source = """
import os


def main(backend, user_messenger):
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            user_messenger.publish("from the child")
        except Exception as error:
            os.write(writer, error.code.encode())
        os._exit(0)
    os.waitpid(child, 0)
    return os.read(reader, 100).decode()
"""
    messages, outcome = run_program(source)
    assert messages == []
    assert outcome.value == "program.wrongProcess"


def test_output_is_flushed_before_the_outcome_and_a_closed_stdout_does_no_harm() -> None:
    source = """
import sys


def main(backend, user_messenger, close):
    print("to stdout")
    print("to stderr", file=sys.stderr)
    if close:
        sys.stdout.close()
"""
    for close in (False, True):
        with program_process() as run:
            run.start(source, {"close": close})
            _, outcome = run.until_outcome()
            assert outcome.status == STATUS_COMPLETED
            out, err = run.output()
            assert out == "to stdout\n"
            assert err == "to stderr\n"


def test_the_module_is_not_main_and_can_be_found_by_its_name() -> None:
    source = """
import dataclasses
import inspect
import pickle


@dataclasses.dataclass
class Point:
    x: int


def main(backend, user_messenger):
    copy = pickle.loads(pickle.dumps(Point(3)))
    return [__name__, copy.x, inspect.getsource(Point).splitlines()[1]]
"""
    assert run_program(source)[1].value == ["spinwire_user_program", 3, "class Point:"]


def test_a_long_start_and_a_long_result_travel_in_chunks() -> None:
    text = "0123456789" * 100_000
    source = "def main(backend, user_messenger, text):\n    return text + text\n"
    _, outcome = run_program(source, {"text": text})
    assert outcome.value == text + text


def test_a_result_over_its_limit_fails_with_the_limit() -> None:
    source = "def main(backend, user_messenger):\n    return 'x' * 2000\n"
    _, outcome = run_program(source, result_byte_count_max=1000)
    assert outcome.value["code"] == "output.limit"


def test_what_was_reached_is_told_as_main_begins() -> None:
    """Also of a program that never says anything: nothing else has to come first."""
    with program_process() as run:
        run.start("import time\ndef main(backend, user_messenger):\n    time.sleep(600)\n")
        kind, body = run.next()
        assert kind == FrameKind.METRIC
        metric = json.loads(body)
        assert metric["name"] == "main_reached"
        stages = [metric[f"{stage}_at"] for stage in ("forked", "started", "imported", "main")]
        assert stages == sorted(stages)
        assert not [name for name in metric if name.endswith("_seconds")]


def test_a_channel_that_closes_before_the_start_ends_the_process_quietly() -> None:
    with program_process() as run:
        run.connection.shutdown(socket.SHUT_RDWR)
        assert run.output() == ("", "")
        assert run.process.returncode == 0


@pytest.mark.feature(29)
def test_the_log_level_of_the_job_is_that_of_the_program_s_logging() -> None:
    source = """
import logging


def main(backend, user_messenger):
    logging.getLogger("mine").info("told")
    logging.getLogger("mine").debug("kept")
"""
    with program_process() as run:
        run.start(source, log_level="INFO")
        run.until_outcome()
        _, err = run.output()
    assert "INFO mine: told" in err
    assert "kept" not in err


def test_what_goes_wrong_before_the_program_is_a_reason_too() -> None:
    _, outcome = run_program("def main(backend, user_messenger):\n    pass\n", backend={})
    assert outcome.status == STATUS_FAILED
    assert outcome.value["code"] == "program.notStarted"
    assert "backend" in outcome.value["message"]


def test_a_log_level_that_is_none_is_passed_over() -> None:
    source = "def main(backend, user_messenger):\n    return 1\n"
    for level in ("LOUD", 7):
        assert run_program(source, log_level=level)[1].value == 1
