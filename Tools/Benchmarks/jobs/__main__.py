"""Job systems beside ours in one run: no-op jobs a second with two Python executors, the time from
submitting to the result, and interim results, where a system has them.

    Tools/benchmark jobs [--rounds N] [--jobs N] [--interims N] [--only NAME …]

Systems are started afresh in each round, one after the other, so that drift of the machine meets
all of them. What they promise differs: Celery (with Redis that syncs its file at every write) and
Spinwire keep a job that was accepted over a loss of power; Dask, Ray and ipyparallel keep it in
memory. Spinwire runs each job in a sandboxed process that no other job has seen, and with a session
one after the other in sandboxed processes of one user and one program; the others run all jobs in
the same processes. Ray runs in a network namespace of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from statistics_table import table

FOLDER = Path(__file__).resolve().parent
OURS = "Spinwire, a new process each"
SESSION = "Spinwire, a session"
CELERY = "Celery, Redis synced"
ACTOR = "Ray, one actor"
#: How each is started, by its row. The first word is a Python: that of the tools, or of the peers.
SYSTEMS = {
    OURS: ["tools", "ours.py"],
    SESSION: ["tools", "ours.py", "session"],
    CELERY: ["peers", "peer_celery.py"],
    "Dask": ["peers", "peer_dask.py"],
    "Ray, tasks": ["peers", "peer_ray.py", "tasks"],
    ACTOR: ["peers", "peer_ray.py", "actor"],
    "ipyparallel": ["peers", "peer_ipyparallel.py"],
}
SYSTEM_SECONDS_MAX = 600
#: How many times the peer's jobs a second ours should be.
GOALS = {(SESSION, CELERY): ">= 60x jobs/s", (SESSION, ACTOR): ">= 4x jobs/s"}


def measure(name: str, options: argparse.Namespace) -> dict[str, float]:
    """Measure one system in processes of its own."""
    which, script, *words = SYSTEMS[name]
    python = sys.executable if which == "tools" else options.peers
    command = [python, str(FOLDER / script), *words]
    for field in ("jobs", "singles", "interims"):
        command += [f"--{field}", str(getattr(options, field))]
    if script == "peer_ray.py":
        as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        command = ["unshare", "--net", *as_root, *command]
    ended = subprocess.run(
        command, stdout=subprocess.PIPE, check=True, text=True, timeout=SYSTEM_SECONDS_MAX
    )
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def report(taken: dict[str, list[dict[str, float]]]) -> None:
    """Print medians, and our ratio to each peer."""

    def middle(name: str, field: str) -> float:
        return median(found[field] for found in taken[name])

    rows: list[list[object]] = []
    for name, found in taken.items():
        rates = [one["jobs_per_second"] for one in found]
        rows.append(
            [
                name,
                middle(name, "jobs_per_second"),
                f"{min(rates):,.0f}-{max(rates):,.0f}",
                middle(name, "p50_ms"),
                middle(name, "interims_per_second"),
                f"{middle(name, 'interims_missing'):,.0f}",
                middle(name, "interim_p50_ms"),
            ]
        )
    head = ["", "jobs/s", "min-max", "p50 ms", "interim/s", "missing", "interim p50 ms"]
    print(table("No-op jobs with two Python executors, medians of all rounds", head, rows))
    ours = [name for name in taken if name.startswith("Spinwire")]
    ratios = [
        [
            f"{one} / {peer}",
            f"{middle(one, 'jobs_per_second') / middle(peer, 'jobs_per_second'):.2f}x",
            f"{middle(peer, 'p50_ms') / middle(one, 'p50_ms'):.2f}x",
            f"{middle(one, 'interims_per_second') / middle(peer, 'interims_per_second'):.2f}x",
            GOALS.get((one, peer), ""),
        ]
        for one in ours
        for peer in taken
        if peer not in ours
    ]
    if ratios:
        print(table("How many times the peer", ["", "jobs/s", "p50", "interim/s", "goal"], ratios))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default 5)")
    parser.add_argument("--jobs", type=int, default=1000, help="jobs of a burst (default 1000)")
    parser.add_argument("--singles", type=int, default=100, help="jobs one by one (default 100)")
    parser.add_argument(
        "--interims", type=int, default=5000, help="interim results of a burst (default 5000)"
    )
    parser.add_argument("--peers", required=True, help="python of the environment job_systems")
    parser.add_argument("--only", action="append", choices=list(SYSTEMS), help="only these systems")
    options = parser.parse_args()
    names = options.only or list(SYSTEMS)
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for number in range(options.rounds):
        # Each round begins with another system.
        for place in range(len(names)):
            name = names[(place + number) % len(names)]
            taken[name].append(measure(name, options))
    report(taken)


if __name__ == "__main__":
    main()
