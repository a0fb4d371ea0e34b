"""Qiskit Aer as a peer."""

from __future__ import annotations

import time
from typing import Any

from outcome import Outcome, Repetition
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator


class AerPeer:
    """Aer at its best setting for these machines: its own fusion, as many threads as it is given.

    Its state-vector blocking is off; on this kind of machine it doubles the time.
    """

    def __init__(
        self, method: str, threads: int, precision: str = "double", noise_model: Any = None
    ) -> None:
        self.name = "Aer" if precision == "double" else "Aer single"
        self._backend = AerSimulator(
            method=method,
            precision=precision,
            max_parallel_threads=threads,
            noise_model=noise_model,
        )

    def run(self, circuits: list[QuantumCircuit], shots: int, seed: int) -> Repetition:
        """Run each circuit in a call of its own, as a program does."""
        whole, engine, sampling = 0.0, 0.0, 0.0
        outcomes: list[Outcome] = []
        for index, circuit in enumerate(circuits):
            start = time.perf_counter()
            result = self._backend.run(circuit, shots=shots, seed_simulator=seed + index).result()
            counts = result.get_counts()
            whole += time.perf_counter() - start
            if not result.success:
                raise RuntimeError(f"Aer did not run {circuit.name}: {result.status}")
            experiment = result.results[0]
            engine += experiment.time_taken
            sampling += experiment.metadata.get("sample_measure_time", 0.0)
            outcomes.append({int(key.replace(" ", ""), 2): count for key, count in counts.items()})
        count = len(circuits)
        return Repetition(engine / count, whole / count, outcomes, {"sample": sampling / count})
