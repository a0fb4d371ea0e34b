"""Work done ahead in a spare process, so that a program's first use of Qiskit is not slow."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import random
import struct
import sys
import warnings
from typing import Any

from spinwire.codec import RuntimeDecoder, RuntimeEncoder
from spinwire_program import compat, source
from spinwire_program.request import Request, StructureSlots

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

_QUBIT_COUNT = 5
_SHOTS = 1024

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
    with contextlib.suppress(Exception):
        module = source.load_module(_WARM_PROGRAM, "warm.py")
        main = source.main_of(module)
        source.check_inputs(main, source.signature_of(main), {})
    sys.modules.pop(source.MODULE_NAME, None)
    text = json.dumps({"value": [1j]}, cls=RuntimeEncoder)
    json.loads(text, cls=RuntimeDecoder)
    importlib.import_module("spinwire_program.runner")


def _warm_qiskit() -> None:
    from qiskit import transpile
    from qiskit.circuit.random import random_circuit

    from spinwire_program.backend import SpinwireBackend

    backend = SpinwireBackend(_DEVICE, EveryShotZero())
    for seed in range(2):
        circuit = random_circuit(num_qubits=_QUBIT_COUNT, depth=4, measure=True, seed=seed)
        backend.run(transpile(circuit, backend), shots=_SHOTS).result().get_counts()


class EveryShotZero:
    """A transport without a simulator: every shot of the one circuit gives zeros."""

    def submit(self, request: Request) -> int:
        """Take a request, as a simulator's connection does."""
        request.encoded(StructureSlots())
        return 0

    def wait(self, ticket: int, timeout: float | None = None) -> bytes:
        """Return a packed reply."""
        from spinwire_program import reply

        keys_and_counts = struct.pack("<BI", 0, _SHOTS)
        byte_count = reply.OUTCOME_HEADER.size - 4 + len(keys_and_counts)
        fields = (byte_count, _QUBIT_COUNT, 1, 1, 1, 0, 0, _QUBIT_COUNT, 0, 0, 0, 0, 0.0, 0, 0)
        return (
            reply.REPLY_HEADER.pack(reply.MAGIC, reply.VERSION, 0, 1, _SHOTS, 0, 0)
            + reply.OUTCOME_HEADER.pack(*fields)
            + keys_and_counts
        )

    def cancel(self, ticket: int) -> None:
        """Do nothing: nothing is under way."""
