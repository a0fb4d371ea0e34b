"""Environments: listed, chosen, refused by name, and added by an operator."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployment import EXECUTABLE, Deployment, adopt_orphans, wait_until
from spinwire import RuntimeService
from spinwire.errors import SpinwireError

SECONDS_MAX = 120.0
WHICH = """
def main(backend, user_messenger):
    import importlib.metadata
    return {name: importlib.metadata.version(name) for name in ("qiskit", "numpy")}
"""
COUNTS = """
import tiny_numbers

def main(backend, user_messenger):
    user_messenger.publish({"of": backend.__class__.__name__})
    return tiny_numbers.VALUE
"""


def described(name: str, **fields: str) -> dict[str, object]:
    return {"name": name, "description": "A test.", "max_execution_time": 60, **fields}


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_the_environments_are_listed_with_what_is_in_them(
    deployment: Deployment, service: RuntimeService
) -> None:
    current, legacy = service.environments()
    assert (current.name, current.is_default, current.operational) == ("qiskit-2", True, True)
    assert (legacy.name, legacy.is_default, legacy.operational) == ("legacy", False, True)
    assert current.packages["qiskit"].startswith("2.")
    assert service.images() == ["qiskit-2", "legacy"]
    shown = deployment.run("environment", "list")
    assert shown.stdout.splitlines()[0].split()[:2] == ["ENVIRONMENT", "EXECUTORS"]
    rows = [
        json.loads(line)
        for line in deployment.run("environment", "list", "--json").stdout.splitlines()
    ]
    assert [row["name"] for row in rows] == service.images()


@pytest.mark.feature(17)
@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_one_program_runs_in_either_as_its_metadata_or_the_job_says(
    service: RuntimeService,
) -> None:
    packages = {each.name: each.packages for each in service.environments()}
    program = service.upload_program(WHICH, described("which-one", environment="legacy"))
    for image, expected in ((None, "legacy"), ("qiskit-2", "qiskit-2"), ("legacy", "legacy")):
        found = service.run(program, image=image).result(timeout=SECONDS_MAX)
        assert found["numpy"] == packages[expected]["numpy"]
    service.delete_program(program)


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_the_command_line_takes_either_word(deployment: Deployment, tmp_path: Path) -> None:
    (tmp_path / "which_one.py").write_text(WHICH)
    for word in ("--environment", "--image"):
        ended = deployment.run("run", tmp_path / "which_one.py", word, "legacy", "--follow")
        assert ended.returncode == 0, ended.stderr
        assert '"qiskit":"0.45' in ended.stdout


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_an_unknown_one_is_refused_by_name_with_those_that_exist(service: RuntimeService) -> None:
    with pytest.raises(SpinwireError) as refused:
        service.upload_program(WHICH, described("which-one", image="of-nobody"))
    assert refused.value.code == "environment.notFound"
    assert refused.value.context == {"environment": "of-nobody", "known": "qiskit-2 legacy"}
    program = service.upload_program(WHICH, described("which-one"))
    with pytest.raises(SpinwireError) as refused:
        service.run(program, image="of-nobody")
    assert refused.value.context["environment"] == "of-nobody"
    service.delete_program(program)


def wheel(folder: Path) -> None:
    """Write a package that is nowhere else, so that nothing has to be fetched."""
    information = "tiny_numbers-1.0.dist-info"
    files = {
        "tiny_numbers.py": "VALUE = 42\n",
        f"{information}/METADATA": "Metadata-Version: 2.1\nName: tiny-numbers\nVersion: 1.0\n",
        f"{information}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{information}/RECORD,,"]
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        record.append(f"{name},sha256={digest.decode()},{len(text)}")
    with zipfile.ZipFile(folder / "tiny_numbers-1.0-py3-none-any.whl", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{information}/RECORD", "\n".join(record) + "\n")


@pytest.fixture
def extended(tmp_path: Path) -> Iterator[Deployment]:
    """A deployment whose operator has added an environment before its services started."""
    assert EXECUTABLE.exists(), "build first: swift build -c release"
    adopt_orphans()
    wheel(tmp_path)
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"--no-index\n--find-links {tmp_path}\ntiny-numbers\n")
    deployment = Deployment("local")
    folder: Path | None = None
    try:
        added = deployment.run(
            *("environment", "add", "tiny", "--requirements", requirements, "--json"),
            seconds_max=600,
        )
        assert added.returncode == 0, added.stderr
        folder = Path(json.loads(added.stdout)["folder"])
        again = deployment.run(
            *("environment", "add", "tiny", "--requirements", requirements, "--json"),
            seconds_max=600,
        )
        assert again.stdout == added.stdout and "building" not in again.stderr
        deployment.start()
        yield deployment
        assert deployment.stop() == 0
        wait_until(lambda: not deployment.remaining(), 20.0, "no process is left")
    finally:
        deployment.clean()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.feature(17)
def test_an_operator_adds_one_by_a_requirements_file(extended: Deployment) -> None:
    with extended.client() as service:
        assert service.images() == ["qiskit-2", "legacy", "tiny"]
        assert dict(service.environments()[-1].packages) == {"tiny-numbers": "1.0"}
        program = service.upload_program(COUNTS, described("counts", environment="tiny"))
        job = service.run(program)
        assert job.result(timeout=SECONDS_MAX) == 42
        # It has no Qiskit, so no backend either, and programs that need none run all the same.
        assert list(job.interim_results()) == [{"of": "UnavailableBackend"}]
        with pytest.raises(SpinwireError, match="tiny_numbers"):
            service.run(program, image="qiskit-2").result(timeout=SECONDS_MAX)


@pytest.mark.parametrize(
    ("name", "words"),
    [("qiskit-2", "has an environment of that name"), ("../x", "lower-case letters")],
)
def test_a_name_that_cannot_be_added_is_refused(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "requirements.txt").write_text("")
    deployment = Deployment("local")
    try:
        added = deployment.run(
            "environment", "add", name, "--requirements", tmp_path / "requirements.txt"
        )
        assert added.returncode == 2 and words in added.stderr
    finally:
        deployment.clean()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("--no-index\nno-such-package==1\n", "no-such-package==1"),
        ("fine\nthis is no requirement\n", "line 2"),
    ],
)
def test_why_an_environment_cannot_be_built_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "requirements.txt").write_text(text)
    deployment = Deployment("local")
    try:
        ended = deployment.run(
            *("environment", "add", "none", "--requirements", tmp_path / "requirements.txt"),
            seconds_max=300,
        )
        assert ended.returncode == 4
        (error,) = [line for line in ended.stderr.splitlines() if line.startswith("error: ")]
        assert "[configuration.invalid]" in error and f"{words}" in error.partition("reason: ")[2]
    finally:
        deployment.clean()
