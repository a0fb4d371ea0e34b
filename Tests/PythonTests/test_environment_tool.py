"""Tools/environment: built once, whole or not at all, for everybody to read."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import stat
import subprocess
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import repository

pytestmark = pytest.mark.skipif(
    not Path("/usr/bin/python3.11").exists(), reason="Debian's Python 3.11 is not installed"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for lock files and environments of the tests."""
    place = tmp_path_factory.mktemp("environments")
    locks = place / "locks"
    locks.mkdir()
    (locks / "empty.lock").write_text("# holds nothing\n")
    (locks / "broken.lock").write_text("a-package-without-version-or-hash\n")
    return place


@pytest.fixture(scope="module")
def tool(place: Path) -> ModuleType:
    """The tool, at work in that directory."""
    loader = importlib.machinery.SourceFileLoader(
        "environment_tool", str(repository.ROOT / "Tools" / "environment")
    )
    spec = importlib.util.spec_from_loader("environment_tool", loader)
    assert spec is not None
    module: Any = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    module.LOCK_DIRECTORIES = [place / "locks"]
    module.environments_root = lambda: place / "env"
    found: ModuleType = module
    return found


@pytest.fixture(scope="module")
def built(tool: ModuleType) -> list[Path]:
    """What two builders at once say where the environment is."""
    lock = tool.lock_file("empty")
    built: list[Path] = []
    builders = [threading.Thread(target=lambda: built.append(tool.build(lock))) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    return built


def test_two_builders_at_once_make_one_environment(built: list[Path], place: Path) -> None:
    assert len(built) == 2 and len(set(built)) == 1
    assert built[0].parent == place / "env" and len(built[0].name) == 16
    assert [path for path in (place / "env").iterdir() if path.is_dir()] == built[:1]


def test_an_environment_works_where_it_ended_up(built: list[Path]) -> None:
    told = subprocess.run(
        [built[0] / "bin" / "python", "-c", "import sys; print(sys.prefix)"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert Path(told.stdout.strip()) == built[0]
    script = (built[0] / "bin" / "pip").read_bytes()
    assert os.fsencode(built[0]) in script and b"building" not in script


def test_an_environment_that_is_there_is_not_touched(tool: ModuleType, built: list[Path]) -> None:
    before = built[0].stat().st_mtime_ns
    assert tool.build(tool.lock_file("empty")) == built[0]
    assert built[0].stat().st_mtime_ns == before


def test_everybody_may_read_it_and_it_is_compiled(built: list[Path]) -> None:
    for path in [built[0], *built[0].rglob("*")]:
        if not path.is_symlink():
            wanted = 0o555 if path.is_dir() else 0o444
            assert stat.S_IMODE(path.stat().st_mode) & wanted == wanted, path
    compiled = list(built[0].rglob("*.pyc"))
    assert compiled
    assert all(b".building-" not in path.read_bytes() for path in compiled)


def test_a_build_that_fails_leaves_nothing_behind(
    tool: ModuleType, built: list[Path], place: Path
) -> None:
    with pytest.raises(tool.EnvironmentFailure):
        tool.build(tool.lock_file("broken"))
    assert [path for path in (place / "env").iterdir() if path.is_dir()] == built[:1]


def test_an_unknown_name_is_told_with_the_known_ones(tool: ModuleType) -> None:
    with pytest.raises(tool.EnvironmentFailure, match="broken, empty"):
        tool.lock_file("other")


def test_another_lock_is_another_environment(tool: ModuleType) -> None:
    assert tool.directory_of(tool.lock_file("empty")) != tool.directory_of(tool.lock_file("broken"))


@pytest.mark.parametrize("name", ["qiskit-2", "legacy", "ibmq", "notebook", "tools"])
def test_every_requirement_of_the_repository_s_locks_is_pinned_and_hashed(name: str) -> None:
    ended = subprocess.run(
        [repository.ROOT / "Tools" / "environment", "--path", name],
        capture_output=True,
        check=True,
        text=True,
    )
    assert len(Path(ended.stdout.strip()).name) == 16
    folders = [
        repository.HARNESS / "environments",
        repository.ROOT / "Tools" / "environments",
    ]
    [lock] = [path for folder in folders for path in folder.glob(f"{name}.lock")]
    lines = [line for line in lock.read_text().splitlines() if not line.startswith("#")]
    assert lines and len(lines) % 2 == 0
    for requirement, digest in zip(lines[::2], lines[1::2], strict=True):
        assert "==" in requirement and requirement.endswith("\\")
        assert digest.strip().startswith("--hash=sha256:")
