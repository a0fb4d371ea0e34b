"""A reader in a process of its own: every interim result of a job to a callback, so many times.

Prints one JSON line: how many results came, and the seconds of each round; beside it those that a
loop takes which decodes the same texts and calls the same function, which is as fast as it gets.

    python replay_client.py JOB ROUNDS
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from spinwire import RuntimeService
from spinwire.codec import ResultDecoder
from spinwire.kinds import Kind


def main() -> None:
    """Measure and print."""
    job_id, rounds = sys.argv[1], int(sys.argv[2])
    calls = 0

    def callback(job: str, interim: Any) -> None:
        nonlocal calls
        calls += 1

    seconds: list[float] = []
    alone: list[float] = []
    with RuntimeService() as service:
        events = service.job(job_id).events()
        texts = [event.body.decode() for event in events if event.kind == Kind.INTERIM]
        for _ in range(rounds):
            job = service.job(job_id)
            calls = 0
            begin = time.perf_counter()
            job.stream_results(callback)
            job.wait_for_final_state()
            seconds.append(time.perf_counter() - begin)
            assert calls == len(texts)
            begin = time.perf_counter()
            for text in texts:
                callback(job_id, ResultDecoder.decode(text))
            alone.append(time.perf_counter() - begin)
    print(json.dumps({"events": len(texts), "seconds": seconds, "alone": alone}))


if __name__ == "__main__":
    main()
