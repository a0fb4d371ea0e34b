"""Durable jobs a second through the coordinator, with an executor that runs nothing; and one
durable acknowledgement against a C program that does the least for the same promise.

Each party is a process of its own: coordinator, no-op executor (`control-path executor`), clients
(`control-path client`), the C peer (`peers/accept_peer.c`) and its client (`peers/acknowledge.c`).
Afterwards every timeline is read back and counted.

    python control_path.py [--rounds N] [--jobs N] [--clients N] [--outstanding N]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from service import BINARIES, ROOT, Service, running
from statistics_table import percentile, table

sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))
from spinwire import RuntimeService

PEERS = Path(__file__).parent / "peers"
INTERIM_COUNT = 10
# queued, running, the interim results, result, completed
EVENT_COUNT = INTERIM_COUNT + 4


def compile_peers(folder: Path) -> None:
    """Builds the C programs."""
    for name, libraries in (
        ("accept_peer", ["-lzmq", "-lsqlite3", "-lpthread"]),
        ("acknowledge", ["-lzmq"]),
    ):
        subprocess.run(
            ["cc", "-O2", "-o", str(folder / name), str(PEERS / f"{name}.c"), *libraries],
            check=True,
        )


def workers_endpoint(service: Service, topology: str) -> str:
    """Where the no-op executor registers."""
    if topology == "local":
        return f"ipc://{service.state}/run/workers"
    shown = subprocess.run(
        [
            str(BINARIES / "spinwire"),
            "topology",
            "show",
            "--topology",
            str(ROOT / "Topology" / f"{topology}.yaml"),
            "--json",
        ],
        env=service.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    endpoint: str = json.loads(shown.stdout)["coordinator"]["endpoints"]["workers"]
    return endpoint


def jobs_per_second(topology: str, arguments: argparse.Namespace) -> dict[str, float]:
    """One round: the coordinator alone, the no-op executor, and clients that begin together."""
    path = str(ROOT / "Topology" / f"{topology}.yaml")
    with running("coordinator", "--topology", path, ready="coordinator started") as service:
        program, synchronous = prepare(service)
        worker = json.loads((service.state / "worker.json").read_text())
        executor = subprocess.Popen(
            [
                str(BINARIES / "control-path"),
                "executor",
                "--endpoint",
                workers_endpoint(service, topology),
            ],
            env=service.environment | {"SPINWIRE_TOKEN": worker["token"]},
            stdin=subprocess.PIPE,
            text=True,
        )
        command = [str(BINARIES / "control-path"), "client", program, "--jobs", str(arguments.jobs)]
        command += ["--outstanding", str(arguments.outstanding), "--events", str(EVENT_COUNT)]
        clients = [
            subprocess.Popen(
                command,
                env=service.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(arguments.clients)
        ]
        for client in clients:
            assert client.stdout is not None and client.stdout.readline().strip() == "ready"
        for client in clients:
            assert client.stdin is not None
            client.stdin.write("go\n")
            client.stdin.flush()
        reports = [json.loads(client.communicate(timeout=300)[0]) for client in clients]
        executor.communicate("stop\n", timeout=10)
    seconds = max(report["end"] for report in reports) - min(report["begin"] for report in reports)
    jobs = sum(report["jobs"] for report in reports)
    return {
        "jobs": jobs,
        "rate": jobs / seconds,
        "heard": sum(report["heard"] for report in reports),
        "read_back": sum(report["readBack"] for report in reports),
        "sparse": sum(report["sparse"] for report in reports),
        "synchronous": synchronous,
        "median_ms": 1e3 * max(report["median"] for report in reports),
        "slowest_ms": 1e3 * max(report["slowest"] for report in reports),
    }


def prepare(service: Service) -> tuple[str, int]:
    """Uploads a program and reads SQLite's `synchronous` from the running service."""
    client = service.client
    connection = RuntimeService(url=client["url"], token=client["token"])
    program: str = connection.upload_program(
        "def main(backend, user_messenger, **kwargs):\n    return None\n",
        {"name": "no-op", "description": "Never run.", "max_execution_time": 60},
    )
    synchronous = int(connection.service_status()["synchronous"])
    connection.close()
    return program, synchronous


