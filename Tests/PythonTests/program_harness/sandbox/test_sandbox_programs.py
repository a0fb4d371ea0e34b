"""Real programs in a real sandbox: zygote, lock-in, warming, runner and backend together."""

from __future__ import annotations

import json
import shutil
import socket
import struct
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox_support import SYSTEM_PATHS, Child, ZygoteDriver, zygote

import repository
from executor_side import DEVICE
from spinwire_program import frames, warm
from spinwire_program.circuit_frames import HEADER, CircuitFrameKind
from spinwire_program.frames import FrameKind

pytest.importorskip("qiskit")

PRELOAD = ["qiskit", "qiskit.circuit.random", "qiskit.providers", "spinwire_program.runner"]
MEMORY = 8 << 30


@pytest.fixture
def programs(installation: Path, prefix: list[str]) -> Iterator[ZygoteDriver]:
    """A zygote of the tests' own environment that runs real programs."""
    client = installation / "client"
    if not client.exists():
        shutil.copytree(repository.CLIENT_SOURCE, client)
        for path in [client, *client.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    with zygote(
        installation,
        prefix,
        python_path=[str(installation / "harness"), str(client)],
        preload=PRELOAD,
        warm="spinwire_program.warm:warm",
        run="spinwire_program.runner:run",
        read_only_paths=[*SYSTEM_PATHS, sys.prefix, str(client)],
    ) as driver:
        yield driver


def answer_with_zeros(connection: socket.socket) -> None:
    """Serve circuit requests until the program closes: every shot of the one circuit is zero."""
    with connection:
        while True:
            length = connection.recv(4, socket.MSG_WAITALL)
            if len(length) < 4:
                return
            frame = connection.recv(struct.unpack(">I", length)[0], socket.MSG_WAITALL)
            fields = HEADER.unpack_from(frame)
            if fields[0] != CircuitFrameKind.RUN or fields[4]:
                continue
            header = HEADER.pack(CircuitFrameKind.RESULT, 1, 4, 0, 0, 0, fields[6], fields[7], 0)
            reply = header + warm.EveryShotZero().wait(0)
            connection.sendall(struct.pack(">I", len(reply)) + reply)


def run_in(
    child: Child, source: str, inputs: dict[str, Any], job_id: str | None = None
) -> tuple[list[Any], Any]:
    """Run a program in a locked-in child; returns messages and outcome."""
    header = {
        "job_id": job_id or uuid.uuid4().hex,
        "attempt": 1,
        "program_name": "in-a-sandbox",
        "backend": DEVICE,
        "publish_credit": 1000,
        "message_byte_count_max": 1 << 20,
    }
    body = b"".join(
        struct.pack(">I", len(part)) + part
        for part in (json.dumps(header).encode(), source.encode())
    )
    ours, theirs = socket.socketpair()
    server = threading.Thread(target=answer_with_zeros, args=(ours,))
    server.start()
    frame = bytes([FrameKind.START]) + body + json.dumps(inputs).encode()
    with theirs:
        data = struct.pack(">I", len(frame)) + frame
        socket.send_fds(child.channel, [data], [theirs.fileno()])
    try:
        return _until_outcome(child)
    finally:
        child.kill()
        child.is_gone()
        server.join()


def _until_outcome(child: Child) -> tuple[list[Any], Any]:
    assembler = frames.Assembler()
    messages: list[Any] = []
    while True:
        whole = assembler.take(child.receive_frame())
        if whole is None:
            continue
        kind, body = whole
        if kind == FrameKind.INTERIM:
            messages.append(json.loads(body[1:]))
        elif kind == FrameKind.OUTCOME:
            value = json.loads(body[2:])
            assert body[0] == frames.STATUS_COMPLETED, value
            return messages, value


HELLO_WORLD = (repository.ROOT / "Programs" / "hello_world" / "hello_world.py").read_text()


def test_hello_world_runs_in_a_warm_child(programs: ZygoteDriver) -> None:
    child = programs.fork(address_space_byte_count_max=MEMORY)
    messages, result = run_in(child, HELLO_WORLD, {"iterations": 3})
    assert messages == [{"iteration": n, "counts": {"00000": 1024}} for n in range(3)]
    assert result == "Hello, World!"
    assert child.read_errors() == ""


@pytest.mark.parametrize("name", ["template_earlier", "values", "own_simulator"])
def test_programs_of_all_generations_find_what_they_import(
    programs: ZygoteDriver, name: str
) -> None:
    child = programs.fork(address_space_byte_count_max=MEMORY)
    messages, _ = run_in(child, (repository.TEST_PROGRAMS / f"{name}.py").read_text(), {})
    assert len(messages) == 1


def test_children_draw_by_the_id_of_their_job(
    programs: ZygoteDriver,
) -> None:
    source = """
import random

import numpy
from qiskit import transpile
from qiskit.circuit.random import random_circuit


def main(backend, user_messenger, **kwargs):
    circuit = random_circuit(5, 4, measure=True, seed=1)
    backend.run(transpile(circuit, backend)).result().get_counts()
    return [random.random(), float(numpy.random.random())]
"""
    job_ids = [None] * 5 + ["0f" * 16] * 2
    drawn = [
        run_in(programs.fork(address_space_byte_count_max=MEMORY), source, {}, job_id)[1]
        for job_id in job_ids
    ]
    assert len({first for first, _ in drawn}) == len({second for _, second in drawn}) == 6
    assert drawn[-1] == drawn[-2]
