"""Where a job stands."""

from __future__ import annotations

from enum import Enum

#: Words after which nothing follows.
_FINAL_STATUSES = frozenset({"completed", "failed", "cancelled", "ran-too-long", "lost"})


class JobStatus(str, Enum):
    """Where a job stands, in the words of the wire."""

    #: Accepted and durable, waiting for an executor.
    QUEUED = "queued"
    RUNNING = "running"
    #: Told to stop, its processes not yet gone.
    CANCELLING = "cancelling"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    #: Stopped because it ran longer than it may.
    RAN_TOO_LONG = "ran-too-long"
    #: Every run lost its executor.
    LOST = "lost"

    @property
    def is_final(self) -> bool:
        """Whether the job has ended."""
        return self.value in _FINAL_STATUSES

    def __str__(self) -> str:
        return self.value
