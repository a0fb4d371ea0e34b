"""The error that every part of the package raises."""

from __future__ import annotations

from collections.abc import Mapping

from spinwire import terminal

#: Failures after which trying again later makes sense.
TRANSIENT_CODES = frozenset(
    {"service.unreachable", "service.timedOut", "service.stopping", "queue.full"}
)


class SpinwireError(Exception):
    """A failure with a stable code to branch on, one sentence to read, and the values behind it.

    Attributes:
        code: Stable name of the kind of failure, such as ``output.limit``; the same on the wire,
            in Swift and in Python.
        message: What happened and what can be done about it, one sentence.
        context: The values that identify the failing thing, such as a limit or a job id.
    """

    def __init__(
        self, code: str, message: str, context: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.context: dict[str, object] = dict(context or {})

    def __str__(self) -> str:
        if not self.context:
            return terminal.lines(f"{self.message} [{self.code}]")
        values = ", ".join(f"{key}={value}" for key, value in self.context.items())
        return terminal.lines(f"{self.message} [{self.code}: {values}]")

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.code, self.message, self.context))


def undecodable(error: Exception) -> SpinwireError:
    """Return the error for a value that nothing can be made of."""
    return SpinwireError("body.corrupt", "A value cannot be decoded.", {"reason": str(error)})
