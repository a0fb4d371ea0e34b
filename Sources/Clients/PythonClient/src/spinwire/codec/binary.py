"""Bytes inside JSON text: base64, with or without zlib."""

from __future__ import annotations

import base64
import binascii
import zlib

#: What one wrapped value may unpack to; a larger one is refused before the memory is taken.
UNPACKED_BYTE_COUNT_MAX = 1 << 30


def pack(data: bytes, compress: bool) -> str:
    """Return ``data`` as base64 text, through zlib if asked."""
    return base64.b64encode(zlib.compress(data) if compress else data).decode("ascii")


def unpack(text: object, compressed: bool, byte_count_max: int = UNPACKED_BYTE_COUNT_MAX) -> bytes:
    """Return the bytes behind ``text``.

    Raises:
        ValueError: ``text`` is no base64, no complete zlib stream, or unpacks to more than
            ``byte_count_max`` bytes.
    """
    if not isinstance(text, str):
        raise ValueError("base64 text was expected")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"the text is no base64: {error}") from None
    if not compressed:
        return data
    stream = zlib.decompressobj()
    try:
        unpacked = stream.decompress(data, byte_count_max)
    except zlib.error as error:
        raise ValueError(f"the bytes are no zlib stream: {error}") from None
    if stream.unconsumed_tail:
        raise ValueError(f"the value unpacks to more than {byte_count_max} bytes")
    if not stream.eof:
        raise ValueError("the zlib stream ends early")
    return unpacked
