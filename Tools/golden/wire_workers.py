"""What workers and the coordinator say to each other, as examples of the protocol."""

from __future__ import annotations

from wire_messages import (
    DEVICE,
    HASH,
    JOB,
    NONE,
    OTHER_JOB,
    PROGRAM,
    PROGRESS,
    SOURCE,
    Example,
)

WORKERS = [
    Example(
        "register, executor",
        0x50,
        "WorkerRegistration",
        {
            "attempts": [PROGRESS],
            "backends": [],
            "environments": ["qiskit-2"],
            "host": "here",
            "incarnation": "i1",
            "process_id": 4242,
            "role": "executor",
            "slots": 2,
            "worker_id": "executor-1",
        },
    ),
    Example(
        "register, simulator",
        0x50,
        "WorkerRegistration",
        {
            "attempts": [],
            "backends": ["line3"],
            "circuit_endpoint": "tcp://127.0.0.1:4010",
            "direct_path": "/run/spinwire/simulator-1",
            "environments": [],
            "host": "here",
            "incarnation": "i2",
            "process_id": 4243,
            "role": "simulator",
            "slots": 0,
            "worker_id": "simulator-1",
        },
    ),
    Example(
        "registered",
        0x51,
        "WorkerAdmission",
        {
            "bodies_endpoint": "tcp://127.0.0.1:4003",
            "body_byte_count_max": 67108864,
            "heartbeat_interval_milliseconds": 1000,
            "known": [PROGRESS],
            "lease_duration_milliseconds": 10000,
            "report_window": 256,
        },
    ),
    Example("heartbeat", 0x52, "WorkerHeartbeat", {"attempts": [PROGRESS]}),
    Example("heartbeat's answer", 0x53, None, content_type=NONE),
    Example(
        "lease, inputs by reference",
        0x54,
        "LeaseGrant",
        {
            "device": {key: value for key, value in DEVICE.items() if key != "coupling_map"},
            "environment": "qiskit-2",
            "event_count_max": 1000,
            "log_level": "INFO",
            "max_execution_time": 60,
            "output_byte_count_max": 1 << 20,
            "program_id": PROGRAM,
            "program_name": "hello-world",
            "program_version": 2,
            "session": {"idle_time_max": 60, "session_id": OTHER_JOB},
            "simulators": [
                {
                    "direct_path": "/run/spinwire/simulator-1",
                    "endpoint": "tcp://127.0.0.1:4010",
                    "host": "here",
                    "worker_id": "simulator-1",
                }
            ],
        },
        (SOURCE, bytes.fromhex(HASH) + (300_000).to_bytes(8, "big")),
        flags=2,
        attempt=2,
        job=JOB,
    ),
    Example(
        "stop",
        0x55,
        "StopOrder",
        {"reason": "The user asked for it.", "status": "cancelled"},
        attempt=2,
        job=JOB,
    ),
    Example("reports' answer", 0x57, None, content_type=NONE, attempt=2, sequence=41, job=JOB),
    Example("drain", 0x58, None, content_type=NONE),
    Example("unknown worker", 0x59, None, content_type=NONE),
    Example("session ended", 0x5A, "SessionName", {"session_id": OTHER_JOB}),
]
