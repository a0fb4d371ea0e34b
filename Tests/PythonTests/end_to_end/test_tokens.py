"""What open connections may do when their account, or its token, is not what it was."""

from __future__ import annotations

import json
import threading
import uuid
from typing import Any

import pytest

from deployment import Deployment, upload, wait_until
from spinwire import RuntimeService
from spinwire.errors import SpinwireError

SECONDS_MAX = 60.0
CHANGES = {
    "renew": "account.tokenRenewed",
    "disable": "account.notAllowed",
    "delete": "account.notAllowed",
}


def change_account(service: RuntimeService, name: str, change: str) -> None:
    """Do to an account what ends the rights of its open connections."""
    if change == "renew":
        service.accounts.renew_token(name)
    elif change == "disable":
        service.accounts.disable(name)
    else:
        service.accounts.delete(name)


@pytest.mark.parametrize("change", CHANGES)
def test_open_connections_lose_their_rights_and_say_why(
    deployment: Deployment, service: RuntimeService, change: str
) -> None:
    name = f"tokens-{uuid.uuid4().hex[:8]}"
    token = service.accounts.create(name, role="author")
    program = {"count": 2_000, "pause_seconds": 0.01}
    with deployment.client(token) as guest:
        seen: list[Any] = []
        first = threading.Event()

        def show(job_id: str, interim: Any) -> None:
            seen.append(interim)
            first.set()

        job = guest.run(upload(guest, "publishes"), program, callback=show)
        streaming = guest.stream_results(lambda *_: None)
        assert first.wait(SECONDS_MAX)
        watched = service.job(job.job_id())
        change_account(service, name, change)
        with pytest.raises(SpinwireError) as caught:
            guest.jobs()
        assert caught.value.code == CHANGES[change]
        wait_until(lambda: not job.is_streaming, SECONDS_MAX, "the end of the stream")
        wait_until(lambda: not streaming.is_active, SECONDS_MAX, "the end of the other stream")
        assert streaming.failure is not None and streaming.failure.code == CHANGES[change]
        shown = len(seen)
        later: list[Any] = []
        enough = threading.Event()

        def show_later(job_id: str, interim: Any) -> None:
            later.append(interim)
            if len(later) > shown + 20:
                enough.set()

        # Somebody else hears all of it, and the job itself has nothing to do with the token.
        watched.stream_results(show_later)
        assert enough.wait(SECONDS_MAX)
        watched.cancel()
        watched.wait_for_final_state(SECONDS_MAX)
        watched.cancel_result_streaming()
        assert len(seen) == shown


def test_a_wrong_token_is_told_from_a_service_that_is_away(deployment: Deployment) -> None:
    found = json.loads((deployment.state / "client.json").read_text())
    wrong = found["token"][:-8] + "00000000"
    ended = deployment.run("job", "list", SPINWIRE_TOKEN=wrong, SPINWIRE_URL=found["url"])
    assert ended.returncode == 1
    assert "account.notAllowed" in ended.stderr
    away = deployment.run(
        "job", "list", SPINWIRE_TOKEN=wrong, SPINWIRE_URL=f"ipc://{deployment.state}/nobody"
    )
    assert away.returncode == 3
    for token in ("no-token", "spw_admin_" + "x" * 300):
        ended = deployment.run("job", "list", SPINWIRE_TOKEN=token, SPINWIRE_URL=found["url"])
        assert "service.unreachable" not in ended.stderr and ended.returncode != 3, ended.stderr
