"""The switch that makes services drop, double, delay and die: nothing accepted is lost by it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deployment import Deployment, adopt_orphans, upload, wait_until
from repository import ROOT, TEST_PROGRAMS

SECONDS_MAX = 120.0
JOB_COUNT = 6
MESSAGE_COUNT = 20
LOSSY = {"loss": 0.03, "repetition": 0.05, "reordering": 0.05, "delay_max": "10 ms"}


@contextmanager
def faulty(folder: Path, faults: dict[str, object]) -> Iterator[Deployment]:
    """Run the local topology with a section of faults."""
    text = (ROOT / "Topology" / "local.yaml").read_text()
    text = re.sub(r"\.\./", f"{ROOT}/", text).replace("- backends/", f"- {ROOT}/Topology/backends/")
    lines = [f"  {key}: {value}" for key, value in faults.items()]
    deployment = Deployment("local")
    deployment.topology = folder / "faulty.yaml"
    deployment.topology.write_text("\n".join([text, "faults:", *lines, ""]))
    adopt_orphans()
    try:
        deployment.start()
        yield deployment
        deployment.stop()
        wait_until(lambda: not deployment.remaining(), 20.0, "no process is left")
    finally:
        deployment.clean()


@pytest.mark.feature(96)
def test_jobs_tell_all_in_order_although_messages_are_lost_doubled_and_late(
    tmp_path: Path,
) -> None:
    with faulty(tmp_path, {"seed": 7, **LOSSY}) as deployment:
        assert "FAULTS ARE ON: loss 0.03" in deployment.log()
        with deployment.client() as service:
            program = upload(service, "publishes")
            seen: dict[str, list[int]] = {}

            def show(job_id: str, interim: dict[str, int]) -> None:
                seen.setdefault(job_id, []).append(interim["index"])

            jobs = [
                service.run(program, {"count": MESSAGE_COUNT}, callback=show)
                for _ in range(JOB_COUNT)
            ]
            for job in jobs:
                assert job.result(timeout=SECONDS_MAX) == {"count": MESSAGE_COUNT}
                assert seen[job.job_id()] == list(range(MESSAGE_COUNT))
                assert job.verify().is_final
        path = TEST_PROGRAMS / "publishes.py"
        words = ("--input", f"count={MESSAGE_COUNT}", "--follow", "--json")
        ended = deployment.run("run", path, *words, seconds_max=SECONDS_MAX)
        assert ended.returncode == 0, ended.stderr
        events = [json.loads(line) for line in ended.stdout.splitlines()[1:]]
        assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
        interim = [event["data"]["index"] for event in events if event["kind"] == "interim"]
        assert interim == list(range(MESSAGE_COUNT))


@pytest.mark.feature(96)
def test_services_die_by_the_switch_and_jobs_come_to_their_ends(tmp_path: Path) -> None:
    with faulty(tmp_path, {"death": 0.002}) as deployment, deployment.client() as service:
        program = upload(service, "publishes")
        died = 0
        # Until it has been seen to work: chance has no schedule.
        while not died:
            job = service.run(program, {"count": MESSAGE_COUNT})
            assert job.result(timeout=SECONDS_MAX) == {"count": MESSAGE_COUNT}
            while not deployment.events.empty():
                died += deployment.events.get_nowait()["event"] == "died"


def test_a_wrong_section_is_told_line_by_line(tmp_path: Path) -> None:
    deployment = Deployment("local")
    try:
        path = tmp_path / "wrong.yaml"
        text = (ROOT / "Topology" / "local.yaml").read_text()
        path.write_text(text + "faults:\n  loss: 2\n  deth: 1\n")
        ended = deployment.run("topology", "show", "--topology", path, "--json")
        assert ended.returncode == 4
        assert "faults.loss" in ended.stderr and "faults.deth" in ended.stderr
    finally:
        deployment.clean()
