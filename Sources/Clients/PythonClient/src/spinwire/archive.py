"""Programs of several files: a tar with an entry module.

The archive says by itself which module has ``main``: a global pax header ``SPINWIRE.entry`` names
it, and without one it is ``main.py``. So a program of several files is bytes like any other to
everything between its author and its process. Those that are made here depend on nothing but names
and contents: equal folders are equal bytes.
"""

from __future__ import annotations

import io
import os
import re
import stat
import tarfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from spinwire.errors import SpinwireError

ENTRY_KEY = "SPINWIRE.entry"
ENTRY_DEFAULT = "main.py"
#: Most files of a program.
FILE_COUNT_MAX = 10_000
#: Most bytes of a program's files, where its reader says nothing else.
BYTE_COUNT_MAX = 64 << 20


class _Gzip:
    """Reads one gzip file; like the readers of the other formats."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(31)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._stream.decompress(data, max_length)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data


def _bzip2() -> Any:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> Any:
    import lzma

    # A few bytes can ask for a dictionary of gigabytes.
    return lzma.LZMADecompressor(memlimit=_DICTIONARY_BYTE_COUNT_MAX)


#: How a file may be compressed, by what it begins with.
_COMPRESSIONS: Mapping[re.Pattern[bytes], Callable[[], Any]] = {
    re.compile(rb"\x1f\x8b"): _Gzip,
    re.compile(rb"BZh[1-9]1AY&SY"): _bzip2,
    re.compile(rb"\xfd7zXZ\x00"): _xz,
}
_DICTIONARY_BYTE_COUNT_MAX = 128 << 20
#: Most compressed files one behind the other: what follows is copied for each of them.
_PART_COUNT_MAX = 1_000


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


def pack_folder(
    folder: Path, entry: str | None = None, byte_count_max: int = BYTE_COUNT_MAX
) -> bytes:
    """Return the archive of a folder's files, those aside that are hidden or compiled.

    Raises:
        SpinwireError: ``program.invalid`` for a file or folder that cannot be read, a link that
            leads out of the folder or to another one, what is no file, and without the entry;
            ``payload.tooLarge`` for more than ``byte_count_max`` bytes or too many files.
    """
    root = folder.resolve()
    files = _Files(byte_count_max)
    for parent, folders, names in os.walk(root, onerror=_refuse_folder):
        folders[:] = [name for name in folders if not _is_left_out(name)]
        for name in folders:
            # It would not be walked into, and its files would be missing without a word.
            if os.path.islink(os.path.join(parent, name)):
                raise _refused_link(Path(parent, name), "leads to something else than a file")
        for name in names:
            path = Path(parent, name)
            if _is_left_out(name):
                continue
            content = _file_content(path, root, files.remaining, byte_count_max)
            files.add(path.relative_to(root).as_posix(), content)
    return pack(files, entry or ENTRY_DEFAULT)


def _refuse_folder(error: OSError) -> None:
    """Refuse a folder that cannot be read: its files would be missing without a word."""
    raise _unreadable_file(Path(error.filename)) from error


def _file_content(path: Path, root: Path, byte_count_max: int, limit: int) -> bytes:
    """Return the bytes of a file, or of the one in the same folder to which a link leads."""
    target = path
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError) as error:
            raise _unreadable_file(path) from error
        if not target.is_relative_to(root):
            raise _refused_link(path, "leads out of it")
    return read_file(target, byte_count_max, limit)


def read_file(path: Path, byte_count_max: int, limit: int | None = None) -> bytes:
    """Return the content of a file that is no longer than that.

    Args:
        path: Of the file.
        byte_count_max: Longest content.
        limit: What the error names where that is only the rest of it.

    Raises:
        SpinwireError: ``program.invalid`` for what is no file or cannot be read,
            ``payload.tooLarge``.
    """
    try:
        # Nothing else is opened: a pipe would wait for its writer, a device may have no end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise SpinwireError(
                "program.invalid", "A file of the program is none.", {"file": str(path)}
            )
        with path.open("rb") as file:
            content = file.read(byte_count_max + 1)
    except (OSError, ValueError) as error:
        raise _unreadable_file(path) from error
    if len(content) > byte_count_max:
        raise _too_large(byte_count_max if limit is None else limit)
    return content


def _unreadable_file(path: Path) -> SpinwireError:
    return SpinwireError(
        "program.invalid", "A file of the program cannot be read.", {"file": str(path)}
    )


def _refused_link(path: Path, what: str) -> SpinwireError:
    return SpinwireError(
        "program.invalid", f"A link in the program's folder {what}.", {"file": str(path)}
    )


class _Files(dict[str, bytes]):
    """Files by name, within the limits of a program."""

    def __init__(self, byte_count_max: int) -> None:
        super().__init__()
        self._byte_count_max = byte_count_max
        #: Bytes that may still come.
        self.remaining = byte_count_max

    def add(self, name: str, content: bytes) -> None:
        """Take one more; raises ``payload.tooLarge``."""
        if len(self) >= FILE_COUNT_MAX:
            raise SpinwireError(
                "payload.tooLarge", "The program has too many files.", {"limit": FILE_COUNT_MAX}
            )
        self.remaining -= len(content)
        if self.remaining < 0:
            raise _too_large(self._byte_count_max)
        self[name] = content


def repack(data: bytes, entry: str | None = None) -> bytes:
    """Return a tar as ``pack`` makes them; raises what ``unpacked`` does, but for the entry."""
    files, stated = _read(data)
    return pack(files, entry or stated)


def decompressed(data: bytes, byte_count_max: int) -> bytes:
    """Return what gzip, bzip2 or xz made short; everything else as it is.

    Raises:
        SpinwireError: ``payload.tooLarge``, before the memory is taken, and for too many parts;
            ``program.invalid`` for damage.
    """
    kind = next((kind for begin, kind in _COMPRESSIONS.items() if begin.match(data)), None)
    if kind is None:
        return data
    parts: list[bytes] = []
    remaining = byte_count_max
    try:
        while data:
            if len(parts) >= _PART_COUNT_MAX:
                raise SpinwireError(
                    "payload.tooLarge",
                    "The program's archive has too many parts.",
                    {"limit": _PART_COUNT_MAX},
                )
            stream = kind()
            part = stream.decompress(data, remaining + 1)
            remaining -= len(part)
            if remaining < 0:
                raise _too_large(byte_count_max)
            if not stream.eof:
                raise EOFError("the compressed bytes end early")
            parts.append(part)
            # Such files may be put one behind the other, and be filled up with zeros.
            data = stream.unused_data.lstrip(b"\0")
    except SpinwireError:
        raise
    except Exception as error:
        # Each format has errors of its own.
        raise _unreadable(error) from error
    return b"".join(parts)


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
    # The files of a tar are no longer than itself.
    files = _Files(len(data))
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for member in archive:
                if member.isdir():
                    continue
                name = _checked_name(member.name)
                files.add(name, _member_content(archive, member, files.remaining))
            entry = archive.pax_headers.get(ENTRY_KEY, ENTRY_DEFAULT)
    except SpinwireError:
        raise
    except Exception as error:
        # Its reader believes the archive, and fails over a damaged one in many ways.
        raise _unreadable(error) from error
    return files, entry


def _member_content(
    archive: tarfile.TarFile, member: tarfile.TarInfo, byte_count_max: int
) -> bytes:
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
    return content.read(byte_count_max + 1)


def _unreadable(error: Exception) -> SpinwireError:
    context = {"reason": f"{type(error).__name__}: {error}"}
    return SpinwireError("program.invalid", "The program's archive cannot be read.", context)


def _too_large(limit: int) -> SpinwireError:
    return SpinwireError(
        "payload.tooLarge", "The program is longer than it may be.", {"limit": limit}
    )


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__" or name.endswith(".pyc")


def _checked_name(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise SpinwireError(
            "program.invalid", "A file of the program's archive lies outside of it.", {"name": name}
        )
    return path.as_posix()
