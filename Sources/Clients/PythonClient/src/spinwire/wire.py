"""Bytes of the protocol: headers, messages, events, topics, body references.

``RuntimeWire.docc/WireProtocol.md`` is the authority. Everything that comes in is distrusted:
whatever breaks the contract raises ``SpinwireError`` with the code ``wire.malformed`` or
``wire.version``.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

from spinwire.errors import SpinwireError
from spinwire.kinds import EVENT_WORDS, BodyForm, ContentType, Kind

#: First frame of every message: the protocol and its major version.
TAG = b"SW/1"
#: The header's version that this code reads and writes.
VERSION = 1
#: Bytes of a header.
HEADER_BYTE_COUNT = 40
#: Digits of a job id; a topic is those, a full stop, and a word.
JOB_ID_DIGIT_COUNT = 32
#: Bytes of a body's reference: SHA-256, then the length.
REFERENCE_BYTE_COUNT = 40

_HEADER = struct.Struct(">BBBBHHQ16sQ")
#: The length of an event in a block, and its header.
_BLOCK_ENTRY = struct.Struct(">IBBBBHHQ16sQ")
_NO_JOB = bytes(16)


_CONTENT_TYPES = {int(entry): entry for entry in ContentType}
_BODY_FORMS = {int(entry): entry for entry in BodyForm}


def malformed(message: str, frame: int | None = None) -> SpinwireError:
    """Return the error for bytes that break the contract."""
    return SpinwireError("wire.malformed", message, {} if frame is None else {"frame": str(frame)})


class Header(NamedTuple):
    """The fixed start of every message and event."""

    #: As it came, known or not.
    kind: int
    content_type: ContentType = ContentType.NONE
    body_form: BodyForm = BodyForm.INLINE
    flags: int = 0
    #: Which run of the job, the first is 1; 0 where there is none.
    attempt: int = 0
    #: Correlation of a command and its answer, or sequence of an event.
    sequence: int = 0
    #: 32 hexadecimal digits; empty where there is none.
    job: str = ""
    #: Microseconds since 1970; 0 where it says nothing.
    time: int = 0

    def encode(self) -> bytes:
        """Return the 40 bytes."""
        job = bytes.fromhex(self.job) if self.job else _NO_JOB
        return _HEADER.pack(
            self.kind,
            VERSION,
            self.content_type,
            self.body_form,
            self.flags,
            self.attempt,
            self.sequence,
            job,
            self.time,
        )

    @classmethod
    def decode(cls, data: bytes) -> Header:
        """Read the first 40 of untrusted bytes."""
        if len(data) < HEADER_BYTE_COUNT:
            raise malformed("The header is shorter than 40 bytes.")
        kind, version, content, form, flags, attempt, sequence, job, time = _HEADER.unpack_from(
            data
        )
        if version != VERSION:
            raise SpinwireError(
                "wire.version",
                "The peer speaks another version of the protocol.",
                {"version": str(version)},
            )
        content_type = _CONTENT_TYPES.get(content)
        if content_type is None:
            raise malformed("The header's content type is unknown.")
        body_form = _BODY_FORMS.get(form)
        if body_form is None:
            raise malformed("The header's body form is unknown.")
        text = "" if job == _NO_JOB else job.hex()
        return cls(kind, content_type, body_form, flags, attempt, sequence, text, time)


class Message(NamedTuple):
    """A whole message: a header, then at most one JSON frame, then opaque frames."""

    header: Header
    frames: list[bytes]

    def encode(self) -> list[bytes]:
        """Return all frames, as they are sent."""
        return [TAG, self.header.encode(), *self.frames]

    @classmethod
    def decode(cls, frames: Sequence[bytes]) -> Message:
        """Read untrusted frames."""
        if len(frames) < 2:
            raise malformed("A message has at least a tag and a header.")
        if frames[0] != TAG:
            raise malformed("The first frame is not the protocol's tag.", 0)
        if len(frames[1]) != HEADER_BYTE_COUNT:
            raise malformed("The header is not 40 bytes.", 1)
        return cls(Header.decode(frames[1]), list(frames[2:]))

    def json(self) -> dict[str, Any]:
        """Read the JSON frame, which holds one object."""
        if not self.frames:
            raise malformed("The JSON frame is missing.", 2)
        return decode_object(self.frames[0])

    def body(self, index: int = 0) -> bytes:
        """Return the opaque frame at ``index`` behind the JSON frame."""
        if index + 1 >= len(self.frames):
            raise malformed("A body frame is missing.", index + 3)
        return self.frames[index + 1]


def encode_json(value: object) -> bytes:
    """Return compact UTF-8 JSON. Keys keep their order: that of a schema's properties tells the
    reader what its author holds to come first.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def decode_object(data: bytes) -> dict[str, Any]:
    """Read one JSON object from untrusted bytes."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise malformed("The JSON frame is not JSON.", 2) from None
    if not isinstance(value, dict):
        raise malformed("The JSON frame is not an object.", 2)
    return value


def error_of(message: Message) -> SpinwireError:
    """Return the error that an ``error`` message reports."""
    fields = message.json()
    context = fields.get("context")
    return SpinwireError(
        str(fields.get("code", "wire.malformed")),
        str(fields.get("message", "The service refused without saying why.")),
        context if isinstance(context, dict) else {},
    )


class Event(NamedTuple):
    """One entry of a job's timeline."""

    #: The job's id.
    job: str
    #: Place on the timeline: 1, 2, 3 … without holes.
    sequence: int
    #: The run of the job that it came from; 0 before the first.
    attempt: int
    #: One of the kinds of ``EVENT_WORDS``.
    kind: int
    #: Bit 0 of a log entry is set for stderr; see also ``violates_schema``.
    flags: int
    content_type: ContentType
    body_form: BodyForm
    #: When it happened, in microseconds since 1970.
    time: int
    body: bytes
    #: Events of the jobs that its job went on with; ``None`` where that is not known, as in streams
    #: of many jobs.
    before: int | None = None

    @property
    def number(self) -> int | None:
        """The sequence, going on where the job stood that this one went on with, and so on: it
        rises over all of them. ``None`` in streams of many jobs.
        """
        return None if self.before is None else self.before + self.sequence

    @property
    def word(self) -> str:
        """Name of the kind: ``status``, ``interim``, ``log``, ``metric`` or ``result``."""
        return EVENT_WORDS[self.kind]

    @property
    def violates_schema(self) -> bool:
        """Whether an interim result or the result does not fit the schema that the program
        declares; the job's log says why.
        """
        return self.kind in (Kind.INTERIM, Kind.RESULT) and bool(self.flags & 1)

    @classmethod
    def from_parts(cls, header: Header, body: bytes) -> Event:
        """Join a header and a body that came apart."""
        if header.kind not in EVENT_WORDS:
            raise malformed("The header is not that of an event.")
        return cls(
            header.job,
            header.sequence,
            header.attempt,
            header.kind,
            header.flags,
            header.content_type,
            header.body_form,
            header.time,
            body,
        )

    @classmethod
    def decode(cls, packed: bytes) -> Event:
        """Read header and body from one run of bytes."""
        return cls.from_parts(Header.decode(packed), packed[HEADER_BYTE_COUNT:])

    def encode(self) -> bytes:
        """Return header and body as one run of bytes."""
        header = Header(
            self.kind,
            self.content_type,
            self.body_form,
            self.flags,
            self.attempt,
            self.sequence,
            self.job,
            self.time,
        )
        return header.encode() + self.body


