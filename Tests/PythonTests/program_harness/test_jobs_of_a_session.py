"""Jobs of one session in one process: what stays, and what must not."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

import repository
from executor_side import Outcome, ProgramRun, program_process
from spinwire_program.frames import (
    STATUS_COMPLETED,
    STATUS_FAILED,
    STATUS_WAITING_WITHOUT_CIRCUITS,
    FrameKind,
)

SOURCE = (repository.TEST_PROGRAMS / "leaves_things.py").read_text()


def first(run: ProgramRun, **inputs: Any) -> Outcome:
    run.start(SOURCE, inputs, may_follow=True)
    return run.outcome()[1]


def following(run: ProgramRun, **inputs: Any) -> tuple[list[Any], Outcome]:
    run.start("", inputs, may_follow=True, is_loaded=True)
    return run.outcome()


def test_the_next_job_finds_the_program_and_its_variables(tmp_path: Path) -> None:
    with program_process(scratch=tmp_path) as run:
        one = first(run, text="one")
        assert one.status == STATUS_WAITING_WITHOUT_CIRCUITS
        messages, two = following(run, text="two")
        assert messages == ["two"]
        assert two.value["identity"] == one.value["identity"]
        assert [one.value["run"], two.value["run"]] == [1, 2]


def test_a_process_outside_of_a_session_serves_one_job(tmp_path: Path) -> None:
    with program_process(scratch=tmp_path) as run:
        run.start(SOURCE)
        assert run.until_outcome()[1].status == STATUS_COMPLETED


def test_a_process_without_scratch_space_of_its_own_serves_one_job() -> None:
    with program_process() as run:
        run.start(SOURCE, may_follow=True)
        assert run.until_outcome()[1].status == STATUS_COMPLETED


@pytest.mark.parametrize("left", ["thread", "descriptor"])
def test_what_cannot_be_taken_away_ends_the_process(left: str, tmp_path: Path) -> None:
    with program_process(scratch=tmp_path) as run:
        assert first(run, leave=left).status == STATUS_COMPLETED
        with pytest.raises(EOFError):
            run.next()


@pytest.mark.parametrize("left", ["file", "timer", "streams"])
def test_what_can_be_taken_away_is_gone(left: str, tmp_path: Path) -> None:
    with program_process(scratch=tmp_path) as run:
        one = first(run, leave=left)
        assert one.status == STATUS_WAITING_WITHOUT_CIRCUITS
        # Longer than the timer that was left.
        _, two = following(run, wait=0.2, text="heard")
        assert two.status == STATUS_WAITING_WITHOUT_CIRCUITS
        assert two.value["files"] == one.value["files"] == []
        assert two.value["folder"] == one.value["folder"]
        run.connection.shutdown(socket.SHUT_RDWR)
        assert "heard" in run.output()[0]


def test_a_messenger_that_was_kept_publishes_nothing_more(tmp_path: Path) -> None:
    with program_process(scratch=tmp_path) as run:
        first(run, leave="messenger")
        messages, two = following(run, earlier=True)
        assert messages == []
        assert "has ended" in two.value["refused"]


def test_a_job_that_fails_leaves_no_process(tmp_path: Path) -> None:
    with program_process(scratch=tmp_path) as run:
        source = "def main(backend, user_messenger):\n    raise ValueError('no')\n"
        run.start(source, may_follow=True)
        assert run.until_outcome()[1].status == STATUS_FAILED


def test_a_start_that_counts_on_a_program_finds_none(tmp_path: Path) -> None:
    with program_process(scratch=tmp_path) as run:
        run.start("", may_follow=True, is_loaded=True)
        _, outcome = run.until_outcome()
        assert (outcome.status, outcome.value["code"]) == (STATUS_FAILED, "program.notStarted")


def test_each_job_logs_from_its_own_level(tmp_path: Path) -> None:
    source = (
        "import logging\n"
        "def main(backend, user_messenger, text):\n    logging.getLogger('mine').info(text)\n"
    )
    with program_process(scratch=tmp_path) as run:
        run.start(source, {"text": "first"}, may_follow=True, log_level="INFO")
        run.outcome()
        for text, level in (("second", None), ("third", "INFO")):
            run.start("", {"text": text}, may_follow=True, is_loaded=True, log_level=level)
            run.outcome()
        run.connection.shutdown(socket.SHUT_RDWR)
        assert run.output()[1] == "INFO mine: first\nINFO mine: third\n"


def test_each_job_has_one_ledger(tmp_path: Path) -> None:
    with program_process(scratch=tmp_path) as run:
        first(run)
        run.start("", may_follow=True, is_loaded=True)
        kinds = [run.next()[0] for _ in range(3)]
        assert kinds.count(FrameKind.METRIC) == 2
        assert FrameKind.OUTCOME in kinds
