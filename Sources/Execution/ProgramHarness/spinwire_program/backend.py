"""The backend that a program's ``main`` is given."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import BackendV2, Options
from qiskit.transpiler import Target

from spinwire_program.device import DeviceConfiguration, DeviceDescription, build_target
from spinwire_program.errors import SpinwireError
from spinwire_program.job import CircuitTransport, SpinwireJob
from spinwire_program.packing import pack_request
from spinwire_program.result import header_of

#: Circuits in one run; the simulator has a limit of its own.
CIRCUIT_COUNT_MAX = 100_000

#: Options of other backends that change nothing here: they are taken without a word.
_IDLE_OPTIONS = frozenset(
    {"init_qubits", "rep_delay", "rep_times", "use_measure_esp", "job_name", "job_tags", "header"}
)


class BackendName(str):
    """A backend's name that may also be called, as programs written for older backends do."""

    __slots__ = ()

    def __call__(self) -> str:
        """Return the name."""
        return str(self)


class SpinwireBackend(BackendV2):  # type: ignore[misc]
    """A Qiskit backend whose circuits run on a simulator at the other end of a transport."""

    def __init__(self, description: Mapping[str, Any], transport: CircuitTransport) -> None:
        """Make the backend of a device.

        Args:
            description: ``name``, ``version``, ``description``, ``qubit_count``, ``basis_gates``,
                ``coupling_map`` (pairs, or ``None`` for all), ``shots_max``, ``shots_default``,
                ``simulator``, ``aliases``.
            transport: Connection to the simulator that serves the device.

        Raises:
            SpinwireError: ``backend.invalid`` when the description cannot be read.
        """
        self._device = DeviceDescription.from_dict(description)
        self._transport = transport
        super().__init__(
            provider=None,
            name=BackendName(self._device.name),
            description=self._device.description,
            backend_version=self._device.version,
        )
        self._options.update_options(shots=self._device.shots_default)
        self._target: Target | None = None
        self._configuration: DeviceConfiguration | None = None

    @classmethod
    def _default_options(cls) -> Options:
        return Options(shots=1024, memory=False, seed_simulator=None)

    @property
    def target(self) -> Target:
        """What the transpiler needs to know; made when first asked for."""
        if self._target is None:
            self._target = build_target(self._device)
        return self._target

    @property
    def num_qubits(self) -> int:
        """Number of qubits."""
        return self._device.qubit_count

    @property
    def max_circuits(self) -> int:
        """Circuits that one run may hold."""
        return CIRCUIT_COUNT_MAX

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names by which the backend may be asked for."""
        return self._device.aliases

    def run(
        self,
        run_input: QuantumCircuit | Iterable[QuantumCircuit] | None = None,
        **options: Any,
    ) -> SpinwireJob:
        """Run circuits; returns at once.

        Args:
            run_input: A circuit or several, with all parameters bound. Older programs give it as
                ``circuits``.
            options: ``shots`` (of each circuit), ``memory`` (whether to keep the outcome of each
                shot), ``seed_simulator`` (the same seed gives the same outcomes); what is not given
                is taken from ``backend.options``.

        Raises:
            SpinwireError: ``backend.tooSmall``, ``circuit.tooManyShots``, ``circuit.unsupported``,
                ``circuit.unboundParameters`` and the like; nothing was run.
        """
        if run_input is None:
            run_input = options.pop("circuits", None)
        circuits = _circuits(run_input)
        settings = {**vars_of(self._options), **{k: v for k, v in options.items() if v is not None}}
        self._warn_of_unused(options)
        shots = self._checked_shots(settings["shots"])
        for circuit in circuits:
            self._check_size(circuit)
        request = pack_request(
            circuits, shots, _seed(settings.get("seed_simulator")), bool(settings.get("memory"))
        )
        headers = [header_of(circuit) for circuit in circuits]
        job = SpinwireJob(self, self._transport, request, headers)
        job.submit()
        return job

    # What programs of earlier generations ask

    def configuration(self) -> DeviceConfiguration:
        """Return the device's configuration in the form of Qiskit before 1.0."""
        if self._configuration is None:
            self._configuration = DeviceConfiguration(self._device, CIRCUIT_COUNT_MAX)
        return self._configuration

    def properties(self, refresh: bool = False, datetime: Any = None) -> None:
        """Return ``None``: there is no calibration data, as with every noiseless simulator."""

    def defaults(self, refresh: bool = False) -> None:
        """Return ``None``: the device has no pulses."""

    def __repr__(self) -> str:
        """Name the backend."""
        return f"<{type(self).__name__}('{self.name}')>"

    def _checked_shots(self, shots: Any) -> int:
        if isinstance(shots, bool) or int(shots) != shots or shots < 1:
            raise SpinwireError(
                "circuit.invalidShots",
                "The number of shots must be a positive whole number.",
                {"shots": str(shots)},
            )
        if shots > self._device.shots_max:
            raise SpinwireError(
                "circuit.tooManyShots",
                f"{shots} shots were asked for; backend {self.name} allows"
                f" {self._device.shots_max}.",
                {"shots": int(shots), "limit": self._device.shots_max, "backend": str(self.name)},
            )
        return int(shots)

    def _check_size(self, circuit: QuantumCircuit) -> None:
        if circuit.num_qubits > self._device.qubit_count:
            raise SpinwireError(
                "backend.tooSmall",
                f"Circuit {circuit.name} has {circuit.num_qubits} qubits; backend {self.name} has"
                f" {self._device.qubit_count}.",
                {
                    "circuit": circuit.name,
                    "qubits": circuit.num_qubits,
                    "limit": self._device.qubit_count,
                    "backend": str(self.name),
                },
            )

    def _warn_of_unused(self, options: Mapping[str, Any]) -> None:
        for name, value in options.items():
            if name in self._options or name in _IDLE_OPTIONS or value is None:
                continue
            warnings.warn(
                f"Option {name} is not used by backend {self.name}.", UserWarning, stacklevel=3
            )


def vars_of(options: Options) -> dict[str, Any]:
    """Return the options by name, in any generation of Qiskit."""
    fields = getattr(options, "_fields", None)
    return dict(fields) if isinstance(fields, dict) else dict(vars(options))


def _circuits(run_input: Any) -> list[QuantumCircuit]:
    circuits = [run_input] if isinstance(run_input, QuantumCircuit) else run_input
    if not isinstance(circuits, Iterable) or isinstance(circuits, (str, bytes)):
        raise _not_circuits(run_input)
    circuits = list(circuits)
    for circuit in circuits:
        if not isinstance(circuit, QuantumCircuit):
            raise _not_circuits(circuit)
    if not circuits:
        raise SpinwireError("circuit.none", "There is no circuit to run.")
    if len(circuits) > CIRCUIT_COUNT_MAX:
        raise SpinwireError(
            "circuit.tooManyCircuits",
            f"{len(circuits)} circuits were given to one run; it takes {CIRCUIT_COUNT_MAX}.",
            {"circuits": len(circuits), "limit": CIRCUIT_COUNT_MAX},
        )
    return circuits


def _not_circuits(value: Any) -> SpinwireError:
    kind = type(value).__name__
    return SpinwireError(
        "circuit.unsupported",
        f"A backend runs a QuantumCircuit or a list of them, not {kind}.",
        {"type": kind},
    )


def _seed(seed: Any) -> int:
    """Return the seed as the simulator takes it; a fresh one if none was given."""
    if seed is None:
        # 63 bits, so that every reader of the result can hold it.
        return secrets.randbits(63)
    return int(seed) & 0xFFFFFFFFFFFFFFFF
