"""How long a user waits: from `run()` to its acknowledgement and to the first interim result, and
from `publish` to the callback; and what holding inputs against a schema adds to that.

Singly means that the spare children are ready again: the next job comes 200 ms after the last one's
end. Below the table stands what one `fdatasync` costs on this disk at the same pace: nothing
durable is faster.

Every job runs in a fresh sandboxed process; each tells its PID namespace's inode and start time,
and the benchmark checks that no two are the same. Beside it: bubblewrap with a cold Python and
Qiskit, from start to first line.

    python latency.py [--rounds N] [--environment PATH-TO-PYTHON]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from service import BINARIES, ROOT, running
from statistics_table import percentile, table

sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))
from spinwire import RuntimeJob, RuntimeService

PROGRAMS = Path(__file__).parent / "programs"
HELLO = ROOT / "Programs" / "hello_world"
HELLO_INPUTS = {"iterations": 1}
SPARES = 2
SPARES_READY_SECONDS = 0.2

COLD_HELLO = """
import random
from qiskit import transpile
from qiskit.circuit.random import random_circuit
from qiskit_aer import AerSimulator
backend = AerSimulator()
circuit = random_circuit(num_qubits=5, depth=4, measure=True, seed=random.randint(0, 1000))
print(backend.run(transpile(circuit, backend)).result().get_counts(), flush=True)
"""
COLD_PUBLISH = "print('first', flush=True)"


class Seen:
    """What one job's callback saw."""

    def __init__(self, runs: int) -> None:
        self.first = threading.Event()
        self.first_at = 0.0
        self.processes: list[tuple[int, ...]] = []
        self.delays: list[float] = []
        self.runs = runs

    def __call__(self, job_id: str, interim: dict[str, object]) -> None:
        now = time.perf_counter()
        wall = time.time_ns()
        if not self.first.is_set():
            self.first_at = now
            self.processes.append(tuple(interim["process"]))  # type: ignore[arg-type]
            self.first.set()
        if "sent" in interim:
            self.delays.append((wall - int(interim["sent"])) / 1e6)  # type: ignore[call-overload]


def first_interim(
    service: RuntimeService, program: str, inputs: dict[str, object], jobs: int, burst: bool
) -> Seen:
    """Milliseconds from `run()` to the first interim result of each job, as `delays` of what is
    returned.
    """
    total = Seen(jobs)
    pending: list[tuple[float, Seen, RuntimeJob]] = []
    for _ in range(jobs):
        if not burst:
            time.sleep(SPARES_READY_SECONDS)
        seen = Seen(1)
        start = time.perf_counter()
        job = service.run(program, inputs, callback=seen)
        pending.append((start, seen, job))
        if not burst:
            job.result(timeout=60)
    for start, seen, job in pending:
        job.result(timeout=120)
        if not seen.first.wait(10):
            raise RuntimeError("a job ended without its interim result")
        total.delays.append((seen.first_at - start) * 1e3)
        total.processes += seen.processes
    return total


def acknowledgements(service: RuntimeService, program: str, jobs: int) -> list[float]:
    """Milliseconds of `run()` alone, which returns when the job is durable; one at a time."""
    taken = []
    for _ in range(jobs):
        time.sleep(SPARES_READY_SECONDS)
        start = time.perf_counter()
        job = service.run(program, HELLO_INPUTS)
        taken.append((time.perf_counter() - start) * 1e3)
        job.result(timeout=60)
    return taken


def validations(count: int = 2000) -> list[float]:
    """Milliseconds that the coordinator's validator takes for the inputs of hello-world."""
    command = [str(BINARIES / "control-path"), "validate", str(HELLO / "hello_world.json")]
    command += [json.dumps(HELLO_INPUTS), "--count", str(count)]
    printed = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    return [float(one) for one in json.loads(printed)]


def disk_syncs(path: Path) -> list[float]:
    """Milliseconds of one durable write at the pace of `publish`, for comparison."""
    taken = []
    with path.open("w+b") as file:
        file.write(bytes(1 << 16))
        os.fsync(file.fileno())
        for index in range(50):
            time.sleep(0.01)
            start = time.perf_counter()
            os.pwrite(file.fileno(), bytes(12 << 10), (index % 4) * 4096)
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - start) * 1e3)
    return taken


