"""What holds for every program of this folder."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp

from deployment import Deployment
from shipped import NAMES, PROGRAMS, Shipped, metadata_of, module_of, source_path
from spinwire.errors import SpinwireError

PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^spinwire (run .*)$", re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_takes_and_gives(name: str) -> None:
    fields = metadata_of(name)
    assert fields["name"] == name.replace("_", "-")
    assert fields["description"] and fields["max_execution_time"] > 0
    assert fields["spec"]["return_values"]["description"]
    for parameter in fields["spec"]["parameters"]["properties"].values():
        assert parameter["description"]


@pytest.mark.parametrize("name", NAMES)
def test_every_input_that_it_knows_is_described(name: str) -> None:
    known = getattr(module_of(name), "INPUTS", None)
    if known is not None:
        assert set(known) == set(metadata_of(name)["spec"]["parameters"]["properties"])


@pytest.mark.parametrize("name", NAMES)
def test_it_is_accepted_by_the_service(shipped: Shipped, name: str) -> None:
    program_id = shipped.service.upload_program(source_path(name), metadata_of(name))
    assert program_id.startswith(metadata_of(name)["name"])


@pytest.mark.parametrize(
    ("name", "inputs", "path"),
    [
        ("circuit_runner", {"circuits": np.zeros(3)}, "/circuits"),
        ("sampler", {"pubs": [(np.zeros(3), None)]}, "/pubs/0"),
        ("sampler", {"circuits": "", "parameter_values": "x"}, "/parameter_values"),
        ("estimator", {"pubs": [({"Z": 1.0}, "Z")]}, "/pubs/0/0"),
        ("estimator", {"circuits": "", "observables": QuantumCircuit(1)}, "/observables"),
        ("vqe", {"hamiltonian": QuantumCircuit(2)}, "/hamiltonian"),
        ("vqe", {"hamiltonian": SparsePauliOp("Z"), "ansatz": SparsePauliOp("Z")}, "/ansatz"),
        ("qaoa", {"edges": [[0, 1]], "initial_parameters": 1j}, "/initial_parameters"),
        (
            "quantum_kernel_alignment",
            {"data": np.zeros(3), "labels": np.array([1, -1, 1])},
            "/data",
        ),
    ],
)
def test_a_wrong_type_is_refused_before_a_job_exists(
    shipped: Shipped, name: str, inputs: dict[str, Any], path: str
) -> None:
    program_id = shipped.service.upload_program(source_path(name), metadata_of(name))
    with pytest.raises(SpinwireError) as caught:
        shipped.service.run(program_id, inputs)
    assert caught.value.code == "inputs.invalid"
    assert caught.value.context["path"] == path
    assert shipped.service.jobs(program_id=program_id).total == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_commands_of_its_own_words_work(programs_deployment: Deployment, name: str) -> None:
    text = (PROGRAMS / name / "README.md").read_text()
    commands = RUN.findall(re.sub(r"\\\n\s*", "", text))
    assert any("--local" in command for command in commands)
    for command in commands:
        if "--local" not in command:
            continue
        words = [
            str(PROGRAMS.parent / word) if word.startswith("Programs/") else word
            for word in shlex.split(command)
        ]
        ended = programs_deployment.run(*words, "--json", seconds_max=120)
        assert ended.returncode == 0, ended.stderr
        kinds = [json.loads(line).get("kind") for line in ended.stdout.splitlines()]
        assert "result" in kinds, ended.stdout


@pytest.mark.parametrize("name", ["circuit_runner", "estimator", "sampler"])
def test_the_python_of_its_own_words_works(shipped: Shipped, name: str) -> None:
    circuit = QuantumCircuit(2)
    for qubit in range(2):
        circuit.ry(Parameter(f"angle {qubit}"), qubit)
    if name == "sampler":
        circuit.measure_all()
    other = QuantumCircuit(1)
    other.measure_all()
    names = {
        "circuit": circuit,
        "other": other,
        "service": shipped.service,
        "program_id": shipped.service.upload_program(source_path(name), metadata_of(name)),
    }
    found = PYTHON.findall((PROGRAMS / name / "README.md").read_text())
    assert found
    for text in found:
        exec(text, names)


def test_it_is_uploaded_and_run_by_its_id_as_the_folders_own_words_say(
    programs_deployment: Deployment,
) -> None:
    text = (PROGRAMS / "README.md").read_text()
    words = re.findall(r"^spinwire (.*)$", text, re.MULTILINE)
    assert len(words) == 2
    program_id = "PROGRAM-ID"
    for line in words:
        command = [
            str(PROGRAMS.parent / word) if word.startswith("Programs/") else word
            for word in shlex.split(line.replace("PROGRAM-ID", program_id))
        ]
        ended = programs_deployment.run(*command, seconds_max=120)
        assert ended.returncode == 0, ended.stderr
        program_id = ended.stdout.strip()
    assert "-7.881" in ended.stdout


def test_every_program_has_a_line_in_the_folders_own_words() -> None:
    text = (PROGRAMS / "README.md").read_text()
    for name in NAMES:
        assert f"({name}/README.md)" in text
        assert Path(PROGRAMS / name / f"test_{name}.py").exists()
