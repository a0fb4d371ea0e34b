"""Values that codecs exchange, in whatever generation of Qiskit this is run with.

    python codec_exchange.py write CODEC       prints {name: JSON text} of all samples
    python codec_exchange.py read CODEC        reads that, prints {name: "same" or why not}

CODEC is a module with ``RuntimeEncoder`` and ``RuntimeDecoder``.
"""

from __future__ import annotations

import json
import math
import sys
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from importlib import import_module
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, library
from qiskit.quantum_info import Operator, Pauli, SparsePauliOp
from qiskit.result import Result

ANGLE, OTHER = Parameter("θ"), Parameter("φ")


def _circuit() -> Any:
    circuit = QuantumCircuit(2, 2, name="sample", global_phase=0.25)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.rz(0.1, 1)
    circuit.measure([0, 1], [1, 0])
    return circuit


def _parametric() -> Any:
    circuit = QuantumCircuit(2)
    circuit.rx(ANGLE * 2 + 0.5, 0)
    circuit.rz(OTHER, 1)
    return circuit


def _result() -> Any:
    data = {"counts": {"0x0": 3, "0x3": 5}, "statevector": np.array([1, 1j]) / 2}
    header = {"name": "sample", "memory_slots": 2, "creg_sizes": [["c", 2]]}
    one = {"shots": 8, "success": True, "data": data, "header": header, "status": "DONE"}
    return Result.from_dict(
        {
            "backend_name": "b",
            "backend_version": "1.0.0",
            "qobj_id": "q",
            "job_id": "j",
            "success": True,
            "results": [one],
        }
    )


def _sparse() -> Any:
    from scipy import sparse

    return sparse.csr_matrix(np.array([[0, 1.5, 0], [2j, 0, 0]]))


class WithJson:
    """An object of a user's own."""

    def to_json(self) -> str:
        """Return what travels."""
        return '{"a": 1}'


SAMPLES: dict[str, Callable[[], Any]] = {
    "text and numbers": lambda: {"a": ["θ", 1, 2.5, None, True]},
    "complex": lambda: [1 - 2j, -0.5j],
    "array": lambda: np.arange(6.0).reshape(2, 3),
    "fortran array": lambda: np.asfortranarray(np.arange(6, dtype=np.int16).reshape(2, 3)),
    "complex array": lambda: np.array([1j, 2], dtype=np.complex64),
    "text array": lambda: np.array(["a", "bc"]),
    "array of objects": lambda: np.array([1, "x", None], dtype=object),
    "set": lambda: {1, 2, 3},
    "datetime": lambda: datetime(2022, 1, 2, 3, 4, 5, 678),
    "datetime with zone": lambda: datetime(2022, 1, 2, tzinfo=timezone(timedelta(hours=2))),
    "circuit": _circuit,
    "parametric circuit": _parametric,
    "instruction": lambda: library.RZGate(0.5),
    "measurement": library.Measure,
    "parameter": lambda: ANGLE,
    "expression": lambda: ANGLE * 2 + OTHER.sin(),
    "result": _result,
    "sparse matrix": _sparse,
    "to_json": WithJson,
    "operator": lambda: Operator(np.array([[0, 1j], [-1j, 0]])),
    "pauli": lambda: Pauli("-XYZ"),
    "sparse pauli operator": lambda: SparsePauliOp(["XX", "ZI"], [0.5, 2j]),
    "frozen set": lambda: frozenset({1, 2}),
    "not finite": lambda: [math.nan, math.inf, -math.inf, complex(math.inf, 1)],
    "extended precision": lambda: [np.longdouble(1) / 3, np.clongdouble(1j) / 3],
    "deep": lambda: {"list": [{"set": {1j}, "array": [np.arange(2)]}]},
}


def difference(name: str, read: Any) -> str:
    """Return ``same``, or how what was read differs from the sample of that name."""
    sample = SAMPLES[name]()
    if name == "to_json":
        sample = sample.to_json()
    elif name in ("parameter", "expression"):
        # Parameters are known by an identity of each process; here their name and value count.
        return _same_expression(sample, read)
    elif name == "parametric circuit":
        values = {parameter: 0.5 for parameter in read.parameters}
        sample = sample.assign_parameters({ANGLE: 0.5, OTHER: 0.5})
        read = read.assign_parameters(values)
    elif name in ("not finite", "extended precision"):
        # Official decoders give arrays of one number each, which are to compute as the number does.
        is_same = all(map(_same_number, sample, read)) and len(sample) == len(read)
        return "same" if is_same else f"read {read!r} for {sample!r}"
    elif name == "frozen set":
        # Official decoders know one kind of set.
        read = frozenset(read)
    return "same" if _same(sample, read) else f"read {read!r} for {sample!r}"


def _same_expression(sample: Any, read: Any) -> str:
    names = {parameter.name for parameter in read.parameters}
    if names != {parameter.name for parameter in sample.parameters}:
        return f"read parameters {names}"
    values = [
        complex(which.bind({parameter: 0.5 for parameter in which.parameters}))
        for which in (sample, read)
    ]
    return "same" if abs(values[0] - values[1]) < 1e-12 else f"read values {values}"


def _same_number(sample: Any, read: Any) -> bool:
    parts = [(sample.real, read.real), (sample.imag, read.imag)]
    return all(bool(one == other) or (one != one and other != other) for one, other in parts)


def _same(sample: Any, read: Any) -> bool:
    if isinstance(sample, np.ndarray):
        is_array = isinstance(read, np.ndarray) and read.dtype == sample.dtype
        return is_array and read.shape == sample.shape and bool((read == sample).all())
    if isinstance(sample, dict):
        return (
            isinstance(read, dict)
            and read.keys() == sample.keys()
            and all(_same(value, read[key]) for key, value in sample.items())
        )
    if isinstance(sample, list):
        return len(read) == len(sample) and all(map(_same, sample, read))
    if isinstance(sample, Result):
        return isinstance(read, Result) and _same(sample.to_dict(), read.to_dict())
    if hasattr(sample, "toarray"):
        return type(read) is type(sample) and _same(sample.toarray(), read.toarray())
    # Enumerations of numbers are numbers to JSON.
    is_kind = (
        isinstance(sample, type(read)) if isinstance(sample, int) else type(read) is type(sample)
    )
    return is_kind and bool(read == sample)


def write(codec: Any) -> dict[str, str]:
    """Return the JSON of every sample that the codec has a form for."""
    texts: dict[str, str] = {}
    for name, make in SAMPLES.items():
        try:
            texts[name] = json.dumps(make(), cls=codec.RuntimeEncoder)
        except (IndexError, TypeError) as error:
            print(f"{name} is not written: {error}", file=sys.stderr)
    return texts


def read(codec: Any, texts: dict[str, str]) -> dict[str, str]:
    """Return for every sample whether the codec reads its JSON as what it was."""
    told: dict[str, str] = {}
    for name, text in texts.items():
        try:
            told[name] = difference(name, json.loads(text, cls=codec.RuntimeDecoder))
        except Exception as error:
            told[name] = f"{type(error).__name__}: {error}"
    return told


def main() -> None:
    """Do what the command line asks."""
    warnings.simplefilter("ignore")
    action, name = sys.argv[1:3]
    codec = import_module(name)
    if hasattr(codec.RuntimeDecoder, "inside_sandbox"):
        codec.RuntimeDecoder.inside_sandbox = "--inside-sandbox" in sys.argv
    told = write(codec) if action == "write" else read(codec, json.load(sys.stdin))
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
