"""The main job, by the Python client: upload, run, callback, result, and every way to end."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from deployment import Deployment, descendants, upload, wait_until
from repository import ROOT
from spinwire import RuntimeService
from spinwire.errors import SpinwireError

SECONDS_MAX = 60.0
HELLO_WORLD = ROOT / "Programs" / "hello_world"


class Callback:
    """Keeps what a callback was given."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.first = threading.Event()

    def __call__(self, job_id: str, interim: Any) -> None:
        self.calls.append((job_id, interim))
        self.first.set()

    @property
    def messages(self) -> list[Any]:
        return [message for _, message in self.calls]


def sequences(job: Any) -> list[int]:
    return [event.sequence for event in job.events()]


@pytest.mark.feature(19, 40)
def test_hello_world_streams_its_interim_results_and_returns(service: RuntimeService) -> None:
    program_id = service.upload_program(
        str(HELLO_WORLD / "hello_world.py"),
        json.loads((HELLO_WORLD / "hello_world.json").read_text()),
    )
    callback = Callback()
    job = service.run(program_id, inputs={"iterations": 3}, callback=callback)
    assert job.result(timeout=SECONDS_MAX) == "Hello, World!"
    assert [message["iteration"] for message in job.interim_results()] == [0, 1, 2]
    wait_until(lambda: len(callback.calls) == 3, SECONDS_MAX, "three calls")
    assert callback.calls == [(job.job_id(), message) for message in job.interim_results()]
    assert sum(callback.messages[0]["counts"].values()) == 1024
    assert sequences(job) == list(range(1, len(sequences(job)) + 1))


@pytest.mark.parametrize("name", ["template_current", "template_earlier"])
def test_programs_of_both_import_generations_run(service: RuntimeService, name: str) -> None:
    job = service.run(upload(service, name), inputs={})
    job.wait_for_final_state(timeout=SECONDS_MAX)
    assert str(job.status()).lower().endswith("completed"), job.error_message()


def test_counts_of_a_batch_are_right(service: RuntimeService) -> None:
    job = service.run(upload(service, "many_circuits"), inputs={"count": 20, "shots": 50})
    assert job.result(timeout=SECONDS_MAX) == [{number: 50} for number in range(20)]


def test_a_device_with_a_coupling_map_is_honoured(service: RuntimeService) -> None:
    program_id = upload(service, "many_circuits")
    job = service.run(program_id, inputs={"count": 8, "shots": 20}, options={"backend": "line5"})
    assert job.result(timeout=SECONDS_MAX) == [{number: 20} for number in range(8)]


def namespaces(process_id: int) -> Counter[str]:
    """Return the PID namespaces of the processes below one, with how many are in each."""
    found: Counter[str] = Counter()
    for child in descendants(process_id):
        # One that ends meanwhile is in none.
        with suppress(OSError):
            found[os.readlink(f"/proc/{child}/ns/pid")] += 1
    # That of the services is ours too.
    found.pop(os.readlink("/proc/self/ns/pid"), None)
    return found


@pytest.mark.feature(24, 25)
def test_cancelled_is_said_only_when_the_processes_are_gone(
    deployment: Deployment, service: RuntimeService
) -> None:
    assert deployment.process is not None
    up = deployment.process.pid
    callback = Callback()
    job = service.run(upload(service, "ignores_signals"), inputs={"count": 5}, callback=callback)
    assert callback.first.wait(SECONDS_MAX)

    def crowds() -> list[str]:
        # A program has a PID namespace of its own, with all it leaves behind: here itself and five.
        return [name for name, count in namespaces(up).items() if count >= 6]

    wait_until(crowds, SECONDS_MAX, "a program and the five that it left behind")
    (crowd,) = crowds()
    job.cancel()
    job.wait_for_final_state(timeout=SECONDS_MAX)
    assert job.refresh()["status"] == "cancelled"
    assert crowd not in namespaces(up)
    with pytest.raises(SpinwireError) as raised:
        job.result(timeout=SECONDS_MAX)
    assert raised.value.code == "job.cancelled"


@pytest.mark.feature(21, 22)
def test_a_job_over_its_time_is_ended(service: RuntimeService) -> None:
    job = service.run(
        upload(service, "sleeps"), inputs={"seconds": 600}, options={"max_execution_time": 1}
    )
    job.wait_for_final_state(timeout=SECONDS_MAX)
    assert job.refresh()["status"] == "ran-too-long"
    with pytest.raises(SpinwireError) as raised:
        job.result(timeout=SECONDS_MAX)
    assert raised.value.code == "job.ranTooLong"


