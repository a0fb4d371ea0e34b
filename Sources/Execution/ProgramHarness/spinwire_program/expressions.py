"""Classical expressions in packed circuits: postfix words, as ``CircuitRequest`` documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qiskit.circuit import ClassicalRegister, Clbit
from qiskit.circuit.classical import expr, types

from spinwire_program.gate_table import STORE

if TYPE_CHECKING:
    from spinwire_program.circuit_packer import CircuitPacker

CLBIT = 0
CLBITS = 1
VARIABLE = 2
BOOLEAN = 3
INTEGER = 4
FLOAT = 5
CAST = 6
UNARY = 7
BINARY = 8
BIT = 9
PARAMETER = 10

BOOLEAN_TYPE = 0
FLOAT_TYPE = 1
UNSIGNED_TYPE = 0x100
WIDTH_MAX = 64

#: Where a store goes to.
_TO_VARIABLE, _TO_CLBIT, _TO_CLBITS = 0, 1, 2

_WORD_MASK = 0xFFFFFFFF

_UNARY = {"BIT_NOT": 0, "LOGIC_NOT": 1, "NEGATE": 2}
_BINARY = {
    "BIT_AND": 0,
    "BIT_OR": 1,
    "BIT_XOR": 2,
    "LOGIC_AND": 3,
    "LOGIC_OR": 4,
    "EQUAL": 5,
    "NOT_EQUAL": 6,
    "LESS": 7,
    "LESS_EQUAL": 8,
    "GREATER": 9,
    "GREATER_EQUAL": 10,
    "SHIFT_LEFT": 11,
    "SHIFT_RIGHT": 12,
    "ADD": 13,
    "SUB": 14,
    "MUL": 15,
    "DIV": 16,
}


def append_expression(packer: CircuitPacker, node: Any) -> None:
    """Append a classical expression, its count of words first.

    Args:
        packer: Gains the words.
        node: Of Qiskit's ``expr``.

    Raises:
        SpinwireError: ``circuit.unsupported`` for durations and stretches, and for integers of more
            than 64 bits.
    """
    words: list[int] = []
    _append_postfix(packer, node, words)
    packer.words.append(len(words))
    packer.words += words


def append_store(packer: CircuitPacker, target: Any, value: Any) -> None:
    """Append the assignment of an expression to a variable, bits, or one bit of either."""
    if isinstance(target, expr.Index):
        where = target.target
        is_register = isinstance(where, expr.Var) and isinstance(where.var, ClassicalRegister)
        if is_register and isinstance(target.index, expr.Value):
            register: Any = where
            target = expr.Var(register.var[target.index.value], types.Bool())
        else:
            target, value = where, _with_bit(where, target.index, value)
    resource = target.var
    if isinstance(resource, Clbit):
        packer.words += (STORE, _TO_CLBIT, packer.clbit_index(resource))
    elif isinstance(resource, ClassicalRegister):
        _checked_width(packer, resource.size)
        packer.words += (STORE, _TO_CLBITS, resource.size)
        packer.words.extend(packer.clbit_index(bit) for bit in resource)
    else:
        packer.words += (STORE, _TO_VARIABLE, packer.variable_index(target))
    append_expression(packer, value)


def append_input(packer: CircuitPacker, variable: int, variable_type: Any) -> None:
    """Append the assignment of a parameter's value, which comes with each run, to a variable."""
    code = type_code(packer, variable_type)
    words = [PARAMETER] if code == FLOAT_TYPE else [PARAMETER, CAST | code << 8]
    packer.words += (STORE, _TO_VARIABLE, variable, len(words), *words)
    packer.numbers.append(None)


def append_integer_store(packer: CircuitPacker, variable: int, code: int, value: int) -> None:
    """Append the assignment of a whole number to a variable of a type."""
    packer.words += (STORE, _TO_VARIABLE, variable, 3, *_integer(code, value))


def type_code(packer: CircuitPacker, kind: Any) -> int:
    """Return the packed form of a classical type."""
    if isinstance(kind, types.Bool):
        return BOOLEAN_TYPE
    if isinstance(kind, types.Float):
        return FLOAT_TYPE
    if isinstance(kind, types.Uint):
        return UNSIGNED_TYPE + _checked_width(packer, kind.width)
    raise packer.unsupported(f"a classical value of type {type(kind).__name__}")


def _append_postfix(packer: CircuitPacker, node: Any, words: list[int]) -> None:
    if isinstance(node, expr.Var):
        _append_variable(packer, node, words)
    elif isinstance(node, expr.Value):
        _append_value(packer, node, words)
    elif isinstance(node, expr.Cast):
        _append_postfix(packer, node.operand, words)
        words.append(CAST | type_code(packer, node.type) << 8)
    elif isinstance(node, expr.Unary):
        _append_postfix(packer, node.operand, words)
        words.append(UNARY | _operator(packer, _UNARY, node.op) << 8)
    elif isinstance(node, expr.Binary):
        _append_postfix(packer, node.left, words)
        _append_postfix(packer, node.right, words)
        words.append(BINARY | _operator(packer, _BINARY, node.op) << 8)
    elif isinstance(node, expr.Index):
        _append_postfix(packer, node.target, words)
        _append_postfix(packer, node.index, words)
        words.append(BIT)
    else:
        raise packer.unsupported(f"the classical expression {type(node).__name__}")


def _append_variable(packer: CircuitPacker, node: Any, words: list[int]) -> None:
    resource = node.var
    if isinstance(resource, Clbit):
        words.append(CLBIT | packer.clbit_index(resource) << 8)
    elif isinstance(resource, ClassicalRegister):
        words.append(CLBITS | _checked_width(packer, resource.size) << 8)
        words.extend(packer.clbit_index(bit) for bit in resource)
    else:
        words.append(VARIABLE | packer.variable_index(node) << 8)


def _append_value(packer: CircuitPacker, node: Any, words: list[int]) -> None:
    code = type_code(packer, node.type)
    if code == BOOLEAN_TYPE:
        words.append(BOOLEAN | int(bool(node.value)) << 8)
    elif code == FLOAT_TYPE:
        words.append(FLOAT)
        packer.constants.append(float(node.value))
    else:
        words += _integer(code, int(node.value))


def _integer(code: int, value: int) -> tuple[int, int, int]:
    return INTEGER | code << 8, value & _WORD_MASK, value >> 32 & _WORD_MASK


def _operator(packer: CircuitPacker, codes: dict[str, int], operator: Any) -> int:
    code = codes.get(operator.name)
    if code is None:
        raise packer.unsupported(f"the classical operator {operator.name}")
    return code


def _checked_width(packer: CircuitPacker, width: int) -> int:
    if not 1 <= width <= WIDTH_MAX:
        raise packer.unsupported(f"a classical integer of {width} bits")
    return width


def _with_bit(whole: Any, index: Any, value: Any) -> Any:
    """Return an integer with one of its bits replaced."""
    mask = expr.shift_left(expr.lift(1, whole.type), index)
    placed = expr.shift_left(expr.cast(value, whole.type), index)
    return expr.bit_or(expr.bit_and(whole, expr.bit_not(mask)), placed)
