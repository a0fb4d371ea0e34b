"""What a backend is told about its device, read from the JSON of a backend's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spinwire_program.errors import SpinwireError

#: One number for each qubit or pair; ``None`` where nothing is known.
Known = tuple[float | None, ...]

#: Lists of numbers for each qubit, by their names in the JSON.
QUBIT_PROPERTIES = ("t1", "t2", "frequency", "readout_length", "meas1_prep0", "meas0_prep1")


@dataclass(frozen=True)
class GateDescription:
    """What is known of a gate, for each qubit or each pair of the coupling map, in its order."""

    #: Average infidelities.
    errors: Known = ()
    #: Seconds.
    lengths: Known = ()


@dataclass(frozen=True)
class DeviceDescription:
    """What a backend is told about its device."""

    name: str
    version: str
    description: str
    qubit_count: int
    basis_gates: tuple[str, ...]
    #: Pairs of qubits that a two-qubit gate may act on, in its order; ``None`` for all.
    coupling_map: tuple[tuple[int, int], ...] | None
    shots_max: int
    shots_default: int
    is_simulator: bool
    aliases: tuple[str, ...] = ()
    #: In Aer's words.
    method: str = "automatic"
    precision: str = "double"
    #: Of matrix product states; ``None`` for no bound but memory.
    bond_dimension_max: int | None = None
    truncation_threshold: float = 1e-16
    is_noisy: bool = False
    #: Seconds; the unit of durations given in ``dt``.
    dt: float | None = None
    #: By the names of ``QUBIT_PROPERTIES``: seconds, hertz, probabilities.
    qubits: Mapping[str, Known] = field(default_factory=dict)
    gates: Mapping[str, GateDescription] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> DeviceDescription:
        """Read a description.

        Args:
            fields: ``name``, ``qubit_count`` and ``basis_gates`` are needed, the rest has defaults.

        Raises:
            SpinwireError: ``backend.invalid`` naming the field.
        """
        try:
            description = cls._read(fields)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SpinwireError(
                "backend.invalid",
                "A backend's description cannot be read.",
                {"reason": f"{type(error).__name__}: {error}"},
            ) from error
        stray = [
            qubit
            for pair in description.coupling_map or ()
            for qubit in pair
            if not 0 <= qubit < description.qubit_count
        ]
        if stray:
            raise SpinwireError(
                "backend.invalid",
                "A backend's coupling map names a qubit that it does not have.",
                {"qubit": stray[0], "qubit_count": description.qubit_count},
            )
        return description

    @classmethod
    def _read(cls, fields: Mapping[str, Any]) -> DeviceDescription:
        pairs = fields.get("coupling_map")
        qubits = fields.get("qubits") or {}
        gates = fields.get("gates") or {}
        return cls(
            name=str(fields["name"]),
            version=str(fields.get("version", "1.0.0")),
            description=str(fields.get("description") or ""),
            qubit_count=int(fields["qubit_count"]),
            basis_gates=tuple(str(gate) for gate in fields["basis_gates"]),
            coupling_map=None if pairs is None else tuple((int(a), int(b)) for a, b in pairs),
            shots_max=int(fields.get("shots_max") or 1_000_000),
            shots_default=int(fields.get("shots_default") or 1024),
            is_simulator=bool(fields.get("simulator", True)),
            aliases=tuple(str(alias) for alias in fields.get("aliases") or ()),
            method=str(fields.get("method") or "automatic"),
            precision=str(fields.get("precision") or "double"),
            bond_dimension_max=_optional(int, fields.get("bond_dimension_max")),
            truncation_threshold=float(fields.get("truncation_threshold", 1e-16)),
            is_noisy=(fields.get("noise") or "none") != "none",
            dt=_optional(float, fields.get("dt")),
            qubits={name: _known(qubits[name]) for name in QUBIT_PROPERTIES if qubits.get(name)},
            gates={
                str(name): GateDescription(_known(gate.get("error")), _known(gate.get("length")))
                for name, gate in gates.items()
            },
        )

    def of_qubit(self, name: str, qubit: int) -> float | None:
        """Return a property of a qubit, if it is known."""
        return _at(self.qubits.get(name, ()), qubit)

    def readout_error(self, qubit: int) -> float | None:
        """Return the mean probability of reading a qubit wrongly, if it is known."""
        wrong = [self.of_qubit(name, qubit) for name in ("meas1_prep0", "meas0_prep1")]
        known = [value for value in wrong if value is not None]
        return sum(known) / len(known) if known else None

    def of_gate(self, name: str, index: int) -> tuple[float | None, float | None]:
        """Return what is known of a gate.

        Args:
            name: Of the gate.
            index: The qubit of a one-qubit gate, a two-qubit gate's place in the coupling map.

        Returns:
            Its error and its length in seconds.
        """
        gate = self.gates.get(name)
        return (None, None) if gate is None else (_at(gate.errors, index), _at(gate.lengths, index))


def _optional(kind: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else kind(value)


def _known(values: Sequence[Any] | None) -> Known:
    return tuple(_optional(float, value) for value in values or ())


def _at(values: Known, index: int) -> float | None:
    return values[index] if index < len(values) else None
