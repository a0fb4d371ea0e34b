"""What a program's author uses at home: the printing messenger, the types, the package itself."""

from __future__ import annotations

import pickle

import pytest

import spinwire
from spinwire.errors import SpinwireError


def test_the_messenger_prints_each_message_as_a_line_of_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    messenger = spinwire.UserMessenger()
    messenger.publish({"iteration": 0, "counts": {"00": 3}})
    messenger.publish(1j, spinwire.RuntimeEncoder, True)
    assert capsys.readouterr().out.splitlines() == [
        '{"iteration": 0, "counts": {"00": 3}}',
        '{"__type__": "complex", "__value__": [0.0, 1.0]}',
    ]


def test_anything_that_runs_circuits_is_a_program_backend() -> None:
    class Runs:
        def run(self, circuits: object) -> None: ...

    assert isinstance(Runs(), spinwire.ProgramBackend)
    assert not isinstance(object(), spinwire.ProgramBackend)


def test_names_that_the_package_does_not_have_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        spinwire.nothing  # noqa: B018
    assert "RuntimeEncoder" in dir(spinwire)


def test_an_error_says_its_code_and_values_and_survives_pickling() -> None:
    error = SpinwireError("output.limit", "Too long.", {"limit": 3})
    assert str(error) == "Too long. [output.limit: limit=3]"
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.message, copy.context) == ("output.limit", "Too long.", {"limit": 3})
