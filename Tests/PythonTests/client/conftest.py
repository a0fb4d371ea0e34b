"""What the client's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from little_service import TOKEN, LittleService

from spinwire.limits import ClientLimits
from spinwire.service import RuntimeService


@pytest.fixture
def little() -> Iterator[LittleService]:
    """A service in this process."""
    service = LittleService()
    yield service
    service.close()


@pytest.fixture
def client(little: LittleService) -> Iterator[RuntimeService]:
    """A client of it."""
    limits = ClientLimits(
        idle_probe_interval=0.2, command_timeout=10, connect_timeout=10, reconnect_interval_max=0.05
    )
    with RuntimeService(little.url, TOKEN, limits=limits) as service:
        yield service
