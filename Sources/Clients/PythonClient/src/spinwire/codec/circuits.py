"""Circuits, instructions and parameters as QPY. Imported only where Qiskit is at hand."""

from __future__ import annotations

import inspect
import io
from typing import Any

from spinwire.codec.binary import pack, unpack

#: The newest QPY version written: what the current clients of other services read as well.
QPY_VERSION_MAX = 17

#: Older versions hold expressions as text or foreign objects, which reading evaluates.
QPY_VERSION_DATA_ONLY = 13

_MAGIC = b"QISKIT"


class NeedsSandbox(Exception):
    """Reading the value would evaluate what its sender wrote."""


def _written_version() -> int:
    from qiskit.qpy import common

    return min(QPY_VERSION_MAX, int(common.QPY_VERSION))


def encode_circuit(circuit: Any, metadata_encoder: Any) -> str:
    """Return a circuit as packed QPY; its metadata goes through ``metadata_encoder``."""
    from qiskit import qpy

    options: dict[str, Any] = {"metadata_serializer": metadata_encoder}
    if "version" in inspect.signature(qpy.dump).parameters:
        options["version"] = _written_version()
    buffer = io.BytesIO()
    qpy.dump(circuit, buffer, **options)
    return pack(buffer.getvalue(), compress=True)


def decode_circuit(value: Any, inside_sandbox: bool) -> Any:
    """Return the circuit behind packed QPY.

    Raises:
        NeedsSandbox: The QPY is of a version whose reading evaluates text.
        ValueError: The bytes are no QPY, or of a version newer than the installed Qiskit reads.
    """
    from qiskit import qpy

    data = unpack(value, compressed=True)
    if data[: len(_MAGIC)] != _MAGIC or len(data) <= len(_MAGIC):
        raise ValueError("the bytes are no QPY")
    if data[len(_MAGIC)] < QPY_VERSION_DATA_ONLY and not inside_sandbox:
        raise NeedsSandbox
    circuits = qpy.load(io.BytesIO(data))
    if len(circuits) != 1:
        raise ValueError(f"one circuit was expected, not {len(circuits)}")
    return circuits[0]


def encode_instruction(instruction: Any, metadata_encoder: Any) -> str:
    """Return an instruction as the packed QPY of a circuit that holds nothing else."""
    from qiskit.circuit import QuantumCircuit

    circuit = QuantumCircuit(instruction.num_qubits, instruction.num_clbits)
    circuit.append(instruction, range(instruction.num_qubits), range(instruction.num_clbits))
    return encode_circuit(circuit, metadata_encoder)


def decode_instruction(value: Any, inside_sandbox: bool) -> Any:
    """Return the instruction behind ``encode_instruction``'s text; raises as ``decode_circuit``."""
    circuit = decode_circuit(value, inside_sandbox)
    if len(circuit.data) != 1:
        raise ValueError(f"one instruction was expected, not {len(circuit.data)}")
    return circuit.data[0].operation


def encode_parameter(parameter: Any) -> str:
    """Return a parameter as QPY's bytes for its name and identity."""
    # Qiskit has no public writer of single parameters; every version since 0.19 has this one.
    from qiskit.qpy.binary_io import value as qpy_value

    buffer = io.BytesIO()
    qpy_value._write_parameter(buffer, parameter)
    return pack(buffer.getvalue(), compress=False)


def decode_parameter(value: Any) -> Any:
    """Return the parameter behind ``encode_parameter``'s text."""
    from qiskit.qpy.binary_io import value as qpy_value

    return qpy_value._read_parameter(io.BytesIO(unpack(value, compressed=False)))


def encode_expression(expression: Any) -> tuple[str, int]:
    """Return an expression as QPY's bytes, and the QPY version of these bytes."""
    from qiskit.qpy.binary_io import value as qpy_value

    writer: Any = qpy_value._write_parameter_expression
    parameters = inspect.signature(writer).parameters
    options: dict[str, Any] = {}
    if "use_symengine" in parameters:
        options["use_symengine"] = False
    if "version" in parameters:
        options["version"] = _written_version()
    buffer = io.BytesIO()
    writer(buffer, expression, **options)
    return pack(buffer.getvalue(), compress=False), _written_version()


def decode_expression(value: Any, version: Any, inside_sandbox: bool) -> Any:
    """Return the expression behind QPY's bytes.

    Args:
        value: The packed bytes.
        version: Their QPY version, where the sender said it; other services' clients do not.
        inside_sandbox: Whether bytes that hold an expression as text may be read.

    Raises:
        NeedsSandbox: The bytes hold an expression as text.
    """
    from qiskit.qpy.binary_io import value as qpy_value

    data = unpack(value, compressed=False)
    reader: Any = getattr(qpy_value, "_read_parameter_expression_v13", None)
    if reader is not None and (not isinstance(version, int) or version >= QPY_VERSION_DATA_ONLY):
        chosen = version if isinstance(version, int) else _written_version()
        try:
            return reader(io.BytesIO(data), {}, chosen)
        except Exception:
            # Without a stated version the bytes may be of the older form, which is told by trying.
            if isinstance(version, int):
                raise
    if not inside_sandbox:
        raise NeedsSandbox
    return qpy_value._read_parameter_expression_v3(io.BytesIO(data), {}, False)
