"""What README and the other pages show works as it stands there, and help texts tell the truth."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp

import repository
from deployment import EXECUTABLE, Deployment
from spinwire import local_backend

SECONDS_MAX = 120.0
README = repository.ROOT / "README.md"
CLIENT_README = repository.ROOT / "Sources" / "Clients" / "PythonClient" / "README.md"
TEN_LINES = repository.ROOT / "Tests/ProductPackage/Sources/TenLines/TenLines.swift"
PAGES = [
    README,
    CLIENT_README,
    *sorted(repository.ROOT.glob("Programs/**/README.md")),
    *sorted(repository.ROOT.glob("Topology/**/README.md")),
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BELL = """OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
bit[2] c;
h q[0];
cx q[0], q[1];
c = measure q;
"""
ANSATZ = """OPENQASM 3.0;
include "stdgates.inc";
input float theta;
qubit[2] q;
bit[2] c;
ry(theta) q[0];
c = measure q;
"""

local_topology = pytest.mark.parametrize("deployment", ["local"], indirect=True)


def blocks(page: Path, language: str, word: str) -> list[str]:
    """Return the blocks of a page that are in a language and hold a word."""
    found = BLOCK.findall(page.read_text())
    return [text for kind, text in found if kind == language and word in text]


def block(page: Path, language: str, word: str) -> str:
    """Return the one block of a page that is in a language and holds a word."""
    [found] = blocks(page, language, word)
    return found


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words behind each `spinwire` of a page: in blocks and between backticks."""
    joined = re.sub(r"\\\n\s*", "", text)
    lines = [line for _, lines in BLOCK.findall(joined) for line in lines.split("\n")]
    for line in [*lines, *re.findall(r"`([^`\n]+)`", BLOCK.sub("", joined))]:
        if line.startswith("spinwire "):
            yield shlex.split(line.replace("…", ""))[1:]


def help_of(*verbs: str) -> str:
    """Return the help of a verb."""
    ended = subprocess.run(
        [EXECUTABLE, *verbs, "--help"], capture_output=True, text=True, timeout=60, check=True
    )
    return ended.stdout


def verbs_below(*verbs: str) -> Iterator[tuple[str, ...]]:
    """Yield the verbs that do something, each with the words that lead to it."""
    _, *parts = re.split(r"^[A-Z ]*SUBCOMMANDS:$", help_of(*verbs), flags=re.MULTILINE)
    names = [name for part in parts for name in re.findall(r"^  (\S+)  +\S", part, re.MULTILINE)]
    for name in names:
        yield from verbs_below(*verbs, name)
    if not names:
        yield verbs


def leaf(words: list[str]) -> tuple[str, ...]:
    """Return the verbs that a command line begins with."""
    for count in range(1, len(words) + 1):
        text = help_of(*words[:count])
        if "SUBCOMMANDS:" not in text:
            return tuple(words[:count])
    return tuple(words)


# MARK: README


