"""Turns a simulator's reply into the ``Result`` that Qiskit's users know."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.result import Result
from qiskit.result.models import ExperimentResult, ExperimentResultData

from spinwire_program.reply import Outcome, Reply

try:
    # Qiskit before 2.0 wants the header as an object of its own, and the number of a qobj.
    from qiskit.qobj import QobjExperimentHeader as _Header

    _EXTRA_FIELDS: dict[str, Any] = {"qobj_id": None}
except ImportError:
    _Header = dict
    _EXTRA_FIELDS = {}


def build_result(
    reply: Reply,
    headers: Sequence[dict[str, Any]],
    *,
    backend_name: str,
    backend_version: str,
    job_id: str,
    seconds: float,
) -> Result:
    """Return the result of a batch.

    Args:
        reply: One outcome for each header, in order.
        headers: What ``header_of`` gave for each circuit.
        backend_name: As the backend calls itself.
        backend_version: That of the backend's description.
        job_id: Of the job that ran.
        seconds: From sending the circuits to reading the reply.
    """
    return Result(
        backend_name=backend_name,
        backend_version=backend_version,
        job_id=job_id,
        success=True,
        results=[
            _experiment(outcome, header, reply)
            for outcome, header in zip(reply.outcomes, headers, strict=True)
        ],
        date=datetime.datetime.now(datetime.UTC).isoformat(),
        status="COMPLETED",
        header=None,
        time_taken=seconds,
        **_EXTRA_FIELDS,
    )


def header_of(circuit: QuantumCircuit) -> dict[str, Any]:
    """Return the header of a circuit's result: its name, its registers, its metadata."""
    header: dict[str, Any] = {
        "name": circuit.name,
        "n_qubits": circuit.num_qubits,
        "memory_slots": circuit.num_clbits,
        "qreg_sizes": [[register.name, register.size] for register in circuit.qregs],
        "global_phase": float(circuit.global_phase),
        "metadata": circuit.metadata or {},
    }
    sizes = _register_sizes(circuit)
    if sizes is not None:
        header["creg_sizes"] = sizes
    return header


def _register_sizes(circuit: QuantumCircuit) -> list[list[Any]] | None:
    """Return the registers if they divide the bits, in order: then they can cut a bit string."""
    bits = [bit for register in circuit.cregs for bit in register]
    if bits != list(circuit.clbits):
        return None
    return [[register.name, register.size] for register in circuit.cregs]


def _experiment(outcome: Outcome, header: dict[str, Any], reply: Reply) -> ExperimentResult:
    fields: dict[str, Any] = {}
    # A circuit without classical bits has no outcomes to count.
    if outcome.clbit_count:
        fields["counts"] = {hex(key): count for key, count in outcome.counts.items()}
        if outcome.memory is not None:
            fields["memory"] = [hex(key) for key in outcome.memory]
    return ExperimentResult(
        shots=reply.shots,
        success=True,
        data=ExperimentResultData(**fields),
        status="DONE",
        seed=reply.seed,
        header=header if _Header is dict else _Header(**header),
        name=header["name"],
        metadata={"method": "statevector", "memory": outcome.memory is not None},
    )
