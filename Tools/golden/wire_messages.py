"""One example of every message: what `generate_wire.py` turns into bytes."""

from __future__ import annotations

from typing import Any, NamedTuple

JOB = "00112233445566778899aabbccddeeff"
OTHER_JOB = "f" * 32
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TIME = 1_700_000_000_123_456
PROGRAM = "hello-world-m92QdGKYro"
SOURCE = b"def main(backend, user_messenger):\n    return 1\n"
NONE, JSON, TEXT, BYTES, CIRCUITS = range(5)
INLINE, REFERENCE, WITHHELD = range(3)


class Example(NamedTuple):
    """A message: kind, the type of its JSON frame, if any, its value, and what else it carries."""

    name: str
    kind: int
    type: str | None
    json: dict[str, Any] | None = None
    bodies: tuple[bytes, ...] = ()
    content_type: int = JSON
    body_form: int = INLINE
    flags: int = 0
    attempt: int = 0
    sequence: int = 7
    job: str = ""
    time: int = 0


METADATA = {
    "description": 'Prints „Grüße“ / 世界 "quoted" \\ and\ttabs\n',
    "environment": "qiskit-2",
    "is_public": False,
    "max_execution_time": 300,
    "name": "hello-world",
    "spec": {
        "backend_requirements": {"min_num_qubits": 5},
        "parameters": {"properties": {"iterations": {"type": "integer"}}, "required": []},
    },
}
DEVICE = {
    "aliases": ["aer_simulator"],
    "basis_gates": ["cx", "rz", "sx", "x"],
    "coupling_map": [[0, 1], [1, 2]],
    "description": "A line.",
    "name": "line3",
    "qubit_count": 3,
    "shots_default": 1024,
    "shots_max": 100000,
    "simulator": True,
    "version": "1.0.0",
}
QUOTAS = {"queued_job_count_max": 100, "running_job_count_max": 4, "stored_byte_count_max": 1 << 40}
NEW_ACCOUNT = {"account": "bob", "may_publish": True, "quotas": QUOTAS, "role": "author"}
ACCOUNT_SUMMARY = {
    "account": "bob",
    "created_at": TIME,
    "is_disabled": False,
    "may_publish": True,
    "quotas": QUOTAS,
    "role": "author",
    "usage": {"queued_job_count": 3, "running_job_count": 4, "stored_byte_count": 123_456},
}
PROGRAM_SUMMARY = {
    "content_hash": HASH,
    "created_at": TIME,
    "metadata": METADATA,
    "owner": "alice",
    "program_id": PROGRAM,
    "shared_with": ["bob"],
    "source_byte_count": len(SOURCE),
    "updated_at": TIME + 1,
    "version": 2,
}
JOB_SUMMARY = {
    "attempt": 1,
    "backend": "line3",
    "code": "program.raised",
    "created_at": TIME,
    "ended_at": TIME + 2,
    "canceller": "bob",
    "cancelled_at": TIME + 1,
    "environment": "qiskit-2",
    "max_execution_time": 300,
    "session_id": OTHER_JOB,
    "resumed_from": OTHER_JOB,
    "events_before": 31,
    "job_id": JOB,
    "last": 12,
    "metric": 10,
    "owner": "alice",
    "program_id": PROGRAM,
    "program_version": 2,
    "reason": "The program raised.",
    "started_at": TIME + 1,
    "status": "failed",
    "tags": ["a", "b"],
}
SESSION_SUMMARY = {
    "backend": "line3",
    "created_at": TIME,
    "ended_at": TIME + 1,
    "idle_time_max": 60,
    "owner": "alice",
    "pending_job_count": 2,
    "reason": "Closed by its user.",
    "session_id": OTHER_JOB,
    "status": "closed",
    "time_to_live": 3600,
}
OPEN_SESSION = {**SESSION_SUMMARY, "status": "open"}
WAITING_JOB = {
    key: JOB_SUMMARY[key]
    for key in (
        "backend",
        "created_at",
        "owner",
        "program_id",
        "program_version",
        "tags",
        "environment",
        "max_execution_time",
    )
} | {"attempt": 0, "job_id": OTHER_JOB, "last": 1, "status": "queued"}
BACKEND_STATUS = {
    "device": DEVICE,
    "operational": True,
    "pending_job_count": 3,
    "simulator_count": 1,
}
PROGRESS = {"attempt": 2, "job_id": JOB, "last_report": 41}

