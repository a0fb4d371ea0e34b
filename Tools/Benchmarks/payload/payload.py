"""How long inputs of a gibibyte take from a client to the service's disk, beside a plain write and
fsync of the same bytes; what encoding them takes before that; and how much memory the coordinator
needs meanwhile.

    python Tools/Benchmarks/payload/payload.py [--mebibytes N] [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from service import BINARIES, ROOT, Service, running
from statistics_table import table

sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))
from spinwire import RuntimeService
from spinwire.reading import encode_inputs

MEBIBYTE = 1 << 20
METADATA = {"name": "payload", "description": "Of a benchmark.", "max_execution_time": 60}


class SwiftClient:
    """A client in Swift, in a process of its own."""

    def __init__(self, service: Service, program: str) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [str(BINARIES / "control-path"), "upload", program],
            env=service.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def seconds(self, path: Path) -> float:
        """How long a file's way took."""
        assert self._process.stdin is not None
        print(path, file=self._process.stdin, flush=True)
        return float(self._line())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(20)


def write_inputs(path: Path, mebibytes: int) -> None:
    """Write a JSON object that no round had before, and let the disk come to rest."""
    with path.open("wb") as file:
        file.write(b'{"text":"')
        block = os.urandom(MEBIBYTE // 2).hex().encode()
        for number in range(mebibytes):
            file.write(b"%016x" % number + block[16:])
        file.write(b'"}')
        os.fsync(file.fileno())


def plain(source: Path, target: Path) -> float:
    """Write the same bytes to a file and sync it."""
    begin = time.perf_counter()
    with source.open("rb", buffering=0) as file, target.open("wb", buffering=0) as copy:
        while block := file.read(MEBIBYTE):
            copy.write(block)
        os.fsync(copy.fileno())
    seconds = time.perf_counter() - begin
    target.unlink()
    return seconds


def encoding(mebibytes: int) -> dict[str, float]:
    """Seconds that encoding takes, for as many bytes of JSON as are uploaded."""
    sample = 64
    values = {
        "encoding a text": "x" * (sample * MEBIBYTE),
        "encoding an array of random doubles": np.random.default_rng(1).random(
            sample * MEBIBYTE // 11
        ),
    }
    found = {}
    for name, value in values.items():
        begin = time.perf_counter()
        byte_count = len(encode_inputs({"value": value}))
        found[name] = (time.perf_counter() - begin) * mebibytes * MEBIBYTE / byte_count
    return found


def peak_mebibytes(process_id: int) -> float:
    """The most memory that a process has had resident."""
    status = Path(f"/proc/{process_id}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Measure in turns, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mebibytes", type=int, default=1023)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    topology = str(ROOT / "Topology" / "local.yaml")
    seconds: dict[str, list[float]] = {"plain": [], "swift": [], "python": []}
    with running("coordinator", "--topology", topology, ready="coordinator started") as started:
        client = started.client
        before = peak_mebibytes(started.process.pid)
        with RuntimeService(client["url"], client["token"]) as service:
            program = service.upload_program("def main(backend, messenger, text): ...\n", METADATA)
            swift = SwiftClient(started, program)
            path = started.state / "inputs.json"
            for _ in range(arguments.rounds):
                write_inputs(path, arguments.mebibytes)
                seconds["plain"].append(plain(path, started.state / "copy"))
                seconds["swift"].append(swift.seconds(path))
                write_inputs(path, arguments.mebibytes)
                begin = time.perf_counter()
                service.run(program, path)
                seconds["python"].append(time.perf_counter() - begin)
            swift.close()
        after = peak_mebibytes(started.process.pid)
    report(seconds, encoding(arguments.mebibytes), arguments.mebibytes)
    print(f"The coordinator's memory: {before:.0f} MiB before, {after:.0f} MiB at its peak.")


def report(seconds: dict[str, list[float]], encoded: dict[str, float], mebibytes: int) -> None:
    """Print the table: medians, and the speed beside that of the plain write."""
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    names = {
        "plain": "plain write and fsync",
        "swift": "Swift client, from a file",
        "python": "Python client, from a file",
    }
    rows: list[list[object]] = [
        [names[name], value, mebibytes / value, medians["plain"] / value]
        for name, value in medians.items()
    ]
    rows += [[name, value, mebibytes / value, ""] for name, value in encoded.items()]
    title = f"{mebibytes:,} MiB of inputs, until they are on the disk"
    print(table(title, ["", "seconds", "MiB/s", "of plain"], rows))


if __name__ == "__main__":
    main()
