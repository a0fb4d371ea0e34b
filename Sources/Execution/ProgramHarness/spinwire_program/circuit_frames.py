"""Frames between a program's backend and a simulator, on a connected stream socket.

On the stream, numbers big-endian: u32 length of what follows, a header of 40 bytes, a body.

======  =====  ============  =====================================================================
offset  bytes  field         meaning
======  =====  ============  =====================================================================
0       1      kind          ``CircuitFrameKind``
1       1      version       1
2       1      content type  4 packed circuits, 1 JSON, 0 no body
3       1      body form     0
4       2      flags         bit 0: more of this correlation's body follows
6       2      reserved      0
8       8      correlation   chosen by the program's side, one for each run
16      16     job id
32      8      time          microseconds since 1970
======  =====  ============  =====================================================================

A run's body is a circuit request, a result's a circuit reply, an error's JSON with ``code``,
``message`` and ``context``; a cancel has none. Bodies longer than 192 KiB are sent in parts.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from spinwire_program.errors import SpinwireError

HEADER = struct.Struct(">BBBBHHQ16sQ")
#: The same with the length before it.
_FRAME = struct.Struct(">IBBBBHHQ16sQ")
_LENGTH = struct.Struct(">I")
VERSION = 1
FLAG_MORE = 1
PART_BYTE_COUNT_MAX = 192 << 10
FRAME_BYTE_COUNT_MAX = (256 << 10) + 64
CONTENT_TYPE_NONE = 0
CONTENT_TYPE_CIRCUITS = 4


class CircuitFrameKind(IntEnum):
    """First byte of a header."""

    RUN = 0x70
    RESULT = 0x71
    ERROR = 0x72
    CANCEL = 0x73


class CircuitFrame(NamedTuple):
    """What a frame says that matters here."""

    kind: int
    version: int
    is_last: bool
    correlation: int
    body: bytes


def frames(kind: CircuitFrameKind, correlation: int, job: bytes, body: bytes) -> Iterator[bytes]:
    """Yield the frames that carry a body, each with its length."""
    content_type = CONTENT_TYPE_CIRCUITS if body else CONTENT_TYPE_NONE
    now = time.time_ns() // 1000
    for offset in range(0, len(body) or 1, PART_BYTE_COUNT_MAX):
        part = body[offset : offset + PART_BYTE_COUNT_MAX]
        flags = FLAG_MORE if offset + PART_BYTE_COUNT_MAX < len(body) else 0
        length = HEADER.size + len(part)
        yield (
            _FRAME.pack(length, kind, VERSION, content_type, 0, flags, 0, correlation, job, now)
            + part
        )


def taken_frames(data: bytearray) -> Iterator[CircuitFrame]:
    """Take the whole frames from the front of what was read.

    Raises:
        SpinwireError: ``wire.malformed``, a frame has an impossible length.
    """
    offset, end = 0, len(data)
    try:
        while end - offset >= _LENGTH.size:
            (byte_count,) = _LENGTH.unpack_from(data, offset)
            if not HEADER.size <= byte_count <= FRAME_BYTE_COUNT_MAX:
                raise SpinwireError("wire.malformed", "A circuit frame has an impossible length.")
            start, next_offset = offset + _FRAME.size, offset + _LENGTH.size + byte_count
            if end < next_offset:
                return
            _, kind, version, _, _, flags, _, correlation, _, _ = _FRAME.unpack_from(data, offset)
            offset = next_offset
            yield CircuitFrame(
                kind, version, not flags & FLAG_MORE, correlation, bytes(data[start:offset])
            )
    finally:
        del data[:offset]


def error_of(body: bytes) -> SpinwireError:
    """Return the error that an error frame's JSON describes, whatever is in it."""
    try:
        fields = json.loads(body)
        context = fields.get("context")
        return SpinwireError(
            str(fields["code"]),
            str(fields["message"]),
            context if isinstance(context, dict) else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return SpinwireError("wire.malformed", "The simulator's error cannot be read.")
