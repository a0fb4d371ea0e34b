"""A walk through the same manual's page as it stood for members of a plan, heading by heading, with
the Swift client: by the command line, which does everything through it.

Above each test stands, in our words, what the page says that its reader can do.
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
from shipped import imported, source_path
from spinwire import compat
from users import Guest, SwiftUser, refused

pytestmark = pytest.mark.parametrize("deployment", ["local"], indirect=True)

HELLO_WORLD = Path(source_path("hello_world"))
METADATA = HELLO_WORLD.with_suffix(".json")


@pytest.fixture
def swift(deployment: Deployment) -> SwiftUser:
    """The administrator."""
    return SwiftUser(deployment)


def uploaded(swift: SwiftUser, name: str) -> str:
    """Upload a program of the tests."""
    path = repository.TEST_PROGRAMS / f"{name}.py"
    return swift.upload(path, path.with_suffix(".json"))


# Invoked by its parameters alone; private at first; public when an authorised account says so.
def test_upload_a_qiskit_runtime_program(author: Guest, reader: Guest) -> None:
    program_id = author.swift.upload(HELLO_WORLD, METADATA)
    assert author.swift.run(program_id, {"iterations": 1}).result == "Hello, World!"
    assert program_id in author.swift.visible()
    assert program_id not in reader.swift.visible()
    with refused("program.notFound"):
        reader.swift.run(program_id)
    with refused("account.notAllowed"):
        author.swift.publish(program_id)
    author.may_publish()
    author.swift.publish(program_id)
    assert program_id in reader.swift.visible()
    assert reader.swift.run(program_id, {"iterations": 1}).result == "Hello, World!"


# The template runs as it is; `publish` sends interim results and, with `final`, the result.
def test_construct_a_runtime_program(swift: SwiftUser) -> None:
    template = swift.run(uploaded(swift, "template_current"))
    assert (template.interim, template.result) == (["an interim result"], "the final result")
    final = swift.run(uploaded(swift, "final_message"), {"answer": 43})
    assert final.result == {"answer": 43}
    hello = swift.run(swift.upload(HELLO_WORLD, METADATA), {"iterations": 3})
    assert hello.result == "Hello, World!"
    assert [message["iteration"] for message in hello.interim] == [0, 1, 2]
    assert all(sum(message["counts"].values()) == 1024 for message in hello.interim)


# What goes in and comes out is the JSON of RuntimeEncoder, which this client carries as it is.
def test_data_serialization(swift: SwiftUser) -> None:
    inputs = {"number": 1 - 2j, "array": np.eye(2, dtype=complex)}
    result = swift.run(uploaded(swift, "echoes"), inputs).result
    assert result["number"] == 1 - 2j and (result["array"] == inputs["array"]).all()


# An object with `to_json` travels as that text, both ways; `from_json` restores it.
def test_custom_classes(swift: SwiftUser) -> None:
    compat.install()
    pair = imported(repository.TEST_PROGRAMS / "custom_class.py").Pair
    inputs = {"pair": pair("my foo", "my bar")}
    ended = swift.run(uploaded(swift, "custom_class"), inputs, "ibmq_qasm_simulator")
    assert pair.from_json(ended.result).first == "my bar"
    assert pair.from_json(ended.interim[0]).first == "my foo"


# A program can be tried before it is uploaded: here with the server's own parts, and no service.
@pytest.mark.feature(93, 94)
def test_test_your_runtime_program(deployment: Deployment) -> None:
    arguments = ("--local", "--input", "iterations=3", "--follow")
    ended = deployment.run("run", HELLO_WORLD, *arguments)
    assert ended.returncode == 0, ended.stderr
    *interim, result = ended.stdout.splitlines()
    assert [json.loads(line)["iteration"] for line in interim] == [0, 1, 2]
    assert result == 'result: "Hello, World!"'


# At least name, longest run and description; `spec` is read, and what it forbids is refused.
def test_define_program_metadata(swift: SwiftUser) -> None:
    fields = json.loads(METADATA.read_text())
    program_id = swift.upload(HELLO_WORLD, METADATA)
    described = swift.summary(program_id)["metadata"]
    assert {key: described[key] for key in fields} == fields
    with refused("program.metadataInvalid"):
        swift.upload(HELLO_WORLD, None, name="nothing-else")
    with refused("inputs.invalid"):
        swift.run(program_id, {"iterations": -1})


# The id that comes back is the name and a random suffix.
def test_upload_a_program(swift: SwiftUser) -> None:
    first, second = (swift.upload(HELLO_WORLD, METADATA) for _ in range(2))
    assert first != second
    assert all(re.fullmatch(r"hello-world-\w+", program_id) for program_id in (first, second))


# Source, metadata or both can be changed while the id stays.
def test_update_a_program(swift: SwiftUser, tmp_path: Path) -> None:
    program_id = swift.upload(HELLO_WORLD, METADATA)
    swift.update(program_id, description="A new description.")
    assert swift.summary(program_id)["metadata"]["description"] == "A new description."
    changed = tmp_path / "changed.py"
    changed.write_text("def main(backend, user_messenger, **kwargs):\n    return 'changed'\n")
    swift.update(program_id, changed, name="renamed")
    assert swift.summary(program_id)["metadata"]["name"] == "renamed"
    assert swift.run(program_id, {"iterations": 1}).result == "changed"


# A program can be deleted, by the one who uploaded it alone.
def test_delete_a_program(author: Guest, reader: Guest) -> None:
    program_id = author.swift.upload(HELLO_WORLD, METADATA)
    author.client.share_program(program_id, [reader.name])
    with refused("account.notAllowed"):
        reader.swift.delete(program_id)
    author.swift.delete(program_id)
    with refused("program.notFound"):
        author.swift.summary(program_id)


# The page ends with the import of a notebook's tools.
@pytest.mark.usefixtures("deployment")
def test_tools_of_notebooks() -> None:
    assert cells_output("from qiskit.tools.jupyter import *") == ""
