"""Where the service is found, and what users hand over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from little_service import LittleService

from spinwire import RunOptions, RuntimeService, SpinwireError
from spinwire.backend import Backend
from spinwire.configuration import ServiceAddress, client_file, find_service
from spinwire.reading import read_metadata, read_source
from spinwire.runtime_program import RuntimeProgram

TOKEN = "spw_my-account_" + "ab" * 32


def write(path: Path, fields: object) -> dict[str, str]:
    path.write_text(json.dumps(fields))
    return {"SPINWIRE_CLIENT_FILE": str(path)}


def test_arguments_come_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    values = write(tmp_path / "client.json", {"url": "ipc:///file", "token": "spw_file_1"})
    assert find_service(None, None, values) == ServiceAddress("ipc:///file", "spw_file_1")
    values |= {"SPINWIRE_URL": "ipc:///environment", "SPINWIRE_TOKEN": "spw_environment_1"}
    assert find_service(None, None, values).url == "ipc:///environment"
    assert find_service("ipc:///argument", None, values) == ServiceAddress(
        "ipc:///argument", "spw_environment_1"
    )


def test_what_the_environment_lacks_is_in_the_file(tmp_path: Path) -> None:
    values = write(tmp_path / "client.json", {"url": "ipc:///file", "token": "spw_file_1"})
    values["SPINWIRE_URL"] = "tcp://127.0.0.1:1"
    assert find_service(None, None, values) == ServiceAddress("tcp://127.0.0.1:1", "spw_file_1")


def test_place_of_the_file_follows_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert client_file({"HOME": "/home/a"}) == Path("/home/a/.local/state/spinwire/client.json")
    assert client_file({"XDG_STATE_HOME": "/s", "HOME": "/h"}) == Path("/s/spinwire/client.json")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert client_file({"HOME": "/root"}) == Path("/var/lib/spinwire/client.json")
    assert client_file({"SPINWIRE_STATE": "/state", "HOME": "/h"}) == Path("/state/client.json")


@pytest.mark.parametrize("fields", [[], {}, {"url": "x"}, {"url": 1, "token": "y"}, "text"])
def test_file_without_address_and_token_is_named(tmp_path: Path, fields: object) -> None:
    path = tmp_path / "client.json"
    with pytest.raises(SpinwireError) as caught:
        find_service(None, None, write(path, fields))
    assert caught.value.code == "configuration.invalid"
    assert caught.value.context["file"] == str(path)


def test_no_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SpinwireError) as caught:
        find_service(None, None, {"SPINWIRE_CLIENT_FILE": str(tmp_path / "none.json")})
    assert "SPINWIRE_URL" in caught.value.message


def test_account_is_the_middle_of_the_token() -> None:
    assert ServiceAddress("ipc:///x", TOKEN).account == "my-account"


@pytest.mark.parametrize("token", ["", "spw_", "spw_a", "spw__x", "abc", "spw_A_x", "xspw_a_x"])
def test_token_of_another_form_is_refused_and_not_shown(token: str) -> None:
    address = ServiceAddress("ipc:///x", token)
    with pytest.raises(SpinwireError) as caught:
        _ = address.account
    assert caught.value.code == "configuration.invalid"
    assert repr(address) == "ServiceAddress(url='ipc:///x', token=…)"


@pytest.mark.parametrize(
    "options",
    [
        {"backend_name": "line5", "job_tags": ["a"], "image": "qiskit-2", "log_level": "INFO"},
        {"backend": "line5", "tags": ("a",), "environment": "qiskit-2", "log_level": "INFO"},
        {
            "backend": SimpleNamespace(name=lambda: "line5"),
            "tags": ["a"],
            "image": "qiskit-2",
            "log_level": "INFO",
            "instance": None,
        },
        SimpleNamespace(
            backend="line5", image="qiskit-2", log_level="INFO", job_tags=["a"], other=1
        ),
        RunOptions("line5", "INFO", ["a"], None, "qiskit-2"),
    ],
)
def test_options_mean_the_same_in_every_form(options: Any) -> None:
    assert RunOptions.of(options).command_fields() == {
        "backend": "line5",
        "tags": ["a"],
        "environment": "qiskit-2",
        "log_level": "INFO",
    }


def test_no_options_say_nothing() -> None:
    assert RunOptions.of(None).command_fields() == {}
    assert RunOptions.of({}).command_fields() == {}


def test_unknown_options_are_all_named() -> None:
    with pytest.raises(SpinwireError) as caught:
        RunOptions.of({"shots": 5, "backnd": "x", "tags": []})
    assert caught.value.context["unknown"] == "backnd, shots"


def test_two_names_of_one_option_may_not_differ() -> None:
    same = RunOptions.of({"backend_name": "line5", "backend": "line5"})
    assert same.backend == "line5"
    with pytest.raises(SpinwireError) as caught:
        RunOptions.of({"backend_name": "line5", "backend": "simulator"})
    assert caught.value.code == "command.invalid"
    assert caught.value.context["option"] == "backend"


def test_backend_of_a_list_is_an_option_and_its_name_can_be_called() -> None:
    device = {"name": "line5", "description": "A line.", "qubit_count": 5, "aliases": []}
    backend = Backend({"device": device, "operational": True, "pending_job_count": 0})
    assert backend.name() == backend.name == "line5"
    assert type(RunOptions.of({"backend": backend}).backend) is str
    assert RunOptions.of({"backend_name": backend.name()}).backend == "line5"


def test_source_is_a_path_or_itself(tmp_path: Path) -> None:
    path = tmp_path / "hello.py"
    path.write_bytes(b"x = 1\n")
    assert read_source(path) == (b"x = 1\n", "hello.py")
    assert read_source(str(path)) == (b"x = 1\n", "hello.py")
    assert read_source("x = 1\n") == (b"x = 1\n", "program.py")
    assert read_source(b"x = 1") == (b"x = 1", "program.py")
    with pytest.raises(SpinwireError) as caught:
        read_source(str(tmp_path / "none.py"))
    assert caught.value.code == "program.invalid"


def test_metadata_is_a_dictionary_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "hello.json"
    path.write_text('{"name": "hello"}')
    assert read_metadata(path) == read_metadata({"name": "hello"}) == {"name": "hello"}
    path.write_text("[]")
    with pytest.raises(SpinwireError):
        read_metadata(path)
    with pytest.raises(SpinwireError):
        read_metadata(tmp_path / "none.json")


def test_mistakes_are_told_before_anything_is_sent(
    little: LittleService, client: RuntimeService
) -> None:
    good = {"name": "a", "description": "b", "max_execution_time": 1}
    with pytest.raises(SpinwireError) as caught:
        client.upload_program("def main(:\n", good)
    assert caught.value.code == "program.invalid"
    with pytest.raises(SpinwireError) as caught:
        client.upload_program("def main(b, m):\n    pass\n", {"name": {1}, "spec": {"a": 1j}})
    assert caught.value.code == "program.metadataInvalid"
    assert set(caught.value.context) == {"name", "spec"}
    assert client.upload_program("def main(:\n", good, check=False) == "hello-0123456789"
    kinds = []
    while not little.received.empty():
        kinds.append(little.received.get()[0])
    assert kinds.count(0x01) == 1


ITSELF: list[Any] = [1]
ITSELF.append(ITSELF)


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"a": object()}, "/a"),
        ({"a": {(1, 2): 3}}, "/a"),
        ({"a": 1, "b": {"c": [1, (2, object())]}}, "/b/c/1/1"),
        ({"a": ITSELF}, "/a" + 15 * "/1"),
    ],
)
def test_inputs_that_are_no_json_are_refused_with_their_place(
    client: RuntimeService, inputs: Any, path: str
) -> None:
    with pytest.raises(SpinwireError) as caught:
        client.run("hello-0123456789", inputs)
    assert (caught.value.code, caught.value.context["path"]) == ("inputs.invalid", path)


def test_inputs_over_the_limit_are_refused_before_they_are_sent(client: RuntimeService) -> None:
    with pytest.raises(SpinwireError) as caught:
        client.run("hello-0123456789", {"text": "x" * (9 << 20)})
    assert caught.value.code == "payload.tooLarge"


@pytest.mark.feature(18)
def test_a_program_over_the_limit_is_refused_before_it_is_sent(client: RuntimeService) -> None:
    source = "def main(backend, user_messenger):\n    return 1\n#" + "x" * (9 << 20)
    metadata = {"name": "long", "description": "Long.", "max_execution_time": 1}
    with pytest.raises(SpinwireError) as caught:
        client.upload_program(source, metadata)
    assert caught.value.code == "payload.tooLarge"
    assert caught.value.context


def test_program_is_printed_with_its_inputs_and_results() -> None:
    schema = {
        "properties": {"iterations": {"type": "integer", "description": "How many."}},
        "required": ["iterations"],
    }
    metadata = {
        "name": "hello-world",
        "description": "Says hello.",
        "max_execution_time": 300,
        "spec": {"parameters": schema, "return_values": {"type": "string"}},
    }
    summary = {
        "program_id": "hello-world-0123456789",
        "version": 1,
        "owner": "alice",
        "metadata": metadata,
        "created_at": 1_620_092_301_000_000,
        "updated_at": 1_620_092_301_000_000,
    }
    text = str(RuntimeProgram(summary))
    assert text.splitlines()[:4] == [
        "hello-world-0123456789:",
        "  Name: hello-world",
        "  Description: Says hello.",
        "  Version: 1",
    ]
    assert text.splitlines()[4:] == [
        "  Creation date: 2021-05-04T01:38:21Z",
        "  Update date: 2021-05-04T01:38:21Z",
        "  Max execution time: 300",
        "  Parameters:",
        "    - iterations:",
        "      Description: How many.",
        "      Type: integer",
        "      Required: True",
        "  Interim results:",
        "    none",
        "  Returns:",
        "    - -:",
        "      Type: string",
    ]


def test_importing_the_package_loads_neither_zeromq_nor_qiskit() -> None:
    code = (
        "import sys, spinwire, spinwire.codec\n"
        "assert not {'zmq', 'numpy', 'qiskit'} & set(sys.modules), sorted(sys.modules)\n"
        "for name in spinwire.__all__: getattr(spinwire, name)\n"
        "assert not {'numpy', 'qiskit'} & set(sys.modules)\n"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={"PYTHONPATH": os.pathsep.join(sys.path)}
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1,\n "b": 2,}', ("line=2", "column=")),
        ('{"a": 1e400}', ("1e400", "too large")),
        ('{"a": NaN}', ("NaN",)),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", ("nested too deeply",)),
    ],
)
def test_what_is_wrong_with_a_metadata_file_is_told(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "metadata.json").write_text(text)
    with pytest.raises(SpinwireError) as caught:
        read_metadata(tmp_path / "metadata.json")
    assert caught.value.code == "program.metadataInvalid"
    for word in (*words, "metadata.json"):
        assert word in str(caught.value)
