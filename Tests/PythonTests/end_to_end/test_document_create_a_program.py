"""A walk through the tutorial "Create a quantum program" (2021), heading by heading, with both
clients where both have the call, and programs of ours.

Above each test stands, in our words, what the page says that its reader can do. Where the pages
disagree (this one asks a program for its name alone) the later ones are followed.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import repository
from shipped import imported, module_of, source_path
from spinwire import RuntimeService, UserMessenger, compat
from spinwire.errors import SpinwireError
from users import Guest, User, refused

pytestmark = [
    pytest.mark.parametrize("deployment", ["local"], indirect=True),
    pytest.mark.usefixtures("deployment"),
]

SECONDS_MAX = 60.0
SAMPLE_PROGRAM = Path(source_path("sample_program"))
METADATA = SAMPLE_PROGRAM.with_suffix(".json")


def uploaded(user: User, name: str) -> str:
    """Upload a program of the tests."""
    path = repository.TEST_PROGRAMS / f"{name}.py"
    return user.upload(path, path.with_suffix(".json"))


# A program lives at the service and is invoked by its author, or by others once it is public. The
# template runs with the imports of that time. `main` is given a backend and a messenger by the
# system, and what the user passes as keyword arguments.
def test_before_you_begin(user: User, author: Guest, reader: Guest) -> None:
    template = user.run(uploaded(user, "template_earlier"))
    assert (template.interim, template.result) == (["an interim result"], "the final result")
    assert user.run(uploaded(user, "echoes"), {"any": [1, "two"]}).result == {"any": [1, "two"]}
    author.may_publish()
    program_id = author.python.upload(SAMPLE_PROGRAM, METADATA)
    author.python.publish(program_id)
    assert reader.swift.run(program_id, {"iterations": 1}).result == "All done!"


# The sample program submits random circuits, and publishes the counts of each.
def test_example(user: User) -> None:
    ended = user.run(user.upload(SAMPLE_PROGRAM, METADATA), {"iterations": 3})
    assert ended.result == "All done!"
    assert [message["iteration"] for message in ended.interim] == [0, 1, 2]
    assert all(sum(message["counts"].values()) == 1024 for message in ended.interim)


# What JSON lacks passes through the encoders without anybody's doing.
def test_data_serialization(user: User) -> None:
    inputs = {"number": 0.5j, "array": np.arange(3)}
    result = user.run(uploaded(user, "echoes"), inputs).result
    assert result["number"] == 0.5j and list(result["array"]) == [0, 1, 2]


# An object with `to_json` travels as that text; the option that names the backend is spelt
# `backend_name` here; a decoder gives the object back.
def test_custom_classes(service: RuntimeService) -> None:
    compat.install()
    from qiskit.providers.ibmq.runtime import ResultDecoder

    pair = imported(repository.TEST_PROGRAMS / "custom_class.py").Pair

    class PairDecoder(ResultDecoder):  # type: ignore[misc]
        @classmethod
        def decode(cls, data: str) -> object:
            return pair.from_json(super().decoded(data))

    path = repository.TEST_PROGRAMS / "custom_class.py"
    job = service.run(
        program_id=service.upload_program(path, path.with_suffix(".json")),
        options={"backend_name": "ibmq_qasm_simulator"},
        inputs={"pair": pair("my foo", "my bar")},
    )
    assert pair.from_json(job.result(timeout=SECONDS_MAX)).second == "my foo"
    output = job.result(decoder=PairDecoder)
    assert isinstance(output, pair) and output.first == "my bar"


# A program can be tried on one's own simulator before it is uploaded, with the names of that time.
def test_testing_your_runtime_program(capsys: pytest.CaptureFixture[str]) -> None:
    compat.install()
    pytest.importorskip("qiskit_aer")
    from qiskit import Aer
    from qiskit.providers.ibmq.runtime import UserMessenger as Messenger
    from qiskit.providers.ibmq.runtime.utils import RuntimeDecoder, RuntimeEncoder

    assert Messenger is UserMessenger
    backend = Aer.get_backend("qasm_simulator")
    serialized = json.dumps({"iterations": 3}, cls=RuntimeEncoder)
    deserialized = json.loads(serialized, cls=RuntimeDecoder)
    program = module_of("sample_program")
    assert program.main(backend, Messenger(), **deserialized) == "All done!"
    assert len(capsys.readouterr().out.splitlines()) == 3


# Metadata is given as single fields or as a JSON file, and says name, longest run, description,
# version, what is needed of a backend, and what goes in and comes out. A result of one value has no
# name: it is shown as `-`.
@pytest.mark.feature(14)
def test_defining_program_metadata(user: User, service: RuntimeService, tmp_path: Path) -> None:
    fields = {"name": "by-fields", "description": "Said singly.", "max_execution_time": 60}
    singly = user.summary(user.upload(SAMPLE_PROGRAM, None, **fields))
    assert {key: singly["metadata"][key] for key in fields} == fields
    program_id = user.upload(SAMPLE_PROGRAM, METADATA)
    by_file = user.summary(program_id)["metadata"]
    assert by_file["spec"] == json.loads(METADATA.read_text())["spec"]
    shown = str(service.program(program_id)).splitlines()
    assert shown[shown.index("  Returns:") + 1].strip() == "- -:"
    fields_of_file = json.loads(METADATA.read_text())
    fields_of_file["spec"]["backend_requirements"]["min_num_qubits"] = 100
    wide = tmp_path / "wide.json"
    wide.write_text(json.dumps(fields_of_file))
    with refused("backend.unsuitable"):
        user.run(user.upload(SAMPLE_PROGRAM, wide), {"iterations": 1}, "line5")


# One field is refused where the later pages ask for three, and all that lack are named at once.
def test_the_name_alone_is_not_enough_any_more(service: RuntimeService) -> None:
    with pytest.raises(SpinwireError) as raised:
        service.upload_program(SAMPLE_PROGRAM, name="sample-program")
    assert set(raised.value.context) == {"description", "max_execution_time"}
    program_id = service.upload_program(SAMPLE_PROGRAM, METADATA, version="1.2")
    assert service.program(program_id).to_dict()["metadata"]["version"] == "1.2"


# It goes on with uploading and submitting, which the other pages tell.
def test_next_steps(user: User) -> None:
    program_id = user.upload(SAMPLE_PROGRAM, METADATA)
    assert program_id in user.visible()
    job_id = user.run(program_id, {"iterations": 0}).job_id
    user.delete_job(job_id)
    user.delete(program_id)
    assert program_id not in user.visible()
