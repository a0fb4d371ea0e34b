"""Turns a simulator's reply into the ``Result`` that Qiskit's users know.

What users ask for is made when they ask. A copy, a pickle and ``to_dict`` have everything, in
Qiskit's own classes.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.exceptions import QiskitError
from qiskit.providers import JobV1
from qiskit.result import Result
from qiskit.result.models import ExperimentResult, ExperimentResultData

from spinwire_program import earlier_qiskit
from spinwire_program.bindings import Bindings
from spinwire_program.counts import OutcomeCounts, RegisterSizes, outcome_texts
from spinwire_program.reply import Outcome, Reply
from spinwire_program.saves import SavedData


class CircuitFacts:
    """What a result tells of a circuit, as it was when it was run."""

    def __init__(self, circuit: QuantumCircuit, saves: tuple[SavedData, ...] = ()) -> None:
        """Note the facts; they are put in order when asked for.

        Args:
            circuit: That is run.
            saves: What its save instructions report.
        """
        self.name: str = circuit.name
        self.metadata = circuit.metadata
        self.saves = saves
        self._qubit_count = circuit.num_qubits
        self._phase = circuit.global_phase
        #: Of values in a reply.
        self.saved_count = sum(save.value_count for save in saves)
        self.clbit_count = circuit.num_clbits
        self._qregs = circuit.qregs
        self._cregs = circuit.cregs
        self._clbits = circuit.clbits
        self._registers: list[list[Any]] | None = None
        self._sizes: RegisterSizes | None = None

    @property
    def sizes(self) -> RegisterSizes:
        """Sizes of the classical registers if they divide the bits in order, else of all bits."""
        if self._sizes is None:
            cregs, clbits = self._cregs, self._clbits
            if [bit for register in cregs for bit in register] == clbits:
                self._registers = [[register.name, register.size] for register in cregs]
                self._sizes = tuple(register.size for register in cregs)
            else:
                self._sizes = (len(clbits),)
        return self._sizes

    @property
    def registers(self) -> list[list[Any]] | None:
        """Names and sizes of the classical registers, if they divide the bits in order."""
        return self._registers if self.sizes else None

    def header(self) -> dict[str, Any]:
        """Return the header of the circuit's result."""
        header: dict[str, Any] = {
            "name": self.name,
            "n_qubits": self._qubit_count,
            "memory_slots": self.clbit_count,
            "qreg_sizes": [[register.name, register.size] for register in self._qregs],
            "metadata": self.metadata or {},
        }
        if isinstance(self._phase, (int, float)):
            header["global_phase"] = float(self._phase)
        if self.registers is not None:
            header["creg_sizes"] = self.registers
        return header


class OutcomeData(ExperimentResultData):  # type: ignore[misc]
    """Counts, memory and saved data of one run, each made when first asked for."""

    def __init__(self, outcome: Outcome, saves: tuple[SavedData, ...]) -> None:
        """Give the data of an outcome.

        Args:
            outcome: What the simulator reported.
            saves: What its saved values are.
        """
        self._outcome = outcome
        self._saves = saves
        # A circuit without classical bits has no outcomes to count.
        names = ["counts"] if outcome.clbit_count else []
        if names and outcome.memory is not None:
            names.append("memory")
        self._data_attributes = names + [save.label for save in saves]

    def __getattr__(self, name: str) -> Any:
        """Make the data of a name."""
        if name.startswith("_") or name not in self._data_attributes:
            raise AttributeError(f"There is no data {name}.")
        if name == "counts":
            self.counts = {hex(key): count for key, count in self._outcome.counts().items()}
        elif name == "memory":
            self.memory = [hex(key) for key in self._outcome.memory]
        else:
            values = self._outcome.saved()
            for save in self._saves:
                setattr(self, save.label, save.convert(*values[: save.value_count]))
                del values[: save.value_count]
        return self.__dict__[name]

    def __reduce__(self) -> tuple[Any, ...]:
        """Become plain data."""
        return ExperimentResultData.from_dict, (self.to_dict(),)


