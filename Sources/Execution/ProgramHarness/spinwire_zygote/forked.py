"""The zygote's record of one child."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

from spinwire_zygote.lock_in import Report
from spinwire_zygote.subreaper import remove_tree


class ForkedChild:
    """A child from its fork until nothing of it is left."""

    def __init__(self, number: int, pid: int, status: int, scratch: str | None) -> None:
        self.number = number
        self.pid = pid
        self._status = status
        self._text = b""
        self._scratch = scratch
        self._exit: os.waitid_result | None = None

    @property
    def status_descriptor(self) -> int:
        """The pipe that the lock-in's report comes by, or -1 when it has come."""
        return self._status

    def take_report(self) -> Report | None:
        """The lock-in's report, once, as soon as all of it is there."""
        if self._status < 0:
            return None
        try:
            while part := os.read(self._status, 4096):
                self._text += part
        except BlockingIOError:
            return None
        self._close_status()
        if not self._text:
            return None
        value: dict[str, Any] = json.loads(self._text)
        return Report(value["features"], value["error"], value["step"])

    def note_exit(self, ended: os.waitid_result) -> None:
        """Remembers how the child ended; what it started may still be there."""
        self._exit = ended

    def is_gone(self, kills_group: bool) -> bool:
        """Whether the child and all it started are gone.

        With a PID namespace the kernel sees to that before the child can be reaped. Without one the
        process group holds the tree together (leaving it is forbidden): it is killed here until it
        is empty.
        """
        if self._exit is None:
            return False
        if kills_group:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                return True
            return False
        return True

    def exit_fields(self) -> dict[str, int | None]:
        """How it ended: `code`, or `signal`, the other being null."""
        if self._exit is None:
            raise RuntimeError("the child has not ended")
        if self._exit.si_code == os.CLD_EXITED:
            return {"code": self._exit.si_status, "signal": None}
        return {"code": None, "signal": self._exit.si_status}

    def close(self) -> None:
        """Lets go of what the zygote held for the child."""
        self._close_status()
        if self._scratch is not None:
            remove_tree(self._scratch)

    def _close_status(self) -> None:
        if self._status >= 0:
            os.close(self._status)
            self._status = -1
