#!/usr/bin/env python3
"""Writes `Tests/Golden/wire`: bytes of the protocol beside their meaning.

Every implementation must agree with them. They are put together here by hand, after
`RuntimeWire.docc/WireProtocol.md`, with no code of an implementation.

    Tools/golden/generate_wire.py            writes the files
    Tools/golden/generate_wire.py --check    says whether they are up to date
"""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import Any

from wire_messages import (
    ANSWERS,
    BYTES,
    COMMANDS,
    HASH,
    INLINE,
    JOB,
    JSON,
    NONE,
    REFERENCE,
    TEXT,
    TIME,
    WITHHELD,
    Example,
)
from wire_workers import WORKERS

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Golden" / "wire"
TAG = b"SW/1"
WORDS = {
    0x60: "status",
    0x61: "interim",
    0x62: "log",
    0x63: "metric",
    0x64: "result",
    0x67: "progress",
    0x68: "checkpoint",
}


def header(
    kind: int,
    *,
    version: int = 1,
    content_type: int = NONE,
    body_form: int = INLINE,
    flags: int = 0,
    attempt: int = 0,
    sequence: int = 0,
    job: str = "",
    time: int = 0,
) -> bytes:
    """The 40 bytes of a header."""
    fields = struct.pack(
        ">BBBBHHQ", kind, version, content_type, body_form, flags, attempt, sequence
    )
    return fields + bytes.fromhex(job or "0" * 32) + struct.pack(">Q", time)


def described(kind: int, **fields: Any) -> dict[str, Any]:
    """A header's bytes and fields, as a vector has them."""
    defaults = {
        "content_type": NONE,
        "body_form": INLINE,
        "flags": 0,
        "attempt": 0,
        "sequence": 0,
        "job": "",
        "time": 0,
    }
    return {"kind": kind, **defaults, **fields}