def decode_events(block: bytes) -> list[Event]:
    """Read consecutive events from untrusted bytes: each is its length (4 bytes), then header and
    body.
    """
    events: list[Event] = []
    offset, end = 0, len(block)
    job, text = b"", ""
    while offset < end:
        if end - offset < _BLOCK_ENTRY.size:
            raise malformed("An event of a block is cut short.")
        size, kind, version, content, form, flags, attempt, sequence, name, time = (
            _BLOCK_ENTRY.unpack_from(block, offset)
        )
        offset += 4
        stop = offset + size
        content_type, body_form = _CONTENT_TYPES.get(content), _BODY_FORMS.get(form)
        if size < HEADER_BYTE_COUNT or stop > end:
            raise malformed("An event of a block is cut short.")
        if (
            version != VERSION
            or kind not in EVENT_WORDS
            or content_type is None
            or body_form is None
        ):
            # For the error that says what is wrong.
            events.append(Event.decode(block[offset:stop]))
            offset = stop
            continue
        if name != job:
            job, text = name, name.hex()
        body = block[offset + HEADER_BYTE_COUNT : stop]
        events.append(
            Event(text, sequence, attempt, kind, flags, content_type, body_form, time, body)
        )
        offset = stop
    return events


def is_job_id(text: str) -> bool:
    """Tell whether ``text`` is 32 lower-case hexadecimal digits."""
    return len(text) == JOB_ID_DIGIT_COUNT and all(digit in "0123456789abcdef" for digit in text)


def topic_of(job: str, kind: int | None = None) -> bytes:
    """Return the topic of one kind of event of a job, or what all its topics begin with."""
    return f"{job}.{EVENT_WORDS[kind] if kind is not None else ''}".encode()


class BodyReference(NamedTuple):
    """Names a stored body by its content."""

    #: SHA-256 as 64 hexadecimal digits.
    hash: str
    byte_count: int

    def encode(self) -> bytes:
        """Return the 40 bytes of the binary form."""
        return bytes.fromhex(self.hash) + struct.pack(">Q", self.byte_count)

    @classmethod
    def decode(cls, data: bytes) -> BodyReference:
        """Read the binary form from untrusted bytes."""
        if len(data) != REFERENCE_BYTE_COUNT:
            raise malformed("A body's reference has 40 bytes.")
        return cls(data[:32].hex(), struct.unpack(">Q", data[32:])[0])