@pytest.mark.feature(27)
def test_a_program_that_raises_fails_with_its_traceback(service: RuntimeService) -> None:
    job = service.run(upload(service, "raises"), inputs={"message": "on purpose"})
    with pytest.raises(SpinwireError) as raised:
        job.result(timeout=SECONDS_MAX)
    assert raised.value.code == "program.raised"
    message = job.error_message()
    assert message is not None and "ValueError: on purpose" in message
    assert 'fail(kwargs.get("message"' in message
    assert job.interim_results() == ["before"]


def test_output_becomes_log_events(service: RuntimeService) -> None:
    job = service.run(upload(service, "prints"), inputs={"count": 3})
    assert job.result(timeout=SECONDS_MAX) == 3
    text = job.logs()
    for index in range(3):
        assert f"line {index}\n" in text
        assert f"error line {index}\n" in text
    assert "a line without its end" in text


@pytest.mark.feature(46)
def test_a_burst_of_messages_arrives_whole_and_in_order(service: RuntimeService) -> None:
    callback = Callback()
    job = service.run(
        upload(service, "publishes"), inputs={"count": 2000, "byte_count": 100}, callback=callback
    )
    assert job.result(timeout=SECONDS_MAX) == {"count": 2000}
    wait_until(lambda: len(callback.calls) == 2000, SECONDS_MAX, "2000 calls")
    assert [message["index"] for message in callback.messages] == list(range(2000))


@pytest.mark.feature(52, partly=True)
def test_a_large_message_and_a_large_result_arrive(service: RuntimeService) -> None:
    program = """
def main(backend, user_messenger, byte_count=0, **kwargs):
    user_messenger.publish("i" * byte_count)
    return "r" * byte_count
"""
    metadata = {"name": "large", "description": "Large values.", "max_execution_time": 60}
    job = service.run(service.upload_program(program, metadata), inputs={"byte_count": 3 << 20})
    assert job.result(timeout=SECONDS_MAX) == "r" * (3 << 20)
    assert job.interim_results() == ["i" * (3 << 20)]


@pytest.mark.feature(33, 42)
def test_a_late_reader_sees_what_an_early_one_saw(
    deployment: Deployment, service: RuntimeService
) -> None:
    callback = Callback()
    job = service.run(upload(service, "publishes"), inputs={"count": 50}, callback=callback)
    job.result(timeout=SECONDS_MAX)
    with deployment.client() as other:
        late = other.job(job.job_id())
        assert [message["index"] for message in late.interim_results()] == list(range(50))
        assert sequences(late) == sequences(job)


@pytest.mark.feature(2)
def test_a_new_version_does_not_change_a_job_that_was_accepted(service: RuntimeService) -> None:
    def program(word: str) -> str:
        return f"def main(backend, user_messenger, **kwargs):\n    return {word!r}\n"

    metadata = {"name": "versions", "description": "Says its version.", "max_execution_time": 60}
    program_id = service.upload_program(program("first"), metadata)
    first = service.run(program_id)
    service.update_program(program_id, program("second"))
    assert service.run(program_id).result(timeout=SECONDS_MAX) == "second"
    assert first.result(timeout=SECONDS_MAX) == "first"


def test_every_job_has_a_process_of_its_own(service: RuntimeService) -> None:
    program_id = upload(service, "process_identity")
    jobs = [service.run(program_id) for _ in range(8)]
    seen = [json.dumps(job.result(timeout=SECONDS_MAX), sort_keys=True) for job in jobs]
    assert len(set(seen)) == len(seen)


def test_another_accounts_job_is_not_to_be_seen(
    deployment: Deployment, service: RuntimeService
) -> None:
    name = f"guest-{os.urandom(4).hex()}"
    made = deployment.run("account", "create", name, "--json")
    token = json.loads(made.stdout)["token"]
    job = service.run(upload(service, "sleeps"))
    with deployment.client(token) as guest:
        assert guest.account == name
        for attempt in (
            lambda: guest.job(job.job_id()),
            lambda: deployment_refused(deployment, token, "job", "cancel", job.job_id()),
        ):
            with pytest.raises(SpinwireError) as raised:
                attempt()
            assert raised.value.code == "job.notFound"
    watched = deployment.run("job", "watch", job.job_id(), SPINWIRE_TOKEN=token)
    assert "job.notFound" in watched.stderr
    job.cancel()
    assert deployment.run("account", "delete", name).returncode == 0


def deployment_refused(deployment: Deployment, token: str, *arguments: str | Path) -> None:
    """Run the command line as another account and raise what it was told."""
    refused = deployment.run(*arguments, SPINWIRE_TOKEN=token)
    code = refused.stderr.partition("[")[2].partition("]")[0]
    raise SpinwireError(code, refused.stderr)
