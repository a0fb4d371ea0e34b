"""Circuits, instructions and parameters as QPY. Imported only where Qiskit is at hand."""

from __future__ import annotations

import importlib.util
import inspect
import io
import struct
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any
from uuid import UUID

from spinwire.codec import expressions
from spinwire.codec.binary import pack, unpack

#: The newest QPY version written: what the current clients of other services read as well.
QPY_VERSION_MAX = 17

#: Older versions hold expressions as text or as another library's objects.
QPY_VERSION_DATA_ONLY = 13

#: Most qubits and classical bits of a circuit that is read: a few bytes can claim four milliards.
BIT_COUNT_MAX = 1 << 20

#: Longest vector that a single parameter is put back into.
VECTOR_LENGTH_MAX = 1 << 16

_MAGIC = b"QISKIT"
_FILE_HEADER = struct.Struct("!6sBBBBQ")
_ENCODING_VERSION = 10
_TYPE_KEY_VERSION = 5
_OFFSETS_VERSION = 16
#: Qubits and classical bits; bytes of metadata, registers, instructions.
_COUNTS = struct.Struct("!IIQIQ")


class NeedsSandbox(Exception):
    """Reading the value would evaluate what its sender wrote."""


def _written_version() -> int:
    from qiskit.qpy import common

    return min(QPY_VERSION_MAX, int(common.QPY_VERSION))


@lru_cache(maxsize=1)
def _text_is_parsed() -> bool:
    """Tell whether the installed Qiskit parses expressions that are text, instead of evaluating
    them.
    """
    return importlib.util.find_spec("qiskit.qpy.binary_io.parse_sympy_repr") is not None


@lru_cache(maxsize=1)
def _reads_pulses() -> bool:
    """Tell whether the installed Qiskit reads schedules and calibrations, whose expressions it
    evaluates whatever the version of the format.
    """
    return importlib.util.find_spec("qiskit.pulse") is not None


@lru_cache(maxsize=1)
def _writer() -> tuple[Any, dict[str, Any]]:
    """Return the function that writes QPY, and what to tell it beside the metadata's encoder."""
    from qiskit import qpy

    parameters = inspect.signature(qpy.dump).parameters
    options: dict[str, Any] = {"use_symengine": False} if "use_symengine" in parameters else {}
    if "version" in parameters:
        return qpy.dump, {**options, "version": _written_version()}
    try:
        # Beside a Qiskit that writes nothing but its own version: what the clients of its time
        # read.
        dump = import_module("qiskit_ibm_provider.qpy").dump
    except ImportError:
        return qpy.dump, options
    return dump, {}


def encode_circuit(circuit: Any, metadata_encoder: Any) -> str:
    """Return a circuit as packed QPY; its metadata goes through ``metadata_encoder``."""
    dump, options = _writer()
    buffer = io.BytesIO()
    dump(circuit, buffer, metadata_serializer=metadata_encoder, **options)
    return pack(buffer.getvalue(), compress=True)


def decode_circuit(value: Any, metadata_decoder: Callable[..., Any], inside_sandbox: bool) -> Any:
    """Return the circuit behind packed QPY.

    Args:
        value: The packed bytes.
        metadata_decoder: Makes the JSON decoder of the circuit's metadata.
        inside_sandbox: Whether expressions may be evaluated.

    Raises:
        NeedsSandbox: Reading would evaluate what the sender wrote.
        ValueError: The bytes are no QPY, or of a version newer than the installed Qiskit reads.
    """
    from qiskit import qpy

    expressions.guard()
    data = unpack(value, compressed=True)
    _check_header(data, inside_sandbox)
    circuits = qpy.load(io.BytesIO(data), metadata_deserializer=metadata_decoder)
    if len(circuits) != 1:
        raise ValueError(f"one circuit was expected, not {len(circuits)}")
    return circuits[0]


