"""One deployment for each topology, shared by the tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from circuit_backend import direct_backend
from deployment import EXECUTABLE, Deployment, running
from spinwire import RuntimeService, compat
from spinwire_program.backend import SpinwireBackend
from users import Guest, PythonUser, SwiftUser, User


@pytest.fixture(scope="session", params=["local", "tcp"])
def deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """A deployment whose services run from the first test that needs it to the last."""
    assert EXECUTABLE.exists(), "build first: swift build -c release"
    with running(request.param) as started:
        yield started


@pytest.fixture
def service(deployment: Deployment) -> Iterator[RuntimeService]:
    """A client of the administrator."""
    with deployment.client() as connected:
        yield connected


@pytest.fixture
def backend(deployment: Deployment) -> Iterator[SpinwireBackend]:
    """The simulator's backend, as a program on the same machine is given it."""
    with direct_backend(deployment) as connected:
        yield connected


@pytest.fixture(params=["python", "swift"])
def user(request: pytest.FixtureRequest, deployment: Deployment, service: RuntimeService) -> User:
    """The administrator, with either client."""
    return PythonUser(service) if request.param == "python" else SwiftUser(deployment)


@pytest.fixture
def author(deployment: Deployment, service: RuntimeService) -> Iterator[Guest]:
    """An account that uploads programs."""
    guest = Guest(deployment, service, "author")
    yield guest
    guest.leave()


@pytest.fixture
def reader(deployment: Deployment, service: RuntimeService) -> Iterator[Guest]:
    """An account that runs them."""
    guest = Guest(deployment, service, "user")
    yield guest
    guest.leave()


@pytest.fixture
def provider(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The administrator's provider, as the first generation's `IBMQ` gives it."""
    compat.install()
    from qiskit import IBMQ

    for name in ("SPINWIRE_URL", "SPINWIRE_TOKEN", "SPINWIRE_CLIENT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SPINWIRE_STATE", str(deployment.state))
    IBMQ.load_account()
    yield IBMQ.get_provider(hub="MY_HUB", group="MY_GROUP", project="MY_PROJECT")
    IBMQ.disable_account()
