"""The device descriptions that ship: each makes a backend that circuits can be transpiled for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import repository

qiskit = pytest.importorskip("qiskit")

DESCRIPTIONS = sorted((repository.ROOT / "Topology" / "backends").glob("*.yaml"))


def described(path: Path) -> dict[str, Any]:
    """Read the keys that a backend needs; the files keep to a form this small reader knows."""
    text = "\n".join(
        line for line in path.read_text().splitlines() if not line.strip().startswith("#")
    )
    like = re.findall(r"^like: (\S+)", text, re.M)
    fields: dict[str, Any] = described(path.parent / like[0]) if like else {}
    fields["name"] = re.findall(r"^name: (\S+)", text, re.M)[0]
    fields["qubit_count"] = int(re.findall(r"^qubit_count: (\d+)", text, re.M)[0])
    fields["method"] = (re.findall(r"^method: (\S+)", text, re.M) or ["automatic"])[0]
    listed = re.findall(r"^basis_gates:((?:\s+- \S+)+|\s*\[[^\]]*\])", text, re.M)
    if listed:
        fields["basis_gates"] = re.findall(r"[a-z_][a-z0-9_]*", listed[0])
    pairs = re.findall(r"^coupling_map: (\[\[.*\]\])", text, re.M)
    fields["coupling_map"] = (
        [[int(a), int(b)] for a, b in re.findall(r"\[(\d+), (\d+)\]", pairs[0])] if pairs else None
    )
    return fields


@pytest.mark.parametrize("path", DESCRIPTIONS, ids=lambda path: path.stem)
def test_circuits_can_be_transpiled_for_it(path: Path) -> None:
    from qiskit.circuit.random import random_circuit, random_clifford_circuit

    from spinwire_program.backend import SpinwireBackend

    description = described(path)
    backend = SpinwireBackend(description, None)  # type: ignore[arg-type]
    width = min(5, backend.num_qubits)
    for seed in range(5):
        if description["method"] == "stabilizer":
            circuit = random_clifford_circuit(width, 20, seed=seed)
        else:
            circuit = random_circuit(width, 4, measure=True, seed=seed)
        ready = qiskit.transpile(circuit, backend)
        allowed = {*description["basis_gates"], "measure", "barrier"}
        assert set(ready.count_ops()) <= allowed


def test_there_is_a_description_to_check() -> None:
    assert DESCRIPTIONS