def compact(value: Any) -> bytes:
    """JSON as it stands on the wire."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def header_vectors() -> list[dict[str, Any]]:
    """Headers with every field at some value, and at its greatest."""
    rows: list[tuple[str, dict[str, Any]]] = [
        ("all zero but the kind", {"kind": 0x2D}),
        (
            "every field",
            {
                "kind": 0x61,
                "content_type": JSON,
                "body_form": REFERENCE,
                "flags": 0x0102,
                "attempt": 0x0304,
                "sequence": 0x05060708090A0B0C,
                "job": JOB,
                "time": TIME,
            },
        ),
        (
            "greatest values",
            {
                "kind": 0x66,
                "content_type": 4,
                "body_form": WITHHELD,
                "flags": 0xFFFF,
                "attempt": 0xFFFF,
                "sequence": 2**64 - 1,
                "job": "f" * 32,
                "time": 2**64 - 1,
            },
        ),
        ("kind that nobody knows", {"kind": 0xEE, "sequence": 1}),
    ]
    return [
        {"name": name, "bytes": header(**fields).hex(), "header": described(**fields)}
        for name, fields in rows
    ]


def message_vector(example: Example) -> dict[str, Any]:
    """One whole message."""
    fields: dict[str, Any] = {
        "content_type": example.content_type,
        "body_form": example.body_form,
        "flags": example.flags,
        "attempt": example.attempt,
        "sequence": example.sequence,
        "job": example.job,
        "time": example.time,
    }
    frames = [TAG, header(example.kind, **fields)]
    if example.type is not None:
        frames.append(compact(example.json))
    frames.extend(example.bodies)
    return {
        "name": example.name,
        "frames": [frame.hex() for frame in frames],
        "header": described(example.kind, **fields),
        "type": example.type,
        "json": example.json,
        "bodies": [body.hex() for body in example.bodies],
    }


def malformed_message_vectors() -> list[dict[str, Any]]:
    """Messages that break the contract, and what they are refused with."""
    good = header(0x2D, sequence=7)
    wrong_type = good[:2] + b"\5" + good[3:]
    wrong_form = good[:3] + b"\3" + good[4:]
    rows: list[tuple[str, list[bytes], str]] = [
        ("no frames", [], "wire.malformed"),
        ("tag alone", [TAG], "wire.malformed"),
        ("empty frames", [b"", b""], "wire.malformed"),
        ("tag of a later version", [b"SW/2", good], "wire.malformed"),
        ("tag with a byte too many", [b"SW/1 ", good], "wire.malformed"),
        ("tag in the wrong place", [good, TAG], "wire.malformed"),
        ("empty header", [TAG, b""], "wire.malformed"),
        ("header cut short", [TAG, good[:-1]], "wire.malformed"),
        ("header too long", [TAG, good + b"\0"], "wire.malformed"),
        ("header of version 0", [TAG, header(0x2D, version=0)], "wire.version"),
        ("header of a later version", [TAG, header(0x2D, version=2)], "wire.version"),
        ("unknown content type", [TAG, wrong_type], "wire.malformed"),
        ("unknown body form", [TAG, wrong_form], "wire.malformed"),
    ]
    return [
        {"name": name, "frames": [frame.hex() for frame in frames], "code": code}
        for name, frames, code in rows
    ]


def malformed_json_vectors() -> list[dict[str, Any]]:
    """JSON frames that do not fit the type that is read from them."""
    rows: list[tuple[str, str, bytes, str]] = [
        ("empty", "Page", b"", "command.invalid"),
        ("not JSON", "Page", b"{", "command.invalid"),
        ("not UTF-8", "BackendName", b'{"name":"\xff"}', "command.invalid"),
        ("an array", "Page", b"[]", "command.invalid"),
        ("a text for a number", "Page", b'{"limit":"20"}', "command.invalid"),
        ("a field is missing", "BackendName", b"{}", "command.invalid"),
        (
            "a job id in capitals",
            "JobAccepted",
            compact(
                {"backend": "b", "job_id": JOB.upper(), "program_id": "p", "program_version": 1}
            ),
            "command.invalid",
        ),
        ("a negative sequence", "TimelineRead", b'{"after":-1}', "command.invalid"),
        ("a status that is none", "JobCancelled", b'{"status":"paused"}', "command.invalid"),
    ]
    return [
        {"name": name, "type": kind, "bytes": data.hex(), "code": code}
        for name, kind, data, code in rows
    ]


def event_vectors() -> list[dict[str, Any]]:
    """Events as one run of bytes, and as they are published when 16 bytes are the most."""
    rows: list[tuple[str, int, dict[str, Any], bytes]] = [
        ("accepted", 0x60, {"content_type": JSON, "sequence": 1}, b'{"status":"queued"}'),
        ("interim", 0x61, {"content_type": JSON, "sequence": 2, "attempt": 1}, b'{"n":1}'),
        ("stderr", 0x62, {"content_type": TEXT, "sequence": 3, "attempt": 1, "flags": 1}, b"oh\n"),
        ("metric", 0x63, {"content_type": JSON, "sequence": 4, "attempt": 2}, b"{}"),
        ("progress", 0x67, {"content_type": JSON, "sequence": 7, "attempt": 2}, b'{"done":1}'),
        ("checkpoint", 0x68, {"content_type": JSON, "sequence": 8, "attempt": 2}, b'{"number":1}'),
        ("empty result", 0x64, {"content_type": BYTES, "sequence": 5, "attempt": 2}, b""),
        (
            "large",
            0x61,
            {"content_type": JSON, "sequence": 6, "attempt": 2},
            b'"' + b"x" * 30 + b'"',
        ),
        (
            "ended",
            0x60,
            {"content_type": JSON, "sequence": 8, "attempt": 2, "flags": 1},
            b'{"status":"lost"}',
        ),
        (
            "result by reference",
            0x64,
            {"content_type": JSON, "sequence": 7, "attempt": 2, "body_form": REFERENCE},
            bytes.fromhex(HASH) + (300_000).to_bytes(8, "big"),
        ),
    ]
    vectors = []
    for name, kind, given, body in rows:
        fields = {"job": JOB, "time": TIME, **given}
        topic = f"{JOB}.{WORDS[kind]}".encode()
        published = [topic, header(kind, **fields), body]
        if len(body) > 16:
            withheld = {**fields, "body_form": WITHHELD}
            published = [topic, header(kind, **withheld), struct.pack(">Q", len(body))]
        vectors.append(
            {
                "name": name,
                "packed": (header(kind, **fields) + body).hex(),
                "header": described(kind, **fields),
                "body": body.hex(),
                "published": [frame.hex() for frame in published],
            }
        )
    return vectors


def malformed_event_vectors() -> list[dict[str, Any]]:
    """Runs of bytes that are no event."""
    rows = [
        ("empty", b"", "wire.malformed"),
        ("header cut short", header(0x61, job=JOB)[:39], "wire.malformed"),
        ("header of a command", header(0x2D, job=JOB), "wire.malformed"),
        ("header of a marker", header(0x65, job=JOB), "wire.malformed"),
        ("header of a later version", header(0x61, version=2, job=JOB), "wire.version"),
    ]
    return [{"name": name, "packed": data.hex(), "code": code} for name, data, code in rows]


def marker_vectors() -> list[dict[str, Any]]:
    """Markers: topic, header with the timeline's last sequence, an empty frame."""
    vectors = []
    for name, last, is_final in [("running", 12, False), ("ended", 13, True)]:
        head = header(0x65, flags=int(is_final), sequence=last, job=JOB)
        frames = [f"{JOB}.subscribed".encode(), head, b""]
        vectors.append(
            {
                "name": name,
                "job": JOB,
                "last": last,
                "is_final": is_final,
                "frames": [frame.hex() for frame in frames],
            }
        )
    return vectors


