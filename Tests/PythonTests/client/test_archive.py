"""Programs of several files: what is packed, what is refused, and what runs."""

from __future__ import annotations

import gzip
import io
import os
import random
import tarfile
from contextlib import suppress
from pathlib import Path

import pytest

from executor_side import run_program
from spinwire.archive import is_archive, pack, pack_folder, repack, unpacked
from spinwire.checks import check_source
from spinwire.errors import SpinwireError
from spinwire.reading import read_source

MAIN = b"from helper import value\n\ndef main(backend, user_messenger):\n    return value()\n"
HELPER = b"def value():\n    return 42\n"
FILES = {"main.py": MAIN, "helper.py": HELPER}


def tar_of(*members: tarfile.TarInfo, compression: str = "") -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode=f"w:{compression}") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    return written.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(SpinwireError) as caught:
        unpacked(data)
    return caught.value.code


def test_equal_folders_are_equal_bytes_without_what_is_hidden_or_compiled(tmp_path: Path) -> None:
    for place in ("one", "two"):
        folder = tmp_path / place
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "inner").mkdir()
        for name in (*sorted(FILES, reverse=place == "one"), "inner/data.txt"):
            (folder / name).write_bytes(FILES.get(name, b"text"))
        (folder / "__pycache__" / "helper.pyc").write_bytes(place.encode())
        (folder / ".hidden").write_bytes(place.encode())
    packed = pack_folder(tmp_path / "one")
    assert packed == pack_folder(tmp_path / "two")
    assert unpacked(packed) == ({**FILES, "inner/data.txt": b"text"}, "main.py")
    assert read_source(tmp_path / "one") == (packed, "one")
    assert is_archive(packed)
    assert not is_archive(MAIN)


