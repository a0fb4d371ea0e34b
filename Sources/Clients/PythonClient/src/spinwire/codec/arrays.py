"""NumPy arrays and SciPy sparse matrices as text. Imported only where one is at hand."""

from __future__ import annotations

import io
import math
from typing import Any

from spinwire.codec.binary import pack, unpack


def encode_array(array: Any) -> Any:
    """Return the wrapped value of an array: packed ``.npy``, or nested lists for objects."""
    import numpy

    if array.dtype == object:
        return array.tolist()
    buffer = io.BytesIO()
    try:
        numpy.save(buffer, array, allow_pickle=False)
    except ValueError:
        raise TypeError(f"an array of dtype {array.dtype} has no JSON form") from None
    return pack(buffer.getvalue(), compress=True)


def decode_array(value: Any) -> Any:
    """Return the array behind a wrapped value. Never unpickles.

    The shape that the header claims is checked against the bytes that are there, so that a few
    bytes cannot ask for much memory.

    Raises:
        ValueError: The bytes are no ``.npy`` of a plain dtype.
    """
    import numpy

    if not isinstance(value, str):
        return numpy.array(value)
    data = unpack(value, compressed=True)
    stream = io.BytesIO(data)
    version = numpy.lib.format.read_magic(stream)
    if version == (1, 0):
        shape, fortran_order, dtype = numpy.lib.format.read_array_header_1_0(stream)
    elif version == (2, 0):
        shape, fortran_order, dtype = numpy.lib.format.read_array_header_2_0(stream)
    else:
        # Version 3 differs in the encoding of field names only; no public reader of its header
        # exists.
        stream.seek(0)
        return numpy.load(stream, allow_pickle=False)
    if dtype.hasobject:
        raise ValueError("the array holds pickled objects")
    offset = stream.tell()
    if len(data) - offset != math.prod(shape) * dtype.itemsize:
        raise ValueError("the array's bytes do not fit its shape")
    if not dtype.itemsize:
        return numpy.zeros(shape, dtype)
    flat = numpy.frombuffer(data, dtype, offset=offset).copy()
    return flat.reshape(shape, order="F" if fortran_order else "C")


def scalar_value(scalar: Any) -> Any:
    """Return a NumPy scalar as a plain value, for JSON or for the encoder in turn."""
    import numpy

    value = scalar.item()
    # Extended precision has no plain counterpart: item() gives the scalar back.
    if isinstance(value, numpy.complexfloating):
        return complex(value)
    if isinstance(value, numpy.floating):
        return float(value)
    return value


def encode_sparse(matrix: Any) -> str:
    """Return a sparse matrix as packed ``.npz``."""
    from scipy import sparse

    buffer = io.BytesIO()
    sparse.save_npz(buffer, matrix)
    return pack(buffer.getvalue(), compress=False)


def decode_sparse(value: Any) -> Any:
    """Return the sparse matrix behind packed ``.npz``.

    Raises:
        ValueError: The bytes are no such archive.
    """
    from scipy import sparse

    return sparse.load_npz(io.BytesIO(unpack(value, compressed=False)))
