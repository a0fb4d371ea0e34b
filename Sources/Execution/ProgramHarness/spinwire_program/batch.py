"""Circuits on their way into one request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit

from spinwire_program.bindings import Bindings
from spinwire_program.description import DeviceDescription
from spinwire_program.errors import SpinwireError
from spinwire_program.packing import (
    PackedCircuit,
    pack_circuit,
    pack_run,
    require_values,
)
from spinwire_program.request import CircuitRequest, RunSettings
from spinwire_program.result import CircuitFacts

Binds = Sequence[Mapping[Any, Any]] | Mapping[Any, Any] | None


class CircuitBatch:
    """The runs of one request; equal structures among them are sent once."""

    def __init__(self, device: DeviceDescription) -> None:
        """Begin with nothing.

        Args:
            device: That the circuits are to fit.
        """
        self._device = device
        self._structures: dict[bytes, int] = {}
        self._runs: list[bytes] = []
        #: Of the circuit of each run.
        self.facts: list[CircuitFacts] = []
        #: The parameters' values of each run, by where they are; empty if there are none.
        self.binds: list[tuple[Bindings, int] | None] = []

    def add(self, circuits: Sequence[QuantumCircuit], parameter_binds: Binds = None) -> None:
        """Add circuits, each once or, if it has parameters, once for each set of values.

        Raises:
            SpinwireError: ``backend.tooSmall``, ``circuit.unsupported``,
                ``circuit.unboundParameters``, ``circuit.malformedBinds``.
        """
        if parameter_binds:
            for circuit, given in zip(circuits, _binds(circuits, parameter_binds), strict=True):
                self.add_packed(circuit, self.packed(circuit), given)
            return
        for circuit in circuits:
            packed = self.packed(circuit)
            if packed.is_parametric:
                require_values(circuit, packed)
            self._add_run(circuit, packed)

    def packed(self, circuit: QuantumCircuit) -> PackedCircuit:
        """Return a circuit's packed form if it fits the device."""
        self.check_size(circuit)
        return pack_circuit(circuit, self._device.dt)

    def check_size(self, circuit: QuantumCircuit) -> None:
        """Refuse a circuit that is larger than the device."""
        limit = self._device.qubit_count
        if circuit.num_qubits > limit:
            raise SpinwireError(
                "backend.tooSmall",
                f"Circuit {circuit.name} has {circuit.num_qubits} qubits; backend"
                f" {self._device.name} has {limit}.",
                {
                    "circuit": circuit.name,
                    "qubits": circuit.num_qubits,
                    "limit": limit,
                    "backend": self._device.name,
                },
            )

    def add_packed(
        self, circuit: QuantumCircuit, packed: PackedCircuit, given: Mapping[Any, Any]
    ) -> int:
        """Add a circuit once for each set of its parameters' values; returns how many sets."""
        bindings = Bindings(circuit, given)
        structure = self._structures.setdefault(packed.structure, len(self._structures))
        self._runs += [pack_run(structure, row) for row in bindings.rows(packed)]
        self.binds += [None] * (len(self.facts) - len(self.binds))
        self.binds += [(bindings, index) for index in range(bindings.count)]
        self.facts += [CircuitFacts(circuit, packed.saves)] * bindings.count
        return bindings.count

    def request(self, settings: RunSettings) -> CircuitRequest:
        """Return the request for all that was added."""
        return CircuitRequest(settings, list(self._structures), self._runs)

    def _add_run(self, circuit: QuantumCircuit, packed: PackedCircuit) -> None:
        structures = self._structures
        structure = structures.setdefault(packed.structure, len(structures))
        self._runs.append(pack_run(structure, packed.numbers))
        self.facts.append(CircuitFacts(circuit, packed.saves))


def _binds(
    circuits: Sequence[QuantumCircuit], given: Sequence[Mapping[Any, Any]] | Mapping[Any, Any]
) -> list[Mapping[Any, Any]]:
    """Return one mapping for each circuit."""
    binds = [given] if isinstance(given, Mapping) else given
    if not isinstance(binds, Iterable) or not all(isinstance(one, Mapping) for one in binds):
        raise SpinwireError(
            "circuit.malformedBinds", "Parameter binds are a dictionary for each circuit."
        )
    listed = list(binds)
    if len(listed) != len(circuits):
        raise SpinwireError(
            "circuit.malformedBinds",
            "There must be as many dictionaries of parameter binds as circuits.",
            {"circuits": len(circuits), "binds": len(listed)},
        )
    return listed
