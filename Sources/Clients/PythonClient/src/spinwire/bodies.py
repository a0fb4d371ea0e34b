"""Bodies of any size, on their way to and from the service.

They travel in chunks over a connection of their own, a few of which are under way at a time. An
upload that was interrupted goes on where the service has it.
"""

from __future__ import annotations

import hashlib
import os
import queue
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Union

from spinwire.connection import Connection
from spinwire.errors import TRANSIENT_CODES, SpinwireError
from spinwire.kinds import BodyForm, ContentType, Kind
from spinwire.wire import BodyReference, Event, Header, Message, malformed

#: What a chunk leaves of a frame for nothing but safety.
_FRAME_MARGIN = 1024
#: Chunks without an answer.
_WINDOW = 4
#: How often an upload begins anew, because the service was started anew in the middle.
_RESTART_COUNT_MAX = 5
#: Pause before a service that is too busy is asked again, in seconds.
_BUSY_PAUSE = 0.1
#: Pause before a body is asked for again that the service could not give, in seconds.
_RETRY_SECONDS = 0.5
#: Longest wait for one chunk, in seconds: the last one is answered when all are on the disk.
_CHUNK_TIMEOUT = 300.0
#: Bytes of a file that are hashed at once.
_HASHED_BYTE_COUNT = 1 << 20

_Outcome = Union[Message, SpinwireError]


class BodySource(Protocol):
    """Bytes that can be read in any part, and again."""

    byte_count: int

    def read(self, offset: int, byte_count: int) -> bytes | memoryview:
        """Return some of them."""


class BytesSource:
    """Bytes in memory."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes; they are not copied."""
        self.byte_count = len(data)
        self._view = memoryview(data)

    def read(self, offset: int, byte_count: int) -> memoryview:
        """Return some of the bytes."""
        return self._view[offset : offset + byte_count]


class FileSource:
    """Bytes in a file, which is to stay as it is meanwhile. A context manager."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open a file; raises ``inputs.invalid`` when that cannot be done, or it is none."""
        context = {"file": os.fspath(path)}
        try:
            # Nothing else is opened: a pipe would wait for its writer.
            if not stat.S_ISREG(os.stat(path).st_mode):
                raise SpinwireError("inputs.invalid", "The file with the inputs is none.", context)
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            raise SpinwireError("inputs.invalid", "The file cannot be read.", context) from error
        self.byte_count = os.fstat(self._descriptor).st_size

    def __enter__(self) -> FileSource:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)

    def read(self, offset: int, byte_count: int) -> bytes:
        """Return some of the bytes."""
        return os.pread(self._descriptor, byte_count, offset)


def put_body(connection: Connection, data: bytes | BodySource) -> tuple[bytes, BodyForm]:
    """Make ``data`` ready to be a command's body: itself if a frame holds it, else stored and
    named.

    Returns:
        The bytes for the command's body frame, and their form.

    Raises:
        SpinwireError: ``payload.tooLarge`` above the service's limit.
    """
    source = BytesSource(data) if isinstance(data, bytes) else data
    hello = connection.hello()
    limit = int(hello["body_byte_count_max"])
    if source.byte_count > limit:
        raise SpinwireError(
            "payload.tooLarge",
            "The payload is longer than it may be.",
            {
                "bytes": str(source.byte_count),
                "limit": str(limit),
                "limit_name": "body_byte_count_max",
            },
        )
    chunk_byte_count = int(hello["frame_byte_count_max"]) - _FRAME_MARGIN
    if source.byte_count <= chunk_byte_count:
        return bytes(source.read(0, source.byte_count)), BodyForm.INLINE
    reference = _reference(source)
    _Upload(connection, source, reference, chunk_byte_count).run()
    return reference.encode(), BodyForm.REFERENCE


def _reference(source: BodySource) -> BodyReference:
    digest = hashlib.sha256()
    for offset in range(0, source.byte_count, _HASHED_BYTE_COUNT):
        digest.update(source.read(offset, _HASHED_BYTE_COUNT))
    return BodyReference(digest.hexdigest(), source.byte_count)


