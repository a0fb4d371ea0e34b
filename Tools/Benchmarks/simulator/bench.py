"""Runs workloads at ours and at the peers, interleaved, and keeps what each repetition gave."""

from __future__ import annotations

import statistics
import sys
from typing import Protocol

import agreement
import noise
import numpy as np
from ours import OurPeer, describe
from outcome import Repetition
from peer_aer import AerPeer
from peer_qsim import FUSIONS, QsimPeer
from peer_stim import StimPeer
from qiskit import QuantumCircuit
from rows import ROWS, TRUNCATION, Row
from service import Service
from truncation import OPTION, equal_threshold
from wording import duration, ratio_cells
from workloads import WORKLOADS

SEED = 20261121
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
        chains: list[Peer] = [
            AerPeer("matrix_product_state", threads, mps_lapack=lapack) for lapack in (False, True)
        ]
        truncated: list[Peer] = [
            AerPeer("matrix_product_state", threads, truncation=TRUNCATION, mps_lapack=lapack)
            for lapack in (False, True)
        ]
        return {
            "Aer": [AerPeer("statevector", threads)],
            "Aer stabilizer": [AerPeer("stabilizer", threads)],
            "Aer MPS": chains,
            "Aer MPS truncated": truncated,
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
            for row in of_workload:
                if "truncation" in row.options:
                    self._compare_truncation(row)
            print(f"{name}: done", file=sys.stderr, flush=True)

    def _participants(self, rows: list[Row]) -> dict[str, Peer]:
        participants: dict[str, Peer] = {}
        for row in rows:
            participants[ours_key(row)] = self._ours(row)
            for peer in self.peers[row.peer]:
                participants[peer.name] = peer
        return participants

    def _ours(self, row: Row) -> OurPeer:
        given = dict(row.options)
        if "noise" in given:
            given["noise_model"] = self.models[given.pop("noise")]
        if "truncation" in given:
            del given["truncation"]
            circuits = WORKLOADS[row.workload].make(self.random)
            peer = self.peers[row.peer][0].run(circuits, shots=1, seed=SEED)
            given[OPTION] = equal_threshold(
                lambda value: OurPeer(
                    self.service, self.descriptions[row.backend], **{OPTION: value}
                ).run(circuits, shots=1, seed=SEED),
                peer.truncation_error,
            )
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

    def _compare_truncation(self, row: Row) -> None:
        """Tell of a round in which we left out more than the peer."""
        ours, theirs = self.truncation_errors(row)
        if ours > theirs:
            self.doubts.append(f"{row.label}: we left out {ours:.1e}, the peer {theirs:.1e}")

    def truncation_errors(self, row: Row) -> tuple[float, float]:
        """Return the medians of the weights that we and the peer left out."""
        ours = self.repetitions[row.workload, ours_key(row)]
        theirs = self.repetitions[row.workload, self.peers[row.peer][0].name]
        return (
            statistics.median(repetition.truncation_error for repetition in ours),
            statistics.median(repetition.truncation_error for repetition in theirs),
        )

    # What is printed

    def comparison(self, row: Row) -> list[object]:
        """Return a line of the table."""
        ours = self.median(row.workload, ours_key(row), row.ours)
        candidates = [
            (self.median(row.workload, peer.name, row.theirs), peer.name)
            for peer in self.peers[row.peer]
        ]
        theirs, name = min(candidates)
        promised = ratio_cells(ours, theirs, row.at_least, row.reach_for)
        return [row.label, duration(ours), name, duration(theirs), *promised]

    def median(self, workload: str, key: str, what: str) -> float:
        """Return the median of what was timed, in seconds."""
        return statistics.median(
            repetition.seconds(what) for repetition in self.repetitions[workload, key]
        )

    def stages(self, row: Row) -> list[object]:
        """Return how one of our runs divides its time, in percent of the whole."""
        key = ours_key(row)
        whole = self.median(row.workload, key, "whole")
        cells: list[object] = [row.label, duration(whole)]
        for stage in STAGES:
            cells.append(f"{100 * self.median(row.workload, key, stage) / whole:.1f}")
        return cells

    def run_seconds(self) -> dict[str, float]:
        """Return how long our run stage took, in double precision, by workload."""
        return {
            name: self.median(name, key, "run") for name, key in self.repetitions if key == OURS
        }


OURS = "Spinwire"


def ours_key(row: Row) -> str:
    """Name one of our settings among the participants."""
    return " ".join([OURS, *map(str, row.options.values())])
