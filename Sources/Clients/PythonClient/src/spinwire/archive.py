"""Programs of several files: a tar with an entry module.

The archive says by itself which module has ``main``: a global pax header ``SPINWIRE.entry`` names
it, and without one it is ``main.py``. So a program of several files is bytes like any other to
everything between its author and its process. Those that are made here depend on nothing but names
and contents: equal folders are equal bytes.
"""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from spinwire.errors import SpinwireError

ENTRY_KEY = "SPINWIRE.entry"
ENTRY_DEFAULT = "main.py"
#: Most files of a program.
FILE_COUNT_MAX = 10_000


def is_archive(data: bytes) -> bool:
    """Whether a program's bytes are a tar, and not the text of one module."""
    return data[257:262] == b"ustar"


def pack(files: Mapping[str, bytes], entry: str = ENTRY_DEFAULT) -> bytes:
    """Return the archive of files by name; raises ``program.invalid`` if the entry is not there."""
    if entry not in files:
        raise SpinwireError(
            "program.invalid", "The program has no entry module of that name.", {"entry": entry}
        )
    headers = {} if entry == ENTRY_DEFAULT else {ENTRY_KEY: entry}
    written = io.BytesIO()
    with tarfile.open(
        fileobj=written, mode="w", format=tarfile.PAX_FORMAT, pax_headers=headers
    ) as archive:
        for name in sorted(files):
            member = tarfile.TarInfo(name)
            member.size = len(files[name])
            archive.addfile(member, io.BytesIO(files[name]))
    return written.getvalue()


def pack_folder(folder: Path, entry: str | None = None) -> bytes:
    """Return the archive of a folder's files, those aside that are hidden or compiled.

    Raises:
        SpinwireError: ``program.invalid`` for a file that cannot be read, and without the entry.
    """
    files: dict[str, bytes] = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_left_out(name)]
        for name in names:
            path = Path(parent, name)
            if _is_left_out(name):
                continue
            try:
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
            except OSError as error:
                raise SpinwireError(
                    "program.invalid", "A file of the program cannot be read.", {"file": str(path)}
                ) from error
    return pack(files, entry or ENTRY_DEFAULT)


def repack(data: bytes, entry: str | None = None) -> bytes:
    """Return a tar, also a compressed one, as ``pack`` makes them."""
    files, stated = _read(data)
    return pack(files, entry or stated)


def unpacked(data: bytes) -> tuple[dict[str, bytes], str]:
    """Return the files of an archive by name, and the name of its entry module.

    Raises:
        SpinwireError: ``program.invalid`` for what is no tar, for links and devices, and for names
            that lead out of the archive; without the entry.
    """
    files, entry = _read(data)
    if entry not in files:
        raise SpinwireError(
            "program.invalid", "The program has no entry module of that name.", {"entry": entry}
        )
    return files, entry


def _read(data: bytes) -> tuple[dict[str, bytes], str]:
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as archive:
            for member in archive:
                if member.isdir():
                    continue
                name = _checked_name(member.name)
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or len(files) >= FILE_COUNT_MAX:
                    raise SpinwireError(
                        "program.invalid",
                        "The program's archive has too many files, or something else than files.",
                        {"name": name, "limit": FILE_COUNT_MAX},
                    )
                files[name] = content.read()
            entry = archive.pax_headers.get(ENTRY_KEY, ENTRY_DEFAULT)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise SpinwireError(
            "program.invalid", "The program's archive cannot be read.", {"reason": str(error)}
        ) from error
    return files, entry


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__" or name.endswith(".pyc")


def _checked_name(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise SpinwireError(
            "program.invalid", "A file of the program's archive lies outside of it.", {"name": name}
        )
    return path.as_posix()
