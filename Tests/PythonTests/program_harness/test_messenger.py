"""Publishing: credit, limits, encoders."""

from __future__ import annotations

from executor_side import program_process, run_program
from spinwire_program.frames import STATUS_COMPLETED, FrameKind

COUNTING = """
def main(backend, user_messenger, count):
    for index in range(count):
        user_messenger.publish(index)
    return "done"
"""


def test_publish_waits_when_the_credit_is_used_up_and_goes_on_when_some_comes() -> None:
    with program_process() as run:
        run.start(COUNTING, {"count": 5}, publish_credit=2)
        kinds = [run.next()[0] for _ in range(3)]
        assert kinds == [FrameKind.METRIC, FrameKind.INTERIM, FrameKind.INTERIM]
        assert run.nothing_comes(0.2)
        run.grant(1)
        assert run.next() == (FrameKind.INTERIM, b"\x012")
        assert run.nothing_comes(0.2)
        run.grant(2)
        messages, outcome = run.until_outcome()
    assert messages == [3, 4]
    assert outcome.value == "done"


def test_credit_that_comes_before_the_start_counts() -> None:
    with program_process() as run:
        run.grant(3)
        run.start(COUNTING, {"count": 3}, publish_credit=0)
        messages, _ = run.until_outcome()
    assert messages == [0, 1, 2]


def test_a_long_message_takes_one_credit() -> None:
    source = """
def main(backend, user_messenger):
    user_messenger.publish("x" * 500_000)
"""
    with program_process() as run:
        run.start(source, publish_credit=1)
        messages, outcome = run.until_outcome()
    assert messages == ["x" * 500_000]
    assert outcome.status == STATUS_COMPLETED


def test_a_message_over_the_limit_raises_in_the_program_and_is_not_sent() -> None:
    source = """
def main(backend, user_messenger):
    try:
        user_messenger.publish("x" * 2000)
    except Exception as error:
        return [type(error).__name__, error.code, error.context["limit"]]
"""
    messages, outcome = run_program(source, message_byte_count_max=1000)
    assert messages == []
    assert outcome.value == ["SpinwireError", "output.limit", 1000]


def test_a_message_over_the_limit_that_is_not_handled_is_the_job_s_reason() -> None:
    source = "def main(backend, user_messenger):\n    user_messenger.publish('x' * 2000)\n"
    _, outcome = run_program(source, message_byte_count_max=1000)
    assert outcome.value["code"] == "output.limit"
    assert "test-program.py" in outcome.value["traceback"]


def test_a_program_s_own_encoder_is_used() -> None:
    source = """
import json


class Own(json.JSONEncoder):
    def default(self, value):
        return "own form"


def main(backend, user_messenger):
    user_messenger.publish(object(), encoder=Own)
    user_messenger.publish(object(), Own, True)
"""
    messages, outcome = run_program(source)
    assert messages == ["own form"]
    assert outcome.value == "own form"


def test_threads_publish_side_by_side_without_mixing_frames() -> None:
    source = """
import threading


def main(backend, user_messenger):
    def publish(name):
        for index in range(20):
            user_messenger.publish([name, index, "x" * 300_000])

    threads = [threading.Thread(target=publish, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
    messages, outcome = run_program(source)
    assert outcome.status == STATUS_COMPLETED
    for name in range(4):
        assert [entry[1] for entry in messages if entry[0] == name] == list(range(20))


def test_the_messenger_is_what_programs_import_by_any_name() -> None:
    source = """
from qiskit_ibm_runtime.program import UserMessenger


def main(backend, user_messenger: UserMessenger):
    return isinstance(user_messenger, UserMessenger)
"""
    assert run_program(source)[1].value is True
