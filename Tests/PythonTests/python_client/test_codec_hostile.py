"""The JSON codec: decoding runs nobody's code, whatever the payload is."""

from __future__ import annotations

import base64
import io
import itertools
import json
import pickle
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

import repository
from spinwire.codec import RuntimeDecoder, RuntimeEncoder

np = pytest.importorskip("numpy")
qiskit = pytest.importorskip("qiskit")
sparse = pytest.importorskip("scipy.sparse")


class Exploding:
    """Raises when it is unpickled."""

    def __reduce__(self) -> Any:
        return exec, ("raise SystemExit('unpickled')",)


def text_of(data: bytes, compress: bool = True) -> str:
    return base64.b64encode(zlib.compress(data) if compress else data).decode()


def wrapped(name: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"__type__": name, "__value__": value, **more}


def decoded(value: Any) -> Any:
    return json.loads(json.dumps(value), cls=RuntimeDecoder)


def settings(module: str, name: str, value: dict[str, Any]) -> dict[str, Any]:
    return wrapped("settings", value, __module__=module, __class__=name)


@pytest.mark.feature(57)
@pytest.mark.parametrize("inside_sandbox", [False, True])
@pytest.mark.parametrize("kind", ["settings", "_json"])
@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("marker_module", "Marker"),
        ("qiskit.quantum_info.marker_module", "Marker"),
        ("qiskit.quantum_info.operators.marker_module", "Marker"),
        ("qiskit.quantum_info..marker_module", "Marker"),
        ("qiskit.quantum_informer", "Operator"),
        ("os", "system"),
        ("subprocess", "Popen"),
        ("builtins", "exec"),
        ("", ""),
    ],
)
def test_no_module_is_imported_because_a_payload_names_it(
    kind: str,
    module: str,
    name: str,
    inside_sandbox: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "marker_module.py").write_text("class Marker:\n    settings = {}\n")
    monkeypatch.syspath_prepend(tmp_path)
    value = {**settings(module, name, {"args": "true"}), "__type__": kind}
    read = json.loads(json.dumps(value), cls=RuntimeDecoder, inside_sandbox=inside_sandbox)
    assert read == value
    assert not [loaded for loaded in sys.modules if "marker_module" in loaded]


@pytest.mark.parametrize(
    "name", ["random_pauli", "__builtins__", "__loader__", "operators", "None"]
)
def test_only_classes_that_tell_how_to_make_them_are_made(name: str) -> None:
    value = settings("qiskit.quantum_info", name, {"num_qubits": 1})
    assert decoded(value) == value


def test_wrong_settings_of_a_known_class_are_a_value_error() -> None:
    for value in ({"nothing": 1}, [1], None, "x"):
        with pytest.raises(ValueError, match="settings"):
            decoded(settings("qiskit.quantum_info.operators.operator", "Operator", value))  # type: ignore[arg-type]


def wide(kind: str) -> Any:
    circuit = qiskit.QuantumCircuit(40)
    made = {
        "circuit": circuit,
        "pauli": qiskit.quantum_info.Pauli("X" * 40),
        "scalar": qiskit.quantum_info.ScalarOp((2,) * 40, 1),
        "vector": np.zeros(1 << 20),
        "instruction": circuit.to_instruction(),
    }
    return json.loads(json.dumps(made[kind], cls=RuntimeEncoder))


DENSE = ["Chi", "Choi", "Kraus", "Operator", "PTM", "Statevector", "Stinespring", "SuperOp"]
SQUARE = ["DensityMatrix", "Clifford", "StabilizerState"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *itertools.product(DENSE + SQUARE, ["circuit", "pauli", "scalar", "instruction"]),
        *itertools.product(SQUARE, ["vector"]),
    ],
)
def test_no_operator_is_made_of_what_is_smaller_than_itself(name: str, kind: str) -> None:
    limits = resource.getrlimit(resource.RLIMIT_AS)
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + (256 << 20), limits[1]))
    try:
        for data in (wide(kind), [wide(kind)], [[wide(kind)], None]):
            with pytest.raises(ValueError, match="of its own kind|cannot be decoded"):
                decoded(settings("qiskit.quantum_info", name, {"data": data}))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


