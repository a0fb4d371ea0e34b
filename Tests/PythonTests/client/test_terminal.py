"""Texts of others, as they may stand on a terminal."""

from __future__ import annotations

import pytest

from spinwire import SpinwireError, terminal
from spinwire.failures import RuntimeJobFailureError
from spinwire.runtime_program import RuntimeProgram

HOSTILE = "a\x1b[2J\x07\x9b31mb\u202ec\u2066d\x7f\x85\u2028e\u200e\u200f\u061cf"
SHOWN = "a [2J  31mb c d   e   f"


def test_nothing_that_steers_is_left() -> None:
    assert terminal.line(HOSTILE) == terminal.lines(HOSTILE) == SHOWN
    assert terminal.line("a\tb\nc\r\nd") == "a b c  d"
    assert terminal.lines("a\tb\nc\r\nd\re") == "a\tb\nc\nd\ne"
    assert terminal.lines("Grüße, שלום, 日本 🙂") == "Grüße, שלום, 日本 🙂"


def test_errors_are_shown_without_and_keep_what_was_said() -> None:
    error = SpinwireError("job.failed", HOSTILE, {"value": HOSTILE})
    assert str(error) == f"{SHOWN} [job.failed: value={SHOWN}]"
    assert error.message == HOSTILE
    raised = RuntimeJobFailureError("program.raised", "It.", traceback=f"x\n{HOSTILE}")
    assert str(raised).endswith(f"x\n{SHOWN}")
    assert raised.traceback == f"x\n{HOSTILE}"


@pytest.mark.parametrize("text", [HOSTILE, "a\n  Version: 99"])
def test_a_program_that_is_printed_says_each_thing_in_one_line(text: str) -> None:
    metadata = {
        "name": "n",
        "description": text,
        "max_execution_time": 1,
        "spec": {"parameters": {"properties": {text: {"description": text}}}},
    }
    program = RuntimeProgram(
        {
            "program_id": "n-1",
            "version": 1,
            "owner": "a",
            "metadata": metadata,
            "created_at": 0,
            "updated_at": 0,
        }
    )
    shown = str(program).splitlines()
    assert shown[2] == f"  Description: {terminal.line(text)}"
    assert shown[3] == "  Version: 1"
    assert program.short_text().splitlines() == shown[:3]
    assert program.description == text