def cold(python: str, source: str, rounds: int) -> list[float]:
    """Milliseconds from starting bubblewrap to the first line of a cold Python in it."""
    if not shutil.which("bwrap"):
        return []
    binds = [
        "--ro-bind",
        "/usr",
        "/usr",
        "--symlink",
        "usr/lib",
        "/lib",
        "--symlink",
        "usr/lib64",
        "/lib64",
    ]
    folder = str(Path(python).parent.parent)
    command = ["bwrap", "--unshare-all", "--die-with-parent", *binds, "--ro-bind", folder, folder]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", python, "-c", source]
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError("bubblewrap did not run the program")
        taken.append((time.perf_counter() - start) * 1e3)
        process.stdout.read()
        process.wait()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default 5)")
    parser.add_argument(
        "--environment", required=True, help="python of the program environment, for the cold peer"
    )
    arguments = parser.parse_args()
    taken: dict[str, list[float]] = {}
    processes: list[tuple[int, ...]] = []
    with running(
        "up", "--topology", str(ROOT / "Topology" / "local.yaml"), ready="ready"
    ) as started:
        client = started.client
        service = RuntimeService(url=client["url"], token=client["token"])
        meta = {"description": "A benchmark.", "max_execution_time": 60}
        publish = service.upload_program(
            str(PROGRAMS / "first_interim.py"), {"name": "publish", **meta}
        )
        hello = service.upload_program(
            str(PROGRAMS / "hello_identified.py"), {"name": "hello", **meta}
        )
        shipped = service.upload_program(
            str(HELLO / "hello_world.py"), str(HELLO / "hello_world.json")
        )
        for program in (publish, hello):
            first_interim(service, program, {}, 3, burst=False)
        for _ in range(arguments.rounds):
            for name, program, burst in (
                ("publish only, singly", publish, False),
                ("publish only, burst of 20", publish, True),
                ("hello-world, singly", hello, False),
                ("hello-world, burst of 20", hello, True),
            ):
                seen = first_interim(service, program, {}, 20 if burst else 8, burst)
                taken.setdefault(name, []).extend(seen.delays)
                processes += seen.processes
            taken.setdefault("run() acknowledged, hello-world", []).extend(
                acknowledgements(service, shipped, 8)
            )
            taken.setdefault("its inputs validated", []).extend(validations())
            delays = Seen(1)
            job = service.run(publish, {"count": 60, "interval": 0.01}, callback=delays)
            job.result(timeout=60)
            taken.setdefault("publish to callback", []).extend(delays.delays)
            taken.setdefault("fdatasync of 12 KiB", []).extend(disk_syncs(started.state / "sync"))
            taken.setdefault("cold publish in bubblewrap", []).extend(
                cold(arguments.environment, COLD_PUBLISH, 3)
            )
            taken.setdefault("cold hello-world in bubblewrap", []).extend(
                cold(arguments.environment, COLD_HELLO, 3)
            )
        service.close()
    if len(set(processes)) != len(processes):
        raise SystemExit(f"{len(processes) - len(set(processes))} jobs shared a process")
    report(taken, len(processes))


def report(taken: dict[str, list[float]], process_count: int) -> None:
    """Prints the table: milliseconds, goals, and the ratio to the cold peer."""
    goals = {
        "publish only, singly": "p50 <= 5 (reach 3)",
        "hello-world, singly": "p50 <= 40 (reach 15)",
        "run() acknowledged, hello-world": "p50 <= 2",
        "its inputs validated": "p50 <= 0.1",
        "publish to callback": "p50 <= 0.5, p99 <= 3",
    }
    rows = []
    for name, values in taken.items():
        if not values:
            continue
        peer = taken.get(
            "cold hello-world in bubblewrap" if "hello" in name else "cold publish in bubblewrap",
            [],
        )
        median = percentile(values, 0.5)
        ratio = percentile(peer, 0.5) / median if peer and "singly" in name else float("nan")
        rows.append(
            [
                name,
                len(values),
                median,
                percentile(values, 0.99),
                "-" if ratio != ratio else f"{ratio:.1f}x",
                goals.get(name, ""),
            ]
        )
    print(
        table(
            "Milliseconds (run() to first interim result, unless said)",
            ["", "n", "p50", "p99", "cold/ours", "goal"],
            rows,
        )
    )
    print(f"{process_count} jobs, {process_count} different processes, {SPARES} spares")


if __name__ == "__main__":
    main()
