"""What is compared with what, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the table: a workload, our setting, a peer, a promise."""

    workload: str
    #: Who else runs it: a key of the peers.
    peer: str
    #: How many times faster than the peer we are, at least, and at best. Below 1: how much of our
    #: speed the peer may have.
    at_least: float
    reach_for: float
    #: Options of our run.
    options: dict[str, Any] = field(default_factory=dict)
    #: What is timed at ours and at the peer: `engine`, `whole`, or a stage.
    ours: str = "engine"
    theirs: str = "engine"
    #: Which of our backends runs it: what exceeds the common one's qubits goes to a method's own.
    backend: str = "simulator"

    @property
    def label(self) -> str:
        """The workload and how we ran it."""
        words = [str(value) for value in self.options.values() if isinstance(value, str)]
        return " ".join([self.workload, *words, *([self.ours] if self.ours != "engine" else [])])


_SINGLE = {"precision": "single"}
#: The weight that the peer may leave out in one splitting of a truncated matrix product state; ours
#: is chosen so that both leave out equally much in all.
TRUNCATION = 1e-10
_STABILIZER = "stabilizer_simulator"
_CHAIN = "mps_simulator"

#: In the order of the table.
ROWS = [
    Row("hello5", "Aer", 60, 150),
    Row("qft20", "Aer", 20, 40),
    Row("qft24", "Aer", 30, 80),
    Row("qv20", "Aer", 18, 23),
    Row("qv24", "Aer", 18, 23),
    Row("vqe20", "Aer", 18, 30),
    Row("qaoa20", "Aer", 12, 20),
    Row("qv20", "qsim", 1.0, 1.5, _SINGLE),
    Row("vqe20", "qsim", 1.0, 1.5, _SINGLE),
    Row("qaoa20", "qsim", 1.0, 1.5, _SINGLE),
    Row("qft24", "qsim", 6, 15),
    Row("qv24", "qsim", 1.2, 1.7),
    Row("sampling20", "Aer", 50, 100, ours="sample", theirs="sample"),
    Row("clifford500", "Aer stabilizer", 500, 1500, backend=_STABILIZER),
    Row("clifford500", "Stim", 1 / 3, 1 / 1.2, backend=_STABILIZER),
    Row("teleport", "Aer", 1000, 5000),
    Row("ipe8", "Aer", 300, 1000),
    Row("dyn10", "Aer", 100, 300),
    Row("rep25x25", "Stim", 1 / 3, 1 / 1.2, backend=_STABILIZER),
    Row("noisy_rand8", "Aer device", 5, 20, {"noise": "device"}),
    Row("noisy_rand10", "Aer depolarising", 5, 20, {"noise": "depolarising"}),
    Row("tfim50", "Aer MPS", 1.5, 5, backend=_CHAIN),
    Row("tfim50", "Aer MPS truncated", 1.5, 5, {"truncation": "equal error"}, backend=_CHAIN),
]