@pytest.mark.parametrize("kind", ["circuit", "pauli", "scalar"])
def test_no_array_is_asked_of_what_can_become_one(kind: str) -> None:
    limits = resource.getrlimit(resource.RLIMIT_AS)
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + (256 << 20), limits[1]))
    data = wide(kind)
    try:
        array = decoded(wrapped("ndarray", [[data, 1], [data, 2]]))
        assert array.dtype == object and array.shape == (2, 2)
        coefficients = {"data": ["X"], "coeffs": data}
        for value in (
            settings("qiskit.quantum_info", "SparsePauliOp", coefficients),
            wrapped("BindingsArray", {"shape": [], "data": {'["a"]': data}}),
            wrapped("NoiseModel", {"errors": [{"type": "qerror", "probabilities": [data]}]}),
        ):
            with pytest.raises(ValueError, match=value["__type__"]):
                decoded(value)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def pickled_npy() -> bytes:
    buffer = io.BytesIO()
    array = np.empty(1, object)
    array[0] = Exploding()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


def archive(**members: bytes) -> str:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return text_of(buffer.getvalue(), compress=False)


def npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "value",
    [
        wrapped("ndarray", text_of(pickled_npy())),
        wrapped("ndarray", text_of(pickle.dumps(Exploding()))),
        wrapped("spmatrix", text_of(pickle.dumps(Exploding()), compress=False)),
        wrapped("spmatrix", archive(format=pickled_npy())),
        wrapped("QuantumCircuit", text_of(pickle.dumps(Exploding()))),
    ],
)
def test_nothing_is_unpickled(value: Any) -> None:
    with pytest.raises(ValueError, match=value["__type__"]):
        decoded([value])


def compressed_rows(**changes: Any) -> str:
    parts = {
        "format": np.array(b"csr"),
        "shape": np.array([2, 2]),
        "data": np.array([1.0, 2.0]),
        "indices": np.array([0, 1], np.int32),
        "indptr": np.array([0, 1, 2], np.int32),
    }
    return archive(**{name: npy(array) for name, array in {**parts, **changes}.items()})


def test_a_sparse_matrix_is_read_from_a_plain_archive() -> None:
    assert decoded(wrapped("spmatrix", compressed_rows())).toarray().tolist() == [[1, 0], [0, 2]]


@pytest.mark.parametrize(
    "changes",
    [
        {"indices": np.array([0, 1 << 30], np.int32)},
        {"indices": np.array([0, -5], np.int32)},
        {"indptr": np.array([0, 1 << 20, 2], np.int32)},
        {"indptr": np.array([0, 2, 1], np.int32)},
        {"shape": np.array([-2, 2])},
        {"shape": np.array([2.5, 2])},
        {"format": np.array(b"lil")},
        {"format": np.array(b"../csr")},
        {"format": np.array(3)},
        {"data": np.array([1.0])},
    ],
)
def test_a_sparse_matrix_that_points_outside_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="spmatrix"):
        decoded(wrapped("spmatrix", compressed_rows(**changes)))


def test_an_archive_cannot_unpack_to_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from spinwire.codec import sparse as sparse_codec

    monkeypatch.setattr(sparse_codec, "UNPACKED_BYTE_COUNT_MAX", 100_000)
    bomb = compressed_rows(data=np.zeros(50_000))
    assert len(bomb) < 5_000
    with pytest.raises(ValueError, match="more than 100000 bytes"):
        decoded(wrapped("spmatrix", bomb))


def test_a_circuit_cannot_claim_more_bits_than_a_circuit_may_have() -> None:
    text = json.loads(json.dumps(qiskit.QuantumCircuit(1), cls=RuntimeEncoder))["__value__"]
    data = bytearray(zlib.decompress(base64.b64decode(text)))
    # File header, encoding, type, offset of the one circuit; name and phase come first in it.
    place = int.from_bytes(data[20:28], "big") + 5
    assert data[place : place + 8] == (1).to_bytes(4, "big") + bytes(4)
    data[place : place + 4] = b"\xff" * 4
    with pytest.raises(ValueError, match="more than 1048576 bits"):
        decoded(wrapped("QuantumCircuit", text_of(bytes(data))))
    # Nor elsewhere than where it says that it begins.
    data[20:28] = (int.from_bytes(data[20:28], "big") + 20).to_bytes(8, "big")
    with pytest.raises(ValueError, match="does not begin where the QPY says"):
        decoded(wrapped("QuantumCircuit", text_of(bytes(data))))


