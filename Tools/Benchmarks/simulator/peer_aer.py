"""Qiskit Aer as a peer."""

from __future__ import annotations

import re
import time
from typing import Any

from outcome import Outcome, Repetition
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator

#: Aer writes down what each splitting of a matrix product state leaves out.
_DISCARDED = re.compile(r"discarded_value=([-+.e\d]+)")


class AerPeer:
    """Aer at its best setting for these machines: its own fusion, as many threads as it is given.

    Its state-vector blocking is off; on this kind of machine it doubles the time.
    """

    #: How much of Aer's log of truncations was read; it grows as long as the process lives.
    _log_length = 0

    def __init__(
        self,
        method: str,
        threads: int,
        noise_model: Any = None,
        truncation: float | None = None,
        mps_lapack: bool | None = None,
    ) -> None:
        """Set Aer up.

        Args:
            method: Aer's name of it.
            threads: That it may use.
            noise_model: Of its own kind; none without it.
            truncation: The weight that one splitting of a matrix product state may leave out;
                Aer's own limit without it.
            mps_lapack: Whether matrix product states are split by LAPACK; Aer chooses without it.
        """
        words = ["Aer", "LAPACK" if mps_lapack else "", f"{truncation:.0e}" if truncation else ""]
        self.name = " ".join(filter(None, words))
        options: dict[str, Any] = {"method": method, "max_parallel_threads": threads}
        if mps_lapack is not None:
            options["mps_lapack"] = mps_lapack
        self._is_truncated = truncation is not None
        if truncation is not None:
            options["matrix_product_state_truncation_threshold"] = truncation
        self._backend = AerSimulator(noise_model=noise_model, **options)

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
        error = max(map(self._truncation_error, circuits)) if self._is_truncated else 0.0
        return Repetition(
            engine / count, whole / count, outcomes, {"sample": sampling / count}, error
        )

    def _truncation_error(self, circuit: QuantumCircuit) -> float:
        """Return what splittings leave out together, in another run, which nobody times."""
        # Without the smallest chop threshold only what is large is written down.
        options = {"mps_log_data": True, "chop_threshold": 1e-300}
        result = self._backend.run(circuit, shots=1, **options).result()
        log: str = result.results[0].metadata["MPS_log_data"]
        written = log[AerPeer._log_length :]
        AerPeer._log_length = len(log)
        return sum(map(float, _DISCARDED.findall(written)))