class _Upload:
    """One body on its way to the service."""

    def __init__(
        self,
        connection: Connection,
        source: BodySource,
        reference: BodyReference,
        chunk_byte_count: int,
    ) -> None:
        self._connection = connection
        self._source = source
        self._reference = reference
        self._chunk_byte_count = chunk_byte_count
        self._outcomes: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()
        self._outstanding = 0
        self._next = 0
        #: How much of it the service has said that it has.
        self._received = 0
        self._restart_count = 0
        #: Something went wrong: no chunk is sent until all answers are there.
        self._goes_back = False

    def run(self) -> None:
        """Return when the service has it on its disk."""
        while self._received < self._reference.byte_count:
            self._fill_window()
            outcome = self._outcomes.get()
            self._outstanding -= 1
            if isinstance(outcome, SpinwireError):
                self._refused(outcome)
            else:
                self._take(outcome)
            if self._goes_back and self._outstanding == 0:
                time.sleep(_BUSY_PAUSE)
                self._next = self._received
                self._goes_back = False

    def _fill_window(self) -> None:
        while (
            self._outstanding < _WINDOW
            and self._next < self._reference.byte_count
            and not self._goes_back
        ):
            chunk = self._source.read(self._next, self._chunk_byte_count)
            fields = {
                "hash": self._reference.hash,
                "byte_count": self._reference.byte_count,
                "offset": self._next,
            }
            header = Header(Kind.BODY_PUT, ContentType.BYTES)
            self._connection.submit(
                header, fields, [bytes(chunk)], self._outcomes.put, _CHUNK_TIMEOUT
            )
            self._next += len(chunk)
            self._outstanding += 1

    def _take(self, answer: Message) -> None:
        received = answer.json().get("received")
        if not isinstance(received, int):
            raise malformed("The service does not say how much of the body it has.")
        self._received = max(self._received, received)
        self._next = max(self._next, self._received)

    def _refused(self, error: SpinwireError) -> None:
        is_to_begin_again = error.code in ("upload.notFound", "body.corrupt")
        if is_to_begin_again and not self._goes_back:
            # A service that was started anew, or gave up what stood still, has none of it.
            self._received = 0
            self._restart_count += 1
        elif error.code != "queue.full" and not is_to_begin_again:
            raise type(error)(error.code, error.message, error.context)
        if self._restart_count > _RESTART_COUNT_MAX:
            raise type(error)(error.code, error.message, error.context)
        self._goes_back = True


def body_chunks(connection: Connection, job: str, reference: BodyReference) -> Iterator[bytes]:
    """Fetch a stored body of a job in parts, in order, and check that it is the one that was named.

    Raises:
        SpinwireError: ``body.notFound``, or ``body.corrupt`` when the bytes do not have the hash;
            only after the last part does one know.
    """
    byte_count = int(connection.hello()["frame_byte_count_max"]) - _FRAME_MARGIN
    outcomes: queue.SimpleQueue[tuple[int, _Outcome]] = queue.SimpleQueue()
    early: dict[int, bytes] = {}
    digest = hashlib.sha256()
    asked = taken = 0

    def ask(offset: int) -> None:
        fields = {"hash": reference.hash, "offset": offset, "byte_count": byte_count}
        connection.submit(
            Header(Kind.BODY_GET, ContentType.JSON, job=job),
            fields,
            [],
            lambda outcome: outcomes.put((offset, outcome)),
        )

    while taken < reference.byte_count:
        while asked < reference.byte_count and asked - taken < _WINDOW * byte_count:
            ask(asked)
            asked += byte_count
        offset, outcome = outcomes.get()
        if isinstance(outcome, SpinwireError):
            if outcome.code == "queue.full":
                time.sleep(_BUSY_PAUSE)
                ask(offset)
                continue
            raise type(outcome)(outcome.code, outcome.message, outcome.context)
        early[offset] = outcome.body()
        if len(early[offset]) != min(byte_count, reference.byte_count - offset):
            break
        while taken in early:
            part = early.pop(taken)
            digest.update(part)
            taken += len(part)
            yield part
    if taken < reference.byte_count or digest.hexdigest() != reference.hash:
        raise SpinwireError(
            "body.corrupt", "The bytes that came do not have the announced hash.", {"job_id": job}
        )


def get_body(connection: Connection, job: str, reference: BodyReference) -> bytes:
    """Fetch a stored body of a job; see ``body_chunks``."""
    return b"".join(body_chunks(connection, job, reference))


def body_fetcher(connection: Connection) -> Callable[[Event], bytes]:
    """Return a function that gives the bytes of an event's body, wherever they are."""

    def fetch(event: Event) -> bytes:
        if event.body_form == BodyForm.REFERENCE:
            return get_body(connection, event.job, BodyReference.decode(event.body))
        return event.body

    return fetch


def fetch_patiently(
    fetch: Callable[[Event], bytes], event: Event, is_stopped: Callable[[], bool]
) -> bytes:
    """Fetch an event's body as often as it takes while the service is not there.

    Raises:
        SpinwireError: It cannot be had, or the stream was stopped meanwhile.
    """
    while True:
        try:
            return fetch(event)
        except SpinwireError as error:
            if error.code not in TRANSIENT_CODES or is_stopped():
                raise
            time.sleep(_RETRY_SECONDS)


def write_body(connection: Connection, event: Event, path: str | os.PathLike[str]) -> int:
    """Write an event's body to a file, part by part; the file is there only when all of it came.

    Returns:
        Its length.

    Raises:
        SpinwireError: ``command.invalid`` when the file cannot be written; as ``body_chunks``.
    """
    target = Path(path)
    if not target.name or os.path.isdir(target):
        raise _unwritable(target)
    parts: Any = [event.body]
    if event.body_form == BodyForm.REFERENCE:
        parts = body_chunks(connection, event.job, BodyReference.decode(event.body))
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    byte_count = 0
    try:
        try:
            with unfinished.open("xb") as file:
                for part in parts:
                    byte_count += file.write(part)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(target) from error
    return byte_count


def _unwritable(path: Path) -> SpinwireError:
    return SpinwireError("command.invalid", "The file cannot be written.", {"file": str(path)})
