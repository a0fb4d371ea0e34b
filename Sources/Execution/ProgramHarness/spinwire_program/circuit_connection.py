"""One connection to a simulator: bytes in and out, and what the other end holds."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Iterator

from spinwire_program.circuit_frames import CircuitFrame, taken_frames
from spinwire_program.request import StructureSlots

_READ_BYTE_COUNT = 256 << 10


class CircuitConnection:
    """A connected stream socket. Has no lock: one thread sends and one reads at a time."""

    def __init__(self, connection: socket.socket) -> None:
        """Take over a socket."""
        connection.setblocking(True)
        self._socket = connection
        self._buffer = memoryview(bytearray(_READ_BYTE_COUNT))
        self._input = bytearray()
        #: What was sent here and is held there.
        self.slots = StructureSlots()

    def send(self, data: memoryview) -> int:
        """Send as much as there is room for; returns how many bytes.

        Raises:
            BlockingIOError: There is no room.
            OSError: The connection has ended.
        """
        return self._socket.send(data, socket.MSG_DONTWAIT)

    def wait_until_writable(self) -> None:
        """Wait until there is room to send."""
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT)
        poll.poll()

    def receive(self, seconds: float | None, *, or_room: bool) -> tuple[int | None, bool]:
        """Wait until something comes, and read it; ``taken`` then tells what.

        Args:
            seconds: To wait; ``None`` waits as long as it takes.
            or_room: Whether to wait no longer than until there is room to send.

        Returns:
            How many bytes came, 0 at the end of the connection, ``None`` if there is nothing yet;
            and whether something happened within the time.
        """
        try:
            if seconds is None and not or_room:
                return self._socket.recv_into(self._buffer), True
            poll = select.poll()
            poll.register(self._socket, select.POLLIN | (select.POLLOUT if or_room else 0))
            ready = poll.poll(None if seconds is None else int(seconds * 1000 + 0.999))
            if any(event & ~select.POLLOUT for _, event in ready):
                return self._socket.recv_into(self._buffer, 0, socket.MSG_DONTWAIT), True
            return None, bool(ready)
        except BlockingIOError:
            return None, True
        except OSError:
            return 0, True

    def taken(self, byte_count: int) -> Iterator[CircuitFrame]:
        """Yield the frames that are whole by what was received last.

        Raises:
            SpinwireError: ``wire.malformed``.
        """
        self._input += self._buffer[:byte_count]
        return taken_frames(self._input)

    def forget_what_is_held(self) -> None:
        """Send structures anew: a request may not have been read, or not to its end."""
        self.slots = StructureSlots()

    def close(self) -> None:
        """End the connection; whoever polls it in another thread wakes up."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
