#!/usr/bin/env python3
"""Writes `Tests/EncodedValuesTests/Fixtures/values.json`: real values as users exchange them.

Each has what is known of it and its encoded form, written by the codec of the Python package with
the Qiskit and NumPy of the environment `qiskit-2`:

    $(Tools/environment qiskit-2)/bin/python Tools/golden/encoded_values.py
"""

from __future__ import annotations

import base64
import io
import json
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Sources" / "Clients" / "PythonClient" / "src"))

import numpy as np  # noqa: E402
from qiskit import QuantumCircuit, qpy  # noqa: E402
from qiskit.circuit import Parameter, library  # noqa: E402
from qiskit.quantum_info import SparsePauliOp  # noqa: E402
from scipy import sparse  # noqa: E402

from spinwire.codec import RuntimeEncoder  # noqa: E402

TARGET = ROOT / "Tests" / "EncodedValuesTests" / "Fixtures" / "values.json"
SEED = 7


def circuits() -> dict[str, QuantumCircuit]:
    """Circuits that differ in what their headers say."""
    bell = QuantumCircuit(2, 2, name="bell", metadata={"note": "ü"})
    bell.h(0)
    bell.cx(0, 1)
    bell.measure([0, 1], [0, 1])
    angle = Parameter("angle")
    turned = QuantumCircuit(1, global_phase=angle)
    turned.rx(angle, 0)
    wide = QuantumCircuit(120, 3)
    wide.h(range(120))
    noted = QuantumCircuit(5, metadata={"note": "x" * 5000})
    found = {"bell": bell, "turned": turned, "wide": wide, "noted": noted}
    return {**found, "qft": library.QFTGate(4).definition}


def arrays() -> dict[str, Any]:
    """Arrays of every kind of element."""
    random = np.random.default_rng(SEED)
    found: dict[str, Any] = {
        "large": random.normal(size=(300, 40)),
        "column": np.asfortranarray(np.arange(6, dtype=">i4").reshape(3, 2)),
        "scalar": np.array(1.5),
        "empty": np.zeros((0, 4), dtype=np.uint8),
        "text": np.array(["a", "bcd"]),
        "times": np.array(["2024-01-01"], dtype="datetime64[ns]"),
        "fields": np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4", (2,))]),
    }
    plain = "bool int8 uint16 int64 float16 float32 complex64 complex128"
    for name in plain.split():
        found[name] = np.ones(3, dtype=name)
    return found


def written(circuit: QuantumCircuit, version: int) -> dict[str, Any]:
    """A circuit in one version of QPY."""
    buffer = io.BytesIO()
    qpy.dump(circuit, buffer, version=version)
    text = base64.b64encode(zlib.compress(buffer.getvalue())).decode("ascii")
    return {"__type__": "QuantumCircuit", "__value__": text}


def entries() -> list[dict[str, Any]]:
    """Every value with its name, its type and what is known of it."""
    found: list[dict[str, Any]] = []

    def add(name: str, kind: str, value: Any, **facts: Any) -> None:
        found.append({"name": name, "type": kind, "facts": facts, "encoded": value})

    for name, circuit in circuits().items():
        facts = {
            "qubits": circuit.num_qubits,
            "clbits": circuit.num_clbits,
            "instructions": len(circuit.data),
        }
        add(name, "circuit", circuit, **facts)
        for version in (13, 14, 15, 16, 17):
            add(f"{name} as version {version}", "circuit", written(circuit, version), **facts)
    for name, array in arrays().items():
        dtype = "structured" if array.dtype.names else array.dtype.name
        kind = {"U": "str", "M": "datetime64"}.get(array.dtype.kind, dtype)
        add(name, "ndarray", array, dtype=kind, shape=list(array.shape))
    add("complex", "complex", 1.5 - 2j)
    add("set", "set", {1})
    add("datetime", "datetime", datetime(2024, 2, 29, 12, 30, 1, 250, UTC))
    add("sparse", "sparse_matrix", sparse.csr_matrix(np.eye(3)))
    add("parameter", "parameter", Parameter("t"))
    add("expression", "parameter_expression", Parameter("t") * 2 + 1)
    add("instruction", "instruction", library.RXGate(0.5))
    add("operator", "object", SparsePauliOp(["XX", "ZZ"], [0.5, 1]))
    return found


def main() -> None:
    """Write the file."""
    lines = [json.dumps(entry, cls=RuntimeEncoder, sort_keys=True) for entry in entries()]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
