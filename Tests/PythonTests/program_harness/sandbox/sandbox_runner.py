"""Stands where the program runner stands: executes the source that the start frame carries."""

import json
import sys
from typing import Any


def run(channel: Any) -> None:
    """Executes the frame's source with `say(value)`, `channel` and `descriptors` at hand."""
    frame, descriptors = channel.receive()
    if frame[0] != 0x81:
        raise ValueError("the first frame is the start frame")

    def say(value: object) -> None:
        channel.send(b"\x84\x01" + json.dumps(value).encode())

    names = {"__name__": "hostile", "channel": channel, "descriptors": descriptors, "say": say}
    exec(compile(frame[1:].decode(), "hostile.py", "exec"), names)


def warm() -> None:
    """Leaves a trace that a test can see."""
    sys.modules[__name__].__dict__["is_warm"] = True
