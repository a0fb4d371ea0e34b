"""Services started for a benchmark: in a folder of their own, stopped when it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARIES = ROOT / ".build" / "release"


@dataclass
class Service:
    """A running service: where its state is, and how its clients find it."""

    state: Path
    environment: dict[str, str]
    process: subprocess.Popen[str]

    @property
    def client(self) -> dict[str, str]:
        """The address and token that the coordinator wrote down for its first account."""
        found: dict[str, str] = json.loads((self.state / "client.json").read_text())
        return found


@contextmanager
def running(
    *command: str, ready: str, prepare: Callable[[Path], None] | None = None
) -> Iterator[Service]:
    """Runs a `spinwire` verb until the block ends; enters it when a line with ``ready`` was
    printed. ``prepare`` is given the state folder before the start.
    """
    state = Path(tempfile.mkdtemp(prefix="spinwire-"))
    state.chmod(0o711)
    if prepare is not None:
        prepare(state)
    environment = os.environ | {
        "SPINWIRE_STATE": str(state),
        "SPINWIRE_CLIENT_FILE": str(state / "client.json"),
    }
    process = subprocess.Popen(
        [str(BINARIES / "spinwire"), *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    log: list[str] = []
    try:
        for line in process.stdout:
            log.append(line)
            if ready in line:
                break
        else:
            raise RuntimeError("the service did not start:\n" + "".join(log))
        yield Service(state, environment, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(state, ignore_errors=True)
