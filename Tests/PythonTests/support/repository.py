"""Where things are in the repository, for tests."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CLIENT_SOURCE = ROOT / "Sources" / "Clients" / "PythonClient" / "src"
HARNESS = ROOT / "Sources" / "Execution" / "ProgramHarness"
SUPPORT = ROOT / "Tests" / "PythonTests" / "support"
TEST_PROGRAMS = ROOT / "Tests" / "Programs"


def child_environment() -> dict[str, str]:
    """Return the environment of a test's own Python process."""
    path = os.pathsep.join(str(entry) for entry in (CLIENT_SOURCE, HARNESS, SUPPORT))
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
