"""A walk through the front page of the repository "Qiskit Runtime" (2021), heading by heading, with
both clients where both have the call, and programs of ours.

Above each test stands, in our words, what the page says that its reader can do; for limits that it
names, what is true here instead.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from deployment import Deployment, upload
from shipped import source_path
from spinwire import RuntimeEncoder, RuntimeService
from users import Guest, User, refused

pytestmark = [
    pytest.mark.parametrize("deployment", ["local"], indirect=True),
    pytest.mark.usefixtures("deployment"),
]

SECONDS_MAX = 60.0
RUNTIME_SIMPLE = Path(source_path("runtime_simple"))
METADATA = RUNTIME_SIMPLE.with_suffix(".json")
#: What a payload could have, in bytes.
EARLIER_PAYLOAD_BYTES_MAX = 130_048


# Programs are uploaded for oneself or for others, who invoke them by their parameters.
def test_qiskit_runtime(author: Guest, reader: Guest) -> None:
    program_id = author.swift.upload(RUNTIME_SIMPLE, METADATA)
    author.client.share_program(program_id, [reader.name])
    assert author.swift.run(program_id, {"iterations": 1}).result == "All done!"
    assert reader.python.run(program_id, {"iterations": 1}).result == "All done!"


# Credentials are configured once, and found by themselves from then on; a service writes its own.
def test_configuring_your_credentials(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SPINWIRE_URL", "SPINWIRE_TOKEN", "SPINWIRE_CLIENT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SPINWIRE_STATE", str(deployment.state))
    with RuntimeService() as service:
        assert service.account == "admin"
        found = json.loads((deployment.state / "client.json").read_text())
    monkeypatch.setenv("SPINWIRE_STATE", str(deployment.state / "nothing"))
    with refused("configuration.invalid"):
        RuntimeService()
    monkeypatch.setenv("SPINWIRE_URL", found["url"])
    monkeypatch.setenv("SPINWIRE_TOKEN", found["token"])
    with RuntimeService() as service:
        assert service.account == "admin"


# All programs that one may see are listed and printed; a single one is printed by its id.
@pytest.mark.feature(15)
def test_finding_available_programs(
    user: User, provider: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    program_id = user.upload(RUNTIME_SIMPLE, METADATA)
    assert program_id in user.visible()
    provider.runtime.pprint_programs(limit=1000)
    assert f"{program_id}:" in capsys.readouterr().out.splitlines()
    print(provider.runtime.program(program_id))
    lines = [line for line in capsys.readouterr().out.splitlines() if " date: " not in line]
    assert lines == [
        f"{program_id}:",
        "  Name: runtime-simple",
        "  Description: Runs random circuits of five qubits: a program to try things with.",
        "  Version: 1",
        "  Max execution time: 300",
        "  Backend requirements:",
        "    Min num qubits: 5",
        "  Parameters:",
        "    - iterations:",
        "      Description: How many random circuits to run, one after the other.",
        "      Type: integer",
        "      Minimum: 0",
        "      Required: True",
        "  Interim results:",
        "    - counts:",
        "      Description: How often each bit string was measured.",
        "      Type: object",
        "    - iteration:",
        "      Description: Number of the circuit, from 0.",
        "      Type: integer",
        "  Returns:",
        "    - -:",
        "      Description: The text 'All done!'.",
        "      Type: string",
    ]


# A callback is shown each interim result as it comes; none has to be given. The program runs random
# circuits of five qubits, publishes iteration and counts of each, and ends with a sentence.
def test_executing_the_runtime_simple_program(user: User, provider: Any) -> None:
    program_id = user.upload(RUNTIME_SIMPLE, METADATA)
    ended = user.run(program_id, {"iterations": 3}, "ibmq_montreal")
    assert ended.result == "All done!"
    assert [message["iteration"] for message in ended.interim] == [0, 1, 2]
    assert all(len(bits) == 5 for message in ended.interim for bits in message["counts"])
    seen: list[tuple[str, Any]] = []

    def interim_result_callback(job_id: str, interim_result: Any) -> None:
        seen.append((job_id, interim_result))

    service = provider.runtime
    backend = provider.get_backend("ibmq_montreal")
    options = {"backend_name": backend.name()}
    inputs = {"iterations": 3}
    job = service.run(
        program_id=program_id, options=options, inputs=inputs, callback=interim_result_callback
    )
    assert job.result(timeout=SECONDS_MAX) == "All done!"
    assert [job_id for job_id, _ in seen] == [job.job_id()] * 3
    silent = service.run(program_id=program_id, options=options, inputs=inputs)
    assert silent.result(timeout=SECONDS_MAX) == "All done!"


# A job that is not wanted any more can be deleted.
@pytest.mark.feature(32)
def test_deleting_your_job(user: User, service: RuntimeService) -> None:
    job_id = user.run(upload(service, "echoes")).job_id
    assert job_id in [job.job_id() for job in service.jobs(limit=1000)]
    user.delete_job(job_id)
    assert job_id not in [job.job_id() for job in service.jobs(limit=1000)]
    with refused("job.notFound"):
        service.job(job_id)


# The size of inputs can be found out before they are sent. They may be far larger than they could.
@pytest.mark.feature(59, partly=True)
def test_payload_size(user: User, service: RuntimeService) -> None:
    inputs = {"data": "x" * (2 << 20)}
    serialized = json.dumps(inputs, cls=RuntimeEncoder)
    assert sys.getsizeof(serialized) > 16 * EARLIER_PAYLOAD_BYTES_MAX
    assert user.run(upload(service, "echoes"), inputs).result == inputs


# Every backend serves programs, the one that the page names among them.
def test_backends(user: User, service: RuntimeService) -> None:
    program_id = upload(service, "asks_the_backend")
    names = {backend.name for backend in service.backends()}
    assert {"simulator", "spin5", "spin27"} <= names
    assert service.backend("ibmq_montreal").num_qubits == 27
    assert all(user.run(program_id, None, str(name)).result for name in ("spin5", "ibmq_montreal"))


# Interfaces change; a wire of another version is refused by name (see the tests of the wire), and
# the names of that time are still found.
def test_api() -> None:
    from spinwire import compat

    compat.install()
    from qiskit.providers.ibmq.runtime import RuntimeEncoder as Encoder

    assert Encoder is RuntimeEncoder
