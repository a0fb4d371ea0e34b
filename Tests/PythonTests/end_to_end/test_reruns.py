"""Jobs that are run again from their record, and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deployment import Deployment
from spinwire import RuntimeService
from spinwire.errors import SpinwireError

SECONDS_MAX = 120.0
SAMPLES = """
import random

import numpy
from qiskit import QuantumCircuit, transpile

OFFSET = random.random()

def main(backend, user_messenger, steps, big=0):
    circuit = QuantumCircuit(3, 3)
    for qubit in range(3):
        circuit.ry(random.random() + OFFSET, qubit)
    circuit.measure(range(3), range(3))
    for step in range(steps):
        counts = backend.run(transpile(circuit, backend), shots=1000).result().get_counts()
        user_messenger.publish({"step": step, "counts": counts, "noise": numpy.random.rand(2)})
    return {"last": counts, "big": big}
"""
METADATA = {"name": "samples", "description": "Samples.", "max_execution_time": 60}


@pytest.mark.feature(97)
def test_a_sampled_program_that_is_run_again_comes_to_the_same(service: RuntimeService) -> None:
    program = service.upload_program(SAMPLES, METADATA)
    job = service.run(
        program, {"steps": 3, "big": 2**70}, options={"log_level": "INFO"}, job_tags=["first"]
    )
    job.wait_for_final_state(SECONDS_MAX)
    # What it was is what counts, not what its program has become.
    service.update_program(program, SAMPLES.replace("1000", "10"))
    again = job.rerun()
    assert again.result(timeout=SECONDS_MAX)["big"] == 2**70
    assert (again.rerun_of, again.program_version, again.tags) == (job.job_id(), 1, ["first"])
    assert again.inputs == {"steps": 3, "big": 2**70}
    compared = job.compare(again)
    assert compared and compared.interim_count == 3 and compared.difference is None
    third = again.rerun(tags=["third"])
    third.wait_for_final_state(SECONDS_MAX)
    assert (third.rerun_of, third.tags) == (job.job_id(), ["third"])
    assert third.compare(again)
    # Another job has a seed of its own.
    other = service.run(program, {"steps": 3})
    other.wait_for_final_state(SECONDS_MAX)
    compared = job.compare(other)
    assert not compared and compared.interim_count == 0
    assert compared.difference is not None
    assert (compared.difference.part, compared.difference.number) == ("interim", 1)
    assert compared.difference.path.startswith("/counts/")
    service.delete_program(program)


@pytest.mark.feature(97)
def test_the_command_line_runs_again_and_compares(deployment: Deployment, tmp_path: Path) -> None:
    path = tmp_path / "samples.py"
    path.write_text(SAMPLES)
    first = deployment.run("run", path, "--input", "steps=2", "--tag", "t", "--follow", "--json")
    job_id = json.loads(first.stdout.splitlines()[0])["job_id"]
    again = deployment.run("job", "rerun", job_id, "--follow", "--json")
    assert again.returncode == 0, again.stderr
    other_id = json.loads(again.stdout.splitlines()[0])["job_id"]
    shown = json.loads(deployment.run("job", "show", other_id, "--json").stdout)
    assert (shown["rerun_of"], shown["tags"]) == (job_id, ["t"])
    compared = deployment.run("job", "compare", job_id, other_id)
    assert compared.stdout == "equal: 2 interim results, result and end\n", compared.stderr
    assert compared.returncode == 0
    more = deployment.run("run", path, "--input", "steps=3", "--follow", "--json")
    more_id = json.loads(more.stdout.splitlines()[0])["job_id"]
    compared = deployment.run("job", "compare", job_id, more_id, "--json")
    assert compared.returncode == 1
    found = json.loads(compared.stdout)
    assert (found["equal"], found["part"], found["interim_count"]) == (False, "interim result 1", 0)
    assert found["path"].startswith("/counts/") and found["first"] != found["second"]


def test_where_jobs_differ_is_told(service: RuntimeService) -> None:
    source = (
        "def main(backend, user_messenger, values, result=None):\n"
        "    for value in values:\n"
        "        user_messenger.publish(value)\n"
        "    return result\n"
    )
    program = service.upload_program(source, {**METADATA, "name": "echoes"})
    common = [{"a/b": [1, {"c": True}]}, 1]
    cases = [
        ([*common], None, None),
        ([{"a/b": [1.0, {"c": True}]}, 1], None, None),
        ([{"a/b": [1, {"c": 1}]}, 1], None, ("interim", 1, "/a~1b/1/c")),
        ([*common, 2], None, ("interim", 3, "")),
        ([*common], "x", ("result", None, "")),
        ([*common], None, None),
    ]
    first = service.run(program, {"values": common})
    first.wait_for_final_state(SECONDS_MAX)
    for values, result, expected in cases:
        job = service.run(program, {"values": values, "result": result})
        job.wait_for_final_state(SECONDS_MAX)
        found = first.compare(job).difference
        assert (found and (found.part, found.number, found.path)) == expected
    raised = service.run(program, {"values": [*common, 1, 2, None], "result": None})
    raised.cancel()
    raised.wait_for_final_state(SECONDS_MAX)
    assert not first.compare(raised)
    service.delete_program(program)


def test_what_cannot_be_run_again_is_refused(service: RuntimeService) -> None:
    program = service.upload_program(SAMPLES, METADATA)
    job = service.run(program, {"steps": 1})
    with pytest.raises(SpinwireError) as refused:
        job.compare(job)
    assert refused.value.code == "job.notFinal"
    job.wait_for_final_state(SECONDS_MAX)
    service.delete_program(program)
    with pytest.raises(SpinwireError) as refused:
        job.rerun()
    assert refused.value.code == "program.notFound"
