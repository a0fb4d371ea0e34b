"""Celery with Redis, whose append-only file is synced at every write."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import measures
import redis

FOLDER = Path(__file__).resolve().parent
WORKER = ["--concurrency", "2", "--loglevel", "ERROR"]


class Celery:
    """Two prefork workers."""

    def __init__(self) -> None:
        import celery_tasks
        from celery.result import ResultSet

        self.tasks = celery_tasks
        self.result_set = ResultSet

    def run_many(self, count: int) -> None:
        results = [self.tasks.no_op.delay() for _ in range(count)]
        self.result_set(results).join_native(timeout=300)

    def run_one(self) -> None:
        self.tasks.no_op.delay().get(timeout=60)

    def interims(self, count: int, pause: float) -> list[measures.Passage]:
        seen: list[measures.Passage] = []

        def note(message: dict[str, Any]) -> None:
            if message["status"] == "PROGRESS":
                seen.append((message["result"]["sent"], time.time_ns()))

        self.tasks.sends.delay(count, pause).get(on_message=note, timeout=300)
        return seen


@contextmanager
def start() -> Iterator[Celery]:
    """Start Redis and the workers; afterwards both are gone."""
    with tempfile.TemporaryDirectory(prefix="jobs-") as folder:
        socket = f"{folder}/redis.sock"
        os.environ["JOBS_REDIS_SOCKET"] = socket
        persistence = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
        server = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder, *persistence],
            stdout=subprocess.DEVNULL,
        )
        workers: subprocess.Popen[bytes] | None = None
        try:
            wait_for(socket)
            workers = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "celery_tasks", "worker", *WORKER],
                cwd=FOLDER,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            celery = Celery()
            celery.run_one()
            yield celery
        finally:
            for process in (workers, server):
                if process is not None:
                    process.terminate()
                    process.wait(30)


def wait_for(socket: str) -> None:
    """Wait until Redis answers."""
    client = redis.Redis(unix_socket_path=socket)
    deadline = time.monotonic() + 30
    while True:
        try:
            client.ping()
            return
        except redis.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


if __name__ == "__main__":
    measures.main(start)
