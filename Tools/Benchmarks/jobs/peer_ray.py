"""Ray, in a network namespace of its own. Jobs and messages live in memory.

unshare --net python peer_ray.py --of tasks|actor …
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import measures

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
import ray

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


@ray.remote
def no_op() -> None:
    """Do nothing."""


@ray.remote(num_returns="streaming")
def sends(count: int, pause: float) -> Iterator[int]:
    """Send the time, as values of a generator."""
    for _ in range(count):
        yield time.time_ns()
        if pause:
            time.sleep(pause)


@ray.remote
class Actor:
    """A process that stays."""

    def no_op(self) -> None:
        """Do nothing."""

    def sends(self, count: int, pause: float) -> Iterator[int]:
        """Send the time, as values of a generator."""
        for _ in range(count):
            yield time.time_ns()
            if pause:
                time.sleep(pause)


class Ray:
    """Tasks, each in one of two worker processes; or methods of one actor."""

    def __init__(self, is_actor: bool) -> None:
        made: Any = Actor
        actor = made.remote() if is_actor else None
        self.no_op: Any = no_op if actor is None else actor.no_op
        self.sends: Any = sends if actor is None else actor.sends.options(num_returns="streaming")

    def run_many(self, count: int) -> None:
        ray.get([self.no_op.remote() for _ in range(count)])

    def run_one(self) -> None:
        ray.get(self.no_op.remote())

    def interims(self, count: int, pause: float) -> list[measures.Passage]:
        return [
            (ray.get(reference), time.time_ns()) for reference in self.sends.remote(count, pause)
        ]


@contextmanager
def start() -> Iterator[Ray]:
    """Start Ray with two processors; afterwards it is gone."""
    raise_loopback()
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        logging_level=logging.ERROR,
        _node_ip_address="127.0.0.1",
        object_store_memory=256 << 20,
    )
    try:
        yield Ray(is_actor=KIND == "actor")
    finally:
        ray.shutdown()


def raise_loopback() -> None:
    """Switch on the one interface that a new network namespace has."""
    with socket.socket() as one:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(one, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(one, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


if __name__ == "__main__":
    KIND = sys.argv.pop(1)
    measures.main(start)
