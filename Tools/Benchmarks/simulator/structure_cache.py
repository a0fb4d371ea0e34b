"""What a structure that was sent before saves: the first request of it, and later ones."""

from __future__ import annotations

import re
import statistics

import numpy as np
from ours import OurPeer, describe
from outcome import Repetition
from qiskit import QuantumCircuit
from service import Service
from statistics_table import table
from wording import duration, factor
from workloads import ansatz

SEED = 61
SHOTS = 1024
#: Requests of one structure on one connection, the first one included.
REQUEST_COUNT = 21
#: Qubits and layers of the ansatz.
SHAPES = ((4, 3), (12, 3), (20, 2))


def structure_cache_rows(service: Service, rounds: int, only: str) -> str:
    """Return the table; empty if none of its rows is asked for.

    Every round has a connection of its own, so that its simulator knows nothing of the structure;
    every request has other angles.
    """
    random = np.random.default_rng(SEED)
    rows = []
    for qubits, layers in SHAPES:
        label = f"cache vqe{qubits}"
        if not re.search(only, label):
            continue
        first: list[Repetition] = []
        later: list[Repetition] = []
        for round_ in range(rounds + 1):
            circuits = [ansatz(random, qubits, layers) for _ in range(REQUEST_COUNT)]
            got = _requests(service, circuits)
            if round_:
                first.append(got[0])
                later += got[1:]
        rows.append(_row(label, first, later))
    head = ["structure cache", "cold", "warm", "saved", "ratio"]
    head += ["decode, plan cold", "warm", "pack cold", "warm"]
    return table("structure cache: first and later requests", head, rows) if rows else ""


def _requests(service: Service, circuits: list[QuantumCircuit]) -> list[Repetition]:
    peer = OurPeer(service, describe(service, "simulator"))
    # The connection itself is not what is timed.
    other = QuantumCircuit(1, 1)
    other.measure(0, 0)
    for seed in range(3):
        peer.run([other], SHOTS, seed)
    return [peer.run([circuit], SHOTS, seed) for seed, circuit in enumerate(circuits)]


def _row(label: str, first: list[Repetition], later: list[Repetition]) -> list[object]:
    cold, warm = _median(first, "whole"), _median(later, "whole")
    reading = [_median(which, "decode") + _median(which, "plan") for which in (first, later)]
    packing = [_median(which, "pack") for which in (first, later)]
    return [
        label,
        duration(cold),
        duration(warm),
        duration(cold - warm) if cold > warm else "nothing",
        factor(cold / warm),
        *map(duration, reading + packing),
    ]


def _median(repetitions: list[Repetition], what: str) -> float:
    return statistics.median(repetition.seconds(what) for repetition in repetitions)
