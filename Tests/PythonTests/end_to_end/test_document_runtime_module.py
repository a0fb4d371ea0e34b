"""A walk through the reference page of the module `qiskit.providers.ibmq.runtime` (0.31), heading
by heading, with both clients where both have the call, and programs of ours.

Above each test stands, in our words, what the page says that its reader can do.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from qiskit import QuantumCircuit

import repository
from deployment import Deployment, upload
from shipped import PROGRAMS, metadata_of, source_path
from spinwire import RuntimeService, compat
from spinwire.errors import SpinwireError
from users import Guest, User, refused

pytestmark = [
    pytest.mark.parametrize("deployment", ["local"], indirect=True),
    pytest.mark.usefixtures("deployment"),
]

SECONDS_MAX = 60.0
CIRCUIT_RUNNER = Path(source_path("circuit_runner"))
VQE = PROGRAMS / "vqe"


# An account is loaded, and its provider tells whether it serves programs.
def test_the_note_at_its_beginning(provider: Any) -> None:
    assert provider.has_service("runtime") and not provider.has_service("experiment")
    assert provider.runtime.account == "admin"
    assert provider.get_backend("ibmq_montreal").num_qubits == 27
    assert {"simulator", "spin5"} <= {str(backend.name) for backend in provider.backends()}
    with pytest.raises(AttributeError):
        _ = provider.backend.ibmq_nowhere


# Authorised accounts upload programs; they and other authorised accounts invoke them by parameters.
def test_runtime(author: Guest, reader: Guest) -> None:
    hello_world = Path(source_path("hello_world"))
    program_id = author.python.upload(hello_world, hello_world.with_suffix(".json"))
    author.client.share_program(program_id, [reader.name])
    for one in (author.python, author.swift, reader.python, reader.swift):
        assert one.run(program_id, {"iterations": 1}).result == "Hello, World!"


# All programs can be listed and printed, and a single one: id, name, description, inputs, results.
def test_listing_runtime_programs(
    user: User,
    provider: Any,
    deployment: Deployment,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program_id = user.upload(CIRCUIT_RUNNER, CIRCUIT_RUNNER.with_suffix(".json"))
    assert program_id in user.visible()
    provider.runtime.pprint_programs(limit=1000)
    assert f"{program_id}:" in capsys.readouterr().out.splitlines()
    fields = metadata_of("circuit_runner")
    print(provider.runtime.program(program_id))
    shown = capsys.readouterr().out
    assert deployment.run("program", "show", program_id).stdout.count(program_id) >= 1
    for part in (program_id, "Name: circuit-runner", fields["description"]):
        assert part in shown
    for name in fields["spec"]["parameters"]["properties"]:
        assert f"    - {name}:" in shown
    for title in ("Parameters:", "Interim results:", "Returns:"):
        assert f"  {title}" in shown


# A program is invoked by its id, with its `parameters()`, on a backend by name; the circuit runner
# compiles, executes and mitigates, and RunnerResult reads what it gives.
@pytest.mark.feature(7)
def test_invoking_a_runtime_program(provider: Any) -> None:
    from qiskit.providers.ibmq import RunnerResult

    service = provider.runtime

    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    program_id = service.upload_program(CIRCUIT_RUNNER, CIRCUIT_RUNNER.with_suffix(".json"))
    params = service.program(program_id=program_id).parameters()
    with pytest.raises(SpinwireError, match="circuits=is required"):
        service.run(program_id, params)
    with refused("inputs.invalid"):
        params.circuit = circuit
    params.circuits = circuit
    params.measurement_error_mitigation = True
    backend = provider.backend.ibmq_qasm_simulator
    job = service.run(
        program_id=program_id, options={"backend_name": backend.name()}, inputs=params
    )
    result = job.result(timeout=SECONDS_MAX, decoder=RunnerResult)
    counts = result.get_counts()
    assert set(counts) == {"00 00", "11 00"} and sum(counts.values()) == 1024
    assert job.backend().name == backend.name


# The programs of the page are known by their names. Here one's own of that name is meant, else the
# only one that one may run; of several none is guessed.
def test_a_program_is_known_by_its_name(
    deployment: Deployment, author: Guest, reader: Guest
) -> None:
    from spinwire.compat.runtime_service import IBMRuntimeService

    fields = {"name": f"named-{author.name}", "description": "Says its number."}
    ids = []
    for number in range(2):
        source = f"def main(backend, user_messenger):\n    return {number}\n"
        ids.append(author.client.upload_program(source, fields, max_execution_time=60))
    url = json.loads((deployment.state / "client.json").read_text())["url"]
    with IBMRuntimeService(url, author.token) as service:
        assert service.program(fields["name"]).program_id == ids[1]
        assert service.run(program_id=fields["name"], inputs={}).result(SECONDS_MAX) == 1
        assert service.run(ids[0]).result(SECONDS_MAX) == 0
        with refused("program.notFound"):
            service.run("named-nothing")
        with refused("program.notFound"):
            service.delete_program(fields["name"])
    with IBMRuntimeService(url, reader.token) as service:
        with refused("program.notFound"):
            service.program(fields["name"])
        author.client.share_program(ids[0], [reader.name])
        assert service.run(fields["name"]).result(SECONDS_MAX) == 0
        author.client.share_program(ids[1], [reader.name])
        with pytest.raises(SpinwireError, match="Several programs have that name"):
            service.program(fields["name"])


# What `run` returns has status(), result() and cancel().
def test_runtime_jobs(service: RuntimeService) -> None:
    job = service.run(upload(service, "sleeps"), {"seconds": 600})
    assert job.status() in ("queued", "running")
    assert job.cancel() in ("cancelling", "cancelled")
    with refused("job.cancelled"):
        job.result(timeout=SECONDS_MAX)
    assert job.status() == "cancelled"


# Interim results are streamed as soon as the job runs, to the callback given to `run`, or at a
# later time by stream_results(): here with everything that came before, also after the end.
@pytest.mark.feature(33, 41)
def test_interim_results(user: User, service: RuntimeService, deployment: Deployment) -> None:
    ended = user.run(upload(service, "publishes"), {"count": 5})
    assert [message["index"] for message in ended.interim] == list(range(5))
    first = threading.Event()

    def interim_result_callback(job_id: str, interim_result: Any) -> None:
        first.set()

    program_id = service.upload_program(
        "import time\n\ndef main(backend, user_messenger):\n    user_messenger.publish('first')\n"
        "    time.sleep(600)\n",
        {"name": "waits", "description": "Says a word, and waits.", "max_execution_time": 600},
    )
    job = service.run(program_id, callback=interim_result_callback)
    assert first.wait(SECONDS_MAX)
    assert job.status() == "running"
    job.cancel()
    with deployment.client() as other:
        late: list[Any] = []
        again = other.job(ended.job_id)
        again.stream_results(lambda job_id, interim: late.append(interim))
        again.wait_for_final_state(timeout=SECONDS_MAX)
        assert late == ended.interim


# Only authorised accounts upload. A program has data and metadata; at least name, description and
# longest run have to be said, as single fields, a JSON file or a dictionary, and a field that is
# given directly comes before the file's. A program can be deleted.
def test_uploading_a_program(
    user: User, service: RuntimeService, reader: Guest, tmp_path: Path
) -> None:
    for client in (reader.python, reader.swift):
        with refused("account.notAllowed"):
            client.upload(VQE / "vqe.py", VQE / "vqe.json")
    stated = {**metadata_of("vqe"), "version": "1.0"}
    metadata = tmp_path / "my_vqe_metadata.json"
    metadata.write_text(json.dumps(stated))
    program_id = user.upload(VQE / "vqe.py", metadata, description="Mine.")
    described = user.summary(program_id)["metadata"]
    assert (described["description"], described["name"]) == ("Mine.", "vqe")
    by_dictionary = service.upload_program(str(VQE / "vqe.py"), stated)
    assert service.program(by_dictionary).description == stated["description"]
    versioned = service.upload_program(
        data=str(VQE / "vqe.py"), metadata=str(metadata), version="1.2"
    )
    assert service.program(versioned).to_dict()["metadata"]["version"] == "1.2"
    assert "  Version: 1 (its author's 1.2)" in str(service.program(versioned)).splitlines()
    for one in (program_id, by_dictionary, versioned):
        user.delete(one)
        with refused("program.notFound"):
            user.summary(one)


# `main(backend, user_messenger, **kwargs)` is given a ProgramBackend, whose run() takes circuits,
# and a UserMessenger, whose publish() sends interim and final results.
def test_uploading_a_program_with_a_main(user: User) -> None:
    path = repository.TEST_PROGRAMS / "template_current.py"
    ended = user.run(user.upload(path, path.with_suffix(".json")))
    assert (ended.interim, ended.result) == (["an interim result"], "the final result")


# The classes of the module are there under their names.
def test_classes() -> None:
    compat.install()
    from qiskit.providers.ibmq import runtime

    import spinwire

    assert issubclass(runtime.IBMRuntimeService, spinwire.RuntimeService)
    for name in (
        "ParameterNamespace",
        "ProgramBackend",
        "ResultDecoder",
        "RuntimeDecoder",
        "RuntimeEncoder",
        "RuntimeJob",
        "RuntimeProgram",
        "UserMessenger",
    ):
        assert getattr(runtime, name) is getattr(spinwire, name)
