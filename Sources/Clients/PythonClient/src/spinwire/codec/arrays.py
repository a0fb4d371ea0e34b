"""NumPy arrays as text. Imported only where one is at hand."""

from __future__ import annotations

import io
import math
from typing import Any

from spinwire.codec.binary import pack, unpack


def encode_array(array: Any) -> Any:
    """Return the wrapped value of an array: packed ``.npy``, or nested lists for objects.

    Lists do not tell the shape of an array whose objects are lists themselves, so it stands beside
    them.

    Raises:
        TypeError: The array is masked, or its dtype has no bytes of its own.
    """
    import numpy

    if isinstance(array, numpy.ma.MaskedArray):
        raise TypeError("a masked array has no JSON form; send its data and its mask")
    if array.dtype == object:
        shape = list(array.shape)
        return {"__type__": "ndarray", "__value__": array.tolist(), "__shape__": shape}
    buffer = io.BytesIO()
    try:
        numpy.save(buffer, array, allow_pickle=False)
    except ValueError:
        raise TypeError(f"an array of dtype {array.dtype} has no JSON form") from None
    return {"__type__": "ndarray", "__value__": pack(buffer.getvalue(), compress=True)}


def decode_array(value: Any, shape: Any = None) -> Any:
    """Return the array behind a wrapped value. Never unpickles.

    Args:
        value: Packed ``.npy``, or nested lists.
        shape: Of an array of objects, where the sender said it; other services' clients do not.

    Raises:
        ValueError: The bytes are no ``.npy`` of a plain dtype, or the lists are not of the shape.
    """
    import numpy

    if isinstance(value, str):
        return array_of_npy(unpack(value, compressed=True))
    return numpy.array(value) if shape is None else _objects(value, shape)


def _objects(value: Any, shape: Any) -> Any:
    import numpy

    if not isinstance(shape, list) or not all(type(extent) is int for extent in shape):
        raise ValueError("the shape is no list of numbers")
    entries = [value]
    for extent in shape:
        if any(not isinstance(entry, list) or len(entry) != extent for entry in entries):
            raise ValueError("the objects are not of the shape")
        entries = [inner for entry in entries for inner in entry]
    if len(entries) != math.prod(shape):
        raise ValueError("the objects are not of the shape")
    array = numpy.empty(len(entries), object)
    for position, entry in enumerate(entries):
        array[position] = entry
    return array.reshape(shape)


def array_of_npy(data: bytes) -> Any:
    """Return the array of a ``.npy`` file's bytes, which can be written to.

    The shape that the header claims is checked against the bytes that are there, so that a few
    bytes cannot ask for much memory.

    Raises:
        ValueError: The bytes are no such file, or hold pickled objects.
    """
    import numpy

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
    if any(extent < 0 for extent in shape):
        raise ValueError("the array's shape is negative")
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
