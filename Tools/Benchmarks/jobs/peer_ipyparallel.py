"""ipyparallel with two engines. Jobs live in memory; of a job's messages the newest is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ipyparallel
import measures


def no_op() -> None:
    """Do nothing."""


def sends(count: int, pause: float) -> None:
    """Send the time, as published data."""
    import time

    from ipyparallel.datapub import publish_data

    for _ in range(count):
        publish_data({"sent": time.time_ns()})
        if pause:
            time.sleep(pause)


class Parallel:
    """The balanced view of a cluster."""

    def __init__(self, client: Any) -> None:
        self.view = client.load_balanced_view()

    def run_many(self, count: int) -> None:
        for result in [self.view.apply_async(no_op) for _ in range(count)]:
            result.get(300)

    def run_one(self) -> None:
        self.view.apply_async(no_op).get(60)

    def interims(self, count: int, pause: float) -> list[measures.Passage]:
        job = self.view.apply_async(sends, count, pause)
        seen: list[measures.Passage] = []
        last = 0
        while True:
            is_over = job.ready()
            sent = job.data.get("sent", 0)
            if sent != last:
                last = sent
                seen.append((sent, time.time_ns()))
            elif is_over:
                return seen
            time.sleep(0.0002)


@contextmanager
def start() -> Iterator[Parallel]:
    """Start a cluster; afterwards it is gone."""
    with ipyparallel.Cluster(n=2, log_level=40) as client:
        yield Parallel(client)


if __name__ == "__main__":
    measures.main(start)
