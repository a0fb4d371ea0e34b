"""Control flow in packed circuits: choices, switches and loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qiskit.circuit import CircuitInstruction, ClassicalRegister, Clbit, Parameter, QuantumCircuit
from qiskit.circuit.classical import expr, types

from spinwire_program import expressions
from spinwire_program.gate_table import BREAK, CONDITIONAL, CONTINUE, FOR, ROUNDS, SWITCH, WHILE

if TYPE_CHECKING:
    from spinwire_program.circuit_packer import CircuitPacker

#: Kinds of conditions.
_EQUAL, _NOT_EQUAL, _EXPRESSION = 0, 1, 2

_RUNS_WHATEVER_THE_VALUE = 1
_WORD_MASK = 0xFFFFFFFF


def append(packer: CircuitPacker, instruction: CircuitInstruction) -> None:
    """Append a control-flow instruction.

    Raises:
        SpinwireError: ``circuit.unsupported`` for what the packed form does not know, by name.
    """
    operation: Any = instruction.operation
    name = operation.name
    if name == "if_else":
        _append_choice(packer, instruction)
    elif name == "switch_case":
        _append_switch(packer, instruction)
    elif name == "while_loop":
        packer.words.append(WHILE)
        _append_condition(packer, operation.condition)
        _append_counted(packer, operation.params[0], instruction)
    elif name == "for_loop":
        _append_for(packer, instruction)
    elif name == "break_loop":
        packer.words.append(BREAK)
    elif name == "continue_loop":
        packer.words.append(CONTINUE)
    elif name == "box":
        packer.append_body(operation.params[0], instruction)
    else:
        raise packer.unsupported(name)


def _append_choice(packer: CircuitPacker, instruction: CircuitInstruction) -> None:
    operation: Any = instruction.operation
    then, otherwise = (*operation.params, None)[:2]
    words = packer.words
    words.append(CONDITIONAL)
    _append_condition(packer, operation.condition)
    lengths = len(words)
    words += (0, 0)
    packer.append_body(then, instruction)
    words[lengths] = len(words) - lengths - 2
    middle = len(words)
    if otherwise is not None:
        packer.append_body(otherwise, instruction)
    words[lengths + 1] = len(words) - middle


def _append_counted(
    packer: CircuitPacker, body: QuantumCircuit, instruction: CircuitInstruction
) -> None:
    """Append the count of a body's words, and the body."""
    length = len(packer.words)
    packer.words.append(0)
    packer.append_body(body, instruction)
    packer.words[length] = len(packer.words) - length - 1


def _append_condition(packer: CircuitPacker, condition: Any) -> None:
    """Append ``(bit or register, value)``, or a classical expression."""
    compared = condition if isinstance(condition, tuple) else _comparison(condition)
    if compared is None:
        packer.words.append(_EXPRESSION)
        expressions.append_expression(packer, condition)
        return
    resource, value, is_negated = (*compared, False)[:3]
    bits = [resource] if isinstance(resource, Clbit) else list(resource)
    if not bits or int(value) >> len(bits):
        # The bits can never hold it, and no bits are always 0.
        holds = expr.lift(is_negated != (not bits and value == 0))
        packer.words.append(_EXPRESSION)
        expressions.append_expression(packer, holds)
        return
    packer.words += (_NOT_EQUAL if is_negated else _EQUAL, len(bits))
    packer.words.extend(packer.clbit_index(bit) for bit in bits)
    value = int(value)
    packer.words.extend(value >> shift & _WORD_MASK for shift in range(0, len(bits), 32))


def _comparison(node: Any) -> tuple[Any, int, bool] | None:
    """Return what an expression compares with which constant, and whether it wants a difference.

    That is asked of registers of any width, while integers have at most 64 bits.
    """
    if isinstance(node, expr.Var) and isinstance(node.var, Clbit):
        return node.var, 1, False
    if not isinstance(node, expr.Binary) or node.op.name not in ("EQUAL", "NOT_EQUAL"):
        return None
    left, right = node.left, node.right
    if isinstance(left, expr.Value):
        left, right = right, left
    if not isinstance(right, expr.Value) or not isinstance(left, expr.Var):
        return None
    resource, value = left.var, int(right.value)
    width = resource.size if isinstance(resource, ClassicalRegister) else 1
    if not isinstance(resource, (Clbit, ClassicalRegister)) or value >> width:
        return None
    return resource, value, node.op.name == "NOT_EQUAL"


def _append_switch(packer: CircuitPacker, instruction: CircuitInstruction) -> None:
    operation: Any = instruction.operation
    target = operation.target
    words = packer.words
    words.append(SWITCH)
    # A single bit is a number of one bit here.
    node = expr.lift(target)
    if isinstance(node.type, types.Bool):
        node = expr.cast(node, types.Uint(1))
    expressions.append_expression(packer, node)
    cases = list(operation.cases_specifier())
    words.append(len(cases))
    for values, body in cases:
        numbers = [int(value) for value in values if isinstance(value, int)]
        # The default, which Qiskit puts last, is an object of its own.
        is_default = len(numbers) < len(values)
        words += (_RUNS_WHATEVER_THE_VALUE if is_default else 0, len(numbers))
        for value in numbers:
            words += (value & _WORD_MASK, value >> 32 & _WORD_MASK)
        _append_counted(packer, body, instruction)


def _append_for(packer: CircuitPacker, instruction: CircuitInstruction) -> None:
    operation: Any = instruction.operation
    values, variable, body = operation.params
    if isinstance(variable, Parameter):
        packer.words += (ROUNDS, len(values))
        for value in values:
            bound = body.assign_parameters({variable: value})
            _append_counted(packer, bound, instruction)
    elif variable is None or isinstance(values, range):
        index = 0 if variable is None else packer.declare(variable) + 1
        start, step = (values.start, values.step) if isinstance(values, range) else (0, 1)
        packer.words += (FOR, index)
        for number in (start, step, len(values)):
            packer.words += (number & _WORD_MASK, number >> 32 & _WORD_MASK)
        _append_counted(packer, body, instruction)
    else:
        _append_assigned_rounds(packer, instruction)


def _append_assigned_rounds(packer: CircuitPacker, instruction: CircuitInstruction) -> None:
    """Append a loop whose variable takes values that no range gives."""
    operation: Any = instruction.operation
    values, variable, body = operation.params
    index = packer.declare(variable)
    code = expressions.type_code(packer, variable.type)
    words = packer.words
    words += (ROUNDS, len(values))
    for value in values:
        length = len(words)
        words.append(0)
        expressions.append_integer_store(packer, index, code, int(value))
        packer.append_body(body, instruction)
        words[length] = len(words) - length - 1
