"""Programs and who may do what with them, by the Python client and the command line."""

from __future__ import annotations

import hashlib
import json
import os

import pytest

from deployment import Deployment
from repository import TEST_PROGRAMS
from spinwire import RuntimeService
from spinwire.errors import SpinwireError
from users import Guest, refused

SECONDS_MAX = 60.0
SOURCE = "def main(backend, user_messenger):\n    return 1\n"


def metadata(name: str) -> dict[str, object]:
    return {"name": name, "description": "A zebra crossing.", "max_execution_time": 30}


@pytest.mark.feature(3)
def test_a_field_given_directly_beats_the_file(service: RuntimeService) -> None:
    program = TEST_PROGRAMS / "echoes"
    program_id = service.upload_program(
        program.with_suffix(".py"), program.with_suffix(".json"), max_execution_time=7
    )
    found = service.program(program_id)
    stated = json.loads(program.with_suffix(".json").read_text())
    assert (found.max_execution_time, found.name) == (7, stated["name"])
    assert program_id.startswith(found.name.replace("_", "-"))
    service.delete_program(program_id)


@pytest.mark.feature(6)
def test_all_problems_are_told_at_once(service: RuntimeService) -> None:
    with pytest.raises(SpinwireError) as raised:
        service.upload_program(SOURCE, {"max_execution_time": 0, "shape": 1}, check=False)
    assert raised.value.code == "program.metadataInvalid"
    assert set(raised.value.context) == {"name", "description", "max_execution_time", "shape"}


@pytest.mark.feature(2, 4)
def test_every_version_is_kept(deployment: Deployment, service: RuntimeService) -> None:
    program_id = service.upload_program(SOURCE, metadata("versions"))
    first = service.run(program_id)
    assert service.update_program(program_id, SOURCE.replace("1", "2")) == 2
    assert service.update_program(program_id, description="Nothing.") == 3
    assert first.result(timeout=SECONDS_MAX) == 1
    assert service.run(program_id).result(timeout=SECONDS_MAX) == 2
    history = service.program_history(program_id)
    assert [one.version for one in history] == [3, 2, 1]
    assert [one.data.count("2") for one in history] == [1, 1, 0]
    assert history[2].content_hash == hashlib.sha256(SOURCE.encode()).hexdigest()
    ended = deployment.run("program", "history", program_id, "--json")
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [row["content_hash"] for row in rows] == [one.content_hash for one in history]
    service.delete_program(program_id)
    assert first.result(timeout=SECONDS_MAX) == 1
    with refused("program.notFound"):
        service.program_history(program_id)


@pytest.mark.feature(15)
def test_programs_are_found_by_their_words(deployment: Deployment, service: RuntimeService) -> None:
    name = f"Needle {os.urandom(4).hex()}"
    program_id = service.upload_program(SOURCE, metadata(name))
    for filters in ({"search": f"ZEBRA {name[:-2]}"}, {"name": name}):
        assert [one.program_id for one in service.programs(**filters)] == [program_id]
    assert service.programs(search=f"{name} nothing") == []
    assert service.programs(name=name, public=True) == []
    ended = deployment.run("program", "list", "zebra", name, "--json")
    assert [json.loads(line)["program_id"] for line in ended.stdout.splitlines()] == [program_id]
    service.delete_program(program_id)
    assert service.programs(name=name) == []


@pytest.mark.feature(5)
def test_only_authors_upload_and_only_some_publish(
    deployment: Deployment, service: RuntimeService, author: Guest, reader: Guest
) -> None:
    with refused("account.notAllowed"):
        reader.client.upload_program(SOURCE, metadata("mine"))
    with refused("account.notAllowed"):
        author.client.upload_program(SOURCE, metadata("mine"), is_public=True)
    program_id = author.client.upload_program(SOURCE, metadata("mine"))
    with refused("account.notAllowed"):
        author.client.set_program_visibility(program_id, True)
    publish = ("program", "set-visibility", program_id, "public")
    assert author.refusal(*publish) == "account.notAllowed"
    assert deployment.run("account", "update", author.name, "--may-publish").returncode == 0
    assert author.refusal(*publish) == ""
    assert reader.client.run(program_id).result(timeout=SECONDS_MAX) == 1
    with refused("account.notAllowed"):
        reader.client.update_program(program_id, description="Not mine.")
    with refused("account.notAllowed"):
        reader.client.delete_program(program_id)
    author.client.delete_program(program_id)


@pytest.mark.feature(5)
def test_a_program_is_shared_with_named_accounts(
    deployment: Deployment, author: Guest, reader: Guest
) -> None:
    program_id = author.client.upload_program(SOURCE, metadata("ours"))
    with refused("program.notFound"):
        reader.client.program(program_id)
    with refused("account.notFound"):
        author.client.share_program(program_id, ["nobody-there"])
    author.client.share_program(program_id, [reader.name])
    assert author.client.program(program_id).shared_with == [reader.name]
    assert reader.client.run(program_id).result(timeout=SECONDS_MAX) == 1
    with refused("account.notAllowed"):
        _ = reader.client.program(program_id).data
    shown = deployment.run("program", "show", program_id, SPINWIRE_TOKEN=author.token)
    assert f"private, shared with {reader.name}" in shown.stdout
    assert author.refusal("program", "share", program_id) == ""
    with refused("program.notFound"):
        reader.client.run(program_id)
    author.client.delete_program(program_id)


def test_a_disabled_account_gets_nothing_done(
    deployment: Deployment, service: RuntimeService, author: Guest
) -> None:
    assert deployment.run("account", "disable", author.name).returncode == 0
    with refused("account.notAllowed"):
        author.client.programs()
    with pytest.raises(SpinwireError):
        deployment.client(author.token)
    service.accounts.enable(author.name)
    assert author.client.programs(owner=author.name) == []
    ended = deployment.run("account", "token", author.name, "--json")
    token = json.loads(ended.stdout)["token"]
    with pytest.raises(SpinwireError):
        deployment.client(author.token)
    deployment.client(token).close()


def test_quotas_bound_what_an_account_takes_up(
    deployment: Deployment, service: RuntimeService, author: Guest
) -> None:
    sleeps = TEST_PROGRAMS / "sleeps.py"
    program_id = author.client.upload_program(sleeps, metadata("sleeps"))
    ended = deployment.run(
        *("account", "update", author.name, "--queued-jobs", "1", "--running-jobs", "1", "--json")
    )
    quotas = json.loads(ended.stdout)["quotas"]
    assert (quotas["queued_job_count_max"], quotas["running_job_count_max"]) == (1, 1)
    running = author.client.run(program_id)
    next(running.events())
    waiting = author.client.run(program_id)
    with pytest.raises(SpinwireError) as raised:
        author.client.run(program_id)
    assert raised.value.code == "account.quotaExceeded"
    assert raised.value.context == {"quota": "queued_job_count_max", "limit": "1"}
    row = next(one for one in service.accounts.list(1000) if one["account"] == author.name)
    assert row["usage"]["queued_job_count"] == row["usage"]["running_job_count"] == 1
    for job in (waiting, running):
        job.cancel()
    service.accounts.update(author.name, quotas={"stored_byte_count_max": 10})
    with refused("account.quotaExceeded"):
        author.client.upload_program(SOURCE, metadata("more"))
