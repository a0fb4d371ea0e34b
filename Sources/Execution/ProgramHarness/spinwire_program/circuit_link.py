"""The connection that a channel has at a time, and how it comes by the next one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

from spinwire_program.circuit_connection import CircuitConnection
from spinwire_program.errors import SpinwireError

#: Asks for another connection to a simulator, and waits for at most so many seconds (``None``: as
#: long as it takes). Returns the connection, or ``None`` when none can be had; raises
#: ``TimeoutError`` when there is no answer yet.
Reconnect = Callable[[float | None], socket.socket | None]


class CircuitTimeoutError(SpinwireError, TimeoutError):
    """The reply has not come within the time that the caller gave it; it may still come."""

    def __init__(self) -> None:
        super().__init__("circuit.notReady", "The circuits have not been run yet.")


class CircuitLink:
    """One connection after the other, while there is another to be had.

    Its attributes are guarded by ``changed``, which tells of every change.
    """

    def __init__(self, connection: socket.socket | None, reconnect: Reconnect | None) -> None:
        """Begin with a connection, or without one.

        Args:
            connection: Stream socket of the simulator.
            reconnect: How to come by another one.
        """
        self.changed = threading.Condition()
        self.connection = None if connection is None else CircuitConnection(connection)
        #: Why there is no connection and will be none.
        self.lost: SpinwireError | None = None
        self._reconnect = reconnect
        self._is_reconnecting = False
        if connection is None and reconnect is None:
            self.lost = SpinwireError(
                "backend.unavailable", "The job was started without a connection to a simulator."
            )

    def end(self, connection: CircuitConnection, reason: str) -> bool:
        """Give up a connection; false if it was given up before. Holds ``changed``."""
        if self.connection is not connection:
            return False
        self.connection = None
        connection.close()
        if self._reconnect is None:
            self.lose(reason)
        self.changed.notify_all()
        return True

    def lose(self, reason: str) -> SpinwireError:
        """Give up altogether; the first reason stays. Holds ``changed``."""
        if self.lost is None:
            sentence = "The connection to the simulator ended before the reply."
            self.lost = SpinwireError("simulator.lost", sentence, {"reason": reason})
        return self.lost

    def close(self, error: SpinwireError) -> None:
        """End the connection and have no other, for the reason given. Holds ``changed``."""
        connection, self.connection = self.connection, None
        self.lost = error
        if connection is not None:
            connection.close()
        self.changed.notify_all()

    def connect_again(self, deadline: float | None) -> None:
        """Come by another connection if there is none, or wait for the thread that does.

        Raises:
            CircuitTimeoutError: There is none by the deadline; it may still come.
            SpinwireError: ``simulator.lost``, there will be none.
        """
        with self.changed:
            while self.connection is None and self._is_reconnecting and self.lost is None:
                if not self.changed.wait(remaining(deadline)):
                    raise CircuitTimeoutError
            if self.lost is not None:
                raise self.lost
            if self.connection is not None or self._reconnect is None:
                return
            self._is_reconnecting = True
        try:
            found = self._reconnect(remaining(deadline))
            reason = "no simulator came back"
        except TimeoutError:
            with self.changed:
                self._is_reconnecting = False
                self.changed.notify_all()
            raise CircuitTimeoutError from None
        except (EOFError, OSError) as error:
            found, reason = None, f"{error}"
        self._use(found, reason)

    def _use(self, connection: socket.socket | None, reason: str) -> None:
        """Take over the new connection, or give up."""
        with self.changed:
            self._is_reconnecting = False
            self.changed.notify_all()
            if connection is None:
                raise self.lose(reason)
            if self.lost is not None:
                raise self.lost
            self.connection = CircuitConnection(connection)


def remaining(deadline: float | None) -> float | None:
    """Return the seconds until a moment of ``time.monotonic``; ``None`` where there is none."""
    return None if deadline is None else max(0.0, deadline - time.monotonic())
