"""Bytes of the protocol: headers, messages, events, topics, body references.

``RuntimeWire.docc/WireProtocol.md`` is the authority. Everything that comes in is distrusted:
whatever breaks the contract raises ``SpinwireError`` with the code ``wire.malformed`` or
``wire.version``.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from spinwire.errors import SpinwireError

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
_NO_JOB = bytes(16)


class Kind(IntEnum):
    """What a message is: the first byte of its header."""

    PROGRAM_UPLOAD = 0x01
    PROGRAM_UPDATE = 0x02
    PROGRAM_DELETE = 0x03
    PROGRAM_LIST = 0x04
    PROGRAM_GET = 0x05
    PROGRAM_SET_VISIBILITY = 0x06
    JOB_RUN = 0x10
    JOB_CANCEL = 0x11
    JOB_GET = 0x12
    JOB_LIST = 0x13
    JOB_RESULT = 0x14
    JOB_DELETE = 0x15
    JOB_TAG = 0x16
    TIMELINE_READ = 0x18
    TIMELINE_LAST = 0x19
    BACKEND_LIST = 0x20
    BACKEND_GET = 0x21
    ACCOUNT_CREATE = 0x28
    ACCOUNT_LIST = 0x29
    ACCOUNT_DELETE = 0x2A
    SERVICE_STATUS = 0x2C
    SERVICE_HELLO = 0x2D
    BODY_PUT = 0x30
    BODY_GET = 0x31

    REPLY = 0x40
    ERROR = 0x41

    STATUS = 0x60
    INTERIM = 0x61
    LOG = 0x62
    METRIC = 0x63
    RESULT = 0x64
    SUBSCRIBED = 0x65


#: Kinds of events, with the word that ends their topic.
EVENT_WORDS: Mapping[int, str] = {
    Kind.STATUS: "status",
    Kind.INTERIM: "interim",
    Kind.LOG: "log",
    Kind.METRIC: "metric",
    Kind.RESULT: "result",
}


class ContentType(IntEnum):
    """How the bytes of a body are to be read."""

    NONE = 0
    JSON = 1
    TEXT = 2
    BYTES = 3
    CIRCUITS = 4


class BodyForm(IntEnum):
    """Where the bytes of a body are."""

    #: In the message itself.
    INLINE = 0
    #: In the store; the message holds a reference.
    REFERENCE = 1
    #: In the timeline only; the message holds the length.
    WITHHELD = 2


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
    """Return compact UTF-8 JSON with sorted keys: equal values are equal bytes."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


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
    #: Bit 0 of a log entry is set for stderr.
    flags: int
    content_type: ContentType
    body_form: BodyForm
    #: When it happened, in microseconds since 1970.
    time: int
    body: bytes

    @property
    def word(self) -> str:
        """Name of the kind: ``status``, ``interim``, ``log``, ``metric`` or ``result``."""
        return EVENT_WORDS[self.kind]

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
