"""Golden circuits: descriptions, requests and replies in ``Tests/Golden/circuits``.

A description is JSON: ``shots``, ``seed``, ``memory`` and ``circuits``. A circuit has ``name``,
``qubit_count``, ``registers`` (names and sizes, dividing the classical bits in order), optionally
``global_phase``, and ``instructions``, each one of

- ``{"gate": name, "parameters": [...], "qubits": [...]}``, optionally with
  ``"controls": {"qubits": [...], "state": n}``,
- ``{"unitary": [re, im, ...], "qubits": [...]}``,
- ``{"diagonal": [re, im, ...], "qubits": [...]}``,
- ``{"measure": [qubit, clbit]}``, ``{"reset": qubit}``,
- ``{"if": {"clbits": [...], "value": n}, "then": [...], "else": [...]}``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from qiskit.circuit import ClassicalRegister, IfElseOp, QuantumCircuit, QuantumRegister
from qiskit.circuit.library import C3XGate, C4XGate, DiagonalGate, UnitaryGate
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping

from spinwire_program.packing import pack_circuit, pack_run
from spinwire_program.request import CircuitRequest, Request, RunSettings, StructureSlots

FOLDER = Path(__file__).resolve().parents[2] / "Golden" / "circuits"


def build(description: dict[str, Any]) -> QuantumCircuit:
    """Return the circuit that a description stands for."""
    registers = [ClassicalRegister(size, name) for name, size in description["registers"]]
    circuit = QuantumCircuit(
        QuantumRegister(description["qubit_count"], "q"),
        *registers,
        name=description["name"],
        global_phase=description.get("global_phase", 0.0),
    )
    _append(circuit, description["instructions"])
    return circuit


def _append(circuit: QuantumCircuit, instructions: list[dict[str, Any]]) -> None:
    for fields in instructions:
        if "measure" in fields:
            circuit.measure(*fields["measure"])
        elif "reset" in fields:
            circuit.reset(fields["reset"])
        elif "if" in fields:
            _append_choice(circuit, fields)
        else:
            gate = _gate(fields)
            qubits = fields["qubits"]
            if "controls" in fields:
                controls = fields["controls"]
                count, state = len(controls["qubits"]), controls["state"]
                gate = gate.control(count, ctrl_state=state, annotated=False)
                qubits = controls["qubits"] + qubits
            circuit.append(gate, qubits)


def _gate(fields: dict[str, Any]) -> Any:
    if "unitary" in fields:
        width = 1 << len(fields["qubits"])
        return UnitaryGate(_complex(fields["unitary"]).reshape(width, width))
    if "diagonal" in fields:
        return DiagonalGate(list(_complex(fields["diagonal"])))
    if fields["gate"] == "mcx":
        return C3XGate() if len(fields["qubits"]) == 4 else C4XGate()
    return type(get_standard_gate_name_mapping()[fields["gate"]])(*fields.get("parameters", []))


def _complex(numbers: list[float]) -> Any:
    pairs = np.asarray(numbers, dtype=np.float64).reshape(-1, 2)
    return pairs[:, 0] + 1j * pairs[:, 1]


def _append_choice(circuit: QuantumCircuit, fields: dict[str, Any]) -> None:
    bits = [circuit.clbits[index] for index in fields["if"]["clbits"]]
    resource: Any = bits[0]
    if len(bits) > 1:
        resource = next(register for register in circuit.cregs if list(register) == bits)
    bodies = []
    for branch in (fields["then"], fields.get("else", [])):
        body = circuit.copy_empty_like()
        body.global_phase = 0
        _append(body, branch)
        bodies.append(body)
    choice = IfElseOp(
        (resource, fields["if"]["value"]), bodies[0], bodies[1] if "else" in fields else None
    )
    circuit.append(choice, circuit.qubits, circuit.clbits)


class GoldenBatch:
    """A description, its packed request, and the reply that the simulator gives to it."""

    def __init__(self, name: str) -> None:
        """Read the files of a batch.

        Args:
            name: Of the files, without extension.
        """
        description = json.loads((FOLDER / f"{name}.json").read_text())
        self.name = name
        self.shots: int = description["shots"]
        self.seed: int = description["seed"]
        self.memory: bool = description["memory"]
        self.circuits = [build(circuit) for circuit in description["circuits"]]
        self.request = (FOLDER / f"{name}.request.bin").read_bytes()
        self.reply = (FOLDER / f"{name}.reply.bin").read_bytes()

    @staticmethod
    def names() -> list[str]:
        """Return the names of all batches."""
        return sorted(path.stem for path in FOLDER.glob("*.json"))


def golden_bytes(request: CircuitRequest) -> bytes:
    """Return a request as the golden ones are: for the simulator's first backend, nothing held."""
    settings = request.settings._replace(backend=b"", truncation_threshold=0.0)
    whole = CircuitRequest(settings, request.structures, request.runs)
    return whole.encoded(StructureSlots(count_max=0))


def golden_request(batch: GoldenBatch) -> bytes:
    """Return the request for a batch as the program's side packs it."""
    return pack_request(batch.circuits, RunSettings(batch.shots, batch.seed, batch.memory))


def pack_request(circuits: Sequence[QuantumCircuit], settings: RunSettings) -> bytes:
    """Return the request for circuits, each with a structure of its own, as the golden ones are."""
    packed = [pack_circuit(circuit) for circuit in circuits]
    runs = [pack_run(index, circuit.numbers) for index, circuit in enumerate(packed)]
    return golden_bytes(CircuitRequest(settings, [one.structure for one in packed], runs))


class RecordedSimulator:
    """A backend's transport that knows what the simulator answers to the golden requests."""

    def __init__(self, *batches: GoldenBatch) -> None:
        """Know the replies to some batches."""
        self._replies = {batch.request: batch.reply for batch in batches}
        self._pending: dict[int, CircuitRequest] = {}
        self.requests: list[CircuitRequest] = []
        self.cancelled: list[int] = []
        #: While set, no reply has come yet.
        self.is_busy = False
        #: Raised instead of a reply.
        self.error: Exception | None = None

    def submit(self, request: Request) -> int:
        """Note a request; one that is not golden will have no reply."""
        assert isinstance(request, CircuitRequest)
        self.requests.append(request)
        ticket = len(self.requests)
        self._pending[ticket] = request
        return ticket

    def wait(self, ticket: int, timeout: float | None = None) -> bytes:
        """Return the recorded reply, once."""
        if self.is_busy:
            raise TimeoutError
        request = self._pending.pop(ticket)
        if self.error is not None:
            raise self.error
        return self._replies[golden_bytes(request)]

    def cancel(self, ticket: int) -> None:
        """Note that a request is not wanted any more."""
        self.cancelled.append(ticket)
