"""Programs of several files: a tar with an entry module.

The archive says by itself which module has ``main``: a global pax header ``SPINWIRE.entry`` names
it, and without one it is ``main.py``. So a program of several files is bytes like any other to
everything between its author and its process. Those that are made here depend on nothing but names
and contents: equal folders are equal bytes.
"""

from __future__ import annotations

import io
import os
import stat
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from spinwire.errors import SpinwireError

ENTRY_KEY = "SPINWIRE.entry"
ENTRY_DEFAULT = "main.py"
#: Most files of a program.
FILE_COUNT_MAX = 10_000
#: Most bytes of all of them.
BYTE_COUNT_MAX = 64 << 20


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
        SpinwireError: ``program.invalid`` for a file that cannot be read, a link that leads out of
            the folder or to another one, what is no file, and without the entry;
            ``payload.tooLarge``.
    """
    root = folder.resolve()
    files = _Files()
    for parent, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not _is_left_out(name)]
        for name in folders:
            # It would not be walked into, and its files would be missing without a word.
            if Path(parent, name).is_symlink():
                raise _refused_link(Path(parent, name), "leads to something else than a file")
        for name in names:
            path = Path(parent, name)
            if _is_left_out(name):
                continue
            files.add(path.relative_to(root).as_posix(), _file_content(path, root))
    return pack(files, entry or ENTRY_DEFAULT)


def _file_content(path: Path, root: Path) -> bytes:
    """Return the bytes of a file, or of the one in the same folder to which a link leads.

    Nothing else is opened: a pipe would wait for its writer.
    """
    try:
        target = path
        if path.is_symlink():
            target = path.resolve(strict=True)
            if not target.is_relative_to(root):
                raise _refused_link(path, "leads out of it")
        if not stat.S_ISREG(target.lstat().st_mode):
            raise SpinwireError(
                "program.invalid",
                "The program's folder holds something else than files.",
                {"file": str(path)},
            )
        return target.read_bytes()
    except (OSError, RuntimeError) as error:
        raise SpinwireError(
            "program.invalid", "A file of the program cannot be read.", {"file": str(path)}
        ) from error


def _refused_link(path: Path, what: str) -> SpinwireError:
    return SpinwireError(
        "program.invalid", f"A link in the program's folder {what}.", {"file": str(path)}
    )


class _Files(dict[str, bytes]):
    """Files by name, within the limits of a program."""

    def __init__(self) -> None:
        super().__init__()
        self._byte_count = 0

    def add(self, name: str, content: bytes) -> None:
        """Take one more; raises ``payload.tooLarge``."""
        self[name] = content
        self._byte_count += len(content)
        if len(self) > FILE_COUNT_MAX:
            raise SpinwireError(
                "payload.tooLarge", "The program has too many files.", {"limit": FILE_COUNT_MAX}
            )
        if self._byte_count > BYTE_COUNT_MAX:
            raise SpinwireError(
                "payload.tooLarge", "The program's files are too long.", {"limit": BYTE_COUNT_MAX}
            )


def repack(data: bytes, entry: str | None = None) -> bytes:
    """Return a tar, also a compressed one, as ``pack`` makes them."""
    files, stated = _read(data)
    return pack(files, entry or stated)


def unpacked(data: bytes) -> tuple[dict[str, bytes], str]:
    """Return the files of an archive by name, and the name of its entry module.

    Raises:
        SpinwireError: ``program.invalid`` for what is no tar, for links and devices, and for names
            that lead out of the archive; without the entry. ``payload.tooLarge``.
    """
    files, entry = _read(data)
    if entry not in files:
        raise SpinwireError(
            "program.invalid", "The program has no entry module of that name.", {"entry": entry}
        )
    return files, entry


def _read(data: bytes) -> tuple[dict[str, bytes], str]:
    files = _Files()
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as archive:
            for member in archive:
                if member.isdir():
                    continue
                name = _checked_name(member.name)
                files.add(name, _member_content(archive, member))
            entry = archive.pax_headers.get(ENTRY_KEY, ENTRY_DEFAULT)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise SpinwireError(
            "program.invalid", "The program's archive cannot be read.", {"reason": str(error)}
        ) from error
    return files, entry


def _member_content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.issym() or member.islnk():
        raise SpinwireError(
            "program.invalid",
            "The program's archive holds a link; put the file itself in its place.",
            {"name": member.name, "link": member.linkname},
        )
    # A file with holes is as long as its archive says, however short that is.
    content = archive.extractfile(member) if member.isreg() and not member.issparse() else None
    if content is None:
        raise SpinwireError(
            "program.invalid",
            "The program's archive holds something else than files and folders.",
            {"name": member.name},
        )
    return content.read(BYTE_COUNT_MAX + 1)


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__" or name.endswith(".pyc")


def _checked_name(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise SpinwireError(
            "program.invalid", "A file of the program's archive lies outside of it.", {"name": name}
        )
    return path.as_posix()
