"""Replies of a simulator, from their frames to whoever asks for them."""

from __future__ import annotations

import time

from spinwire_program.circuit_frames import VERSION, CircuitFrame, CircuitFrameKind, error_of
from spinwire_program.errors import SpinwireError
from spinwire_program.request_line import SEND_COUNT_MAX, RequestLine

#: What the parts of one reply may add up to.
REPLY_BYTE_COUNT_MAX = 1 << 30

_UNKNOWN_STRUCTURE = "circuit.unknownStructure"
_QUEUE_FULL = "queue.full"


class CircuitReplies:
    """Replies and errors that nobody has asked for yet. Has no lock."""

    def __init__(self, line: RequestLine) -> None:
        """Know of none.

        Args:
            line: The requests that they answer.
        """
        self._line = line
        self._settled: dict[int, bytes | SpinwireError] = {}

    def __contains__(self, ticket: int) -> bool:
        """Tell whether a request has been settled."""
        return ticket in self._settled

    def taken(self, ticket: int) -> bytes:
        """Return a reply, once.

        Raises:
            SpinwireError: It is an error.
        """
        reply = self._settled.pop(ticket)
        if isinstance(reply, SpinwireError):
            raise reply
        return reply

    def settle(self, ticket: int, reply: bytes | SpinwireError) -> None:
        """End a request."""
        self._line.forget(ticket)
        self._settled[ticket] = reply

    def connection_ended(self, reason: str) -> None:
        """End the requests that have ended too many connections; the others are sent again."""
        for ticket in self._line.connection_ended():
            sentence = "Every connection on which the request was sent ended before its reply."
            context = {"sent": SEND_COUNT_MAX, "reason": reason}
            self.settle(ticket, SpinwireError("simulator.lost", sentence, context))

    def take(self, frame: CircuitFrame) -> bool:
        """Take in a frame; a request that the simulator could not run yet is put back in line.

        Returns:
            Whether it refuses the request.

        Raises:
            SpinwireError: ``wire.malformed``.
        """
        kind, ticket = frame.kind, frame.correlation
        if frame.version != VERSION or kind not in (
            CircuitFrameKind.RESULT,
            CircuitFrameKind.ERROR,
        ):
            raise SpinwireError(
                "wire.malformed", "A circuit frame is of an unknown kind or version."
            )
        if ticket not in self._line:
            # The reply to something that was given up.
            return kind == CircuitFrameKind.ERROR
        reply = self._line.parts(ticket, frame.body, is_last=frame.is_last)
        if len(reply) > REPLY_BYTE_COUNT_MAX:
            limit = {"limit": REPLY_BYTE_COUNT_MAX}
            too_long = "The simulator's reply is too long."
            self.settle(ticket, SpinwireError("payload.tooLarge", too_long, limit))
        elif frame.is_last:
            whole = bytes(reply)
            self._take_whole(ticket, whole if kind == CircuitFrameKind.RESULT else error_of(whole))
        return kind == CircuitFrameKind.ERROR

    def _take_whole(self, ticket: int, reply: bytes | SpinwireError) -> None:
        code = reply.code if isinstance(reply, SpinwireError) else None
        if code == _UNKNOWN_STRUCTURE and self._line.repeat(ticket):
            return
        if code == _QUEUE_FULL and self._line.refused_as_full(ticket, time.monotonic()):
            return
        self.settle(ticket, reply)
