"""When a program reached what, and what took how long: the first is told as main begins, all of it
right before the outcome.
"""

from __future__ import annotations

import functools
import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spinwire_program.circuit_channel import CircuitChannel


class Ledger:
    """Times in microseconds since 1970, totals in seconds."""

    def __init__(self) -> None:
        """Begin with the moment at which the forked process is ready for a program."""
        self._times = {"forked": _now()}
        self._transpile_seconds = 0.0
        self._depth = 0
        self._circuits: CircuitChannel | None = None
        self._unwatched: tuple[Any, Any] | None = None

    def reached(self, stage: str) -> None:
        """Note that a stage has been reached now."""
        self._times[stage] = _now()

    def watch_transpiler(self) -> None:
        """Count what Qiskit's pass managers take from now on, if Qiskit is loaded."""
        module = sys.modules.get("qiskit.passmanager")
        base = getattr(module, "BasePassManager", None)
        if base is None:
            return
        run = base.run

        @functools.wraps(run)
        def timed(*arguments: Any, **keywords: Any) -> Any:
            # Pass managers run others: only the outermost one counts.
            self._depth += 1
            begin = time.monotonic()
            try:
                return run(*arguments, **keywords)
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._transpile_seconds += time.monotonic() - begin

        base.run = timed
        self._unwatched = (base, run)

    def stop_watching(self) -> None:
        """Leave Qiskit as it was, for the ledger of another job."""
        if self._unwatched is not None:
            base, base.run = self._unwatched
            self._unwatched = None

    def watch_circuits(self, circuits: CircuitChannel) -> None:
        """Take the time that is spent waiting for circuits from here."""
        self._circuits = circuits

    @property
    def has_circuits(self) -> bool:
        """Whether the program asked for circuits to be run."""
        return self._circuits is not None and self._circuits.is_used

    def beginning(self) -> bytes:
        """Return the JSON of the metric that tells the times so far."""
        return json.dumps({"name": "main_reached", **self._stages()}).encode("ascii")

    def body(self, publish_seconds: float) -> bytes:
        """Return the JSON of the metric that tells all of it."""
        fields: dict[str, Any] = {"name": "ledger", **self._stages()}
        fields["transpile_seconds"] = round(self._transpile_seconds, 6)
        waited = 0.0 if self._circuits is None else self._circuits.waited_seconds
        fields["simulate_seconds"] = round(waited, 6)
        fields["publish_seconds"] = round(publish_seconds, 6)
        return json.dumps(fields).encode("ascii")

    def _stages(self) -> dict[str, int]:
        return {f"{stage}_at": at for stage, at in self._times.items()}


def _now() -> int:
    return time.time_ns() // 1000
