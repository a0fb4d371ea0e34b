"""The program's end of its channel to the executor."""

from __future__ import annotations

import array
import socket
import struct
import threading

FRAME_BYTE_COUNT_MAX = 256 * 1024 + 64
"""Longest frame in bytes: one kind byte and the body, without the length before it."""

DESCRIPTOR_COUNT_MAX = 4
"""Most descriptors that come with one frame."""

_LENGTH = struct.Struct(">I")


class Channel:
    """Frames over a connected stream socket.

    On the wire a frame is its length as 4 bytes, big-endian, then that many bytes, the first of
    which is the frame's kind. Sending is safe from several threads; only one thread may receive.
    """

    def __init__(self, descriptor: int) -> None:
        """Takes over a connected stream socket."""
        self._socket = socket.socket(fileno=descriptor)
        self._socket.setblocking(True)
        self._sending = threading.Lock()

    def fileno(self) -> int:
        """The socket's descriptor, for waiting on it beside others."""
        return self._socket.fileno()

    def send(self, *frames: bytes) -> None:
        """Sends frames (kind byte and body) by one write, waiting for room.

        Raises ValueError when a frame is empty or too long, and OSError when the executor is gone.
        """
        parts: list[bytes] = []
        for frame in frames:
            if not 1 <= len(frame) <= FRAME_BYTE_COUNT_MAX:
                raise ValueError(f"a frame has 1 to {FRAME_BYTE_COUNT_MAX} bytes, not {len(frame)}")
            parts += _LENGTH.pack(len(frame)), frame
        with self._sending:
            self._socket.sendall(b"".join(parts))

    def receive(self) -> tuple[bytes, list[int]]:
        """Waits for one frame and returns it with the descriptors that came along (close-on-exec).

        Raises EOFError when the executor closed the channel, and ValueError on a length out of
        bounds.
        """
        descriptors: list[int] = []
        (count,) = _LENGTH.unpack(self._receive_exactly(_LENGTH.size, descriptors))
        if not 1 <= count <= FRAME_BYTE_COUNT_MAX:
            raise ValueError(f"a frame has 1 to {FRAME_BYTE_COUNT_MAX} bytes, not {count}")
        return self._receive_exactly(count, descriptors), descriptors

    def _receive_exactly(self, count: int, descriptors: list[int]) -> bytes:
        parts: list[bytes] = []
        space = socket.CMSG_SPACE(DESCRIPTOR_COUNT_MAX * array.array("i").itemsize)
        while count > 0:
            part, ancillary, _, _ = self._socket.recvmsg(count, space, socket.MSG_CMSG_CLOEXEC)
            for level, kind, data in ancillary:
                if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                    numbers = array.array("i")
                    numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
                    descriptors.extend(numbers)
            if not part:
                raise EOFError("the executor closed the channel")
            parts.append(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)
