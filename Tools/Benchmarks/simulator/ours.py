"""Our simulator as a peer: a service in a process of its own, asked by a program's backend."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from typing import Any

from outcome import Outcome, Repetition
from qiskit import QuantumCircuit
from service import BINARIES, ROOT, Service

sys.path.insert(0, str(ROOT / "Sources" / "Execution" / "ProgramHarness"))
sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))
from spinwire_program.backend import SpinwireBackend
from spinwire_program.circuit_channel import CircuitChannel
from spinwire_program.request import Request

#: Any job will do: the connection is the simulator's own, and nobody leased it.
JOB_ID = "0" * 31 + "1"


def describe(service: Service, name: str) -> dict[str, Any]:
    """Return what the coordinator says of a backend."""
    listed = subprocess.run(
        [BINARIES / "spinwire", "backend", "list", "--json"],
        env=service.environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for line in listed.splitlines():
        description: dict[str, Any] = json.loads(line)["device"]
        if description["name"] == name:
            return description
    raise RuntimeError(f"There is no backend {name}.")


class ClockedChannel(CircuitChannel):
    """A channel that notes when a request is packed: from then on the simulator may be at work."""

    packed = 0.0

    def submit(self, request: Request) -> int:
        """Note the time, and send."""
        self.packed = time.perf_counter()
        return super().submit(request)


class OurPeer:
    """A backend on the direct socket of a simulator."""

    def __init__(
        self, service: Service, description: dict[str, Any], name: str = "Spinwire", **options: Any
    ) -> None:
        self.name = name
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(str(service.state / "run" / "simulator-1.direct"))
        self._channel = ClockedChannel(connection, JOB_ID)
        self.backend = SpinwireBackend(description, self._channel)
        self._options = options

    def run(self, circuits: list[QuantumCircuit], shots: int, seed: int) -> Repetition:
        """Run each circuit in a call of its own, as a program does."""
        whole = 0.0
        stages: dict[str, float] = {}
        outcomes: list[Outcome] = []
        truncation_error = 0.0
        for index, circuit in enumerate(circuits):
            start = time.perf_counter()
            job = self.backend.run(
                circuit, shots=shots, seed_simulator=seed + index, **self._options
            )
            result = job.result()
            received = time.perf_counter()
            counts = result.get_counts()
            end = time.perf_counter()
            whole += end - start
            for stage, seconds in _stages(result).items():
                stages[stage] = stages.get(stage, 0.0) + seconds
            for stage, seconds in (
                ("pack", self._channel.packed - start),
                ("wait", received - self._channel.packed),
                ("unpack", end - received),
            ):
                stages[stage] = stages.get(stage, 0.0) + seconds
            left_out = result.results[0].metadata.get("truncation_error", 0.0)
            truncation_error = max(truncation_error, left_out)
            outcomes.append({int(key.replace(" ", ""), 2): count for key, count in counts.items()})
        stages = {stage: seconds / len(circuits) for stage, seconds in stages.items()}
        engine = sum(stages[stage] for stage in ("decode", "plan", "run", "sample"))
        stages["transfer"] = stages.pop("wait") - engine
        return Repetition(engine, whole / len(circuits), outcomes, stages, truncation_error)


def _stages(result: Any) -> dict[str, float]:
    """Return the simulator's own clock of one circuit, by stage."""
    metadata = result.results[0].metadata
    stages = {
        "plan": metadata["time_taken_plan"],
        "run": metadata["time_taken_run"],
        "sample": metadata["sample_measure_time"],
    }
    execute = result.metadata["time_taken_execute"]
    return stages | {"decode": execute - sum(stages.values())}
