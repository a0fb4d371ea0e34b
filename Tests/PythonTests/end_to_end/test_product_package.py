"""A package of somebody else's that depends on the product `Spinwire`: README's ten lines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from deployment import Deployment
from repository import ROOT

BUILD = (
    *("swift", "build", "--package-path", ROOT / "Tests" / "ProductPackage"),
    *("--scratch-path", ROOT / ".build-product"),
)


@pytest.fixture(scope="session")
def ten_lines() -> Path:
    """The package's executable."""
    subprocess.run([*BUILD, "--quiet"], check=True, timeout=1200)
    folder = subprocess.run(
        [*BUILD, "--show-bin-path"], check=True, timeout=120, capture_output=True, text=True
    )
    return Path(folder.stdout.strip()) / "TenLines"


def test_ten_lines_of_swift_run_a_program(deployment: Deployment, ten_lines: Path) -> None:
    ended = subprocess.run(
        [ten_lines, ROOT / "Programs" / "hello_world" / "hello_world.py"],
        env=deployment.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    *interim, result = ended.stdout.splitlines()
    assert result == '"Hello, World!"'
    messages = [json.loads(line.partition(" ")[2]) for line in interim]
    assert [message["iteration"] for message in messages] == [0, 1, 2]