COMMANDS = [
    Example(
        "program.upload",
        0x01,
        "ProgramUpload",
        {"idempotency_key": "k1", "metadata": METADATA},
        (SOURCE,),
        TEXT,
    ),
    Example(
        "program.update, source by reference",
        0x02,
        "ProgramUpdate",
        {"idempotency_key": "k2", "metadata": {"description": "New."}, "program_id": PROGRAM},
        (bytes.fromhex(HASH) + (300_000).to_bytes(8, "big"),),
        TEXT,
        REFERENCE,
    ),
    Example("program.delete", 0x03, "ProgramName", {"program_id": PROGRAM}),
    Example(
        "program.list",
        0x04,
        "ProgramListing",
        {
            "is_public": False,
            "limit": 20,
            "name": "hello-world",
            "offset": 40,
            "owner": "alice",
            "search": "grüße wor",
        },
    ),
    Example("program.list, least", 0x04, "ProgramListing", {}),
    Example("program.get", 0x05, "ProgramName", {"program_id": PROGRAM, "version": 1}),
    Example(
        "program.set-visibility",
        0x06,
        "ProgramVisibility",
        {"is_public": True, "program_id": PROGRAM},
    ),
    Example(
        "program.set-visibility, shared",
        0x06,
        "ProgramVisibility",
        {"program_id": PROGRAM, "shared_with": ["bob", "carol"]},
    ),
    Example(
        "program.history", 0x07, "ProgramHistory", {"limit": 5, "offset": 1, "program_id": PROGRAM}
    ),
    Example(
        "job.run",
        0x10,
        "JobRun",
        {
            "backend": "line3",
            "environment": "qiskit-2",
            "idempotency_key": "k3",
            "log_level": "INFO",
            "max_execution_time": 60,
            "program_id": PROGRAM,
            "tags": ["a"],
        },
        (b'{"iterations": 3}',),
    ),
    Example(
        "job.run, least",
        0x10,
        "JobRun",
        {"idempotency_key": "k4", "program_id": PROGRAM},
        (b"{}",),
        sequence=2**64 - 1,
    ),
    Example(
        "job.run-batch",
        0x17,
        "JobRunBatch",
        {
            "idempotency_key": "k5",
            "program_id": PROGRAM,
            "references": [1],
            "session_id": OTHER_JOB,
        },
        (b'{"iterations": 3}', bytes.fromhex(HASH) + (300_000).to_bytes(8, "big"), b"{}"),
    ),
    Example("job.cancel", 0x11, "NoContent", {}, job=JOB),
    Example("job.get, with inputs", 0x12, "NoContent", {}, flags=1, job=JOB),
    Example(
        "job.list",
        0x13,
        "JobListing",
        {
            "backend": "line3",
            "created_after": TIME,
            "created_before": TIME + 1,
            "cursor": "41",
            "limit": 10,
            "offset": 0,
            "owner": "bob",
            "pending": True,
            "program_id": PROGRAM,
            "session_id": OTHER_JOB,
            "sort": "oldest",
            "tags": ["a", "b"],
        },
    ),
    Example("job.result", 0x14, "NoContent", {}, job=JOB),
    Example("job.delete", 0x15, "NoContent", {}, job=JOB),
    Example("job.tag", 0x16, "JobTags", {"tags": ["a", "b"]}, job=JOB),
    Example("timeline.read", 0x18, "TimelineRead", {"after": 41, "limit": 512}, job=JOB),
    Example("timeline.last", 0x19, "NoContent", {}, job=JOB),
    Example("feed.open", 0x1A, "FeedOpen", {"owner": "bob", "program_id": PROGRAM, "tags": ["a"]}),
    Example("feed.renew", 0x1B, "FeedName", {"feed": OTHER_JOB}),
    Example("feed.close", 0x1C, "FeedName", {"feed": OTHER_JOB}),
    Example("job.await", 0x1D, "JobAwait", {"job_ids": [JOB, OTHER_JOB], "patience_ms": 10_000}),
    Example("backend.list", 0x20, "NoContent", {}),
    Example("environment.list", 0x22, "NoContent", {}),
    Example("backend.get", 0x21, "BackendName", {"name": "line3"}),
    Example("account.create", 0x28, "AccountCreate", {"account": "bob", "role": "administrator"}),
    Example("account.create, with quotas", 0x28, "AccountCreate", NEW_ACCOUNT),
    Example("account.list", 0x29, "Page", {}),
    Example("account.delete", 0x2A, "AccountName", {"account": "bob"}),
    Example(
        "account.update",
        0x2B,
        "AccountUpdate",
        {
            "account": "bob",
            "is_disabled": True,
            "may_publish": False,
            "quotas": {"running_job_count_max": 1},
            "role": "user",
        },
    ),
    Example("account.renew-token", 0x2E, "AccountName", {"account": "bob"}),
    Example("service.status", 0x2C, "NoContent", {}),
    Example("service.hello", 0x2D, "NoContent", {}),
    Example(
        "body.put",
        0x30,
        "BodyPut",
        {"byte_count": 300_000, "hash": HASH, "offset": 0},
        (bytes(range(256)),),
        BYTES,
    ),
    Example(
        "session.open",
        0x38,
        "SessionOpen",
        {"backend": "line3", "idempotency_key": "k7", "idle_time_max": 60, "time_to_live": 3600},
    ),
    Example("session.open, least", 0x38, "SessionOpen", {"idempotency_key": "k8"}),
    Example("session.close", 0x39, "SessionClose", {"cancels_jobs": True, "session_id": OTHER_JOB}),
    Example("session.get", 0x3A, "SessionName", {"session_id": OTHER_JOB}),
    Example("session.list", 0x3B, "SessionListing", {"is_open": True, "limit": 5, "offset": 1}),
    Example("body.get", 0x31, "BodyGet", {"byte_count": 65536, "hash": HASH, "offset": 65536}),
]

