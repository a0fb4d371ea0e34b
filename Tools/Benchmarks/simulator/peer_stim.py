"""Stim as a peer: compile a circuit's sampler (the reference sample), then sample."""

from __future__ import annotations

import time

import numpy as np
import stim
from outcome import Outcome, Repetition
from qiskit import QuantumCircuit

_NAMES = {
    "id": "I",
    "h": "H",
    "s": "S",
    "sdg": "S_DAG",
    "x": "X",
    "y": "Y",
    "z": "Z",
    "sx": "SQRT_X",
    "cx": "CX",
    "cz": "CZ",
    "measure": "M",
    "reset": "R",
}


class StimPeer:
    """Stim; the circuit's text is parsed before the clock starts."""

    name = "Stim"

    def run(self, circuits: list[QuantumCircuit], shots: int, seed: int) -> Repetition:
        """Run each circuit in a call of its own."""
        seconds, reference = 0.0, 0.0
        outcomes: list[Outcome] = []
        for index, circuit in enumerate(circuits):
            translated, clbits = _translated(circuit)
            start = time.perf_counter()
            sampler = translated.compile_sampler(seed=seed + index)
            compiled = time.perf_counter()
            samples = sampler.sample(shots)
            end = time.perf_counter()
            seconds += end - start
            reference += compiled - start
            outcomes.append(_counts(samples, clbits))
        count = len(circuits)
        stages = {"reference": reference / count}
        return Repetition(seconds / count, seconds / count, outcomes, stages)


def _translated(circuit: QuantumCircuit) -> tuple[stim.Circuit, list[int]]:
    qubits = {qubit: index for index, qubit in enumerate(circuit.qubits)}
    clbits = {clbit: index for index, clbit in enumerate(circuit.clbits)}
    lines, order = [], []
    for instruction in circuit.data:
        if instruction.name == "barrier":
            continue
        targets = " ".join(str(qubits[qubit]) for qubit in instruction.qubits)
        lines.append(f"{_NAMES[instruction.name]} {targets}")
        order += [clbits[clbit] for clbit in instruction.clbits]
    return stim.Circuit("\n".join(lines)), order


def _counts(samples: np.ndarray, clbits: list[int]) -> Outcome:
    ordered = np.zeros_like(samples)
    ordered[:, clbits] = samples
    packed = np.packbits(ordered, axis=1, bitorder="little")
    counts: Outcome = {}
    for row in packed:
        key = int.from_bytes(row.tobytes(), "little")
        counts[key] = counts.get(key, 0) + 1
    return counts
