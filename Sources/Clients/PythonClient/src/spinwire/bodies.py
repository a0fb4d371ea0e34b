"""Bodies of any size, on their way to and from the service."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.kinds import BodyForm, ContentType, Kind
from spinwire.wire import BodyReference, Event, malformed

#: What a chunk leaves of a frame for nothing but safety.
_FRAME_MARGIN = 1024


def put_body(connection: Connection, data: bytes) -> tuple[bytes, BodyForm]:
    """Make ``data`` ready to be a command's body: itself if a frame holds it, else stored and
    named.

    Returns:
        The bytes for the command's body frame, and their form.

    Raises:
        SpinwireError: ``payload.tooLarge`` above the service's limit.
    """
    hello = connection.hello()
    if len(data) > int(hello["body_byte_count_max"]):
        raise SpinwireError(
            "payload.tooLarge",
            "The body is longer than the service takes.",
            {"byte_count": str(len(data)), "limit": str(hello["body_byte_count_max"])},
        )
    frame_byte_count = int(hello["frame_byte_count_max"]) - _FRAME_MARGIN
    if len(data) <= frame_byte_count:
        return data, BodyForm.INLINE
    reference = BodyReference(hashlib.sha256(data).hexdigest(), len(data))
    offset = 0
    while offset < len(data):
        # One chunk at a time: the next one leaves when the service has taken the last.
        answer = connection.call(
            Kind.BODY_PUT,
            {"hash": reference.hash, "byte_count": len(data), "offset": offset},
            bodies=[data[offset : offset + frame_byte_count]],
            content_type=ContentType.BYTES,
        )
        received = answer.json().get("received")
        if not isinstance(received, int) or received <= offset:
            raise malformed("The service does not say how much of the body it has.")
        offset = received
    return reference.encode(), BodyForm.REFERENCE


def get_body(connection: Connection, job: str, reference: BodyReference) -> bytes:
    """Fetch a stored body of a job, and check that it is the one that was named.

    Raises:
        SpinwireError: ``body.notFound``, or ``body.corrupt`` when the bytes do not have the hash.
    """
    byte_count = int(connection.hello()["frame_byte_count_max"]) - _FRAME_MARGIN
    parts = bytearray()
    while len(parts) < reference.byte_count:
        fields = {"hash": reference.hash, "offset": len(parts), "byte_count": byte_count}
        chunk = connection.call(Kind.BODY_GET, fields, job=job).body()
        if not chunk:
            break
        parts += chunk
    data = bytes(parts)
    if hashlib.sha256(data).hexdigest() != reference.hash:
        raise SpinwireError(
            "body.corrupt", "The bytes that came do not have the announced hash.", {"job_id": job}
        )
    return data


def body_fetcher(connection: Connection) -> Callable[[Event], bytes]:
    """Return a function that gives the bytes of an event's body, wherever they are."""

    def fetch(event: Event) -> bytes:
        if event.body_form == BodyForm.REFERENCE:
            return get_body(connection, event.job, BodyReference.decode(event.body))
        return event.body

    return fetch
