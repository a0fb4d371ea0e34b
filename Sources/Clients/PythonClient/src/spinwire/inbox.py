"""Facts on their way from the connection's thread to a reader's."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

Fact = TypeVar("Fact")


class Inbox(Generic[Fact]):
    """A queue between two threads. Events beyond a limit are dropped, and that is told."""

    def __init__(self, event_count_max: int) -> None:
        self._facts: deque[Fact] = deque()
        self._changed = threading.Condition()
        self._event_count_max = event_count_max
        self._event_count = 0
        self._closed = False
        self._overflowed = False

    def put(self, fact: Fact) -> None:
        """Add a fact that must not be lost."""
        with self._changed:
            self._facts.append(fact)
            self._changed.notify()

    def put_event(self, fact: Fact) -> None:
        """Add a published event, or drop it."""
        with self._changed:
            if self._event_count >= self._event_count_max:
                self._overflowed = True
                return
            self._event_count += 1
            self._facts.append(fact)
            self._changed.notify()

    def take(self, timeout: float) -> tuple[list[Fact], bool]:
        """Return all facts there are, and whether events were dropped; nothing after so many
        seconds of silence, or when it was closed.
        """
        with self._changed:
            if not self._facts and not self._overflowed and not self._closed:
                self._changed.wait(max(0.0, timeout))
            facts = list(self._facts)
            self._facts.clear()
            self._event_count = 0
            overflowed, self._overflowed = self._overflowed, False
            return facts, overflowed

    def close(self) -> None:
        """Let the reader wait no more."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self._closed
