"""Inputs from files, results to files, and inputs that cannot be written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from little_service import LittleService

from spinwire import RuntimeService, SpinwireError
from spinwire.reading import encode_inputs

PROGRAM = "hello-0123456789"


def test_what_is_no_file_holds_no_inputs(client: RuntimeService, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (
        tmp_path,
        tmp_path / "pipe",
        tmp_path / "nothing",
        Path("a\0b"),
        Path("/dev/null"),
    ):
        with pytest.raises(SpinwireError) as caught:
            client.run(PROGRAM, inputs=path)
        assert (caught.value.code, caught.value.context) == ("inputs.invalid", {"file": str(path)})


def test_a_result_that_cannot_be_written_is_told_with_its_file(
    little: LittleService, client: RuntimeService, tmp_path: Path
) -> None:
    job = client.run(PROGRAM)
    little.end(job.job_id(), "done")
    (tmp_path / "file").touch()
    targets: list[str | Path] = [
        tmp_path,
        tmp_path / "nothing" / "result",
        tmp_path / "file" / "result",
        tmp_path / ("a" * 300),
        "",
        "a\0b",
    ]
    for target in targets:
        with pytest.raises(SpinwireError) as caught:
            job.download_result(target)
        assert caught.value.code == "command.invalid"
        assert caught.value.context == {"file": str(Path(target))}
    assert job.download_result(tmp_path / "file") == 6
    assert (tmp_path / "file").read_bytes() == b'"done"'
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def deep() -> list[Any]:
    value: list[Any] = []
    for _ in range(5000):
        value = [value]
    return value


def cyclic() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["x"] = value
    return value


@pytest.mark.parametrize("value", [deep(), cyclic()])
def test_inputs_without_an_end_are_told_as_such(value: Any) -> None:
    with pytest.raises(SpinwireError, match="hold themselves, or are nested deeper") as caught:
        encode_inputs({"a": 1, "b": value})
    assert caught.value.code == "inputs.invalid"
    assert str(caught.value.context["path"]).startswith("/b/")
    assert caught.value.context["limit"]


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"a": 1, "b": ["\U0001f600", {"c": "x\ud800"}]}, "/b/1/c"),
        ({"a": {"\udc00": 1}}, "/a/\\udc00"),
        ({"a": "\ude00\ud83d"}, "/a"),
    ],
)
def test_half_a_pair_of_surrogates_is_told_with_its_place(inputs: Any, path: str) -> None:
    with pytest.raises(SpinwireError, match="UTF-8 cannot write") as caught:
        encode_inputs(inputs)
    assert (caught.value.code, caught.value.context) == ("inputs.invalid", {"path": path})


def test_characters_of_all_planes_and_what_looks_like_half_a_pair_are_inputs() -> None:
    assert encode_inputs({"a": "\U0001f600", "n": 10**4000, "f": 1e300}).startswith(
        b'{"a": "\\ud83d'
    )
    assert encode_inputs({"a": "\\ud800"}) == b'{"a": "\\\\ud800"}'
