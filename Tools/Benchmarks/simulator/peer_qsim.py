"""qsim, through qsimcirq, as a peer: single precision, AVX-512 where there is one."""

from __future__ import annotations

import time
from typing import Any

import cirq
import numpy as np
import qsimcirq
from outcome import Outcome, Repetition
from qiskit import QuantumCircuit

#: Sizes of the blocks that gates are fused to.
FUSIONS = (2, 3, 4)


class QsimPeer:
    """qsim with one size of fusion; the clock is around its C++ alone."""

    def __init__(self, threads: int, fusion: int) -> None:
        self.name = f"qsim f={fusion}"
        self._simulator = qsimcirq.QSimSimulator(qsim_options={"t": threads, "f": fusion, "v": 0})
        self._clock = _Clock(self._simulator._sim_module)
        self._simulator._sim_module = self._clock

    def run(self, circuits: list[QuantumCircuit], shots: int, seed: int) -> Repetition:
        """Run each circuit in a call of its own."""
        whole = 0.0
        self._clock.seconds = 0.0
        self._simulator.qsim_options["s"] = seed
        outcomes: list[Outcome] = []
        for circuit in circuits:
            translated = _translated(circuit)
            start = time.perf_counter()
            samples = self._simulator.run(translated, repetitions=shots).measurements["m"]
            whole += time.perf_counter() - start
            outcomes.append(_counts(samples))
        count = len(circuits)
        return Repetition(self._clock.seconds / count, whole / count, outcomes)


class _Clock:
    """The compiled module of qsim, with the time spent in it."""

    def __init__(self, module: Any) -> None:
        self._module = module
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        if not name.startswith("qsim_s"):
            return value

        def timed(*arguments: Any) -> Any:
            start = time.perf_counter()
            try:
                return value(*arguments)
            finally:
                self.seconds += time.perf_counter() - start

        return timed


def _counts(samples: np.ndarray) -> Outcome:
    bits = samples.astype(np.uint64) @ (
        np.uint64(1) << np.arange(samples.shape[1], dtype=np.uint64)
    )
    keys, counts = np.unique(bits, return_counts=True)
    return dict(zip(keys.tolist(), counts.tolist(), strict=True))


def _translated(circuit: QuantumCircuit) -> cirq.Circuit:
    line = cirq.LineQubit.range(circuit.num_qubits)
    index = {qubit: position for position, qubit in enumerate(circuit.qubits)}
    operations = []
    for instruction in circuit.data:
        if instruction.name in ("measure", "barrier"):
            continue
        qubits = [line[index[qubit]] for qubit in instruction.qubits]
        operations.append(_gate(instruction, qubits))
    operations.append(cirq.measure(*line, key="m"))
    return cirq.Circuit(operations)


def _gate(instruction: Any, qubits: list[cirq.LineQubit]) -> cirq.Operation:
    parameters = instruction.params
    match instruction.name:
        case "h":
            return cirq.H(*qubits)
        case "cx":
            return cirq.CNOT(*qubits)
        case "cp":
            return cirq.CZPowGate(exponent=float(parameters[0]) / np.pi)(*qubits)
        case "swap":
            return cirq.SWAP(*qubits)
        case "rx" | "ry" | "rz":
            return getattr(cirq, instruction.name)(float(parameters[0]))(*qubits)
        case "rzz":
            # Up to a phase of the whole state.
            return cirq.ZZPowGate(exponent=float(parameters[0]) / np.pi)(*qubits)
        case _:
            # Cirq's first qubit is the most significant.
            return cirq.MatrixGate(instruction.operation.to_matrix()).on(*reversed(qubits))
