"""Lithium hydride by a variational eigensolver, three ways beside each other: as one program, as
one job for each iteration, and as a plain script with a local Aer.

    Tools/benchmark vqe [--rounds N]

All start from the same parameters, compute the same energies of the same circuit, exactly, and end
at the same least energy. Times are from submitting (for a script: from its start) to the result, at
a service that runs already, medians of all rounds.

A speed-up of 120 was once reported for this molecule, with delays that each job had then: 10 s in
the interface and 2 min in a queue. The columns "with delays" add them to each job, and to nothing
else; what remains without them is our part.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from problem import INPUTS, lithium_hydride, solve
from service import ROOT, running
from statistics_table import table

sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))
from spinwire import RuntimeService

#: Seconds that a job of 2021 spent in the interface and in a queue, as was told of such runs.
INTERFACE_SECONDS = 10.0
QUEUE_SECONDS = 120.0
#: Rows of the table.
PROGRAM = "one program"
JOBS = "a job for each iteration"
ESTIMATOR = "script, Aer's EstimatorV2"
ESTIMATOR_LOOP = "  from after its imports"
BINDS = "script, Aer's parameter binds"
BINDS_LOOP = "  from after its imports "
#: How far the energies of the ways may be apart, in hartree.
TOLERANCE = 1e-5


@dataclass(frozen=True)
class Run:
    """One solution: what it found, and what it took."""

    energy: float
    energies: int
    jobs: int
    seconds: float


def as_one_program(service: RuntimeService, program_id: str) -> Run:
    """Submit the whole loop."""
    began = time.perf_counter()
    result = service.run(program_id, json.loads(INPUTS.read_text())).result()
    seconds = time.perf_counter() - began
    return Run(result["energy"], result["evaluations"], 1, seconds)


def as_jobs(service: RuntimeService, program_id: str) -> Run:
    """Keep the loop here, and submit a job for each of its iterations."""
    problem = lithium_hydride()
    jobs = 0

    def energies_of(rows: Any) -> Any:
        nonlocal jobs
        jobs += 1
        pub = (problem.circuit, problem.hamiltonian, rows)
        return service.run(program_id, {"pubs": [pub], "precision": 0}).result()[0].data.evs

    began = time.perf_counter()
    energy, count = solve(energies_of, problem.start)
    return Run(energy, count, jobs, time.perf_counter() - began)


def as_script(way: str, seconds_of: str) -> Run:
    """Run the plain script in a process of its own."""
    script = Path(__file__).with_name("local_aer.py")
    ended = subprocess.run(
        [sys.executable, script, way], stdout=subprocess.PIPE, text=True, check=True
    )
    found = json.loads(ended.stdout)
    return Run(found["energy"], found["energies"], 0, found[seconds_of])


def upload(service: RuntimeService, name: str) -> str:
    """Upload a shipped program."""
    folder = ROOT / "Programs" / name
    program_id: str = service.upload_program(
        str(folder / f"{name}.py"), str(folder / f"{name}.json")
    )
    return program_id


def measured(rounds: int) -> dict[str, list[Run]]:
    """Run every way in every round, one after the other; the first round only warms up."""
    topology = str(ROOT / "Topology" / "local.yaml")
    with running("up", "--topology", topology, ready="ready") as started:
        client = started.client
        with RuntimeService(client["url"], client["token"]) as service:
            vqe, estimator = upload(service, "vqe"), upload(service, "estimator")
            ways: dict[str, Callable[[], Run]] = {
                PROGRAM: lambda: as_one_program(service, vqe),
                JOBS: lambda: as_jobs(service, estimator),
                ESTIMATOR: lambda: as_script("estimator", "seconds"),
                ESTIMATOR_LOOP: lambda: as_script("estimator", "seconds_without_imports"),
                BINDS: lambda: as_script("binds", "seconds"),
                BINDS_LOOP: lambda: as_script("binds", "seconds_without_imports"),
            }
            found: dict[str, list[Run]] = {name: [] for name in ways}
            for _ in range(rounds + 1):
                for name, way in ways.items():
                    found[name].append(way())
    return {name: runs[1:] for name, runs in found.items()}


def main() -> None:
    """Measure, compare the energies, print the table and whose part is whose."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    found = measured(parser.parse_args().rounds)
    energies = [run.energy for runs in found.values() for run in runs]
    assert max(energies) - min(energies) < TOLERANCE, "The ways end at different energies."
    delay = INTERFACE_SECONDS + QUEUE_SECONDS
    seconds = {name: median(run.seconds for run in runs) for name, runs in found.items()}
    delayed = {name: seconds[name] + delay * runs[0].jobs for name, runs in found.items()}
    ours, ours_delayed = seconds[PROGRAM], delayed[PROGRAM]
    rows = [
        [
            name,
            runs[0].jobs,
            runs[0].energies,
            f"{seconds[name]:.3f}",
            f"{seconds[name] / ours:.1f}",
            f"{delayed[name]:,.1f}",
            f"{delayed[name] / ours_delayed:.2f}",
        ]
        for name, runs in found.items()
    ]
    head = ["way", "jobs", "energies", "seconds", "x", "with delays", "x"]
    print(table(f"Lithium hydride to {min(energies):.6f} hartree", head, rows))
    print(whose_part(seconds, delayed, found[JOBS][0].jobs))


def whose_part(seconds: dict[str, float], delayed: dict[str, float], jobs: int) -> str:
    """Say how much of the speed-up is due to what."""
    ours = seconds[PROGRAM]
    whole = delayed[JOBS] / delayed[PROGRAM]
    return (
        f"With the delays one program is {whole:.0f} times as fast as {JOBS}: it waits once, not"
        f" {jobs} times.\nThat is the delays' doing; whatever runs the loop beside the device has"
        " it.\nOurs is what remains without them: one program is\n"
        f"  {seconds[JOBS] / ours:.1f} times as fast as {JOBS}, at our own service,\n"
        f"  {seconds[ESTIMATOR] / ours:.1f} times as fast as the script with Aer's EstimatorV2,"
        f" {seconds[ESTIMATOR_LOOP] / ours:.1f} after its imports,\n"
        f"  {seconds[BINDS] / ours:.1f} times as fast as the script with Aer's parameter binds,"
        f" {seconds[BINDS_LOOP] / ours:.1f} after its imports."
    )


if __name__ == "__main__":
    main()
