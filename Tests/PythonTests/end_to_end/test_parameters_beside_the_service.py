"""The namespace of a program's inputs beside the service's validator, which is the authority."""

from __future__ import annotations

import json
import subprocess
import sys

import repository
from deployment import EXECUTABLE

LIBRARY = EXECUTABLE.with_name("libSpinwireValidation.so")


def test_a_namespace_refuses_nothing_that_the_service_takes() -> None:
    assert LIBRARY.exists(), "build first: swift build -c release --product SpinwireValidation"
    ended = subprocess.run(
        [sys.executable, repository.SUPPORT / "namespace_beside_validator.py", "0", "5000"],
        env=repository.child_environment() | {"SPINWIRE_VALIDATION_LIBRARY": str(LIBRARY)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    told = json.loads(ended.stdout)
    assert told["differences"] == []
    assert told["compared"] > 4000 and told["refused"] > 1000
