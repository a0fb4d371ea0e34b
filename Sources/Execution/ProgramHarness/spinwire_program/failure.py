"""Why a program did not complete, as its outcome says it."""

from __future__ import annotations

import json
import traceback
from types import TracebackType

from spinwire_program.errors import SpinwireError

#: A longer message keeps its beginning, a longer traceback its beginning and its end.
MESSAGE_CHARACTER_COUNT_MAX = 4_000
TRACEBACK_CHARACTER_COUNT_MAX = 60_000

#: Beginnings of the codes that become the job's own when a program does not handle such an error.
_OWN_CODES = ("output.limit", "backend.", "circuit.")


class ProgramFailure(Exception):
    """A failure of the program, or of what it was given, on its way to the outcome frame.

    Attributes:
        code: ``program.raised``, ``program.invalid``, ``inputs.invalid``,
            ``result.notSerializable``, ``output.limit``, ``program.notStarted``, or one that begins
            with ``backend.`` or ``circuit.``.
        message: One sentence, or the text of what was raised.
        traceback_text: What the user sees below it; empty when the sentence says all.
    """

    def __init__(self, code: str, message: str, traceback_text: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.traceback_text = traceback_text

    def body(self) -> bytes:
        """Return the failure's JSON, cut to its limits."""
        fields = {
            "code": self.code,
            "message": self.message[:MESSAGE_CHARACTER_COUNT_MAX],
            "traceback": _cut(self.traceback_text) or None,
        }
        return json.dumps(fields).encode("ascii")


def raised(error: BaseException, file_name: str, code: str = "program.raised") -> ProgramFailure:
    """Return the failure for what a program raised; its traceback starts in the program's file."""
    error.__traceback__ = _from_file(error.__traceback__, file_name)
    # A limit, a backend or a circuit refused what the program asked for: that is the job's reason.
    if (
        code == "program.raised"
        and isinstance(error, SpinwireError)
        and error.code.startswith(_OWN_CODES)
    ):
        return ProgramFailure(error.code, error.message, traceback_text(error))
    return ProgramFailure(code, _summary(error), traceback_text(error))


def traceback_text(error: BaseException) -> str:
    """Return the formatted traceback, or a plain line if formatting it fails in turn."""
    try:
        return "".join(traceback.format_exception(error))
    except Exception:
        return f"{type(error).__name__}: the traceback cannot be shown.\n"


def _summary(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:
        text = "the error's text cannot be shown"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _from_file(trace: TracebackType | None, file_name: str) -> TracebackType | None:
    """Return the part of a traceback from the first frame of ``file_name`` on, or all of it."""
    position = trace
    while position is not None:
        if position.tb_frame.f_code.co_filename == file_name:
            return position
        position = position.tb_next
    return trace


def _cut(text: str) -> str:
    if len(text) <= TRACEBACK_CHARACTER_COUNT_MAX:
        return text
    half = TRACEBACK_CHARACTER_COUNT_MAX // 2
    return f"{text[:half]}\n  … {len(text) - 2 * half} characters left out …\n{text[-half:]}"
