"""Warming a spare process, each time in an interpreter of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import repository

SCRIPT = """
import json, random, sys, time
from spinwire_program.warm import warm
warm()
loaded = [name for name in ("qiskit", "qiskit_ibm_runtime", "zmq") if name in sys.modules]
report = {"loaded": loaded, "random": random.random()}
if "numpy" in sys.modules:
    import numpy
    report["numpy"] = float(numpy.random.random())
print(json.dumps(report))
"""


def warmed(*flags: str) -> dict[str, Any]:
    ended = subprocess.run(
        [sys.executable, *flags, "-c", SCRIPT],
        env=repository.child_environment(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert ended.stderr == b""
    report: dict[str, Any] = json.loads(ended.stdout)
    return report


def test_warming_says_nothing_and_loads_no_more_than_it_needs() -> None:
    pytest.importorskip("qiskit")
    assert warmed()["loaded"] == ["qiskit"]


def test_two_warmed_processes_draw_different_numbers() -> None:
    first, second = warmed(), warmed()
    assert first["random"] != second["random"]
    assert first.get("numpy") is None or first["numpy"] != second["numpy"]


def test_warming_is_safe_where_nothing_is_installed() -> None:
    # Without site-packages there is neither NumPy nor Qiskit.
    assert warmed("-S")["loaded"] == []


def test_a_warm_process_has_run_a_circuit_through_the_backend() -> None:
    pytest.importorskip("qiskit")
    script = """
import sys
from spinwire_program import warm
warm.compat.install()
warm._warm_qiskit()
print("spinwire_program.result" in sys.modules)
"""
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=repository.child_environment(),
        capture_output=True,
        timeout=120,
        check=True,
        text=True,
    )
    assert ended.stdout.strip() == "True"
