"""The messenger that a program is tried with on the user's own machine."""

from __future__ import annotations

import json
import math
from typing import Any

from spinwire.codec import RuntimeEncoder


class UserMessenger:
    """Stands in for the service's messenger: prints what the program publishes.

    Inside the service a program is given a messenger of a subclass, so ``isinstance`` and type
    annotations hold in both places.
    """

    def publish(
        self, message: Any, encoder: type[json.JSONEncoder] = RuntimeEncoder, final: bool = False
    ) -> None:
        """Print the message's JSON as one line, an interim result and a final one alike.

        Raises:
            TypeError: The encoder has no form for a part of the message.
        """
        print(json.dumps(message, cls=encoder))

    def progress(self, done: float, total: float | None = None, text: str | None = None) -> None:
        """Print how far the program has come."""
        print(progress_body(done, total, text).decode())

    @property
    def last_checkpoint(self) -> Any:
        """What the run is to go on with: the last checkpoint of an earlier one, or ``None``."""
        return None

    def checkpoint(self, data: Any) -> int:
        """Print what a later run could go on with; returns its number."""
        self._checkpoint_count = getattr(self, "_checkpoint_count", 0) + 1
        print(checkpoint_body(self._checkpoint_count, data).decode())
        return self._checkpoint_count


def progress_body(done: float, total: float | None, text: str | None) -> bytes:
    """Return the JSON of a progress event; raises ``TypeError`` for what is no number."""
    for number in (done, total):
        is_number = isinstance(number, (int, float)) and math.isfinite(number)
        if number is not None and not is_number:
            raise TypeError("Progress is told in numbers.")
    fields = {"done": done, "total": total, "text": None if text is None else str(text)}
    said = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(said, cls=RuntimeEncoder, separators=(",", ":")).encode()


def checkpoint_body(number: int, data: Any) -> bytes:
    """Return the JSON of a checkpoint event."""
    fields = {"number": number, "data": data}
    return json.dumps(fields, cls=RuntimeEncoder, separators=(",", ":")).encode()
