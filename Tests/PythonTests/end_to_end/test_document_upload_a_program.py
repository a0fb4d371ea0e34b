"""A walk through the manual's page "Upload a Qiskit Runtime program" (2022), heading by heading,
with the Python client and programs of ours.

Above each test stands, in our words, what the page says that its reader can do. Where the page ends
with less than we promise (it keeps no interim results, say), the test asks for ours.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import repository
from deployment import Deployment
from notebooks import cells_output
from shipped import PROGRAMS, imported, module_of, source_path
from spinwire import (
    RuntimeDecoder,
    RuntimeEncoder,
    RuntimeService,
    UserMessenger,
    compat,
    local_backend,
)
from spinwire.errors import SpinwireError
from users import Guest, refused

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

SECONDS_MAX = 60.0
HELLO_WORLD = Path(source_path("hello_world"))
METADATA = {"name": "of-the-manual", "description": "Says its word.", "max_execution_time": 60}


def uploaded(service: RuntimeService, name: str) -> str:
    """Upload a program of the tests."""
    path = repository.TEST_PROGRAMS / f"{name}.py"
    return service.upload_program(path, path.with_suffix(".json"))


# A program is Python code that lives at the service and is invoked by passing its parameters alone.
# It is private at first: only who uploaded it can see and access it. Some authorised accounts can
# mark theirs as public, and everyone can see and access it then.
def test_upload_a_qiskit_runtime_program(author: Guest, reader: Guest) -> None:
    program_id = author.python.upload(HELLO_WORLD, HELLO_WORLD.with_suffix(".json"))
    assert author.python.run(program_id, {"iterations": 1}).result == "Hello, World!"
    assert program_id in author.python.visible()
    assert program_id not in reader.python.visible()
    for access in (reader.python.summary, reader.python.run):
        with refused("program.notFound"):
            access(program_id)
    with refused("account.notAllowed"):
        author.python.publish(program_id)
    author.may_publish()
    author.python.publish(program_id)
    assert program_id in reader.python.visible()
    assert reader.python.run(program_id, {"iterations": 1}).result == "Hello, World!"


# The template runs as it is. `main` is the entry; it is given the backend, whose `run` submits
# circuits, and the messenger, whose `publish` sends interim results and, with `final`, the result;
# returning it is the better way. The page keeps final results alone; here interim ones stay too.
@pytest.mark.feature(19, 40, 47)
def test_construct_a_runtime_program(service: RuntimeService) -> None:
    template = service.run(uploaded(service, "template_current"))
    assert template.result(timeout=SECONDS_MAX) == "the final result"
    assert service.job(template.job_id()).interim_results() == ["an interim result"]
    final = service.run(uploaded(service, "final_message"), {"answer": 43})
    assert final.result(timeout=SECONDS_MAX) == {"answer": 43}
    seen: list[dict[str, object]] = []
    hello = service.run(
        service.upload_program(HELLO_WORLD, HELLO_WORLD.with_suffix(".json")),
        inputs={"iterations": 3},
        callback=lambda job_id, interim: seen.append(interim),
    )
    assert hello.result(timeout=SECONDS_MAX) == "Hello, World!"
    assert [message["iteration"] for message in seen] == [0, 1, 2]
    for message in seen:
        counts = message["counts"]
        assert isinstance(counts, dict) and sum(counts.values()) == 1024
    without = service.run(hello.program_id, inputs={"iterations": 0})
    assert without.result(timeout=SECONDS_MAX) == "Hello, World!"


# Inputs and results pass through RuntimeEncoder and RuntimeDecoder without anybody's doing.
@pytest.mark.feature(53)
def test_data_serialization(service: RuntimeService) -> None:
    inputs = {"number": 1 - 2j, "array": np.eye(2, dtype=complex)}
    job = service.run(uploaded(service, "echoes"), inputs)
    result = job.result(timeout=SECONDS_MAX)
    assert result["number"] == 1 - 2j and (result["array"] == inputs["array"]).all()
    serialized = json.dumps(inputs, cls=RuntimeEncoder)
    assert json.loads(serialized, cls=RuntimeDecoder)["number"] == 1 - 2j


# An object with `to_json` is an input or a result as that text; `from_json` restores it, in the
# program and at its user's, who can hand `result` a decoder of the program's author instead.
@pytest.mark.feature(55)
def test_custom_classes(service: RuntimeService) -> None:
    compat.install()
    module = imported(repository.TEST_PROGRAMS / "custom_class.py")
    job = service.run(
        program_id=uploaded(service, "custom_class"),
        options={"backend": "ibmq_qasm_simulator"},
        inputs={"pair": module.Pair("my foo", "my bar")},
    )
    output = job.result(timeout=SECONDS_MAX)
    assert isinstance(output, str)
    assert module.Pair.from_json(output).first == "my bar"
    decoded = job.result(decoder=module.PairDecoder)
    assert isinstance(decoded, module.Pair) and decoded.second == "my foo"


# A program can be tried before it is uploaded: import it, and call its `main` with a backend, a new
# UserMessenger, and inputs after a round trip through the encoders.
@pytest.mark.usefixtures("deployment")
@pytest.mark.parametrize("place", ["aer", "spinwire"])
def test_test_your_runtime_program(
    place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPINWIRE_EXECUTABLE", str(repository.ROOT / ".build/release/spinwire"))
    compat.install()
    from qiskit_ibm_runtime import RuntimeDecoder as Decoder
    from qiskit_ibm_runtime import RuntimeEncoder as Encoder
    from qiskit_ibm_runtime import UserMessenger as Messenger

    assert Messenger is UserMessenger
    if place == "aer":
        pytest.importorskip("qiskit_aer")
        from qiskit import Aer

        backend = Aer.get_backend("qasm_simulator")
    else:
        backend = local_backend()
    serialized = json.dumps({"iterations": 3}, cls=Encoder)
    deserialized = json.loads(serialized, cls=Decoder)
    assert module_of("hello_world").main(backend, Messenger(), **deserialized) == "Hello, World!"
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["iteration"] for line in lines] == [0, 1, 2]


# Metadata says how to use a program: at least name, longest run and description; `spec` with what
# it needs of a backend and the JSON schemas of what it takes and gives. A run that takes longer
# than it may is ended by force.
@pytest.mark.feature(6)
def test_define_program_metadata(service: RuntimeService) -> None:
    fields = json.loads(HELLO_WORLD.with_suffix(".json").read_text())
    assert fields["name"] == "hello-world" and fields["max_execution_time"] == 300
    program = service.program(service.upload_program(HELLO_WORLD, fields))
    assert program.backend_requirements == {"min_num_qubits": 5}
    assert set(program.parameters().metadata["properties"]) == {"iterations"}
    assert program.return_values["type"] == "string"
    assert set(program.interim_results["properties"]) == {"iteration", "counts"}
    for missing in METADATA:
        rest = {key: value for key, value in METADATA.items() if key != missing}
        with pytest.raises(SpinwireError) as raised:
            service.upload_program(HELLO_WORLD, rest)
        assert raised.value.context == {missing: "missing"}
    with refused("inputs.invalid"):
        service.run(program.program_id, {"iterations": -1})
    sleeps = repository.TEST_PROGRAMS / "sleeps.py"
    slow = service.upload_program(sleeps, {**METADATA, "max_execution_time": 1})
    job = service.run(slow, {"seconds": 600})
    job.wait_for_final_state(timeout=SECONDS_MAX)
    assert job.status() == "ran-too-long"


# The service is found by its class's name of that time. Data and metadata are given as paths; what
# comes back is the id: the name and a random suffix.
@pytest.mark.feature(1)
def test_upload_a_program(
    service: RuntimeService, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    compat.install()
    from qiskit_ibm_runtime import QiskitRuntimeService

    monkeypatch.setenv("SPINWIRE_STATE", str(deployment.state))
    metadata = str(HELLO_WORLD.with_suffix(".json"))
    with QiskitRuntimeService() as found:
        hello = found.upload_program(data=str(HELLO_WORLD), metadata=metadata)
    assert service.program(hello).name == "hello-world"
    first, second = (
        service.upload_program(data=str(HELLO_WORLD), metadata=metadata) for _ in range(2)
    )
    assert first != second
    for program_id in (first, second):
        assert re.fullmatch(r"hello-world-\w+", program_id)
        assert service.program(program_id).data == HELLO_WORLD.read_text()


# Source, metadata or both can be changed while the id stays.
@pytest.mark.feature(3)
def test_update_a_program(service: RuntimeService) -> None:
    program_id = service.upload_program("def main(b, m, **k):\n    return 1\n", METADATA)
    service.update_program(program_id=program_id, description="A new description.")
    assert service.program(program_id).description == "A new description."
    assert service.program(program_id).name == METADATA["name"]
    assert service.run(program_id).result(timeout=SECONDS_MAX) == 1
    service.update_program(program_id, data="def main(b, m, **k):\n    return 2\n", name="renamed")
    assert service.program(program_id).name == "renamed"
    assert service.run(program_id).result(timeout=SECONDS_MAX) == 2


# A program can be deleted, by the one who uploaded it alone.
def test_delete_a_program(author: Guest, reader: Guest) -> None:
    program_id = author.client.upload_program(HELLO_WORLD, HELLO_WORLD.with_suffix(".json"))
    author.client.share_program(program_id, [reader.name])
    with refused("account.notAllowed"):
        reader.client.delete_program(program_id)
    author.client.delete_program(program_id)
    with refused("program.notFound"):
        author.client.program(program_id)


# A deeper example is an eigensolver; and in a notebook there is a magic that tells whose Qiskit is.
def test_additional_materials(service: RuntimeService) -> None:
    program_id = service.upload_program(PROGRAMS / "vqe" / "vqe.py", PROGRAMS / "vqe" / "vqe.json")
    result = service.run(program_id, {"hamiltonian": {"ZZ": 1.0, "XI": 0.5, "IX": 0.5}}).result(
        timeout=2 * SECONDS_MAX
    )
    assert result["energy"] == pytest.approx(-(2**0.5), abs=1e-3)
    [line] = cells_output("from qiskit.tools.jupyter import *", "%qiskit_copyright").splitlines()
    assert "Apache License, Version 2.0" in line
