"""A disk without room: what is new is refused, what runs waits, and nothing is lost."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deployment import Deployment, running, upload
from spinwire import RuntimeService, SpinwireError

MEBIBYTE = 1 << 20
MESSAGE_COUNT = 100
SECONDS_MAX = 90.0


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    """A deployment whose store has a disk of 24 MiB."""
    with running("local", store_byte_count=24 * MEBIBYTE) as started:
        yield started


def fill(path: Path) -> None:
    """Take all the room there is."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC


def until_full(service: RuntimeService, program: str) -> SpinwireError:
    """Run jobs until one is refused: the log may have room of its own for some."""
    for number in range(5000):
        try:
            service.run(program, inputs={"text": "x" * 10_000, "number": number})
        except SpinwireError as error:
            return error
    raise AssertionError("the disk does not fill up")


def test_a_full_disk_refuses_what_is_new_and_loses_nothing(deployment: Deployment) -> None:
    coordinator = deployment.process_ids["coordinator"]
    filler = deployment.store / "filler"
    with deployment.client() as service:
        echoes = upload(service, "echoes")
        messages: list[Any] = []
        begun = threading.Event()

        def called(job_id: str, message: Any) -> None:
            messages.append(message["index"])
            begun.set()

        job = service.run(
            upload(service, "publishes"),
            inputs={"count": MESSAGE_COUNT, "pause_seconds": 0.05},
            callback=called,
        )
        assert begun.wait(SECONDS_MAX)
        fill(filler)
        assert until_full(service, echoes).code == "store.full"
        with pytest.raises(SpinwireError) as caught:
            service.run(echoes, inputs={"text": "x" * (2 * MEBIBYTE)})
        assert caught.value.code == "store.full"
        # Who only reads is served, and the job goes on.
        assert service.job(job.job_id()).status().name == "RUNNING"
        time.sleep(3.0)  # tidy: the disk is to be full for some messages
        assert service.service_status()["workers"]
        filler.unlink()
        assert job.result(timeout=SECONDS_MAX) == {"count": MESSAGE_COUNT}
        assert messages == list(range(MESSAGE_COUNT))
        sequences = [event.sequence for event in job.events()]
        assert sequences == list(range(1, len(sequences) + 1))
        inputs = {"text": "y" * (2 * MEBIBYTE)}
        assert service.run(echoes, inputs=inputs).result(timeout=SECONDS_MAX) == inputs
    assert deployment.process_ids["coordinator"] == coordinator
