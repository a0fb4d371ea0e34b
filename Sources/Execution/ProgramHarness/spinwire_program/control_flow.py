"""Control flow in packed circuits: choices, switches and counted loops.

The packed form knows one thing: two bodies and a test of classical bits against a value. Switches
and logical operators become nested choices; loops with a known range are unfolded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qiskit.circuit import CircuitInstruction, ClassicalRegister, Clbit

from spinwire_program.gate_table import CONDITIONAL

if TYPE_CHECKING:
    from spinwire_program.packing import CircuitPacker

Body = Callable[[], None]


def append(packer: CircuitPacker, instruction: CircuitInstruction) -> None:
    """Append a control-flow instruction.

    Raises:
        SpinwireError: ``circuit.unsupported`` for loops that end by a condition, and for
            expressions beyond comparisons of bits and registers with constants and their logical
            combination.
    """
    operation: Any = instruction.operation
    if operation.name == "if_else":
        then, otherwise = (*operation.params, None)[:2]
        append_choice(
            packer,
            operation.condition,
            lambda: packer.append_body(then, instruction),
            None if otherwise is None else lambda: packer.append_body(otherwise, instruction),
        )
    elif operation.name == "switch_case":
        _append_switch(packer, instruction)
    elif operation.name == "for_loop":
        values, parameter, body = operation.params
        for value in values:
            bound = body if parameter is None else body.assign_parameters({parameter: value})
            packer.append_body(bound, instruction)
    elif operation.name == "box":
        packer.append_body(operation.params[0], instruction)
    else:
        raise packer.unsupported(operation.name)


def append_choice(
    packer: CircuitPacker, condition: Any, then: Body, otherwise: Body | None
) -> None:
    """Append two bodies of which a condition chooses one.

    Args:
        packer: Gains the words.
        condition: ``(bit or register, value)``, or a classical expression.
        then: Appends the body for where the condition holds.
        otherwise: Appends the other one; ``None`` for an empty one.
    """
    if isinstance(condition, tuple):
        resource, value = condition
        _append_test(packer, _bits(resource), int(value), False, then, otherwise)
    else:
        _append_expression(packer, condition, then, otherwise)


def _append_switch(packer: CircuitPacker, instruction: CircuitInstruction) -> None:
    operation: Any = instruction.operation
    target = _resource(packer, operation.target)
    cases = list(operation.cases_specifier())

    def append_from(index: int) -> None:
        if index == len(cases):
            return
        values, block = cases[index]
        append_any(list(values), block, index)

    def append_any(values: list[Any], block: Any, index: int) -> None:
        if not values:
            append_from(index + 1)
        elif isinstance(values[0], int):
            _append_test(
                packer,
                target,
                int(values[0]),
                False,
                lambda: packer.append_body(block, instruction),
                lambda: append_any(values[1:], block, index),
            )
        else:
            # The default, which Qiskit puts last.
            packer.append_body(block, instruction)

    append_from(0)


def _append_test(
    packer: CircuitPacker,
    bits: list[Clbit],
    value: int,
    negated: bool,
    then: Body,
    otherwise: Body | None,
) -> None:
    if not 0 <= value < 1 << len(bits):
        # The bits can never hold it.
        body = then if negated else otherwise
        if body is not None:
            body()
        return
    words = packer.words
    words += (CONDITIONAL, int(negated), len(bits))
    words.extend(packer.clbit_index(bit) for bit in bits)
    words.extend(value >> shift & 0xFFFFFFFF for shift in range(0, len(bits), 32))
    lengths = len(words)
    words += (0, 0)
    then()
    words[lengths] = len(words) - lengths - 2
    middle = len(words)
    if otherwise is not None:
        otherwise()
    words[lengths + 1] = len(words) - middle


def _append_expression(
    packer: CircuitPacker, node: Any, then: Body, otherwise: Body | None
) -> None:
    from qiskit.circuit.classical import expr

    def nothing() -> None:
        """Stand for the body that is not there."""

    other = otherwise or nothing
    if isinstance(node, expr.Unary) and node.op in (
        expr.Unary.Op.LOGIC_NOT,
        expr.Unary.Op.BIT_NOT,
    ):
        _require_boolean(packer, node.operand)
        _append_expression(packer, node.operand, other, then)
    elif isinstance(node, expr.Binary) and node.op in _AND:
        _require_boolean(packer, node)
        _append_expression(
            packer, node.left, lambda: _append_expression(packer, node.right, then, other), other
        )
    elif isinstance(node, expr.Binary) and node.op in _OR:
        _require_boolean(packer, node)
        _append_expression(
            packer, node.left, then, lambda: _append_expression(packer, node.right, then, other)
        )
    elif isinstance(node, expr.Binary) and node.op.name in ("EQUAL", "NOT_EQUAL"):
        _append_comparison(packer, node, then, otherwise)
    elif isinstance(node, expr.Value):
        (then if node.value else other)()
    else:
        # True where a bit is 1, or a register is not 0.
        _append_test(packer, _resource(packer, node), 0, True, then, otherwise)


def _append_comparison(
    packer: CircuitPacker, node: Any, then: Body, otherwise: Body | None
) -> None:
    from qiskit.circuit.classical import expr

    left, right = _without_casts(node.left), _without_casts(node.right)
    if isinstance(left, expr.Value):
        left, right = right, left
    if not isinstance(right, expr.Value):
        raise packer.unsupported("a comparison of two classical variables")
    negated = node.op.name == "NOT_EQUAL"
    _append_test(packer, _resource(packer, left), int(right.value), negated, then, otherwise)


def _require_boolean(packer: CircuitPacker, node: Any) -> None:
    from qiskit.circuit.classical import types

    if node.type.kind is not types.Bool:
        raise packer.unsupported("arithmetic on classical registers")


def _without_casts(node: Any) -> Any:
    """Return what is widened; comparing it with a constant is the same either way."""
    from qiskit.circuit.classical import expr

    while isinstance(node, expr.Cast):
        node = node.operand
    return node


def _resource(packer: CircuitPacker, node: Any) -> list[Clbit]:
    """Return the bits that a bit, a register, or an expression that is just one of them reads."""
    from qiskit.circuit.classical import expr

    node = _without_casts(node)
    if isinstance(node, (Clbit, ClassicalRegister)):
        return _bits(node)
    if isinstance(node, expr.Var) and isinstance(node.var, (Clbit, ClassicalRegister)):
        return _bits(node.var)
    index_type = getattr(expr, "Index", None)
    if index_type is not None and isinstance(node, index_type):
        bits = _resource(packer, node.target)
        if isinstance(node.index, expr.Value) and node.index.value < len(bits):
            return [bits[node.index.value]]
    raise packer.unsupported("a classical expression beyond comparisons with constants")


def _bits(resource: Clbit | ClassicalRegister) -> list[Clbit]:
    return [resource] if isinstance(resource, Clbit) else list(resource)


def _operators(*names: str) -> frozenset[Any]:
    try:
        from qiskit.circuit.classical import expr
    except ImportError:
        return frozenset()
    return frozenset(getattr(expr.Binary.Op, name) for name in names)


_AND = _operators("LOGIC_AND", "BIT_AND")
_OR = _operators("LOGIC_OR", "BIT_OR")
