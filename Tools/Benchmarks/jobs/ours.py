"""Spinwire: every job durable before it is acknowledged, in a sandboxed process.

Each in a process of its own, or with the word ``session`` one after the other in the two processes
that a session keeps warm.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import measures

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from service import ROOT, running

sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))
from spinwire import RuntimeJob, RuntimeService

SOURCE = """
import time

def main(backend, user_messenger, count=0, pause=0.0):
    for _ in range(count):
        user_messenger.publish(time.time_ns())
        if pause:
            time.sleep(pause)
"""
#: How many jobs the client has under way at once.
OUTSTANDING = 8
#: How many jobs one command runs.
BATCH = 1000


class Spinwire:
    """The Python client of a service."""

    def __init__(self, service: RuntimeService) -> None:
        self.run: Callable[..., RuntimeJob] = service.run
        self.program_id = service.upload_program(
            SOURCE, {"name": "no-op", "description": "Does nothing.", "max_execution_time": 300}
        )

    def run_many(self, count: int) -> None:
        with ThreadPoolExecutor(OUTSTANDING) as threads:
            list(threads.map(lambda _: self.run_one(), range(count)))

    def run_one(self) -> None:
        self.run(self.program_id).result(timeout=300)

    def interims(self, count: int, pause: float) -> list[measures.Passage]:
        seen: list[measures.Passage] = []
        self.run(
            self.program_id,
            {"count": count, "pause": pause},
            callback=lambda job_id, sent: seen.append((sent, time.time_ns())),
        ).result(timeout=300)
        return seen


class InSession(Spinwire):
    """The same with a session; many jobs are one command."""

    def __init__(self, service: RuntimeService) -> None:
        super().__init__(service)
        self.session = service.open_session()
        self.gather = service.gather
        self.run = self.session.run

    def run_many(self, count: int) -> None:
        for first in range(0, count, BATCH):
            jobs = self.session.run_batch(self.program_id, [{}] * min(BATCH, count - first))
            self.gather(jobs, timeout=300)


@contextmanager
def start() -> Iterator[Spinwire]:
    """Start the services of one machine; afterwards they are gone."""
    topology = str(ROOT / "Topology" / "local.yaml")
    with running("up", "--topology", topology, ready="ready") as started:
        client = started.client
        with RuntimeService(url=client["url"], token=client["token"]) as service:
            yield KIND(service)


if __name__ == "__main__":
    KIND = InSession if sys.argv[1:2] == ["session"] and sys.argv.pop(1) else Spinwire
    measures.main(start)
