"""How a job can end without a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spinwire import terminal
from spinwire.errors import SpinwireError


class RuntimeJobError(SpinwireError):
    """A job ended without a result.

    Attributes:
        traceback: Python's traceback, when the program raised; else empty.
    """

    def __init__(
        self,
        code: str,
        message: str,
        context: Mapping[str, object] | None = None,
        traceback: str = "",
    ) -> None:
        super().__init__(code, message, context)
        self.traceback = traceback

    def __str__(self) -> str:
        text = super().__str__()
        return f"{text}\n{terminal.lines(self.traceback)}" if self.traceback else text

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.code, self.message, self.context, self.traceback))


class RuntimeJobFailureError(RuntimeJobError):
    """The program raised, could not run, or broke a limit."""


class RuntimeJobMaxTimeoutError(RuntimeJobError):
    """The job ran longer than it may, and was stopped."""


class RuntimeJobCancelledError(RuntimeJobError):
    """The job was stopped on its user's word."""


class RuntimeJobLostError(RuntimeJobError):
    """Every run of the job lost its executor."""


class RuntimeJobTimeoutError(SpinwireError):
    """The time that the caller wanted to wait is over; the job goes on."""


_ERRORS: Mapping[str, type[RuntimeJobError]] = {
    "failed": RuntimeJobFailureError,
    "cancelled": RuntimeJobCancelledError,
    "ran-too-long": RuntimeJobMaxTimeoutError,
    "lost": RuntimeJobLostError,
}


def failure_of(fields: Mapping[str, Any], job: str) -> RuntimeJobError | None:
    """Return the error for the status event that ended a job; ``None`` when it completed."""
    kind = _ERRORS.get(fields["status"])
    if kind is None:
        return None
    return kind(
        fields.get("code") or "job.failed",
        fields.get("reason") or f"The job ended as {fields['status']}.",
        {"job_id": job},
        fields.get("traceback") or "",
    )
