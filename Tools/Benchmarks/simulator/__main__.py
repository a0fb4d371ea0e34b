"""Our simulator beside its peers, each at its best setting, in one interleaved run.

    Tools/benchmark simulator [--rounds N] [--threads N] [--only REGEX]

Every round draws fresh circuits; each peer runs them in turn, the order changing from round to
round. The table shows medians over the rounds and their ratio. `engine` is the simulator's own
clock: for ours decoding, planning, running and sampling, for Aer its `time_taken`, for qsim and
Stim the time inside their compiled code. Our counts are compared with the peer's in every round.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Protocol

import agreement
import noise
import numpy as np
from in_program import in_program_rows
from memory import idle_memory
from ours import OurPeer, describe
from outcome import Repetition
from peer_aer import AerPeer
from peer_qsim import FUSIONS, QsimPeer
from peer_stim import StimPeer
from qiskit import QuantumCircuit
from rows import ROWS, Row
from service import Service, running
from statistics_table import table
from workloads import WORKLOADS

HERE = Path(__file__).resolve().parent
SEED = 20261121
#: A two-qubit unitary costs so many operations for each amplitude: four products, three sums, all
#: complex.
FLOPS_PER_UNITARY_AMPLITUDE = 32
STAGES = ("pack", "transfer", "decode", "plan", "run", "sample", "unpack")


class Peer(Protocol):
    """Whoever runs circuits against the clock."""

    name: str

    def run(self, circuits: list[QuantumCircuit], shots: int, seed: int) -> Repetition:
        """Run the circuits one after the other."""


class Bench:
    """Runs the workloads and keeps every repetition."""

    def __init__(self, service: Service, threads: int, rounds: int) -> None:
        self.service = service
        self.threads = threads
        self.rounds = rounds
        self.peers = self._peers()
        self.models = {"device": noise.device(), "depolarising": noise.depolarising()}
        self.descriptions = {row.backend: describe(service, row.backend) for row in ROWS}
        self.random = np.random.default_rng(SEED)
        #: By workload and who ran it.
        self.repetitions: dict[tuple[str, str], list[Repetition]] = {}
        self.doubts: list[str] = []

    def _peers(self) -> dict[str, list[Peer]]:
        threads = self.threads
        return {
            "Aer": [AerPeer("statevector", threads)],
            "Aer stabilizer": [AerPeer("stabilizer", threads)],
            "Aer MPS": [AerPeer("matrix_product_state", threads)],
            "Aer device": [AerPeer("density_matrix", threads, noise_model=noise.device())],
            "Aer depolarising": [
                AerPeer("density_matrix", threads, noise_model=noise.depolarising())
            ],
            "qsim": [QsimPeer(threads, fusion) for fusion in FUSIONS],
            "Stim": [StimPeer()],
        }

    def run(self, rows: list[Row]) -> None:
        """Run all rounds of the workloads of the rows; the first one of each warms up."""
        for name in dict.fromkeys(row.workload for row in rows):
            of_workload = [row for row in rows if row.workload == name]
            participants = self._participants(of_workload)
            for round_ in range(self.rounds + 1):
                self._round(name, participants, round_)
            print(f"{name}: done", file=sys.stderr, flush=True)

    def _participants(self, rows: list[Row]) -> dict[str, Peer]:
        participants: dict[str, Peer] = {}
        for row in rows:
            participants[ours_key(row)] = self._ours(row)
            for peer in self.peers[row.peer]:
                participants[peer.name] = peer
        return participants

    def _ours(self, row: Row) -> OurPeer:
        given = {key: value for key, value in row.options.items() if key != "noise"}
        if "noise" in row.options:
            given["noise_model"] = self.models[row.options["noise"]]
        return OurPeer(self.service, self.descriptions[row.backend], **given)

    def _round(self, name: str, participants: dict[str, Peer], round_: int) -> None:
        workload = WORKLOADS[name]
        circuits = workload.make(self.random)
        seed = int(self.random.integers(2**31))
        order = list(participants.items())
        if round_ % 2:
            order.reverse()
        got = {key: peer.run(circuits, workload.shots, seed) for key, peer in order}
        self._compare(name, circuits, got)
        if round_ == 0:
            return
        for key, repetition in got.items():
            self.repetitions.setdefault((name, key), []).append(repetition)

    def _compare(
        self, name: str, circuits: list[QuantumCircuit], got: dict[str, Repetition]
    ) -> None:
        """Compare the counts of every one of ours with those of every peer."""
        ours = {key: value for key, value in got.items() if key.startswith("Spinwire")}
        theirs = {key: value for key, value in got.items() if key not in ours}
        for left, mine in ours.items():
            for right, other in theirs.items():
                pairs = zip(circuits, mine.outcomes, other.outcomes, strict=True)
                least = min(
                    agreement.disagreement(a, b, circuit.num_clbits, self.random)
                    for circuit, a, b in pairs
                )
                if least * len(circuits) < agreement.P_VALUE_MIN:
                    self.doubts.append(f"{name}: {left} and {right} differ (p = {least:.1e})")

    # What is printed

    def comparison(self, row: Row) -> list[object]:
        """Return a line of the table."""
        ours = self.median(row.workload, ours_key(row), row.ours)
        candidates = [
            (self.median(row.workload, peer.name, row.theirs), peer.name)
            for peer in self.peers[row.peer]
        ]
        theirs, name = min(candidates)
        ratio = theirs / ours
        verdict = "best" if ratio >= row.reach_for else "met" if ratio >= row.at_least else "MISSED"
        return [
            row.label,
            _time(ours),
            name,
            _time(theirs),
            _factor(ratio),
            _factor(row.at_least),
            _factor(row.reach_for),
            verdict,
        ]

    def median(self, workload: str, key: str, what: str) -> float:
        """Return the median of what was timed, in seconds."""
        values = [
            repetition.engine
            if what == "engine"
            else repetition.whole
            if what == "whole"
            else repetition.stages[what]
            for repetition in self.repetitions[workload, key]
        ]
        return statistics.median(values)

    def stages(self, row: Row) -> list[object]:
        """Return how one of our runs divides its time, in percent of the whole."""
        key = ours_key(row)
        whole = self.median(row.workload, key, "whole")
        cells: list[object] = [row.label, _time(whole)]
        known = self.repetitions[row.workload, key][0].stages
        for stage in STAGES:
            seconds = self.median(row.workload, key, stage) if stage in known else 0.0
            cells.append(f"{100 * seconds / whole:.1f}")
        return cells


def ours_key(row: Row) -> str:
    """Name one of our settings among the participants."""
    return " ".join(["Spinwire", *map(str, row.options.values())])


def _time(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def _factor(value: float) -> str:
    return f"{value:.0f} x" if value >= 10 else f"{value:.2f} x"


def roofline(threads: int) -> dict[str, float]:
    """Measure what the machine can do at most."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "roofline"
        source = HERE.parent / "peers" / "roofline.c"
        subprocess.run(
            ["cc", "-O3", "-march=native", "-funroll-loops", source, "-o", program, "-lpthread"],
            check=True,
        )
        line = subprocess.run(
            [program, str(threads)], check=True, capture_output=True, text=True
        ).stdout
        found: dict[str, float] = json.loads(line)
        return found


