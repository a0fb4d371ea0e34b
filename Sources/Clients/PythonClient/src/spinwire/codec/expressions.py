"""A guard before Qiskit's reader of expressions, which a few bytes could keep busy for ever."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any

#: An element of an expression since version 13 of QPY: operation, and left and right operand, each
#: a type and 16 bytes.
_ELEMENT = struct.Struct("!Bc16sc16s")
_NO_OPERATION = 255
#: Operands that begin and end an expression within the expression.
_MARKS = (b"s", b"e")
#: An operand whose bytes stand behind the element; it says how many they are.
_MAPPING = b"u"


@lru_cache(maxsize=1)
def guard() -> None:
    """Put the check before the reader of the installed Qiskit, where it has one of these elements.

    Qiskit's reader calls it for expressions within others too, so that a check of what is handed to
    it would not do.
    """
    from qiskit.qpy.binary_io import value as qpy_value

    reader: Any = getattr(qpy_value, "_read_parameter_expr_v13", None)
    if reader is None:
        return

    def checked(buffer: Any, *others: Any) -> Any:
        start = buffer.tell()
        check(buffer.read())
        buffer.seek(start)
        return reader(buffer, *others)

    qpy_value._read_parameter_expr_v13 = checked


def check(elements: bytes) -> None:
    """Check that every element that is no mark has an operation: Qiskit's reader does not leave one
    that has none, and takes its operands up again and again.

    Raises:
        ValueError: One has none.
    """
    offset = 0
    while offset + _ELEMENT.size <= len(elements):
        operation, left, left_data, right, _ = _ELEMENT.unpack_from(elements, offset)
        offset += _ELEMENT.size
        if left in _MARKS:
            continue
        if left == _MAPPING:
            offset += int.from_bytes(left_data[:8], "big")
        if operation == _NO_OPERATION and right not in _MARKS:
            raise ValueError("an element of the expression has no operation")
