"""Gates that were controlled, inverted or raised to a power by annotation, in packed circuits.

An annotation means what Qiskit's ``Operator`` makes of it: modifiers one after the other,
fractional powers being the principal ones. Controls commute with the others. Inverses and powers do
not: the square root of Z's inverse, which is Z, is S, and not the inverse of S.
"""

from __future__ import annotations

import math
import numbers
from typing import TYPE_CHECKING, Any

from qiskit.circuit import (
    AnnotatedOperation,
    ControlledGate,
    ControlModifier,
    Gate,
    InverseModifier,
    PowerModifier,
)
from qiskit.quantum_info import Operator

from spinwire_program.gate_packer import UNITARY_QUBIT_COUNT_MAX, Controls, standard_code

if TYPE_CHECKING:
    from spinwire_program.circuit_packer import CircuitPacker


def append(
    packer: CircuitPacker, operation: Any, qubits: tuple[int, ...], controls: Controls
) -> None:
    """Append an annotated operation.

    Args:
        packer: That collects the circuit.
        operation: Annotated, perhaps several times over.
        qubits: Its qubits by index.
        controls: Around it.

    Raises:
        SpinwireError: ``circuit.unsupported`` for what has classical bits, for a modifier that is
            not one of the three, and for a power of what has no matrix or one on too many qubits.
    """
    if operation.num_clbits:
        raise packer.unsupported(f"the annotated instruction {operation.name}")
    base: Any = operation
    modifiers: list[Any] = []
    while isinstance(base, AnnotatedOperation):
        modifiers = [*base.modifiers, *modifiers]
        base = base.base_op
    # The last modifier is the outermost, its controls first.
    for modifier in reversed(modifiers):
        if isinstance(modifier, ControlModifier):
            count = modifier.num_ctrl_qubits
            controls, qubits = _split(controls, qubits, count, modifier.ctrl_state)
    exponents = [_exponent(packer, modifier) for modifier in modifiers]
    steps = [exponent for exponent in exponents if exponent != 1]
    if not steps:
        packer.append_base(base, qubits, controls)
        return
    while isinstance(base, ControlledGate) and len(base.params) == len(base.base_gate.params):
        controls, qubits = _split(controls, qubits, base.num_ctrl_qubits, base.ctrl_state)
        base = base.base_gate
    _append_power(packer, base, steps, qubits, controls)


def _split(
    controls: Controls, qubits: tuple[int, ...], count: int, state: int
) -> tuple[Controls, tuple[int, ...]]:
    """Return the controls with those among a gate's first qubits, and its other qubits."""
    added = tuple((state >> index & 1, qubits[index]) for index in range(count))
    return controls + added, qubits[count:]


def _exponent(packer: CircuitPacker, modifier: Any) -> int | float:
    """Return the power that a modifier raises to: 1 for controls."""
    if isinstance(modifier, ControlModifier):
        return 1
    if isinstance(modifier, InverseModifier):
        return -1
    if not isinstance(modifier, PowerModifier):
        raise packer.unsupported(f"the modifier {type(modifier).__name__}")
    power: Any = modifier.power
    is_number = isinstance(power, numbers.Real)
    if not is_number or not math.isfinite(power):
        raise packer.unsupported(f"the power {power} of a gate")
    return int(power) if power == int(power) else float(power)


def _append_power(
    packer: CircuitPacker,
    base: Any,
    steps: list[int | float],
    qubits: tuple[int, ...],
    controls: Controls,
) -> None:
    """Append an operation raised to one power after the other."""
    exponent = math.prod(steps)
    is_whole = all(isinstance(step, int) for step in steps)
    if is_whole and (not exponent or exponent == 1):
        if exponent:
            packer.append_base(base, qubits, controls)
    elif is_whole and qubits and standard_code(base) is not None:
        # These know their own, before their parameters have values too.
        power = base.inverse() if exponent == -1 else base.power(exponent)
        packer.append_base(power, qubits, controls)
    elif len(qubits) <= UNITARY_QUBIT_COUNT_MAX and not _is_open(base):
        packer.append_matrix(_matrix(packer, base, steps), qubits, controls)
    elif is_whole and exponent == -1 and isinstance(base, Gate):
        packer.append_base(base.inverse(), qubits, controls)
    else:
        raise packer.unsupported(f"a power of {base.name} on {len(qubits)} qubits")


def _is_open(base: Any) -> bool:
    """Return whether an operation has parameters that have no values yet."""
    return any(getattr(given, "parameters", ()) for given in getattr(base, "params", ()))


def _matrix(packer: CircuitPacker, base: Any, steps: list[int | float]) -> Any:
    try:
        operator = Operator(base)
        for step in steps:
            operator = operator.power(step)
    except Exception:
        # Whatever a foreign class raises here: it has no matrix, and so no powers.
        raise packer.unsupported(f"a power of {base.name}") from None
    return operator.data
