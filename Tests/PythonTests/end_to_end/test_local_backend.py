"""Trying programs without a service: our simulator in a child process, or Aer's."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from qiskit import QuantumCircuit, transpile

import spinwire
from deployment import EXECUTABLE
from shipped import module_of
from spinwire import RuntimeDecoder, RuntimeEncoder, UserMessenger, local_backend
from spinwire.errors import SpinwireError
from spinwire_program.request import SLOT_COUNT_MAX


def children() -> set[int]:
    """The processes that this one has started."""
    tasks = Path(f"/proc/{os.getpid()}/task")
    texts = [(task / "children").read_text() for task in tasks.iterdir()]
    return {int(word) for text in texts for word in text.split()}


@pytest.fixture
def executable(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built executable, where clients look for it."""
    monkeypatch.setenv("SPINWIRE_EXECUTABLE", str(EXECUTABLE))
    return EXECUTABLE


def aer_backend() -> Any:
    return pytest.importorskip("qiskit_aer").AerSimulator()


@pytest.mark.parametrize("make", [local_backend, aer_backend])
def test_a_program_is_tried_after_a_round_trip_of_its_inputs(
    make: Any,
    executable: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    hello_world = module_of("hello_world")
    inputs = {"iterations": 3}
    serialized = json.dumps(inputs, cls=RuntimeEncoder)
    deserialized = json.loads(serialized, cls=RuntimeDecoder)
    assert hello_world.main(make(), UserMessenger(), **deserialized) == "Hello, World!"
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["iteration"] for line in lines] == [0, 1, 2]
    assert all(sum(line["counts"].values()) == 1024 for line in lines)


def test_a_local_backend_is_the_one_that_programs_are_given(executable: Path) -> None:
    backend = local_backend("line5")
    assert backend.name == "line5" and backend.num_qubits == 5
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.cx(0, 2)
    circuit.measure_all()
    compiled = transpile(circuit, backend, seed_transpiler=1)
    jobs = [backend.run(compiled, shots=500, seed_simulator=7) for _ in range(3)]
    counts = [job.result().get_counts() for job in jobs]
    assert counts[0] == counts[1] == counts[2] and sum(counts[0].values()) == 500


def test_its_process_ends_with_the_backend(executable: Path) -> None:
    before = children()
    backend = local_backend()
    assert len(children() - before) == 1
    del backend
    gc.collect()
    assert children() <= before


def test_a_simulator_that_is_killed_is_an_error_and_no_hang(executable: Path) -> None:
    before = children()
    backend = local_backend()
    [process] = children() - before
    os.kill(process, signal.SIGKILL)
    circuit = QuantumCircuit(1)
    circuit.measure_all()
    with pytest.raises(SpinwireError) as caught:
        backend.run(circuit).result(timeout=60)
    assert caught.value.code in ("simulator.lost", "backend.unavailable")


def test_a_backend_that_is_not_there_is_told_with_those_that_are(executable: Path) -> None:
    before = children()
    with pytest.raises(SpinwireError, match=r"backend.notFound: backend=nothing, known=simulator"):
        local_backend("nothing")
    assert children() <= before


@pytest.mark.parametrize("path", ["/nowhere/spinwire", sys.executable, None])
def test_without_its_executable_it_says_so(
    path: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPINWIRE_EXECUTABLE", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SpinwireError) as caught:
        spinwire.local_backend(executable=path)
    assert caught.value.code == "configuration.invalid"


def test_without_qiskit_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "qiskit", None)
    with pytest.raises(SpinwireError, match=r"PythonClient\[qiskit\]") as caught:
        local_backend()
    assert caught.value.code == "configuration.invalid"


def test_what_a_refused_batch_would_have_left_is_not_taken_for_what_was_there(
    executable: Path,
) -> None:
    """The simulator holds circuits; of a batch that it refuses, it may have read a part."""

    def number(value: int) -> QuantumCircuit:
        circuit = QuantumCircuit(7, 7)
        for place in range(7):
            if value >> place & 1:
                circuit.x(place)
        circuit.measure(range(7), range(7))
        return circuit

    def nested(circuit: QuantumCircuit, depth: int) -> None:
        if depth == 0:
            circuit.x(0)
            return
        with circuit.if_test((0, 1)):
            nested(circuit, depth - 1)

    backend = local_backend()
    # Every place that there is for circuits is taken.
    backend.run([number(value) for value in range(SLOT_COUNT_MAX)], shots=1).result()
    refused, good = QuantumCircuit(1, 1), number(100)
    nested(refused, 80)
    with pytest.raises(SpinwireError):
        backend.run([refused, good], shots=1).result()
    for _ in range(2):
        assert backend.run(good, shots=1).result().get_counts() == {f"{100:07b}": 1}
