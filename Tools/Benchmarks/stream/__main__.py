"""How fast interim results come: replayed from the store to a Swift client and to a Python
callback, and live from a running program.

    python Tools/Benchmarks/stream [--events N] [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import zmq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from service import BINARIES, ROOT, Service, running
from statistics_table import percentile, table

sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))
from spinwire import RuntimeService
from spinwire.job import RuntimeJob

CLIENT = ROOT / "Sources" / "Clients" / "PythonClient" / "src"
HERE = Path(__file__).resolve().parent
FRAME_BYTE_COUNT = 256 << 10
LIVE_PAUSE_SECONDS = 0.001


def main() -> None:
    """Publish, replay, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    topology = str(ROOT / "Topology" / "local.yaml")
    with running("up", "--topology", topology, ready="ready") as started:
        client = started.client
        with RuntimeService(client["url"], client["token"]) as service:
            metadata = {
                "name": "publishing",
                "description": "Publishes.",
                "max_execution_time": 3600,
            }
            program = service.upload_program((HERE / "publishing.py").read_text(), metadata)
            rates = []
            for _ in range(arguments.rounds):
                job, seconds = live_rate(service, program, arguments.events // 4)
                rates.append(arguments.events // 4 / seconds)
            job, seconds = live_rate(service, program, arguments.events)
            rates.append(arguments.events / seconds)
            byte_count = sum(40 + len(event.body) for event in job.events())
            latencies = live_latencies(service, program, 1_000 * arguments.rounds)
            print(live_table(rates, latencies))
        print(replay_table(started, job.job_id(), byte_count, arguments))


def live_rate(service: RuntimeService, program: str, count: int) -> tuple[RuntimeJob, float]:
    """Seconds from the first interim result of a running program to the last, at a callback."""
    times: list[float] = []
    job = service.run(
        program, {"count": count}, callback=lambda *_: times.append(time.perf_counter())
    )
    job.wait_for_final_state()
    assert len(times) == count
    return job, times[-1] - times[0]


def live_latencies(service: RuntimeService, program: str, count: int) -> list[float]:
    """Microseconds from the moment before each ``publish`` to the callback, when results come one
    at a time.
    """
    found: list[float] = []

    def callback(job_id: str, interim: dict[str, Any]) -> None:
        found.append(1e6 * (time.time() - interim["time"]))

    inputs = {"count": count, "pause_seconds": LIVE_PAUSE_SECONDS}
    job = service.run(program, inputs, callback=callback)
    job.wait_for_final_state()
    return found


def live_table(rates: list[float], latencies: list[float]) -> str:
    """What a running program's callback sees."""
    rows = [
        ["results a second", statistics.median(rates), min(rates), max(rates)],
        [
            "latency, microseconds",
            percentile(latencies, 0.5),
            percentile(latencies, 0.05),
            percentile(latencies, 0.95),
        ],
    ]
    head = ["live, to a Python callback, durable", "median", "5 %", "95 %"]
    return table("Interim results of a running program", head, rows)


def replay_table(started: Service, job: str, byte_count: int, arguments: argparse.Namespace) -> str:
    """Rounds of the readers, one after the other, and what they cannot exceed."""
    found: dict[str, list[float]] = {}

    def note(name: str, seconds: list[float]) -> None:
        found.setdefault(name, []).extend(arguments.events / value for value in seconds)

    environment = {**os.environ, **started.environment, "PYTHONPATH": _path()}
    for _ in range(arguments.rounds):
        note("Swift client", _run(environment, BINARIES / "control-path", "replay", job)["seconds"])
        python = _run(environment, sys.executable, HERE / "replay_client.py", job, "1")
        note("Python callback", python["seconds"])
        note("limit: decoding and calling in a Python loop", python["alone"])
        note("limit: the same bytes over a ZeroMQ socket", [_transfer_seconds(byte_count)])
    rows = [
        [name, statistics.median(values), min(values), max(values)]
        for name, values in found.items()
    ]
    title = f"A timeline of {arguments.events:,} interim results, replayed: results a second"
    return table(title, ["reader", "median", "slowest", "fastest"], rows)


def _path() -> str:
    return os.pathsep.join([str(CLIENT), os.environ.get("PYTHONPATH", "")])


def _run(environment: dict[str, str], *command: str | Path) -> dict[str, Any]:
    ended = subprocess.run(
        [str(word) for word in command],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def _transfer_seconds(byte_count: int) -> float:
    """Seconds for so many bytes in frames of the protocol's length, between two threads."""
    frame = bytes(FRAME_BYTE_COUNT)
    frame_count = byte_count // FRAME_BYTE_COUNT + 1
    with zmq.Context() as context:
        receiver = context.socket(zmq.PULL)
        port = receiver.bind_to_random_port("tcp://127.0.0.1")

        def send() -> None:
            sender = context.socket(zmq.PUSH)
            sender.connect(f"tcp://127.0.0.1:{port}")
            for _ in range(frame_count):
                sender.send(frame, copy=False)
            sender.close()

        thread = threading.Thread(target=send)
        begin = time.perf_counter()
        thread.start()
        for _ in range(frame_count):
            receiver.recv(copy=False)
        seconds = time.perf_counter() - begin
        thread.join()
        receiver.close()
    return seconds


if __name__ == "__main__":
    main()