def acknowledgements(folder: Path, count: int, outstanding: int) -> dict[str, dict[str, float]]:
    """One durable acknowledgement at a time, of the C program and of the coordinator, one after the
    other.
    """
    with tempfile.TemporaryDirectory(prefix="spinwire-") as scratch:
        endpoint = f"ipc://{scratch}/peer"
        peer = subprocess.Popen([str(folder / "accept_peer"), endpoint, f"{scratch}/database"])
        try:
            theirs = acknowledge(folder, endpoint, "peer", "program", "token", count, outstanding)
        finally:
            peer.kill()
            peer.wait()
    path = str(ROOT / "Topology" / "local.yaml")
    with running("coordinator", "--topology", path, ready="coordinator started") as service:
        program, _ = prepare(service)
        token = service.client["token"]
        ours = acknowledge(
            folder, service.client["url"], token.split("_")[1], program, token, count, outstanding
        )
    return {"c": theirs, "ours": ours}


def acknowledge(
    folder: Path,
    endpoint: str,
    account: str,
    program: str,
    token: str,
    count: int,
    outstanding: int,
) -> dict[str, float]:
    """Runs the timing client."""
    done = subprocess.run(
        [str(folder / "acknowledge"), endpoint, account, program, str(count), str(outstanding)],
        env=os.environ | {"SPINWIRE_TOKEN": token},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default 5)")
    parser.add_argument("--jobs", type=int, default=2000, help="jobs of each client (default 2000)")
    parser.add_argument("--clients", type=int, default=8, help="client processes (default 8)")
    parser.add_argument(
        "--outstanding", type=int, default=32, help="jobs of each client at once (default 32)"
    )
    arguments = parser.parse_args()
    rates: dict[str, list[dict[str, float]]] = {"ipc": [], "tcp": []}
    acks: dict[int, list[dict[str, dict[str, float]]]] = {1: [], 64: []}
    with tempfile.TemporaryDirectory(prefix="spinwire-") as scratch:
        compile_peers(Path(scratch))
        for _ in range(arguments.rounds):
            rates["ipc"].append(jobs_per_second("local", arguments))
            rates["tcp"].append(jobs_per_second("tcp", arguments))
            acks[1].append(acknowledgements(Path(scratch), 3000, 1))
            acks[64].append(acknowledgements(Path(scratch), 30000, 64))
    report(rates, acks, arguments)


def report(
    rates: dict[str, list[dict[str, float]]],
    acks: dict[int, list[dict[str, dict[str, float]]]],
    arguments: argparse.Namespace,
) -> None:
    """Prints both tables and what was read back."""
    rows = []
    for transport, rounds in rates.items():
        values = [found["rate"] for found in rounds]
        rows.append(
            [
                transport,
                len(values),
                percentile(values, 0.5),
                min(values),
                max(values),
                ">= 5,000 (reach 10,000)",
            ]
        )
    title = (
        f"Durable jobs a second, {INTERIM_COUNT} committed interim events each, "
        f"{arguments.clients} clients"
    )
    print(table(title, ["", "rounds", "median", "min", "max", "goal"], rows))
    every = [found for rounds in rates.values() for found in rounds]
    expected = sum(found["jobs"] for found in every) * EVENT_COUNT
    print(
        f"read back: {sum(found['read_back'] for found in every):,.0f} events of {expected:,.0f}, "
        f"{sum(found['sparse'] for found in every):.0f} timelines not dense; heard live: "
        f"{sum(found['heard'] for found in every):,.0f}; "
        f"synchronous = {every[0]['synchronous']:.0f} (2 is FULL)\n"
    )
    rows = []
    for outstanding, pairs in acks.items():
        ours = [pair["ours"]["p50_us"] for pair in pairs]
        theirs = [pair["c"]["p50_us"] for pair in pairs]
        ratios = [pair["ours"]["p50_us"] / pair["c"]["p50_us"] for pair in pairs]
        goal = "<= 1.5x" if outstanding == 1 else ""
        rows.append(
            [
                f"{outstanding} outstanding",
                percentile(theirs, 0.5),
                percentile(ours, 0.5),
                f"{percentile(ratios, 0.5):.2f}x",
                goal,
            ]
        )
    print(
        table(
            "One durable acknowledgement, p50 in microseconds",
            ["", "C program", "coordinator", "ratio", "goal"],
            rows,
        )
    )


if __name__ == "__main__":
    main()