def claiming(descr: str, shape: str, version: int = 1) -> str:
    """A header without elements behind it."""
    head = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(head))
    return text_of(b"\x93NUMPY" + bytes([version, 0]) + length + head)


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("descr", ["<f8", "|S0", "<U0", "|V0", "|S1", "<M8[ns]"])
@pytest.mark.parametrize("shape", ["(10000000000,)", "(100000, 10000)", "(4611686018427387904, 8)"])
def test_an_array_takes_no_memory_that_its_bytes_do_not_fill(
    descr: str, shape: str, version: int
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_AS)
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + (64 << 20), limits[1]))
    try:
        array = decoded(wrapped("ndarray", claiming(descr, shape, version)))
    except ValueError:
        pass
    else:
        assert descr in ("|S0", "<U0", "|V0") and array.nbytes == 0
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


@pytest.mark.parametrize("name", ["coo", "csc", "dia"])
@pytest.mark.parametrize("converted", ["lil", "dok"])
def test_a_sparse_matrix_is_converted_from_rows_alone(name: str, converted: str) -> None:
    members = {
        "format": np.array(name.encode()),
        "shape": np.array([10**10, 1]),
        "data": np.zeros(0) if name != "dia" else np.zeros((1, 1)),
        "row": np.zeros(0, np.int64),
        "col": np.zeros(0, np.int64),
        "indices": np.zeros(0, np.int64),
        "indptr": np.zeros(2, np.int64),
        "offsets": np.zeros(1, np.int64),
    }
    text = archive(**{member: npy(array) for member, array in members.items()})
    with pytest.raises(ValueError, match="not in the format to be converted"):
        decoded(wrapped("spmatrix", text, __format__=converted))


@pytest.mark.parametrize("kind", [None, 1, [], "float64", "complex256"])
def test_a_scalar_is_one_number(kind: Any) -> None:
    for array in (np.zeros(1), np.zeros((0,)), np.array("x"), np.array(True)):
        text = json.loads(json.dumps(array, cls=RuntimeEncoder))["__value__"]
        with pytest.raises(ValueError, match="not a single number"):
            decoded(wrapped("ndarray", text, __scalar__=kind))


@pytest.mark.parametrize("shape", [[3], [1, 1], [-1], ["x"], "x", [2, 1 << 40], {}])
def test_objects_that_are_not_of_their_shape_are_refused(shape: Any) -> None:
    with pytest.raises(ValueError, match="ndarray"):
        decoded(wrapped("ndarray", [1, 2], __shape__=shape))


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "exec('raise SystemExit')",
        "Symbol.__class__",
        "(lambda: 1)()",
    ],
)
def test_an_expression_in_an_old_form_is_parsed_and_never_evaluated(text: str) -> None:
    body = struct.pack("!QQ", 0, len(text)) + text.encode()
    value = wrapped("ParameterExpression", text_of(body, compress=False))
    with pytest.raises(ValueError, match="ParameterExpression"):
        decoded(value)


@pytest.mark.parametrize("depth", [0, 1])
def test_an_element_without_an_operation_does_not_keep_the_reader_busy(depth: int) -> None:
    angle = qiskit.circuit.Parameter("a")
    expression = angle + 1
    for _ in range(depth):
        expression = expression.subs({angle: angle * 2})
    value = json.loads(json.dumps(expression, cls=RuntimeEncoder))
    data = bytearray(base64.b64decode(value["__value__"]))
    # The last element begins with the operation: 35 bytes each, behind nothing else at the end.
    length = int.from_bytes(data[8:16], "big")
    place = 16 + length - 35
    assert data[place] in range(30)
    data[place] = 255
    value["__value__"] = base64.b64encode(data).decode()
    with pytest.raises(ValueError, match="has no operation"):
        decoded(value)


@pytest.mark.parametrize("first_seed", [0, 10_000, 20_000])
def test_damaged_payloads_are_read_or_refused_and_nothing_else(first_seed: int) -> None:
    ended = subprocess.run(
        [sys.executable, repository.SUPPORT / "codec_fuzz.py", str(first_seed), "10000"],
        env=repository.child_environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    told = json.loads(ended.stdout)
    assert told["others"] == []
    assert told["read"] > 1000 and told["refused"] > 1000
    assert told["modules"] == []
    assert told["grown_byte_count"] < 512 << 20
