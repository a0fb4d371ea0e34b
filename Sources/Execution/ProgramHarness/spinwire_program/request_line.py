"""What a program has asked a simulator and not been answered, and what of it is sent next.

A simulator takes so many requests of one program at a time and refuses more. Here they wait, in
their order, so that a program may ask for as many as it likes.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import NamedTuple

from spinwire_program.request import Request

__all__ = ["IN_FLIGHT_COUNT_MAX", "SEND_COUNT_MAX", "Outgoing", "RequestLine"]

#: Requests that are at the simulator at a time; what it takes of one program if nobody configured
#: it otherwise. Where it takes fewer, its refusals say so.
IN_FLIGHT_COUNT_MAX = 64
#: Connections on which a request is sent before it counts as what ends them. A simulator may be
#: started anew twice while a request runs; one that kills simulators kills no more than these.
SEND_COUNT_MAX = 3
#: How often a request is refused by a simulator that has nothing else of this program, and the
#: pauses in between, seconds: doubled every time. Together about a minute.
FULL_COUNT_MAX = 64
_PAUSE_MIN = 0.01
_PAUSE_MAX = 1.0


@dataclass(slots=True)
class _Entry:
    request: Request
    is_sent: bool = False
    #: Connections that ended with it, and refusals by a simulator full of others' requests.
    ended_count: int = 0
    full_count: int = 0
    #: On this connection it was sent again, because the simulator did not hold what it referred to.
    is_repeated: bool = False
    #: Of its reply, while more follows.
    parts: bytearray | None = None


class Outgoing(NamedTuple):
    """A request that is to be sent now."""

    ticket: int
    request: Request
    #: Whether the simulator may be taken to hold nothing.
    is_whole: bool


class RequestLine:
    """The requests without an answer. Has no lock; times are of ``time.monotonic``."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        #: A heap: the oldest is sent first, also when it has to be sent again.
        self._unsent: list[int] = []
        self._sent_count = 0
        #: How many the simulator takes, as far as is known.
        self._window = float(IN_FLIGHT_COUNT_MAX)
        self._paused_until = 0.0
        #: What is at the simulator alone, as long as it is there.
        self._alone: int | None = None

    def __contains__(self, ticket: int) -> bool:
        """Tell whether a request has no answer yet."""
        return ticket in self._entries

    def add(self, ticket: int, request: Request) -> None:
        """Take a request in; tickets ascend."""
        self._entries[ticket] = _Entry(request)
        heapq.heappush(self._unsent, ticket)

    def forget(self, ticket: int) -> None:
        """Let go of a request that was answered or given up, if there is one."""
        entry = self._entries.pop(ticket, None)
        if entry is not None and entry.is_sent:
            self._sent_count -= 1
            # One more after a whole round without a refusal.
            self._window = min(float(IN_FLIGHT_COUNT_MAX), self._window + 1 / self._window)

    def is_sent(self, ticket: int) -> bool:
        """Tell whether the simulator has been asked."""
        return self._entries[ticket].is_sent

    def parts(self, ticket: int, part: bytes, *, is_last: bool) -> bytes | bytearray:
        """Add a part of a reply; returns what there is of it by now."""
        entry = self._entries[ticket]
        if entry.parts is None:
            if is_last:
                return part
            entry.parts = bytearray()
        entry.parts += part
        return entry.parts

    # What is sent

    def has_next(self, now: float) -> bool:
        """Tell whether a request is to be sent now."""
        while self._unsent and self._unsent[0] not in self._entries:
            heapq.heappop(self._unsent)
        if not self._unsent or now < self._paused_until:
            return False
        if self._entries[self._unsent[0]].ended_count > 0:
            # Whether this is what ended the connection shows when nothing else can have.
            return self._sent_count == 0
        alone = self._entries.get(self._alone) if self._alone is not None else None
        is_alone = alone is not None and alone.is_sent
        return not is_alone and self._sent_count < int(self._window)

    def next(self, now: float) -> Outgoing | None:
        """Take the request that is to be sent now; it counts as sent."""
        if not self.has_next(now):
            return None
        ticket = heapq.heappop(self._unsent)
        entry = self._entries[ticket]
        entry.is_sent = True
        self._sent_count += 1
        self._alone = ticket if entry.ended_count > 0 else None
        return Outgoing(ticket, entry.request, entry.is_repeated)

    def pause(self, now: float) -> float | None:
        """Return the seconds until the next is sent; ``None`` when that is not a matter of time."""
        is_pausing = bool(self._unsent) and now < self._paused_until
        return self._paused_until - now if is_pausing else None

    # What is sent again

    def repeat(self, ticket: int) -> bool:
        """Send a request again, once on a connection, with all that it refers to."""
        entry = self._entries[ticket]
        if entry.is_repeated:
            return False
        entry.is_repeated = True
        self._put_back(ticket, entry)
        return True

    def refused_as_full(self, ticket: int, now: float) -> bool:
        """Send a request again when there is room; false after it was tried as often as may be."""
        entry = self._entries[ticket]
        if self._sent_count > 1:
            self._put_back(ticket, entry)
            # Room is where the next reply comes from.
            self._window = float(self._sent_count)
            return True
        entry.full_count += 1
        if entry.full_count > FULL_COUNT_MAX:
            return False
        self._put_back(ticket, entry)
        pause = min(_PAUSE_MAX, _PAUSE_MIN * 2 ** min(entry.full_count, 20))
        self._paused_until = now + pause
        return True

    def connection_ended(self) -> list[int]:
        """Send everything again on the next connection, each of what was sent by itself.

        So a request that kills simulators is found out without the others being taken for it.

        Returns:
            What was sent on too many connections, each of which ended.
        """
        lost = []
        for ticket, entry in self._entries.items():
            entry.parts = None
            entry.is_repeated = False
            if entry.is_sent:
                entry.ended_count += 1
                self._put_back(ticket, entry)
                if entry.ended_count >= SEND_COUNT_MAX:
                    lost.append(ticket)
        self._paused_until = 0.0
        return lost

    def _put_back(self, ticket: int, entry: _Entry) -> None:
        entry.is_sent = False
        entry.parts = None
        self._sent_count -= 1
        heapq.heappush(self._unsent, ticket)