def topic_vectors() -> list[dict[str, Any]]:
    """Wishes to subscribe, and the topics they are mapped to; none when they are refused."""
    everything = [f"{JOB}.{word}" for word in WORDS.values()]
    rows: list[tuple[str, bytes, list[str] | None]] = [
        ("everything about a job", f"{JOB}.".encode(), everything),
        *((word, f"{JOB}.{word}".encode(), [f"{JOB}.{word}"]) for word in WORDS.values()),
        ("nothing", b"", None),
        ("a job without a full stop", JOB.encode(), None),
        ("a job id cut short", JOB[:-1].encode() + b".", None),
        ("a job id in capitals", JOB.upper().encode() + b".", None),
        ("an unknown kind", f"{JOB}.results".encode(), None),
        ("part of a kind", f"{JOB}.stat".encode(), None),
        ("the marker's own topic", f"{JOB}.subscribed".encode(), None),
        ("not UTF-8", JOB.encode() + b".\xff", None),
        ("very long", JOB.encode() + b"." + b"x" * 1000, None),
    ]
    return [
        {"name": name, "topic": topic.hex(), "topics": None if topics is None else topics}
        for name, topic, topics in rows
    ]


def report_vectors() -> list[dict[str, Any]]:
    """Reports, which are events without a place on the timeline yet, and outcomes."""
    vectors = []
    for name, kind, number, body in [
        ("interim", 0x61, 1, b'{"n":1}'),
        ("log", 0x62, 2, b"hello\n"),
    ]:
        fields: dict[str, Any] = {
            "content_type": JSON,
            "attempt": 2,
            "sequence": number,
            "job": JOB,
            "time": TIME,
        }
        vectors.append(
            {
                "name": name,
                "packed": (header(kind, **fields) + body).hex(),
                "header": described(kind, **fields),
                "body": body.hex(),
                "outcome": None,
            }
        )
    outcomes = [
        ("completed", {"status": "completed"}, b'"Hello, World!"'),
        (
            "failed",
            {
                "code": "program.raised",
                "reason": "The program raised.",
                "status": "failed",
                "traceback": "ValueError",
            },
            b"",
        ),
    ]
    for name, summary, result in outcomes:
        fields = {"content_type": JSON, "attempt": 2, "sequence": 3, "job": JOB, "time": TIME}
        text = compact(summary)
        body = struct.pack(">I", len(text)) + text + result
        vectors.append(
            {
                "name": name,
                "packed": (header(0x66, **fields) + body).hex(),
                "header": described(0x66, **fields),
                "body": body.hex(),
                "outcome": {"summary": summary, "result": result.hex()},
            }
        )
    return vectors


def malformed_report_vectors() -> list[dict[str, Any]]:
    """Reports and outcomes that break the contract, in the header or in the outcome's body."""
    head = header(0x66, content_type=JSON, attempt=1, sequence=1, job=JOB)
    queued = compact({"status": "queued"})
    rows = [
        ("empty", b"", "wire.malformed"),
        ("header of a command", header(0x10, job=JOB), "wire.malformed"),
        ("outcome without a length", head + b"\0\0\0", "wire.malformed"),
        ("outcome's summary cut short", head + b"\0\0\0\5{}", "wire.malformed"),
        ("outcome's length is huge", head + b"\xff\xff\xff\xff{}", "wire.malformed"),
        ("outcome's summary is not JSON", head + b"\0\0\0\1{", "command.invalid"),
        (
            "outcome that is no end",
            head + struct.pack(">I", len(queued)) + queued,
            "wire.malformed",
        ),
    ]
    return [{"name": name, "packed": data.hex(), "code": code} for name, data, code in rows]


def reference_vectors() -> list[dict[str, Any]]:
    """References to bodies; no hash where the bytes are none."""
    rows: list[tuple[str, bytes, int | None]] = [
        ("small", bytes.fromhex(HASH) + (4).to_bytes(8, "big"), 4),
        ("largest", bytes.fromhex(HASH) + (2**63 - 1).to_bytes(8, "big"), 2**63 - 1),
        ("empty", b"", None),
        ("cut short", bytes.fromhex(HASH) + b"\0" * 7, None),
        ("too long", bytes.fromhex(HASH) + b"\0" * 9, None),
    ]
    return [
        {"name": name, "bytes": data.hex(), "hash": None if n is None else HASH, "byte_count": n}
        for name, data, n in rows
    ]


def files() -> dict[str, str]:
    """The text of every file, by its name."""
    vectors = {
        "headers": header_vectors(),
        "messages": [message_vector(each) for each in [*COMMANDS, *ANSWERS, *WORKERS]],
        "malformed_messages": malformed_message_vectors(),
        "malformed_json": malformed_json_vectors(),
        "events": event_vectors(),
        "malformed_events": malformed_event_vectors(),
        "markers": marker_vectors(),
        "topics": topic_vectors(),
        "reports": report_vectors(),
        "malformed_reports": malformed_report_vectors(),
        "references": reference_vectors(),
    }
    return {
        f"{name}.json": json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
        for name, rows in vectors.items()
    }


def main() -> int:
    """Write the files, or compare them."""
    texts = files()
    if sys.argv[1:] == ["--check"]:
        stale = [
            name
            for name, text in texts.items()
            if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != text
        ]
        for name in stale:
            print(f"{name} is not what this generator writes.", file=sys.stderr)
        return 1 if stale else 0
    if sys.argv[1:]:
        print(__doc__, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
