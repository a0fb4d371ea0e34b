"""The backend that a program's ``main`` is given."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import BackendV2, Options
from qiskit.transpiler import Target

from spinwire_program.batch import CircuitBatch
from spinwire_program.configuration import DeviceConfiguration, DeviceProperties
from spinwire_program.description import DeviceDescription
from spinwire_program.device import build_target
from spinwire_program.errors import SpinwireError
from spinwire_program.estimation import ExpectationValues, estimate
from spinwire_program.job import CircuitTransport, SpinwireJob
from spinwire_program.noise import NoiseModels
from spinwire_program.options import (
    checked_options,
    default_options,
    run_settings,
    set_device_options,
)
from spinwire_program.request import RunSettings

#: Circuits in one run; the simulator has a limit of its own.
CIRCUIT_COUNT_MAX = 100_000

#: Bits of a seed that nobody chose, so that every reader of the result can hold it.
_SEED_BIT_COUNT = 63


class BackendName(str):
    """A backend's name that may also be called, as programs written for older backends do."""

    __slots__ = ()

    def __call__(self) -> str:
        """Return the name."""
        return str(self)


class SpinwireBackend(BackendV2):  # type: ignore[misc]
    """A Qiskit backend whose circuits run on a simulator at the other end of a transport."""

    def __init__(
        self,
        description: Mapping[str, Any] | DeviceDescription,
        transport: CircuitTransport,
        seed: int | None = None,
    ) -> None:
        """Make the backend of a device.

        Args:
            description: JSON of a backend's file, see ``Topology/backends/README.md``, or what was
                read from it.
            transport: Connection to the simulator that serves the device.
            seed: Of what is drawn for runs without ``seed_simulator``; another one each time
                without it.

        Raises:
            SpinwireError: ``backend.invalid`` when the description cannot be read.
        """
        is_read = isinstance(description, DeviceDescription)
        self._device = description if is_read else DeviceDescription.from_dict(description)
        self._transport = transport
        super().__init__(
            provider=None,
            name=BackendName(self._device.name),
            description=self._device.description,
            backend_version=self._device.version,
        )
        set_device_options(self._options, self._device)
        # Of its own, as a module's would be the same in every process forked from one.
        self._random = random.Random(seed)
        self._noise_models = NoiseModels()
        self._target: Target | None = None
        self._configuration: DeviceConfiguration | None = None

    @classmethod
    def _default_options(cls) -> Options:
        return default_options()

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

    @property
    def dt(self) -> float | None:
        """Seconds that the unit ``dt`` of durations stands for; ``None`` if not known."""
        return self._device.dt

    def run(
        self,
        run_input: QuantumCircuit | Iterable[QuantumCircuit] | None = None,
        parameter_binds: Sequence[Mapping[Any, Any]] | Mapping[Any, Any] | None = None,
        **options: Any,
    ) -> SpinwireJob:
        """Run circuits; returns at once.

        Args:
            run_input: A circuit or several. Older programs give it as ``circuits``.
            parameter_binds: For each circuit, the values of its parameters: a number for each set
                of values, so that the circuit is run once for each set. Needed where a circuit has
                parameters without values.
            options: ``shots`` (of each circuit), ``memory`` (whether to keep the outcome of each
                shot), ``seed_simulator`` (the same seed gives the same outcomes), ``method``,
                ``precision``, ``noise_model`` (Aer's, or its dictionary; without it the device's
                own noise), ``matrix_product_state_max_bond_dimension``,
                ``matrix_product_state_truncation_threshold``; what is not given is taken from
                ``backend.options``.

        Raises:
            SpinwireError: ``backend.unknownOption``, ``backend.tooSmall``,
                ``circuit.tooManyShots``, ``circuit.unsupported``, ``circuit.unboundParameters`` and
                the like; nothing was run.
        """
        if run_input is None:
            run_input = options.pop("circuits", None)
        batch = CircuitBatch(self._device)
        batch.add(_circuits(run_input), parameter_binds)
        return self.start(batch, options)

    def expectation_values(
        self,
        circuit: QuantumCircuit,
        observables: Any,
        parameter_values: Any = None,
        shots: int | None = None,
        precision: float | None = None,
        **options: Any,
    ) -> ExpectationValues:
        """Return the means of observables after a circuit, in one request.

        Args:
            circuit: Without measurements at its end; they would change nothing but cost time.
            observables: A ``SparsePauliOp``, ``Pauli`` or text, an ``ObservablesArray``, or a list
                of them, on as many qubits as the circuit has.
            parameter_values: Values of the circuit's parameters: an array whose last axis runs over
                ``circuit.parameters``, or parameters and their values as in ``run``. ``None`` for a
                circuit without parameters.
            shots: Estimate with so many as a device would; ``None`` for exact means.
            precision: Standard error to aim at, instead of ``shots``.
            options: As of ``run``, but for ``shots``, ``memory`` and ``precision``.

        Returns:
            Means and standard errors, of the shape of the sets of values followed by the shape of
            the observables.

        Raises:
            SpinwireError: As ``run``; also what ends a run.
        """
        return estimate(self, circuit, observables, parameter_values, (shots, precision), options)

    def start(self, batch: CircuitBatch, options: Mapping[str, Any]) -> SpinwireJob:
        """Send a batch whose runs are packed; for this package's own use."""
        request = batch.request(self._settings(options))
        job = SpinwireJob(self, self._transport, request, batch.facts, batch.binds)
        job.submit()
        return job

    @property
    def device(self) -> DeviceDescription:
        """The device's description, for this package's own use."""
        return self._device

    def _settings(self, given: Mapping[str, Any]) -> RunSettings:
        options = checked_options(self._options, given, self._device.name)
        seed = self._random.getrandbits(_SEED_BIT_COUNT)
        return run_settings(options, self._device, seed, self._noise_models)

    # What programs of earlier generations ask

    def configuration(self) -> DeviceConfiguration:
        """Return the device's configuration in the form of Qiskit before 1.0."""
        if self._configuration is None:
            self._configuration = DeviceConfiguration(self._device, CIRCUIT_COUNT_MAX)
        return self._configuration

    def properties(self, refresh: bool = False, datetime: Any = None) -> DeviceProperties | None:
        """Return figures of qubits and gates; ``None`` where there are none, as of an ideal one."""
        known = self._device.qubits or self._device.gates
        return DeviceProperties(self._device) if known else None

    def defaults(self, refresh: bool = False) -> None:
        """Return ``None``: the device has no pulses."""

    def __repr__(self) -> str:
        """Name the backend."""
        return f"<{type(self).__name__}('{self.name}')>"


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
