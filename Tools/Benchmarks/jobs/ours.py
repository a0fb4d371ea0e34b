"""Spinwire: every job durable before it is acknowledged, in a sandbox.

python ours.py new|session …
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
#: Jobs of one command.
BATCH = 100


class Spinwire:
    """The Python client of a service: each job by a command of its own, in a new process; or jobs
    by batches, in the warm processes of a session.
    """

    def __init__(self, service: RuntimeService, session_id: str | None) -> None:
        self.service = service
        self.session_id = session_id
        self.program_id = service.upload_program(
            SOURCE, {"name": "no-op", "description": "Does nothing.", "max_execution_time": 300}
        )

    def run_many(self, count: int) -> None:
        with ThreadPoolExecutor(OUTSTANDING) as threads:
            if self.session_id is None:
                list(threads.map(lambda _: self.run_one(), range(count)))
                return
            jobs: list[RuntimeJob] = []
            for begin in range(0, count, BATCH):
                inputs: list[dict[str, Any]] = [{} for _ in range(min(BATCH, count - begin))]
                jobs += self.service.run_batch(self.program_id, inputs, session_id=self.session_id)
            list(threads.map(lambda job: job.result(timeout=300), jobs))

    def run_one(self) -> None:
        self.service.run(self.program_id, session_id=self.session_id).result(timeout=300)

    def interims(self, count: int, pause: float) -> list[measures.Passage]:
        seen: list[measures.Passage] = []
        self.service.run(
            self.program_id,
            {"count": count, "pause": pause},
            session_id=self.session_id,
            callback=lambda job_id, sent: seen.append((sent, time.time_ns())),
        ).result(timeout=300)
        return seen


@contextmanager
def start() -> Iterator[Spinwire]:
    """Start the services of one machine; afterwards they are gone."""
    topology = str(ROOT / "Topology" / "local.yaml")
    with running("up", "--topology", topology, ready="ready") as started:
        client = started.client
        with RuntimeService(url=client["url"], token=client["token"]) as service:
            if KIND == "new":
                yield Spinwire(service, None)
            else:
                with service.open_session() as session:
                    yield Spinwire(service, session.session_id)


if __name__ == "__main__":
    KIND = sys.argv.pop(1)
    measures.main(start)