def print_roofline(bench: Bench) -> None:
    """Print the machine's limits and how near the dense workloads come to them."""
    limits = roofline(bench.threads)
    print(
        f"roofline, {bench.threads} threads: {limits['gflops']:.0f} GFLOP/s in double precision, "
        f"{limits['gigabytes']:.0f} GB/s of memory"
    )
    for qubits in (20, 24):
        name = f"qv{qubits}"
        if (name, "Spinwire") not in bench.repetitions:
            continue
        unitaries = qubits * (qubits // 2)
        operations = FLOPS_PER_UNITARY_AMPLITUDE * unitaries * 2**qubits
        rate = operations / bench.median(name, "Spinwire", "run") * 1e-9
        print(
            f"{name}: {rate:.0f} GFLOP/s, {100 * rate / limits['gflops']:.0f} % of the peak, "
            f"counting {FLOPS_PER_UNITARY_AMPLITUDE} operations an amplitude for each of its "
            f"{unitaries} unitaries"
        )
    print()


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", default="", help="a regular expression: workloads to run")
    options = parser.parse_args()
    rows = [row for row in ROWS if re.search(options.only, row.workload)]
    with running("up", ready="ready") as service:
        memory = idle_memory(service)
        bench = Bench(service, options.threads, options.rounds)
        bench.run(rows)
        head = ["workload", "Spinwire", "peer", "its time", "ratio", "at least", "reach", ""]
        print(table("simulator", head, [bench.comparison(row) for row in rows]))
        ours = {ours_key(row) + row.workload: row for row in rows}.values()
        head = ["share in percent", "whole", *STAGES]
        print(table("stages", head, [bench.stages(row) for row in ours]))
        print_roofline(bench)
        print(in_program_rows(service, options.rounds, options.only))
        print(memory)
    for doubt in bench.doubts:
        print(doubt)
    sys.exit(1 if bench.doubts else 0)


main()
