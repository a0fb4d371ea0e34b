"""Lists of jobs and proofs of their timelines, by the Python client and the command line."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from deployment import Deployment, upload
from spinwire import RuntimeService
from spinwire.errors import SpinwireError

SECONDS_MAX = 60.0


@pytest.mark.feature(30, 31, 32)
def test_jobs_are_listed_by_every_filter_and_go_on_behind_a_cursor(service: RuntimeService) -> None:
    program = upload(service, "echoes")
    word = uuid.uuid4().hex
    begin = datetime.now(UTC) - timedelta(seconds=5)
    jobs = [
        service.run(
            program, {"n": n}, options={"job_tags": [word, f"n{n % 2}"], "backend": "line5"}
        )
        for n in range(5)
    ]
    for job in jobs:
        job.wait_for_final_state(SECONDS_MAX)
    ids = [job.job_id() for job in jobs]

    def found(**choice: object) -> list[str]:
        return [job.job_id() for job in service.jobs(**choice)]  # type: ignore[arg-type]

    assert found(tags=word) == ids[::-1]
    assert found(tags=[word, "n1"]) == [ids[3], ids[1]]
    assert found(program_id=program, sort="oldest") == ids
    assert found(program_id=program, backend="line5", pending=False) == ids[::-1]
    assert found(program_id=program, backend="simulator") == []
    assert found(tags=word, created_after=begin) == ids[::-1]
    assert found(tags=word, created_before=begin) == []
    first = service.jobs(limit=2, tags=word)
    rest = service.jobs(limit=9, tags=word, cursor=first.cursor)
    assert (first.total, rest.total, rest.cursor) == (5, 5, None)
    assert [job.job_id() for job in [*first, *rest]] == ids[::-1]
    service.delete_job(ids[0])
    assert found(tags=word) == ids[:0:-1]
    jobs[1].update_tags(["other"])
    assert found(tags=word) == [ids[4], ids[3], ids[2]]
    assert found(limit=None, program_id=program) == ids[:0:-1]
    with pytest.raises(SpinwireError) as caught:
        service.jobs(cursor="no")
    assert caught.value.code == "command.invalid"


@pytest.mark.feature(45)
def test_a_timeline_is_proven_by_both_clients(
    service: RuntimeService, deployment: Deployment
) -> None:
    job = service.run(upload(service, "publishes"), {"count": 5})
    job.wait_for_final_state(SECONDS_MAX)
    proof = job.verify()
    assert proof.is_final
    assert proof.events == len(list(job.events()))
    shown = deployment.run("job", "verify", job.job_id(), "--json")
    assert json.loads(shown.stdout)["hash"] == proof.hash
