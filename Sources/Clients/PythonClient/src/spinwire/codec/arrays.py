"""NumPy arrays as text. Imported only where one is at hand."""

from __future__ import annotations

import io
import math
from typing import Any

from spinwire.codec import nonfinite
from spinwire.codec.binary import pack, unpack

#: Beside a wrapped array: that it stands for a single number, and of which kind.
SCALAR_KEY = nonfinite.SCALAR_KEY


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


def encode_scalar(scalar: Any) -> Any:
    """Return a NumPy scalar as a plain value, for JSON or for the encoder in turn.

    One of extended precision has no plain counterpart and travels as an array without axes, with
    ``__scalar__`` beside it.
    """
    import numpy

    # `item()` gives such a scalar back.
    if isinstance(scalar, (numpy.longdouble, numpy.clongdouble)):
        return {**encode_array(numpy.asarray(scalar)), SCALAR_KEY: scalar.dtype.name}
    return scalar.item()


def decode_scalar(value: Any, kind: Any) -> Any:
    """Return the number behind an array without axes, of which ``__scalar__`` says what it is.

    Raises:
        ValueError: The array is none of one number.
    """
    plain = nonfinite.NUMBERS.get(kind) if isinstance(kind, str) else None
    if plain is not None:
        return plain
    array = decode_array(value)
    if array.shape != () or array.dtype.kind not in "fc":
        raise ValueError("the array is not a single number")
    return array[()]


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
    if shape is not None:
        return _objects(value, shape)
    # NumPy would ask other objects for arrays of their own, which may be of any size.
    return numpy.array(value) if is_plain(value) else _objects(value, _shape_of(value))


def is_plain(value: Any) -> bool:
    """Tell whether a value is made of texts, numbers, arrays, lists and dictionaries alone.

    Whatever else there is may become an array of any size: a Pauli of a few letters becomes the
    matrix of all its states.
    """
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(map(is_plain, value.values()))
    is_number = value is None or isinstance(value, (bool, int, float, complex, str))
    return is_number or (type(value).__module__ or "").partition(".")[0] == "numpy"


def _shape_of(value: Any) -> list[int]:
    """Return how many entries nested lists have, as deep as they have equally many."""
    shape: list[int] = []
    entries = [value]
    while entries and all(
        isinstance(entry, list) and len(entry) == len(entries[0]) for entry in entries
    ):
        shape.append(len(entries[0]))
        entries = [inner for entry in entries for inner in entry]
    return shape


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
    else:
        # The header of version 3 differs in the encoding of field names only, and has no public
        # reader: with their bytes taken for other letters it says the same of sizes.
        shape, fortran_order, dtype = numpy.lib.format.read_array_header_2_0(stream)
    if dtype.hasobject:
        raise ValueError("the array holds pickled objects")
    offset = stream.tell()
    if any(extent < 0 for extent in shape):
        raise ValueError("the array's shape is negative")
    if len(data) - offset != math.prod(shape) * dtype.itemsize:
        raise ValueError("the array's bytes do not fit its shape")
    if version not in ((1, 0), (2, 0)):
        stream.seek(0)
        return numpy.load(stream, allow_pickle=False)
    if not dtype.itemsize:
        # Not by `zeros`, which gives each element of an empty text a letter, and the memory for it.
        return numpy.ndarray(shape, dtype, buffer=b"")
    flat = numpy.frombuffer(data, dtype, offset=offset).copy()
    return flat.reshape(shape, order="F" if fortran_order else "C")
