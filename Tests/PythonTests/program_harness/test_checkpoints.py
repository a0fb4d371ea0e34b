"""Progress and checkpoints, and the ledger that a program's process tells at its end."""

from __future__ import annotations

import json
from typing import Any

from executor_side import program_process
from spinwire_program.frames import FrameKind

SOURCE = """
def main(backend, user_messenger):
    before = user_messenger.last_checkpoint
    first = user_messenger.checkpoint({"step": 1 + 2j})
    second = user_messenger.checkpoint([before])
    user_messenger.progress(2, 4, "half")
    return [before, first, second]
"""


def told(checkpoint: bytes = b"") -> tuple[dict[int, list[Any]], Any]:
    """Bodies of the frames that came, by kind, and the outcome's value."""
    frames: dict[int, list[Any]] = {}
    with program_process() as run:
        run.start(SOURCE, b"{}" + checkpoint, checkpoint_byte_count=len(checkpoint))
        while True:
            kind, body = run.next()
            if kind == FrameKind.OUTCOME:
                return frames, json.loads(body[2:])
            frames.setdefault(kind, []).append(json.loads(body))


def test_a_run_numbers_its_checkpoints_and_begins_without_one() -> None:
    frames, outcome = told()
    assert outcome == [None, 1, 2]
    assert [body["number"] for body in frames[FrameKind.CHECKPOINT]] == [1, 2]
    assert frames[FrameKind.PROGRESS] == [{"done": 2, "total": 4, "text": "half"}]


def test_a_run_that_goes_on_has_the_last_checkpoint_and_its_numbering() -> None:
    checkpoint = json.dumps({"number": 7, "data": {"x": [1, 2]}}).encode()
    frames, outcome = told(checkpoint=checkpoint)
    assert outcome == [{"x": [1, 2]}, 8, 9]
    assert [body["number"] for body in frames[FrameKind.CHECKPOINT]] == [8, 9]


def test_the_ledger_comes_right_before_the_outcome() -> None:
    frames, _ = told()
    ledger = frames[FrameKind.METRIC][-1]
    stages = [ledger[f"{stage}_at"] for stage in ("forked", "started", "imported", "main")]
    assert stages == sorted(stages)
    assert ledger["name"] == "ledger"
    assert {"transpile_seconds", "simulate_seconds", "publish_seconds"} <= set(ledger)