def _check_header(data: bytes, inside_sandbox: bool) -> None:
    """Check what QPY's first bytes claim, before Qiskit believes it."""
    if data[: len(_MAGIC)] != _MAGIC or len(data) < _FILE_HEADER.size:
        raise ValueError("the bytes are no QPY")
    _, version, _, _, _, program_count = _FILE_HEADER.unpack_from(data)
    if program_count != 1:
        raise ValueError(f"one circuit was expected, not {program_count}")
    offset = _FILE_HEADER.size
    encoding = b""
    if version >= _ENCODING_VERSION:
        encoding = data[offset : offset + 1]
        offset += 1
    # The other encoding is of a library whose reader unpickles.
    is_parsed = encoding in (b"", b"p") and _text_is_parsed()
    is_data = version >= QPY_VERSION_DATA_ONLY or is_parsed
    if not inside_sandbox and (_reads_pulses() or not is_data):
        raise NeedsSandbox
    if version >= _TYPE_KEY_VERSION:
        # Of a circuit; a schedule's expressions are read by other means.
        if data[offset : offset + 1] != b"q":
            raise ValueError("the QPY holds no circuit")
        offset += 1
    if version >= _OFFSETS_VERSION:
        # Qiskit reads on behind the table, whatever it says.
        if int.from_bytes(data[offset : offset + 8], "big") != offset + 8:
            raise ValueError("the circuit does not begin where the QPY says")
        offset += 8
    # Behind the length of the name and the form of the global phase.
    offset += 10 if version < 2 else 5
    if offset + _COUNTS.size > len(data):
        raise ValueError("the QPY ends early")
    qubit_count, clbit_count, *others = _COUNTS.unpack_from(data, offset)
    if qubit_count + clbit_count > BIT_COUNT_MAX:
        raise ValueError(f"the circuit has more than {BIT_COUNT_MAX} bits")
    if max(others) > len(data):
        raise ValueError("the QPY ends before what it announces")


def encode_instruction(instruction: Any, metadata_encoder: Any) -> str:
    """Return an instruction as the packed QPY of a circuit that holds nothing else."""
    from qiskit.circuit import QuantumCircuit

    circuit = QuantumCircuit(instruction.num_qubits, instruction.num_clbits)
    circuit.append(instruction, range(instruction.num_qubits), range(instruction.num_clbits))
    return encode_circuit(circuit, metadata_encoder)


def decode_instruction(
    value: Any, metadata_decoder: Callable[..., Any], inside_sandbox: bool
) -> Any:
    """Return the instruction behind ``encode_instruction``'s text; like ``decode_circuit``."""
    circuit = decode_circuit(value, metadata_decoder, inside_sandbox)
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


def decode_parameter(value: Any, place: Any = None) -> Any:
    """Return the parameter behind ``encode_parameter``'s text.

    Args:
        value: The packed bytes.
        place: What ``vector_place`` said of it, where the sender said anything.
    """
    from qiskit.qpy.binary_io import value as qpy_value

    parameter = qpy_value._read_parameter(io.BytesIO(unpack(value, compressed=False)))
    return parameter if place is None else _element(parameter, place)


def vector_place(parameter: Any) -> list[Any] | None:
    """Return name and length of the vector that a parameter is an element of, and its index.

    ``None`` for a parameter of its own, and where a vector's elements do not tell their vector:
    before Qiskit 1.2 each was known by itself alone, and needs no more than that.
    """
    vector = getattr(parameter, "vector", None)
    identity = getattr(parameter, "uuid", None)
    if vector is None or identity is None or not 0 < len(vector) <= VECTOR_LENGTH_MAX:
        return None
    if vector[0].uuid.int != identity.int - parameter.index:
        return None
    return [vector.name, len(vector), parameter.index]


def _element(parameter: Any, place: Any) -> Any:
    """Return a parameter as an element of its vector, with which alone it equals itself in a
    circuit; or as it is, where the place does not fit it.
    """
    name, length, index = place
    if not isinstance(name, str) or type(length) is not int or type(index) is not int:
        raise ValueError("the place in a vector is not a name and two numbers")
    root = parameter.uuid.int - index
    if not 0 <= index < length <= VECTOR_LENGTH_MAX or root < 0:
        raise ValueError("the place in a vector is out of bounds")
    try:
        element = _vector(name, length, root)[index]
    except TypeError:
        # The installed Qiskit cannot make a vector of a certain identity; see ``vector_place``.
        return parameter
    return element if element.name == parameter.name else parameter


@lru_cache(maxsize=8)
def _vector(name: str, length: int, root: int) -> Any:
    # The elements of one vector mostly come together.
    from qiskit.circuit import ParameterVector

    return ParameterVector(name, length, uuid=UUID(int=root))


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

    expressions.guard()
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
    if not inside_sandbox and not _text_is_parsed():
        raise NeedsSandbox
    return qpy_value._read_parameter_expression_v3(io.BytesIO(data), {}, False)