ANSWERS = [
    Example("program version", 0x40, "ProgramVersion", {"program_id": PROGRAM, "version": 2}),
    Example("program", 0x40, "ProgramSummary", PROGRAM_SUMMARY, (SOURCE,)),
    Example("programs", 0x40, "ProgramList", {"count": 41, "programs": [PROGRAM_SUMMARY]}),
    Example(
        "job accepted",
        0x40,
        "JobAccepted",
        {"backend": "line3", "job_id": JOB, "program_id": PROGRAM, "program_version": 2},
        job=JOB,
    ),
    Example(
        "jobs accepted",
        0x40,
        "JobsAccepted",
        {
            "backend": "line3",
            "job_ids": [JOB, OTHER_JOB],
            "program_id": PROGRAM,
            "program_version": 2,
        },
    ),
    Example("jobs ended", 0x40, "JobsEnded", {"job_ids": [OTHER_JOB]}),
    Example("session", 0x40, "SessionSummary", SESSION_SUMMARY),
    Example(
        "sessions", 0x40, "SessionList", {"count": 2, "sessions": [SESSION_SUMMARY, OPEN_SESSION]}
    ),
    Example("job cancelled", 0x40, "JobCancelled", {"status": "cancelling"}),
    Example("job, with inputs", 0x40, "JobSummary", JOB_SUMMARY, (b'{"iterations": 3}',), job=JOB),
    Example(
        "jobs",
        0x40,
        "JobList",
        {"count": 5, "jobs": [JOB_SUMMARY, WAITING_JOB], "last": "3", "next": "3"},
    ),
    Example(
        "timeline's end",
        0x40,
        "TimelinePage",
        {"hash": HASH, "is_final": True, "last": 12, "status": "ran-too-long"},
        job=JOB,
    ),
    Example("feed", 0x40, "FeedState", {"feed": JOB, "lease_milliseconds": 30, "published": 41}),
    Example("backend", 0x40, "BackendStatus", BACKEND_STATUS),
    Example("backends", 0x40, "BackendList", {"backends": [BACKEND_STATUS]}),
    Example(
        "environments",
        0x40,
        "EnvironmentList",
        {
            "environments": [
                {
                    "executor_count": 2,
                    "is_default": True,
                    "name": "qiskit-2",
                    "packages": {"numpy": "2.4.1", "qiskit": "2.6.2"},
                }
            ]
        },
    ),
    Example("account's token", 0x40, "AccountToken", {"account": "bob", "token": "spw_bob_00ff"}),
    Example("accounts", 0x40, "AccountList", {"accounts": [ACCOUNT_SUMMARY], "count": 1}),
    Example("account", 0x40, "AccountSummary", ACCOUNT_SUMMARY),
    Example(
        "service's status",
        0x40,
        "ServiceStatus",
        {
            "commit_count": 9,
            "dropped_message_count": 0,
            "queued_job_count": 1,
            "running_job_count": 2,
            "synchronous": 2,
            "uptime_seconds": 12.5,
            "version": "0.1.0",
            "workers": [
                {
                    "is_draining": False,
                    "process_id": 4242,
                    "role": "executor",
                    "running": 2,
                    "slots": 2,
                    "worker_id": "executor-1",
                }
            ],
        },
    ),
    Example(
        "hello",
        0x40,
        "ServiceHello",
        {
            "account": "alice",
            "bodies_endpoint": "tcp://127.0.0.1:4003",
            "body_byte_count_max": 67108864,
            "events_endpoint": "ipc:///run/spinwire/events",
            "frame_byte_count_max": 262144,
            "inline_event_byte_count_max": 65536,
            "role": "administrator",
            "version": "0.1.0",
        },
    ),
    Example("body's progress", 0x40, "BodyProgress", {"received": 65536}, (b"chunk",)),
    Example("nothing", 0x40, "NoContent", {}),
    Example(
        "error",
        0x41,
        "ErrorReport",
        {
            "code": "backend.notFound",
            "context": {"backend": "nowhere"},
            "message": "There is no backend of that name.",
        },
        job=JOB,
    ),
]
