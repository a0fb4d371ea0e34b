"""How long after a cancel a running circuit's end is known, for every engine."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import noise
import numpy as np
from ours import OurPeer, describe
from qiskit import QuantumCircuit
from service import Service
from statistics_table import table
from wording import duration, verdict_at_most
from workloads import Random, clifford, volume

from spinwire_program.errors import SpinwireError

SEED = 50
SECONDS_MAX = 0.05


@dataclass(frozen=True)
class LongRun:
    """A circuit that takes an engine longer than anybody waits here."""

    engine: str
    make: Callable[[Random], QuantumCircuit]
    shots: int
    options: dict[str, Any] = field(default_factory=dict)
    backend: str = "simulator"
    #: When it is cancelled: at any time between the two, in seconds after it was sent.
    delays: tuple[float, float] = (0.05, 0.5)


def cancellation_rows(service: Service, rounds: int, only: str) -> str:
    """Return the table; empty if none of its rows is asked for."""
    random = np.random.default_rng(SEED)
    rows: list[list[object]] = []
    for run in _long_runs():
        label = f"cancel {run.engine}"
        if re.search(only, label):
            seconds = _cancelled(service, run, rounds, random)
            longest = max(seconds)
            times = map(duration, (statistics.median(seconds), longest, SECONDS_MAX))
            rows.append([label, *times, verdict_at_most(longest, SECONDS_MAX)])
    head = ["cancel of a running circuit", "median", "longest", "at most", ""]
    return table("from the cancel to the job's end", head, rows) if rows else ""


def _cancelled(service: Service, run: LongRun, rounds: int, random: Random) -> list[float]:
    """Return how long each of the rounds' runs went on after its cancel."""
    peer = OurPeer(service, describe(service, run.backend))
    seconds = []
    for seed in range(rounds):
        circuit = run.make(random)
        job = peer.backend.run(circuit, shots=run.shots, seed_simulator=seed, **run.options)
        # It is running by then.
        time.sleep(random.uniform(*run.delays))
        start = time.perf_counter()
        job.cancel()
        try:
            job.result()
        except SpinwireError as error:
            seconds.append(time.perf_counter() - start)
            if error.code == "simulator.cancelled":
                continue
            raise
        raise RuntimeError(f"The circuit for {run.engine} ended before it was cancelled.")
    return seconds


def _long_runs() -> list[LongRun]:
    noisy = {"noise_model": noise.depolarising()}
    return [
        LongRun("state vector", lambda random: volume(random, 24), 1024),
        LongRun(
            "density matrix",
            lambda random: _layers(random, 12, 400),
            1024,
            noisy,
            "density_matrix_simulator",
        ),
        LongRun(
            "trajectories",
            lambda random: _layers(random, 20, 20),
            4096,
            {**noisy, "method": "statevector"},
        ),
        LongRun(
            "stabiliser",
            lambda random: clifford(random, 1000, 100),
            1_000_000,
            backend="stabilizer_simulator",
        ),
        LongRun(
            "matrix product state",
            lambda random: _layers(random, 40, 60),
            1024,
            {"matrix_product_state_max_bond_dimension": 256},
            "mps_simulator",
        ),
        # Bonds of a thousand and more by then.
        LongRun(
            "matrix product state, large bonds",
            lambda random: _layers(random, 24, 60),
            1024,
            backend="mps_simulator",
            delays=(6.0, 12.0),
        ),
    ]


def _layers(random: Random, qubits: int, count: int) -> QuantumCircuit:
    """Rotations and a ladder of cx, in a device's gates, so often that everything is entangled."""
    circuit = QuantumCircuit(qubits, name=f"layers{qubits}")
    for _ in range(count):
        for qubit in range(qubits):
            circuit.sx(qubit)
            circuit.rz(random.uniform(0, np.pi), qubit)
            circuit.sx(qubit)
        for qubit in range(qubits - 1):
            circuit.cx(qubit, qubit + 1)
    circuit.measure_all()
    return circuit