@local_topology
def test_the_first_program_runs_from_the_shell(deployment: Deployment, tmp_path: Path) -> None:
    (tmp_path / "mean.py").write_text(block(README, "python", "# mean.py"))
    script = block(README, "", "spinwire run mean.py --input steps=3")
    ended = subprocess.run(
        ["bash", "-euc", script.replace("$PWD", str(repository.ROOT))],
        cwd=tmp_path,
        env=deployment.environment,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    *interim, result = ended.stdout.splitlines()
    assert [json.loads(line)["step"] for line in interim] == [0, 1, 2]
    assert 90 <= int(result.removeprefix("result: ")) <= 210


@local_topology
def test_the_first_program_runs_from_python(deployment: Deployment, tmp_path: Path) -> None:
    (tmp_path / "mean.py").write_text(block(README, "python", "# mean.py"))
    ended = subprocess.run(
        [sys.executable, "-c", block(README, "python", "upload_program")],
        cwd=tmp_path,
        env={
            **deployment.environment,
            "PYTHONPATH": os.pathsep.join([str(repository.CLIENT_SOURCE), *sys.path]),
        },
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert [line.startswith("{'step': ") for line in lines] == [True, True, True, False]
    assert 90 <= int(lines[-1]) <= 210


def test_the_lines_of_swift_are_those_that_are_built_and_run() -> None:
    built = [line.strip() for line in TEN_LINES.read_text().splitlines()]
    for line in block(README, "swift", "import Spinwire").splitlines():
        # What is run there is the shipped program, so that its words differ.
        if "metadata:" not in line and "inputs:" not in line:
            assert line.strip() in built


def test_what_a_backend_is_asked_for_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPINWIRE_EXECUTABLE", str(EXECUTABLE))
    circuit = QuantumCircuit(1)
    theta = Parameter("theta")
    circuit.ry(theta, 0)
    ansatz = circuit.copy()
    circuit.measure_all()
    names = {
        "backend": local_backend(),
        "circuits": circuit.assign_parameters([1.0]),
        "circuit": circuit,
        "theta": theta,
        "ansatz": ansatz,
        "hamiltonian": SparsePauliOp(["Z"]),
        "values": [[0.0], [1.0]],
    }
    exec(block(README, "python", "expectation_values"), names)
    assert len(names["counts"]) == 3 and len(names["energies"]) == 2


def test_circuits_run_without_a_program(tmp_path: Path) -> None:
    (tmp_path / "bell.qasm").write_text(BELL)
    (tmp_path / "ansatz.qasm").write_text(ANSATZ)
    lines = block(README, "", "circuit run bell.qasm").splitlines()
    assert len(lines) == 3
    for line in lines:
        words = shlex.split(line)[1:]
        ended = subprocess.run(
            [EXECUTABLE, *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        if "--plot" in words:
            assert "00" in ended.stdout and "11" in ended.stdout
    (tmp_path / "bell.qasm").write_text(BELL.replace("h q[0]", "h p[0]"))
    wrong = subprocess.run(
        [EXECUTABLE, "circuit", "check", "bell.qasm"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert wrong.returncode != 0 and "5" in wrong.stdout + wrong.stderr


@local_topology
def test_the_backends_are_those_of_the_table(deployment: Deployment) -> None:
    table = README.read_text().partition("\n## Backends\n")[2].partition("\n## ")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    ended = deployment.run("backend", "list", "--json")
    listed = [json.loads(line)["device"] for line in ended.stdout.splitlines()]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    known = {name for device in listed for name in (device["name"], *device["aliases"])}
    assert {device["name"] for device in listed} <= named <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(repository.ROOT)))
def test_links_of_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


# MARK: Other pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(repository.ROOT)))
def test_verbs_and_options_of_pages_exist(page: Path) -> None:
    for words in commands(page.read_text()):
        verbs = leaf([word for word in words if re.fullmatch("[a-z-]+", word) and word[0] != "-"])
        text = help_of(*verbs)
        for option in (word for word in words if word.startswith("--")):
            assert option in text, f"{option} of {' '.join(words)}"


@local_topology
def test_the_python_clients_page_runs(deployment: Deployment, tmp_path: Path) -> None:
    script = "\n".join(
        [
            block(CLIENT_README, "python", "from spinwire import RuntimeService"),
            "import numpy",
            "from qiskit import QuantumCircuit",
            "circuit, array = QuantumCircuit(1), numpy.arange(3)",
            block(CLIENT_README, "python", "spinwire.codec"),
            "assert value['circuit'] == circuit and (value['angles'] == array).all()",
            block(CLIENT_README, "python", "local_backend"),
        ]
    )
    for suffix in (".py", ".json"):
        source = repository.ROOT / "Programs" / "hello_world" / f"hello_world{suffix}"
        (tmp_path / source.name).write_bytes(source.read_bytes())
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={
            **deployment.environment,
            "SPINWIRE_EXECUTABLE": str(EXECUTABLE),
            "PYTHONPATH": os.pathsep.join([str(repository.CLIENT_SOURCE), *sys.path]),
        },
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("Hello, World!") == 2 and ended.stdout.count("iteration") == 6


# MARK: Help


def test_every_verb_tells_what_it_does_and_prints_json() -> None:
    # Services, and what writes a file and prints its name.
    without_json = {("coordinator",), ("executor",), ("simulator",), ("backend", "import")}
    found = list(verbs_below())
    assert ("program", "upload") in found and ("job", "watch") in found
    for verbs in found:
        text = help_of(*verbs)
        overview = text.partition("OVERVIEW: ")[2].partition("\n")[0]
        assert overview and text.count(f"USAGE: spinwire {' '.join(verbs)}") == 1
        assert ("--json" in text) != (verbs in without_json), verbs


@local_topology
def test_exit_statuses_are_those_of_the_help(deployment: Deployment) -> None:
    failing = repository.TEST_PROGRAMS / "raises.py"
    for status, arguments, variables in (
        (0, ("backend", "list"), {}),
        (1, ("run", failing, "--follow"), {}),
        (2, ("run", "no-such-program"), {}),
        (2, ("run", "--no-such-option"), {}),
        (3, ("program", "list"), {"SPINWIRE_URL": "ipc:///nowhere/commands"}),
        (4, ("coordinator", "--topology", "nowhere.yaml"), {}),
    ):
        ended = deployment.run(*arguments, **variables)
        assert ended.returncode == status, (arguments, ended.stderr)
