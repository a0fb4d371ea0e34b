"""Sockets as a client uses them, and a way to wake the thread that owns them."""

from __future__ import annotations

import contextlib
import socket

import zmq

from spinwire.limits import ClientLimits


def open_socket(
    context: zmq.Context[zmq.Socket[bytes]],
    kind: int,
    credentials: tuple[bytes, bytes],
    limits: ClientLimits,
) -> zmq.Socket[bytes]:
    """Return a socket that will connect under an account's name and token."""
    made = context.socket(kind)
    made.setsockopt(zmq.PLAIN_USERNAME, credentials[0])
    made.setsockopt(zmq.PLAIN_PASSWORD, credentials[1])
    # Without a connection nothing is queued: commands wait where they can be given up.
    made.setsockopt(zmq.IMMEDIATE, 1)
    made.setsockopt(zmq.LINGER, 0)
    made.setsockopt(zmq.SNDHWM, limits.queued_message_count_max)
    made.setsockopt(zmq.RCVHWM, limits.queued_message_count_max)
    made.setsockopt(zmq.MAXMSGSIZE, limits.frame_byte_count_max)
    made.setsockopt(zmq.RECONNECT_IVL, int(limits.reconnect_interval * 1000))
    made.setsockopt(zmq.RECONNECT_IVL_MAX, int(limits.reconnect_interval_max * 1000))
    made.setsockopt(zmq.HEARTBEAT_IVL, int(limits.heartbeat_interval * 1000))
    made.setsockopt(zmq.HEARTBEAT_TIMEOUT, int(limits.heartbeat_interval * 3000))
    return made


class WakeUp:
    """Lets any thread end the wait of the one that polls ``receiver``."""

    def __init__(self) -> None:
        """Open both ends."""
        self.receiver, self._sender = socket.socketpair()
        self.receiver.setblocking(False)
        self._sender.setblocking(False)

    def send(self) -> None:
        """Wake the thread, now or when it waits next."""
        # Full means that a wake-up is under way already; closed, that nobody is left to wake.
        with contextlib.suppress(OSError):
            self._sender.send(b"\0")

    def drain(self) -> None:
        """Forget the wake-ups that came."""
        with contextlib.suppress(BlockingIOError):
            while self.receiver.recv(4096):
                continue

    def close(self) -> None:
        """Close both ends."""
        self.receiver.close()
        self._sender.close()
