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


def test_long_inputs_and_jobs_of_sessions_are_run_again_as_they_were(
    service: RuntimeService,
) -> None:
    source = (
        "import hashlib, random\n"
        "count = 0\n"
        "def main(backend, user_messenger, text):\n"
        "    global count\n"
        "    count += 1\n"
        "    user_messenger.publish(random.random())\n"
        "    return [count, hashlib.sha256(text.encode()).hexdigest()]\n"
    )
    program = service.upload_program(source, {**METADATA, "name": "long-inputs"})
    inputs = {"text": "x" * 3_000_000}
    with service.open_session() as session:
        jobs, results = [], []
        # One after the other: a job does not wait for the process of the last one.
        for _ in range(2):
            jobs.append(session.run(program, inputs))
            results.append(jobs[-1].result(timeout=SECONDS_MAX))
    assert [count for count, _ in results] == [1, 2]
    again = jobs[0].rerun()
    assert again.result(timeout=SECONDS_MAX) == results[0]
    assert again.session_id is None
    assert jobs[0].compare(again)
    # What the process remembered of earlier jobs is not in the record, and shows.
    other = jobs[1].rerun()
    other.wait_for_final_state(SECONDS_MAX)
    found = jobs[1].compare(other)
    assert found.interim_count == 1
    assert found.difference is not None and found.difference.path == "/0"
    assert (found.difference.first, found.difference.second) == (2, 1)
    service.delete_program(program)


def test_a_job_that_went_on_with_another_begins_again_where_it_began(
    service: RuntimeService,
) -> None:
    source = (
        "def main(backend, user_messenger):\n"
        "    begun = user_messenger.last_checkpoint or 0\n"
        "    for number in range(begun, begun + 2):\n"
        "        user_messenger.publish(number)\n"
        "        user_messenger.checkpoint(number + 1)\n"
        "    return begun\n"
    )
    program = service.upload_program(source, {**METADATA, "name": "goes-on"})
    first = service.run(program)
    assert first.result(timeout=SECONDS_MAX) == 0
    second = service.run(program, resume_from=first.job_id())
    assert second.result(timeout=SECONDS_MAX) == 2
    again = second.rerun()
    assert again.result(timeout=SECONDS_MAX) == 2
    assert second.compare(again) and not first.compare(again)
    service.delete_program(program)
