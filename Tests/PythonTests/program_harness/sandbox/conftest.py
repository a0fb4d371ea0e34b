"""A zygote for each test, as root (where the tests are root) and as an ordinary user."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_support import NOBODY, ZygoteDriver, make_installation, zygote

AS_USER = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


@pytest.fixture(scope="session")
def installation() -> Iterator[Path]:
    place = make_installation()
    yield place
    shutil.rmtree(place)


@pytest.fixture(params=["root", "user"])
def prefix(request: pytest.FixtureRequest) -> list[str]:
    """What the launcher is started with, to run as one or the other."""
    if request.param == "user":
        return AS_USER if os.geteuid() == 0 else []
    if os.geteuid() != 0:
        pytest.skip("these tests are not run as root")
    return []


@pytest.fixture
def driver(installation: Path, prefix: list[str]) -> Iterator[ZygoteDriver]:
    with zygote(installation, prefix) as started:
        yield started
