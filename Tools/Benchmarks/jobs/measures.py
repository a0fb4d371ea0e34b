"""What is measured of every job system, and how."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

#: When a message was sent and when its reader had it, in nanoseconds of the wall clock.
Passage = tuple[int, int]


class JobSystem(Protocol):
    """A running job system with two Python executors, and a client of it in this process."""

    def run_many(self, count: int) -> None:
        """Submit so many no-op jobs as the system's users would, and wait for all results."""

    def run_one(self) -> None:
        """Submit a no-op job and wait for its result."""

    def interims(self, count: int, pause: float) -> list[Passage]:
        """Run a job that sends the time so often, with pauses of some seconds, and read it here;
        systems that keep only the newest message may show fewer.
        """


def interim_times(count: int, pause: float, send: Callable[[int], object]) -> None:
    """What the job of ``interims`` does."""
    for _ in range(count):
        send(time.time_ns())
        if pause:
            time.sleep(pause)


def figures(system: JobSystem, jobs: int, singles: int, interims: int) -> dict[str, float]:
    """Measure everything, after a warm-up of each kind."""
    system.run_many(20)
    system.interims(5, 0.0)
    begin = time.perf_counter()
    system.run_many(jobs)
    seconds = time.perf_counter() - begin
    taken = []
    for _ in range(singles):
        begin = time.perf_counter()
        system.run_one()
        taken.append(time.perf_counter() - begin)
    burst = system.interims(interims, 0.0)
    paced = system.interims(100, 0.005)
    delays = sorted(received - sent for sent, received in paced)
    return {
        "jobs_per_second": jobs / seconds,
        "p50_ms": sorted(taken)[len(taken) // 2] * 1e3,
        "interims_per_second": len(burst) * 1e9 / max(1, burst[-1][1] - burst[0][0]),
        "interims_missing": interims - len(burst),
        "interim_p50_ms": delays[len(delays) // 2] / 1e6,
    }


def main(start: Callable[[], AbstractContextManager[JobSystem]]) -> None:
    """Start a system, measure it, print the figures as one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, required=True)
    parser.add_argument("--singles", type=int, required=True)
    parser.add_argument("--interims", type=int, required=True)
    options = parser.parse_args()
    with start() as system:
        found = figures(system, options.jobs, options.singles, options.interims)
    print(json.dumps(found), flush=True)
