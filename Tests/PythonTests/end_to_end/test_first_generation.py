"""Programs of the first generation, unmodified, in an environment of their time."""

from __future__ import annotations

import json
from typing import Any

import pytest

import repository
from spinwire import RuntimeService
from spinwire.errors import SpinwireError

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

PROGRAM = repository.TEST_PROGRAMS / "first_generation.py"
METADATA = json.loads(PROGRAM.with_suffix(".json").read_text())


def test_a_program_of_the_first_generation_runs_as_it_was_written(service: RuntimeService) -> None:
    published: list[Any] = []
    program = service.upload_program(PROGRAM, METADATA)
    job = service.run(program, callback=lambda job_id, message: published.append(message))
    result = job.result(timeout=120)
    assert published[0] == "simulator"
    assert published[1] == {"011 01": 50}
    steps = [message["count"] for message in published[2:]]
    assert steps == list(range(1, 10 * len(steps), 10)) and len(steps) > 3
    assert result["energy"] == pytest.approx(-1.118034, abs=1e-3)
    # What the older Qiskit wrote the one of today reads.
    assert result["circuit"].num_parameters == 1 and result["circuit"].name == "turned"
    assert result["result"].get_counts() == {"011 01": 10}


@pytest.mark.feature(17, partly=True)
def test_a_job_names_an_environment_in_words_of_either_interface(service: RuntimeService) -> None:
    source = "import qiskit\ndef main(b, m, **k):\n    return qiskit.__version__\n"
    described = {"name": "which", "description": "Which.", "max_execution_time": 60}
    program = service.upload_program(source, described)
    versions = [
        service.run(program, options=options).result(timeout=120)
        for options in ({}, {"image": "legacy"}, {"environment": "qiskit-2"})
    ]
    assert versions == ["2.6.2", "0.45.3", "2.6.2"]
    with pytest.raises(SpinwireError):
        service.run(program, options={"environment": "of nobody"})


def test_a_circuit_of_a_later_qiskit_is_an_input_that_cannot_be_read(
    service: RuntimeService,
) -> None:
    from qiskit import QuantumCircuit

    program = service.upload_program(PROGRAM, METADATA)
    job = service.run(program, {"circuit": QuantumCircuit(1)})
    with pytest.raises(SpinwireError, match="inputs.invalid"):
        job.result(timeout=120)
