"""The rows that are timed inside a running program, in its sandbox, by its own clock."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service import BINARIES, ROOT, Service, running
from statistics_table import table
from wording import ratio_cells

PROGRAM = ROOT / "Tools" / "Benchmarks" / "programs" / "circuits_beside_aer.py"
#: Jobs get this long; Aer takes most of it.
SECONDS_MAX = 600
#: The mean distance of two samples of one distribution that still looks like chance.
DISTANCE_MAX = 0.2


def in_program_rows(service: Service, rounds: int, only: str) -> str:
    """Return the table: hello world by both ways to a simulator, and a noisy device.

    It is empty if none of its rows is asked for.
    """
    rows: list[list[object]] = []
    if re.search(only, "hello5"):
        rows.append(_row("hello5, direct socket", 8, 12, service, "simulator", "hello5", rounds))
        with _forwarded() as other:
            rows.append(_row("hello5, ZeroMQ", 5, 12, other, "simulator", "hello5", rounds))
    if re.search(only, "noisy_ghz5"):
        rows.append(_row("noisy_ghz5", 50, 200, service, "spin27", "noisy_ghz5", rounds))
    head = ["in a program", "Spinwire ms", "Aer ms", "ratio", "at least", "reach", ""]
    return table("run().result().get_counts() in a program", head, rows) if rows else ""


def _row(
    label: str,
    at_least: float,
    reach_for: float,
    service: Service,
    backend: str,
    workload: str,
    rounds: int,
) -> list[object]:
    found = _run(service, backend, workload=workload, circuits=20, rounds=rounds)
    times = [found["ours"] * 1e3, found["aer"] * 1e3]
    *figures, verdict = ratio_cells(found["ours"], found["aer"], at_least, reach_for)
    if found["distance"] > DISTANCE_MAX:
        verdict = "COUNTS DIFFER"
    return [label, *times, *figures, verdict]


def _run(service: Service, backend: str, **inputs: Any) -> dict[str, float]:
    """Run the program and return its result."""
    command: list[str | Path] = [
        *(BINARIES / "spinwire", "run", PROGRAM, "--follow", "--json", "--backend", backend),
        *("--max-execution-time", str(SECONDS_MAX)),
    ]
    for name, value in inputs.items():
        command += ["--input", f"{name}={value}"]
    done = subprocess.run(
        command, env=service.environment, capture_output=True, text=True, check=False
    )
    for line in done.stdout.splitlines():
        event = json.loads(line)
        if event.get("kind") == "result":
            result: dict[str, float] = event["data"]
            return result
    raise RuntimeError(f"the program gave no result:\n{done.stdout}{done.stderr}")


@contextmanager
def _forwarded() -> Iterator[Service]:
    """Run services whose programs reach the simulator through the executor, over ZeroMQ."""
    folder = ROOT / "Topology"
    text = (folder / "local.yaml").read_text()
    text = text.replace("direct: true", "direct: false")
    text = re.sub(r"(?<=[ ])(\.\./|backends/)", rf"{folder}/\1", text)
    with tempfile.TemporaryDirectory(prefix="spinwire-") as temporary:
        topology = Path(temporary) / "forwarded.yaml"
        topology.write_text(text)
        with running("up", "--topology", str(topology), ready="ready") as service:
            yield service
