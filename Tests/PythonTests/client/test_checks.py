"""What is told before a program is sent."""

from __future__ import annotations

import pytest

from spinwire.checks import check_encodable, check_source, normalized_metadata
from spinwire.errors import SpinwireError

GOOD = {"name": "hello", "description": "Says hello.", "max_execution_time": 300}


@pytest.mark.parametrize(
    "source",
    [
        "def main(backend, user_messenger):\n    return 1\n",
        "def main(backend, user_messenger, **kwargs): pass",
        "def main(backend, user_messenger, /, iterations=5): pass",
        "def main(*args, **kwargs): pass",
        "@decorated\ndef main(): pass",
        "def other(b, m): pass\nmain = other",
        "main: object = lambda backend, messenger: 1",
        "from elsewhere import main",
        "from elsewhere import run as main",
        "if True:\n    def main(b, m): pass\nelse:\n    pass",
        "try:\n    import x\nexcept ImportError:\n    def main(b, m): pass",
        "# -*- coding: latin-1 -*-\ndef main(b, m): return 1",
    ],
)
def test_program_with_a_proper_main_is_taken(source: str) -> None:
    check_source(source.encode())


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def main(backend, user_messenger:\n    pass", "1"),
        ("x = 1\ndef main(b, m):\nreturn 1", "3"),
        ("x = 1\ndef main(): pass", "2"),
        ("def main(backend): pass", "1"),
        ("def main(backend, *, user_messenger): pass", "1"),
        ("async def main(b, m): pass", "1"),
        ("def main(b, m): pass\ndef main(b): pass", "2"),
    ],
)
def test_program_that_cannot_run_is_refused_with_its_line(source: str, line: str) -> None:
    with pytest.raises(SpinwireError) as caught:
        check_source(source.encode(), "hello.py")
    assert caught.value.code == "program.invalid"
    assert caught.value.context == {"file": "hello.py", "line": line}


@pytest.mark.parametrize(
    "source", ["", "class A:\n    def main(self, b, m): pass", "def f():\n    def main(b, m): pass"]
)
def test_program_without_a_main_of_its_own_is_refused(source: str) -> None:
    with pytest.raises(SpinwireError) as caught:
        check_source(source.encode())
    assert "no main" in caught.value.message


@pytest.mark.parametrize("source", [b"\0", b"\xff\xfe", b"(" * 10_000, b"-" * 200_000 + b"1"])
def test_bytes_that_are_no_program_are_refused(source: bytes) -> None:
    with pytest.raises(SpinwireError) as caught:
        check_source(source)
    assert caught.value.code == "program.invalid"


def test_nothing_of_the_program_is_executed() -> None:
    check_source(b"raise SystemExit\ndef main(backend, user_messenger): pass")


def test_every_value_that_cannot_be_sent_is_named() -> None:
    check_encodable({**GOOD, "spec": {"parameters": {}}})
    with pytest.raises(SpinwireError) as caught:
        check_encodable({**GOOD, "name": {1}, "spec": {"parameters": [float("nan")]}})
    assert caught.value.code == "program.metadataInvalid"
    assert set(caught.value.context) == {"name", "spec"}


def test_older_metadata_finds_its_place() -> None:
    older = {**GOOD, "parameters": {"a": 1}, "return_values": {"b": 2}, "is_public": None}
    assert normalized_metadata({**older, "spec": {"interim_results": {}}}) == {
        **GOOD,
        "spec": {"interim_results": {}, "parameters": {"a": 1}, "return_values": {"b": 2}},
    }
