"""The client's bytes against the golden vectors, which other implementations read as well."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spinwire.errors import SpinwireError
from spinwire.kinds import BodyForm, ContentType
from spinwire.wire import (
    BodyReference,
    Event,
    Header,
    Message,
    encode_json,
    error_of,
    is_job_id,
    topic_of,
)

REPOSITORY = Path(__file__).resolve().parents[3]


def vectors(name: str) -> list[Any]:
    """Read one file of vectors, as parameters named after them."""
    path = REPOSITORY / "Tests" / "Golden" / "wire" / f"{name}.json"
    rows = json.loads(path.read_text("utf-8"))
    return [pytest.param(row, id=row["name"]) for row in rows]


def frames_of(row: dict[str, Any], key: str = "frames") -> list[bytes]:
    return [bytes.fromhex(frame) for frame in row[key]]


def header_of(fields: dict[str, Any]) -> Header:
    return Header(
        **{
            **fields,
            "content_type": ContentType(fields["content_type"]),
            "body_form": BodyForm(fields["body_form"]),
        }
    )


def test_vectors_are_what_their_generator_writes() -> None:
    generator = REPOSITORY / "Tools" / "golden" / "generate_wire.py"
    done = subprocess.run(
        [sys.executable, "-B", str(generator), "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("row", vectors("headers"))
def test_header_is_read_and_written(row: dict[str, Any]) -> None:
    data = bytes.fromhex(row["bytes"])
    assert Header.decode(data) == header_of(row["header"])
    assert header_of(row["header"]).encode() == data


@pytest.mark.parametrize("row", vectors("messages"))
def test_message_is_read_and_written(row: dict[str, Any]) -> None:
    frames = frames_of(row)
    message = Message.decode(frames)
    assert message.header == header_of(row["header"])
    bodies = frames_of(row, "bodies")
    json_frames = []
    if row["type"] is not None:
        assert message.json() == row["json"]
        # In the order that came: what a program says of itself keeps its author's.
        json_frames = [encode_json(message.json())]
        assert [message.body(index) for index in range(len(bodies))] == bodies
    assert Message(header_of(row["header"]), json_frames + bodies).encode() == frames


@pytest.mark.parametrize("row", vectors("malformed_messages"))
def test_malformed_message_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(SpinwireError) as caught:
        Message.decode(frames_of(row))
    assert caught.value.code == row["code"]


@pytest.mark.parametrize("row", vectors("events"))
def test_event_is_read_and_written(row: dict[str, Any]) -> None:
    packed = bytes.fromhex(row["packed"])
    event = Event.decode(packed)
    assert event == Event.from_parts(header_of(row["header"]), bytes.fromhex(row["body"]))
    assert event.encode() == packed
    topic, head, body = frames_of(row, "published")
    assert topic == topic_of(event.job, event.kind) == f"{event.job}.{event.word}".encode()
    published = Event.from_parts(Header.decode(head), body)
    assert published.sequence == event.sequence
    if published.body_form == BodyForm.WITHHELD:
        assert int.from_bytes(body, "big") == len(event.body)
    else:
        assert published == event


@pytest.mark.parametrize("row", vectors("malformed_events"))
def test_malformed_event_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(SpinwireError) as caught:
        Event.decode(bytes.fromhex(row["packed"]))
    assert caught.value.code == row["code"]


@pytest.mark.parametrize("row", vectors("markers"))
def test_marker_is_read(row: dict[str, Any]) -> None:
    topic, head, body = frames_of(row)
    header = Header.decode(head)
    assert topic == topic_of(row["job"]) + b"subscribed"
    assert (header.job, header.sequence, bool(header.flags & 1), body) == (
        row["job"],
        row["last"],
        row["is_final"],
        b"",
    )


@pytest.mark.parametrize("row", vectors("references"))
def test_reference_is_read_and_written(row: dict[str, Any]) -> None:
    data = bytes.fromhex(row["bytes"])
    if row["hash"] is None:
        with pytest.raises(SpinwireError):
            BodyReference.decode(data)
        return
    reference = BodyReference(row["hash"], row["byte_count"])
    assert BodyReference.decode(data) == reference
    assert reference.encode() == data


def test_error_report_becomes_the_error() -> None:
    row = next(each.values[0] for each in vectors("messages") if each.id == "error")
    error = error_of(Message.decode(frames_of(row)))
    assert error.code == row["json"]["code"]
    assert error.message == row["json"]["message"]
    assert error.context == row["json"]["context"]


@pytest.mark.parametrize(
    "frame", [b"", b"{", b"[]", b"null", b"\xff", b"1", b"[" * 100_000], ids=repr
)
def test_json_frame_that_is_no_object_is_refused(frame: bytes) -> None:
    with pytest.raises(SpinwireError) as caught:
        Message(Header(0x40), [frame]).json()
    assert caught.value.code == "wire.malformed"


def test_missing_frames_are_named() -> None:
    with pytest.raises(SpinwireError) as caught:
        Message(Header(0x40), []).json()
    assert caught.value.context == {"frame": "2"}
    with pytest.raises(SpinwireError) as caught:
        Message(Header(0x40), [b"{}"]).body()
    assert caught.value.context == {"frame": "3"}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0" * 32, True),
        ("00112233445566778899aabbccddeeff", True),
        ("0" * 31, False),
        ("0" * 33, False),
        ("A" * 32, False),
        ("g" * 32, False),
        ("\N{ARABIC-INDIC DIGIT ZERO}" * 32, False),
        ("", False),
    ],
)
def test_job_id_is_thirty_two_lower_case_digits(text: str, is_one: bool) -> None:
    assert is_job_id(text) is is_one


@pytest.mark.parametrize("seed", range(20))
def test_damaged_bytes_give_an_error_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    samples = [frames_of(each.values[0]) for each in vectors("messages")]
    for _ in range(200):
        frames = [bytearray(frame) for frame in chance.choice(samples)]
        for _ in range(chance.randint(1, 4)):
            frame = chance.choice(frames)
            action = chance.randrange(4)
            if action == 0 and frame:
                frame[chance.randrange(len(frame))] = chance.randrange(256)
            elif action == 1:
                del frame[chance.randint(0, len(frame)) :]
            elif action == 2:
                frame.extend(chance.randbytes(chance.randint(0, 50)))
            elif len(frames) > 1:
                frames.remove(frame)
        try:
            message = Message.decode([bytes(frame) for frame in frames])
            message.json()
            for packed in message.frames:
                Event.decode(packed)
        except SpinwireError as error:
            assert error.code in ("wire.malformed", "wire.version")
