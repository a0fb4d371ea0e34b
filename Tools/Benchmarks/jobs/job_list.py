"""How long a list of jobs takes when very many are stored: `jobs(limit=20)` with its exact total,
under each filter, through the Python client of a coordinator in a process of its own.

    python Tools/Benchmarks/jobs/job_list.py [--jobs N] [--rounds N]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from service import BINARIES, ROOT, running
from statistics_table import percentile, table

sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))
from spinwire import RuntimeService


def filters(jobs: int) -> dict[str, dict[str, Any]]:
    """The filters, by what the table calls them."""
    now = datetime.now(UTC)
    middle = now - timedelta(seconds=jobs // 2)
    return {
        "all": {},
        "pending": {"pending": True},
        "ended": {"pending": False},
        "program": {"program_id": "program-7"},
        "backend": {"backend": "spin5"},
        "program and backend": {"program_id": "program-6", "backend": "spin5"},
        "program, ended": {"program_id": "program-6", "pending": False},
        "tag of every 10th": {"tags": "tenth"},
        "tag of every 10,000th": {"tags": "rare"},
        "two tags": {"tags": ["rare", "tenth"]},
        "session": {"session_id": "session-400"},
        "created after": {"created_after": middle},
        "created before": {"created_before": middle},
        "created between": {"created_after": middle, "created_before": now - timedelta(hours=9)},
        "created after, program": {"created_after": middle, "program_id": "program-7"},
        "oldest first": {"sort": "oldest"},
        "half skipped": {"skip": jobs // 2},
    }


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()

    def fill(state: Path) -> None:
        command = [BINARIES / "control-path", "fill", "--folder", state / "store"]
        subprocess.run([*map(str, command), "--jobs", str(arguments.jobs)], check=True)

    topology = str(ROOT / "Topology" / "local.yaml")
    rows: list[list[object]] = []
    with running(
        "coordinator", "--topology", topology, ready="coordinator started", prepare=fill
    ) as started:
        client = started.client
        accounts = {"administrator": client["token"]}
        with RuntimeService(client["url"], client["token"]) as service:
            accounts["user"] = service.accounts.create("user-1")
        for account, token in accounts.items():
            with RuntimeService(client["url"], token) as service:
                for name, choice in filters(arguments.jobs).items():
                    rows.append(
                        [f"{account}: {name}", *measured(service, choice, arguments.rounds)]
                    )
    title = f"A list of 20 among {arguments.jobs:,} jobs, milliseconds"
    print(table(title, ["filter", "total", "p50", "p95"], rows))


def measured(service: RuntimeService, choice: dict[str, Any], rounds: int) -> list[object]:
    """The exact total, and percentiles of the time that the list took."""
    total = service.jobs(limit=20, **choice).total
    times: list[float] = []
    for _ in range(rounds):
        begin = time.perf_counter()
        service.jobs(limit=20, **choice)
        times.append(1000 * (time.perf_counter() - begin))
    return [f"{total:,}", percentile(times, 0.5), percentile(times, 0.95)]


if __name__ == "__main__":
    main()
