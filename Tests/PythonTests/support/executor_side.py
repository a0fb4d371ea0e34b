"""The executor's end of a program channel, with a real process at the other."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import repository
from spinwire_program.frames import Assembler, FrameKind, framed
from spinwire_zygote.channel import Channel

#: Far above what any test needs; only a hang reaches it.
SECONDS_MAX = 60.0

DEVICE = {
    "name": "test_device",
    "version": "1.0.0",
    "description": "A device of the tests.",
    "qubit_count": 5,
    "basis_gates": ["id", "rz", "sx", "x", "cx"],
    "coupling_map": None,
    "shots_max": 8192,
    "shots_default": 1024,
    "simulator": True,
    "aliases": [],
}


@dataclass
class Outcome:
    """How a program ended, as its outcome frame says."""

    status: int
    content_type: int
    data: bytes

    @property
    def value(self) -> Any:
        """The JSON of the result or of the failure, undecoded."""
        return json.loads(self.data)


@dataclass
class ProgramRun:
    """A program's process under test."""

    process: subprocess.Popen[bytes]
    channel: Channel
    connection: socket.socket
    assembler: Assembler = field(default_factory=Assembler)

    def start(
        self,
        source: str | bytes,
        inputs: dict[str, Any] | bytes | None = None,
        descriptor: int | None = None,
        **fields: Any,
    ) -> None:
        """Send the start frame, or its chunks."""
        header = {
            "job_id": "0123456789abcdef0123456789abcdef",
            "attempt": 1,
            "program_id": "test-program-1",
            "program_name": "test-program",
            "backend": DEVICE,
            "publish_credit": 1000,
            "message_byte_count_max": 1 << 20,
            "log_level": None,
            **fields,
        }
        text = json.dumps(header).encode()
        code = source.encode() if isinstance(source, str) else source
        data = inputs if isinstance(inputs, bytes) else json.dumps(inputs or {}).encode()
        body = struct.pack(">I", len(text)) + text + struct.pack(">I", len(code)) + code + data
        for frame in framed(FrameKind.START, body):
            self.send(frame, descriptor)
            descriptor = None

    def send(self, frame: bytes, descriptor: int | None = None) -> None:
        """Send one frame, with a descriptor if there is one."""
        data = struct.pack(">I", len(frame)) + frame
        if descriptor is None:
            self.connection.sendall(data)
            return
        sent = socket.send_fds(self.connection, [data], [descriptor])
        self.connection.sendall(data[sent:])

    def grant(self, count: int) -> None:
        """Send credit."""
        self.send(bytes([FrameKind.CREDIT]) + struct.pack(">I", count))

    def next(self) -> tuple[int, bytes]:
        """Return kind and body of the next whole frame; raises ``EOFError`` at the end."""
        while True:
            frame, _ = self.channel.receive()
            whole = self.assembler.take(frame)
            if whole is not None:
                return whole

    def until_outcome(self) -> tuple[list[Any], Outcome]:
        """Return the published messages and the outcome; nothing may follow it."""
        messages: list[Any] = []
        while True:
            kind, body = self.next()
            if kind == FrameKind.INTERIM:
                messages.append(json.loads(body[1:]))
            elif kind == FrameKind.OUTCOME:
                with contextlib.suppress(EOFError):
                    extra = self.next()
                    raise AssertionError(f"a frame after the outcome: {extra}")
                return messages, Outcome(body[0], body[1], body[2:])

    def outcome(self) -> tuple[list[Any], Outcome]:
        """Return what was published and the outcome; another start may follow."""
        messages: list[Any] = []
        while True:
            kind, body = self.next()
            if kind == FrameKind.INTERIM:
                messages.append(json.loads(body[1:]))
            elif kind == FrameKind.OUTCOME:
                return messages, Outcome(body[0], body[1], body[2:])

    def nothing_comes(self, seconds: float) -> bool:
        """Say whether the program sends nothing for a while."""
        return not select.select([self.connection], [], [], seconds)[0]

    def output(self) -> tuple[str, str]:
        """Wait for the process; returns what it wrote to stdout and stderr."""
        out, err = self.process.communicate(timeout=SECONDS_MAX)
        return out.decode(), err.decode()


def _limit_waiting(connection: socket.socket) -> None:
    """Make a hang an error: of the socket, whichever descriptor it is read by."""
    limit = struct.pack("@ll", int(SECONDS_MAX), 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


@contextlib.contextmanager
def program_process(
    python: str = sys.executable, scratch: Path | None = None
) -> Iterator[ProgramRun]:
    """Start a program's process that waits for its start frame; it is gone at the end.

    With a scratch folder of its own it may be kept for another start.
    """
    environment = repository.child_environment()
    if scratch is not None:
        environment |= {"SPINWIRE_SCRATCH": str(scratch), "TMPDIR": str(scratch)}
    ours, theirs = socket.socketpair()
    script = Path(repository.SUPPORT) / "program_process.py"
    with theirs:
        process = subprocess.Popen(
            [python, str(script), str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
    with ours, process:
        try:
            channel = Channel(os.dup(ours.fileno()))
            _limit_waiting(ours)
            yield ProgramRun(process, channel, ours)
        finally:
            if process.poll() is None:
                process.kill()


def run_program(
    source: str | bytes, inputs: dict[str, Any] | bytes | None = None, **fields: Any
) -> tuple[list[Any], Outcome]:
    """Run a program to its end; returns what it published and its outcome."""
    with program_process() as run:
        run.start(source, inputs, **fields)
        return run.until_outcome()
