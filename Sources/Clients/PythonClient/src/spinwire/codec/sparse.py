"""SciPy's sparse matrices as text. Imported only where one is at hand."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from spinwire.codec.arrays import array_of_npy
from spinwire.codec.binary import UNPACKED_BYTE_COUNT_MAX, pack, unpack

#: Formats that SciPy's own archive has.
_ARCHIVED = frozenset({"bsr", "coo", "csc", "csr", "dia"})
#: Formats that travel as another one, and are made again at the other end.
_CONVERTED = frozenset({"dok", "lil"})
_MEMBER_COUNT_MAX = 16


def encode(matrix: Any) -> dict[str, Any]:
    """Return the wrapped value of a sparse matrix or array: packed ``.npz``."""
    from scipy import sparse

    archived = matrix if matrix.format in _ARCHIVED else matrix.tocsr()
    buffer = io.BytesIO()
    sparse.save_npz(buffer, archived)
    wrapped = {"__type__": "spmatrix", "__value__": pack(buffer.getvalue(), compress=False)}
    if archived is not matrix:
        wrapped["__format__"] = matrix.format
    return wrapped


def decode(value: Any, converted_format: Any = None) -> Any:
    """Return the sparse matrix behind packed ``.npz``.

    SciPy's own reader trusts the archive: sizes that it claims are allocated, and indices that
    point outside the matrix are followed by compiled code later on. So all is checked here.

    Args:
        value: The packed archive.
        converted_format: The format that the matrix had before, where that is none of the archive.

    Raises:
        ValueError: The bytes are no such archive.
    """
    from scipy import sparse

    members = _members(unpack(value, compressed=False))
    name = members["format"].item().decode("ascii")
    if name not in _ARCHIVED:
        raise ValueError("the format is none of an archive's")
    if converted_format in _CONVERTED and name != "csr":
        # Only of that one a row takes bytes here: of others a few could ask for very many rows.
        raise ValueError("the matrix is not in the format to be converted")
    is_array = bool(members["_is_array"]) if "_is_array" in members else False
    kind = getattr(sparse, f"{name}_array" if is_array else f"{name}_matrix")
    shape = tuple(members["shape"].tolist())
    if name == "coo":
        matrix = kind((members["data"], _coordinates(members)), shape=shape)
    elif name == "dia":
        matrix = kind((members["data"], members["offsets"]), shape=shape)
    else:
        parts = (members["data"], members["indices"], members["indptr"])
        matrix = kind(parts, shape=shape)
        matrix.check_format(full_check=True)
    return matrix.asformat(converted_format) if converted_format in _CONVERTED else matrix


def _coordinates(members: dict[str, Any]) -> tuple[Any, ...]:
    if "coords" in members:
        return tuple(members["coords"])
    return (members["row"], members["col"])


def _members(data: bytes) -> dict[str, Any]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise ValueError(f"the bytes are no archive: {error}") from None
    members: dict[str, Any] = {}
    remaining = UNPACKED_BYTE_COUNT_MAX
    with archive:
        for name in archive.namelist()[:_MEMBER_COUNT_MAX]:
            # What the directory says of the size is the sender's word; the stream tells.
            with archive.open(name) as stream:
                content = stream.read(remaining + 1)
            if len(content) > remaining:
                raise ValueError(f"the value unpacks to more than {UNPACKED_BYTE_COUNT_MAX} bytes")
            remaining -= len(content)
            members[name.removesuffix(".npy")] = array_of_npy(content)
    return members
