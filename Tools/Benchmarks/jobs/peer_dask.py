"""Dask's local cluster of two processes. Jobs and messages live in memory."""

from __future__ import annotations

import queue
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import distributed
import measures


def no_op(number: int) -> None:
    """Do nothing; a number, so that no two jobs are the same."""


def sends(topic: str, count: int, pause: float) -> None:
    """Send the time, as events of a topic."""
    worker = distributed.get_worker()
    measures.interim_times(count, pause, lambda now: worker.log_event(topic, now))


class Dask:
    """The client of a cluster."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def run_many(self, count: int) -> None:
        self.client.gather(self.client.map(no_op, range(count), pure=False))

    def run_one(self) -> None:
        self.client.submit(no_op, 0, pure=False).result()

    def interims(self, count: int, pause: float) -> list[measures.Passage]:
        topic = uuid.uuid4().hex
        arrived: queue.Queue[measures.Passage] = queue.Queue()

        def note(event: tuple[Any, int]) -> None:
            arrived.put((event[1], time.time_ns()))

        self.client.subscribe_topic(topic, note)
        job = self.client.submit(sends, topic, count, pause, pure=False)
        seen = [arrived.get(timeout=120) for _ in range(count)]
        job.result()
        self.client.unsubscribe_topic(topic)
        return seen


@contextmanager
def start() -> Iterator[Dask]:
    """Start a cluster; afterwards it is gone."""
    # Their classes tell nothing of types.
    library: Any = distributed
    with (
        library.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        library.Client(cluster) as client,
    ):
        yield Dask(client)


if __name__ == "__main__":
    measures.main(start)
