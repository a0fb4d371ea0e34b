"""What tests of jobs do again and again."""

from __future__ import annotations

import json
import queue
from typing import Any

from little_service import INTERIM, LittleService

from spinwire import RuntimeJob, RuntimeService

Seen = queue.SimpleQueue[tuple[str, Any]]


def start(client: RuntimeService, **options: Any) -> tuple[RuntimeJob, Seen]:
    seen: Seen = queue.SimpleQueue()
    job = client.run("hello-0123456789", callback=lambda *each: seen.put(each), **options)
    return job, seen


def interim(little: LittleService, job: RuntimeJob, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        little.add(job.job_id(), INTERIM, json.dumps({"n": number}).encode())


def numbers(seen: Seen) -> list[int]:
    found = []
    while not seen.empty():
        found.append(seen.get()[1]["n"])
    return found
