"""The messenger that a program publishes with."""

from __future__ import annotations

import json
import os
import select
import socket
import threading
import time
from typing import Any

import spinwire.messenger
from spinwire.codec import RuntimeDecoder, RuntimeEncoder
from spinwire.messenger import checkpoint_body, progress_body
from spinwire_program.errors import SpinwireError
from spinwire_program.frames import (
    CONTENT_TYPE_JSON,
    Channel,
    FrameKind,
    credit_of,
    framed,
    received,
)
from spinwire_program.validation import OutputChecks


class UserMessenger(spinwire.messenger.UserMessenger):
    """Publishes interim results, and may set the final one.

    Safe to use from several threads of the process that runs ``main``; the processes it forks may
    not publish, as their frames would mix with its own.
    """

    def __init__(
        self, channel: Channel, credit: int, message_byte_count_max: int, checkpoint: bytes = b""
    ) -> None:
        self._channel = channel
        self._credit = credit
        self._message_byte_count_max = message_byte_count_max
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._final: bytes | None = None
        self._has_asked_for_circuits = False
        self._has_ended = False
        self._restored = checkpoint
        self._checkpoint_count: int | None = None
        self._outputs: OutputChecks | None = None
        #: Seconds that were spent publishing, waiting for credit included.
        self.publish_seconds = 0.0

    def watch_outputs(self, outputs: OutputChecks) -> None:
        """Hold interim results against their schema from now on, as far as others do not."""
        self._outputs = outputs

    @property
    def final_result(self) -> bytes | None:
        """JSON of what was last published with ``final=True``, if anything was."""
        return self._final

    def publish(
        self, message: Any, encoder: type[json.JSONEncoder] = RuntimeEncoder, final: bool = False
    ) -> None:
        """Send a message to the program's user.

        Waits while the store is behind: each interim message takes one credit, which the executor
        gives back once the message is committed. A slow reader never makes it wait.

        Args:
            message: Anything that ``encoder`` has a form for.
            encoder: Class of the JSON encoder.
            final: Sets the job's result instead of sending an interim one. What ``main`` returns
                replaces it, unless that is ``None``.

        Raises:
            TypeError: The encoder has no form for a part of the message.
            SpinwireError: ``output.limit``, the message is longer than it may be;
                ``program.wrongProcess``, called in a forked process.
        """
        self._check_process()
        data = encoded(message, encoder)
        if final:
            self._final = data
            return
        complaint = None if self._outputs is None else self._outputs.complaint("interim", data)
        self._publish(FrameKind.INTERIM, bytes([CONTENT_TYPE_JSON]), data, complaint)

    def progress(self, done: float, total: float | None = None, text: str | None = None) -> None:
        """Tell how far the program has come; waits for credit as ``publish`` does.

        Args:
            done: What is done, in any unit.
            total: What there is to do, in the same unit.
            text: A few words.

        Raises:
            TypeError: What is done, or to be done, is no number.
        """
        self._check_process()
        self._publish(FrameKind.PROGRESS, b"", progress_body(done, total, text))

    @property
    def last_checkpoint(self) -> Any:
        """What the run is to go on with, or ``None``.

        That is the last checkpoint of the run before this one, if its executor was lost, and
        else of the job named by ``resume_from``. Decoded anew at each use.
        """
        return self._restored_fields().get("data")

    def checkpoint(self, data: Any) -> int:
        """Keep what a later run can go on with; waits for credit as ``publish`` does.

        Returns:
            The checkpoint's number: 1, 2, 3 …, over all runs that went on with one another.

        Raises:
            TypeError: The encoder has no form for a part of the data.
            SpinwireError: ``output.limit``, ``program.wrongProcess``.
        """
        self._check_process()
        number = self._last_number() + 1
        self._publish(FrameKind.CHECKPOINT, b"", checkpoint_body(number, data))
        self._checkpoint_count = number
        return number

    def _last_number(self) -> int:
        if self._checkpoint_count is None:
            self._checkpoint_count = int(self._restored_fields().get("number", 0))
        return self._checkpoint_count

    def _restored_fields(self) -> dict[str, Any]:
        return dict(json.loads(self._restored or b"{}", cls=RuntimeDecoder))

    def _check_process(self) -> None:
        if os.getpid() != self._owner:
            raise SpinwireError(
                "program.wrongProcess", "Only the process that runs main may publish messages."
            )
        if self._has_ended:
            raise SpinwireError("job.final", "The messenger is that of a job which has ended.")

    def _publish(
        self, kind: FrameKind, prefix: bytes, data: bytes, complaint: bytes | None = None
    ) -> None:
        if len(data) > self._message_byte_count_max:
            raise SpinwireError(
                "output.limit",
                "The message is longer than a published message may be.",
                {"byte_count": len(data), "limit": self._message_byte_count_max},
            )
        begin = time.monotonic()
        with self._lock:
            self._take_credit()
            if complaint is not None:
                self._channel.send(bytes([FrameKind.VIOLATION]) + complaint)
            for frame in framed(kind, data, prefix):
                self._channel.send(frame)
        self.publish_seconds += time.monotonic() - begin

    @property
    def is_waiting_for_circuits(self) -> bool:
        """Whether an answer of the executor is still to come."""
        return self._has_asked_for_circuits

    def end(self, ledger: bytes, outcome: bytes, prefix: bytes) -> None:
        """Send the last metric and the outcome, and publish nothing more, whoever has kept the
        messenger: its job has ended.
        """
        with self._lock:
            frames = framed(FrameKind.OUTCOME, outcome, prefix)
            # One write: whoever reads is woken once.
            self._channel.send(bytes([FrameKind.METRIC]) + ledger, next(frames))
            for frame in frames:
                self._channel.send(frame)
        self._has_ended = True

    def send(self, kind: FrameKind, body: bytes, prefix: bytes = b"") -> None:
        """Send another kind of frame, in order with the published ones."""
        with self._lock:
            for frame in framed(kind, body, prefix):
                self._channel.send(frame)

    def connect_circuits(self, seconds: float | None = None) -> socket.socket | None:
        """Ask the executor for a new connection to a simulator, and wait for it.

        Asked once, the executor answers once: whoever calls again after a timeout goes on waiting.
        Messages of other threads wait meanwhile.

        Args:
            seconds: How long to wait; ``None`` waits as long as it takes.

        Returns:
            The connection, or ``None`` when no simulator came back in time.

        Raises:
            TimeoutError: There is no answer yet.
            EOFError: The executor has closed the program channel.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        with self._lock:
            if not self._has_asked_for_circuits:
                self._channel.send(bytes([FrameKind.CIRCUITS_WANTED]))
                self._has_asked_for_circuits = True
            while True:
                self._wait_for_frame(deadline)
                frame, descriptors = received(self._channel)
                if frame[0] == FrameKind.CIRCUITS:
                    break
                self._take(frame, descriptors)
            self._has_asked_for_circuits = False
        for surplus in descriptors[1:]:
            os.close(surplus)
        return socket.socket(fileno=descriptors[0]) if descriptors else None

    def _wait_for_frame(self, deadline: float | None) -> None:
        poll = select.poll()
        poll.register(self._channel.fileno(), select.POLLIN)
        remaining = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not poll.poll(None if remaining is None else int(remaining * 1000 + 0.999)):
            raise TimeoutError

    def _take_credit(self) -> None:
        # Credit is read only when there is none left: a program that publishes little never waits.
        while self._credit == 0:
            self._take(*received(self._channel))
        self._credit -= 1

    def _take(self, frame: bytes, descriptors: list[int]) -> None:
        for descriptor in descriptors:
            os.close(descriptor)
        if frame[0] == FrameKind.CREDIT:
            self._credit += credit_of(frame[1:])


def encoded(value: Any, encoder: type[json.JSONEncoder] = RuntimeEncoder) -> bytes:
    """Return the JSON of ``value`` in ASCII, without spaces."""
    return json.dumps(value, cls=encoder, separators=(",", ":")).encode("utf-8")