def test_a_compressed_tar_becomes_a_plain_one_with_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "program.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in {"solver.py": MAIN, "helper.py": HELPER}.items():
            member = tarfile.TarInfo(f"./{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    source, _ = read_source(path, "solver.py")
    assert source == pack({"solver.py": MAIN, "helper.py": HELPER}, "solver.py")
    assert unpacked(repack(source))[1] == "solver.py"
    with pytest.raises(SpinwireError) as caught:
        read_source(path)
    assert caught.value.context == {"entry": "main.py"}


@pytest.mark.parametrize("name", ["../main.py", "/main.py", "a/../../main.py"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert refusal(tar_of(tarfile.TarInfo(name))) == "program.invalid"


def test_links_and_damage_are_refused() -> None:
    link = tarfile.TarInfo("main.py")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    assert refusal(tar_of(link)) == "program.invalid"
    packed = pack(FILES)
    for damaged in (packed[:700], packed[:300] + b"\xff" * 400 + packed[700:], b"", b"x" * 2048):
        assert refusal(damaged) == "program.invalid"


def test_every_module_is_parsed_and_the_entry_has_main() -> None:
    check_source(pack(FILES))
    with pytest.raises(SpinwireError) as caught:
        check_source(pack({**FILES, "helper.py": b"def value(:\n"}), "folder")
    assert caught.value.context["file"] == "folder/helper.py"
    with pytest.raises(SpinwireError) as caught:
        check_source(pack(FILES, "helper.py"))
    assert "no main function" in caught.value.message


def test_the_entry_module_imports_its_neighbours() -> None:
    assert run_program(pack(FILES))[1].value == 42
    package = {
        "solver/__init__.py": b"",
        "solver/entry.py": MAIN.replace(b"helper", b".helper"),
        "solver/helper.py": HELPER,
    }
    assert run_program(pack(package, "solver/entry.py"))[1].value == 42


def test_failures_are_told_with_the_programs_own_lines() -> None:
    failing = HELPER.replace(b"return 42", b"raise ValueError('no')")
    failure = run_program(pack({**FILES, "helper.py": failing}))[1].value
    assert failure["code"] == "program.raised"
    assert failure["traceback"].count("File ") == 2
    assert "/main.py" in failure["traceback"].splitlines()[1]
    failure = run_program(pack({**FILES, "main.py": b"def main(:\n"}))[1].value
    assert failure["code"] == "program.invalid"
    broken = pack(FILES)[:-20000] if len(pack(FILES)) > 20000 else pack(FILES)[:600]
    assert run_program(broken)[1].value["code"] == "program.invalid"


@pytest.mark.parametrize("compression", ["gz", "bz2", "xz"])
def test_an_archive_does_not_become_longer_than_it_may(compression: str, tmp_path: Path) -> None:
    big = tarfile.TarInfo("main.py")
    big.size = 4 << 20
    data = tar_of(big, compression=compression)
    assert len(data) < 64 << 10
    path = tmp_path / "program.tar"
    path.write_bytes(data)
    for given in (data, path):
        assert len(read_source(given)[0]) > 4 << 20
        with pytest.raises(SpinwireError) as caught:
            read_source(given, byte_count_max=1 << 20)
        assert caught.value.code == "payload.tooLarge"
        assert caught.value.context == {"limit": 1 << 20}
    for damaged in (data[:100], data[:-20], data[:40] + b"\xff" * 40 + data[80:]):
        with pytest.raises(SpinwireError) as caught:
            read_source(damaged)
        assert caught.value.code == "program.invalid"


def test_an_archive_with_holes_is_refused() -> None:
    # The header of a file of which nothing is stored, and which claims eight gigabytes.
    member = tarfile.TarInfo("main.py")
    member.type = tarfile.GNUTYPE_SPARSE
    head = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    head[483:495] = b"%011o\0" % (8 << 30)
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    assert refusal(bytes(head) + bytes(1024)) == "program.invalid"


def test_damaged_archives_are_read_or_refused_and_nothing_else() -> None:
    packed = pack({**FILES, "a" * 120: b"x"}, "helper.py")
    for seed in range(3000):
        chance = random.Random(seed)
        damaged = bytearray(packed)
        for _ in range(chance.randint(1, 6)):
            # Headers are what is read with trust.
            place = chance.randrange(len(packed) // 512) * 512 + chance.choice(
                [0, 100, 124, 135, 148, 156, 257, 345, chance.randrange(512)]
            )
            damaged[place % len(packed)] = chance.choice([0, 32, 48, 55, 83, 120, 128, 255])
        with suppress(SpinwireError):
            unpacked(bytes(damaged))


def test_a_folder_holds_files_up_to_the_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    length = sum(map(len, FILES.values()))
    assert unpacked(read_source(tmp_path, byte_count_max=length)[0])[0] == FILES
    with pytest.raises(SpinwireError) as caught:
        read_source(tmp_path, byte_count_max=length - 1)
    # Whichever file is the one too many: what is configured, not what the others have left.
    assert (caught.value.code, caught.value.context) == ("payload.tooLarge", {"limit": length - 1})
    monkeypatch.setattr("spinwire.archive.FILE_COUNT_MAX", 1)
    with pytest.raises(SpinwireError) as caught:
        read_source(tmp_path)
    assert (caught.value.code, caught.value.context) == ("payload.tooLarge", {"limit": 1})


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_bytes(MAIN)
    os.mkfifo(tmp_path / "helper.py")
    with pytest.raises(SpinwireError) as caught:
        read_source(tmp_path)
    assert caught.value.code == "program.invalid"
    assert caught.value.context == {"file": str(tmp_path / "helper.py")}


def test_a_folder_in_a_folder_that_cannot_be_read_is_not_left_out(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_bytes(MAIN)
    # Permissions do not keep everybody out; a path that is too long does.
    inner = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("a" * 200, dir_fd=inner)
        outer, inner = inner, os.open("a" * 200, os.O_RDONLY, dir_fd=inner)
        os.close(outer)
    os.close(inner)
    with pytest.raises(SpinwireError) as caught:
        read_source(tmp_path)
    assert caught.value.code == "program.invalid"
    assert str(caught.value.context["file"]).startswith(str(tmp_path))


def test_a_compressed_module_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "main.py.gz"
    path.write_bytes(gzip.compress(MAIN))
    assert read_source(path) == (MAIN, "main.py.gz")
    assert read_source(gzip.compress(MAIN[:20]) + gzip.compress(MAIN[20:]))[0] == MAIN


def test_an_archive_has_no_more_parts_than_it_may() -> None:
    with pytest.raises(SpinwireError) as caught:
        read_source(gzip.compress(b"") * 100_000)
    assert (caught.value.code, caught.value.context) == ("payload.tooLarge", {"limit": 1000})
