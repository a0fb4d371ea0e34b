"""The running hash of a job's timeline."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from spinwire.wire import Event


class TimelineHash:
    """Takes a timeline's events in order; two who have taken the same ones have the same hash.

    ``h(0)`` is 32 zero bytes, ``h(n)`` the SHA-256 of ``h(n - 1)``, the event's header and its
    body, as the timeline has them: a body that is kept elsewhere counts as its reference.
    """

    def __init__(self) -> None:
        self._hash = bytes(32)

    def append(self, event: Event) -> None:
        """Take the next event."""
        self._hash = hashlib.sha256(self._hash + event.encode()).digest()

    @property
    def text(self) -> str:
        """64 lower-case hexadecimal digits."""
        return self._hash.hex()


class TimelineProof(NamedTuple):
    """What ``RuntimeJob.verify`` has found out: every event came, in order and unchanged."""

    #: Events on the timeline: the last one's sequence.
    events: int
    #: The running hash up to it.
    hash: str
    #: Whether nothing can follow.
    is_final: bool
