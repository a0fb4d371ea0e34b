"""Cells of a notebook, run by IPython's shell in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import repository


def cells_output(*cells: str) -> str:
    """Run cells after ``spinwire.compat.install()``; returns what they printed.

    Skips the test where the environment of notebooks has not been built.
    """
    told = subprocess.run(
        [repository.ROOT / "Tools" / "environment", "--path", "notebook"],
        capture_output=True,
        check=True,
        text=True,
    )
    packages = Path(told.stdout.strip()) / "lib" / "python3.11" / "site-packages"
    if not packages.exists():
        pytest.skip("the environment notebook has not been built")
    script = f"""
import sys
import spinwire.compat
spinwire.compat.install()
sys.path.append({str(packages)!r})
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in {cells!r}:
    shell.run_cell(cell).raise_error()
"""
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env=repository.child_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
