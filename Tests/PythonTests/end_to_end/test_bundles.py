"""What a program of several files may hold: the same for either client."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from deployment import EXECUTABLE, Deployment
from spinwire.errors import SpinwireError
from spinwire.reading import read_source

MAIN = b"def main(backend, user_messenger):\n    return 1\n"
FIELDS = ("--name", "bundle", "--description", "A test.", "--max-execution-time", "30")


def refusals(path: Path) -> tuple[str, str]:
    """How both clients refuse a program, before anything is sent."""
    ended = subprocess.run(
        [EXECUTABLE, "program", "upload", path, *FIELDS],
        env={"SPINWIRE_STATE": "/nowhere", "PATH": os.environ["PATH"]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    with pytest.raises(SpinwireError) as caught:
        read_source(path)
    assert f"[{caught.value.code}]" in ended.stderr, ended.stderr
    return ended.stderr, str(caught.value)


def tar(path: Path, *members: tarfile.TarInfo, mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for member in members:
            member.size = len(MAIN) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(MAIN))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


@pytest.mark.feature(16)
@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (member("../main.py"), "lies outside"),
        (member("/etc/main.py"), "lies outside"),
        (member("other.py", tarfile.SYMTYPE, "/etc/passwd"), "holds a link"),
        (member("other.py", tarfile.LNKTYPE, "main.py"), "holds a link"),
        (member("pipe", tarfile.FIFOTYPE), "something else"),
        (member("disk", tarfile.BLKTYPE), "something else"),
    ],
)
def test_a_tar_with_something_bad_is_told_what_it_is(
    tmp_path: Path, bad: tarfile.TarInfo, words: str
) -> None:
    for told in refusals(tar(tmp_path / "bad.tar", member("main.py"), bad)):
        assert words in told


def test_a_tar_without_its_entry_and_one_of_too_many_files_are_refused(tmp_path: Path) -> None:
    for told in refusals(tar(tmp_path / "other.tar", member("other.py"))):
        assert "entry module" in told
    many = [member(f"f{number}") for number in range(10_001)]
    for told in refusals(tar(tmp_path / "many.tar", *many)):
        assert "too many files" in told


@pytest.mark.feature(16)
@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.py", "inner", "nowhere"])
def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "program"
    (folder / "inner").mkdir(parents=True)
    (folder / "main.py").write_bytes(MAIN)
    (tmp_path / "outside.py").write_bytes(MAIN)
    (folder / "same.py").symlink_to("main.py")
    assert read_source(folder)[0]
    (folder / "other.py").symlink_to(target)
    refusals(folder)


@pytest.mark.feature(16)
def test_a_pipe_is_refused_and_never_opened(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "main.py").write_bytes(MAIN)
    os.mkfifo(folder / "pipe.py")
    for path in (folder, folder / "pipe.py"):
        refusals(path)


def test_a_compressed_tar_is_told_by_name(tmp_path: Path) -> None:
    path = tar(tmp_path / "packed.tar.gz", member("main.py"), mode="w:gz")
    ended = subprocess.run(
        [EXECUTABLE, "program", "upload", path, *FIELDS],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert "form: gzip" in ended.stderr and "plain tar" in ended.stderr


@pytest.mark.parametrize("deployment", ["local"], indirect=True)
def test_a_tar_that_names_its_entry_runs_with_the_one_that_is_asked_for(
    deployment: Deployment, tmp_path: Path
) -> None:
    path = tmp_path / "two.tar"
    headers = {"SPINWIRE.entry": "one.py"}
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT, pax_headers=headers) as archive:
        for name, number in (("one.py", b"1"), ("two.py", b"2")):
            content = MAIN.replace(b"1", number)
            found = tarfile.TarInfo(name)
            found.size = len(content)
            archive.addfile(found, io.BytesIO(content))
    for entry, result in ((), 1), (("--entry", "two.py"), 2):
        ended = deployment.run("run", path, *entry, "--follow", "--json")
        events = [json.loads(line) for line in ended.stdout.splitlines()]
        assert [event["data"] for event in events if event.get("kind") == "result"] == [result]