class SpinwireResult(Result):  # type: ignore[misc]
    """The result of a batch of runs."""

    def __init__(
        self,
        reply: Reply,
        facts: Sequence[CircuitFacts],
        binds: Sequence[tuple[Bindings, int] | None],
        job: JobV1,
        seconds: float,
    ) -> None:
        """Give the result of a batch.

        Args:
            reply: One outcome for each run, in order.
            facts: Of the circuit of each run.
            binds: Where the parameters' values of each run are; empty if there were none.
            job: That ran.
            seconds: From sending the circuits to reading the reply.
        """
        self._reply = reply
        self._facts = facts
        self._binds = binds
        self._results: list[ExperimentResult] | None = None
        self._seconds = seconds
        self._job = job
        self._ended = time.time()
        self.success = True
        self.status = "COMPLETED"
        self.header = None
        # Read by Qiskit before 1.3, which told results from one another by it.
        self.qobj_id = ""

    @property
    def _metadata(self) -> dict[str, Any]:
        """What Qiskit's results have besides their attributes."""
        execution = self._reply.nanoseconds * 1e-9
        return {
            "time_taken": self._seconds,
            "metadata": {"time_taken_execute": execution, "device": "CPU"},
        }

    @property
    def backend_name(self) -> str:
        """As the backend calls itself."""
        return str(self._job.backend().name)

    @property
    def backend_version(self) -> str:
        """That of the backend's description."""
        return str(self._job.backend().backend_version)

    @property
    def job_id(self) -> str:
        """Of the job that ran."""
        return str(self._job.job_id())

    @property
    def date(self) -> str:
        """When the reply was read."""
        return datetime.datetime.fromtimestamp(self._ended, datetime.UTC).isoformat()

    @property
    def results(self) -> list[ExperimentResult]:
        """One for each run."""
        if self._results is None:
            self._results = [self._experiment(index) for index in range(len(self._facts))]
        return self._results

    def get_counts(self, experiment: Any = None) -> Any:
        """Return the counts of a run, or a list of those of all, as ``Result`` does."""
        if experiment is None:
            counts = [self._counts(index) for index in range(len(self._facts))]
            return counts[0] if len(counts) == 1 else counts
        return self._counts(self._index(experiment))

    def get_memory(self, experiment: Any = None) -> list[str]:
        """Return the outcome of each shot of a run, as ``Result`` does."""
        index = 0 if experiment is None and len(self._facts) == 1 else self._index(experiment)
        outcome = self._reply.outcomes[index]
        if outcome.memory is None or not outcome.clbit_count:
            raise QiskitError(f"No memory for experiment {experiment!r}: run it with memory=True.")
        return outcome_texts(outcome.memory, self._facts[index].sizes)

    def saved(self, index: int) -> list[Any]:
        """Return the values that a run's save instructions reported, as they came."""
        return self._reply.outcomes[index].saved()

    def _index(self, experiment: Any) -> int:
        if isinstance(experiment, int) and 0 <= experiment < len(self._facts):
            return experiment
        found = self._get_experiment(experiment)
        return next(index for index, result in enumerate(self.results) if result is found)

    def _counts(self, index: int) -> Any:
        outcome = self._reply.outcomes[index]
        if not outcome.clbit_count:
            # Those of a saved state vector, or an error.
            return super().get_counts(index)
        facts = self._facts[index]
        return OutcomeCounts(outcome, facts.sizes, facts.registers)

    def _experiment(self, index: int) -> ExperimentResult:
        facts, outcome = self._facts[index], self._reply.outcomes[index]
        return ExperimentResult(
            shots=self._reply.shots,
            success=True,
            data=OutcomeData(outcome, facts.saves),
            status="DONE",
            seed=self._reply.seed,
            header=earlier_qiskit.result_header(facts.header()),
            name=facts.name,
            time_taken=_seconds(outcome),
            metadata=_metadata(outcome, self._binds[index] if self._binds else None),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Become a plain result."""
        return Result.from_dict, (self.to_dict(),)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Result:
        """Return the plain result of what ``to_dict`` gave."""
        return Result.from_dict(data)


def _seconds(outcome: Outcome) -> float:
    total = outcome.plan_nanoseconds + outcome.run_nanoseconds + outcome.sample_nanoseconds
    return total * 1e-9


def _metadata(outcome: Outcome, binds: tuple[Bindings, int] | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "method": outcome.method,
        "precision": outcome.precision,
        "device": "CPU",
        "memory": outcome.memory is not None,
        "active_qubits": outcome.qubits_in_use,
        "time_taken": _seconds(outcome),
        "time_taken_plan": outcome.plan_nanoseconds * 1e-9,
        "time_taken_run": outcome.run_nanoseconds * 1e-9,
        "sample_measure_time": outcome.sample_nanoseconds * 1e-9,
    }
    if outcome.method == "matrix_product_state":
        fields["truncation_error"] = outcome.truncation_error
        fields["bond_dimension"] = outcome.bond_dimension
    if binds is not None:
        bindings, index = binds
        fields["parameter_binds"] = bindings.named(index)
    return fields
