"""Work done ahead in a spare process, so that a program's first use of Qiskit is not slow."""

from __future__ import annotations

import contextlib
import gc
import random
import warnings
from typing import Any, NoReturn

from spinwire.codec import RuntimeDecoder, RuntimeEncoder
from spinwire_program import compat, runner
from spinwire_program.errors import SpinwireError

#: Stands in for a device: all gates of a typical one, no limit on which qubits interact.
_DEVICE: dict[str, Any] = {
    "name": "warm_up",
    "version": "1.0.0",
    "description": "Exists while a process warms itself up.",
    "qubit_count": 32,
    "basis_gates": ["id", "rz", "sx", "x", "cx"],
    "coupling_map": None,
    "shots_max": 8192,
    "shots_default": 1024,
    "simulator": True,
    "aliases": [],
}

_WARM_PROGRAM = b"def main(backend, user_messenger, **kwargs):\n    return None\n"


def warm() -> None:
    """Import and exercise what a program's first circuit costs.

    To be called in the process that will run the program, once it is locked in: Qiskit's transpiler
    starts threads, which no fork survives. Does what it can and never raises: a process that could
    not warm itself is slow at first, no more.
    """
    compat.install()
    _warm_runner()
    with contextlib.suppress(Exception), warnings.catch_warnings():
        # Whatever is said here would become the first lines of some job's log.
        warnings.simplefilter("ignore")
        _warm_qiskit()
    # What was drawn here must not be what every program draws.
    random.seed()
    with contextlib.suppress(Exception):
        import numpy

        numpy.random.seed()
    gc.collect()
    gc.freeze()


def _warm_runner() -> None:
    import json
    import sys

    from spinwire_program import source

    with contextlib.suppress(Exception):
        module = source.load_module(_WARM_PROGRAM, "warm.py")
        source.check_inputs(source.main_of(module), {})
    sys.modules.pop(source.MODULE_NAME, None)
    text = json.dumps({"value": [1j]}, cls=RuntimeEncoder)
    json.loads(text, cls=RuntimeDecoder)


def _warm_qiskit() -> None:
    from qiskit import transpile
    from qiskit.circuit.random import random_circuit

    from spinwire_program.backend import SpinwireBackend

    backend = SpinwireBackend(_DEVICE, _NoTransport())
    for seed in range(2):
        circuit = random_circuit(num_qubits=5, depth=4, measure=True, seed=seed)
        packed = transpile(circuit, backend)
        with contextlib.suppress(SpinwireError):
            backend.run(packed).result()


class _NoTransport:
    """Takes requests and answers none."""

    def submit(self, request: bytes) -> int:
        """Take a request, as a simulator's connection does."""
        return 0

    def wait(self, ticket: int, timeout: float | None = None) -> NoReturn:
        """Say that there is no simulator."""
        raise SpinwireError("backend.unavailable", "Nothing runs circuits while warming up.")

    def cancel(self, ticket: int) -> None:
        """Do nothing: nothing is under way."""


__all__ = ["runner", "warm"]
