"""The JSON codec: values come back bit for bit, in every dtype, format and class."""

from __future__ import annotations

import io
import json
import math
import struct
from typing import Any

import pytest

from spinwire.codec import RuntimeDecoder, RuntimeEncoder, nonfinite

np = pytest.importorskip("numpy")
qiskit = pytest.importorskip("qiskit")
sparse = pytest.importorskip("scipy.sparse")


def round_trip(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=RuntimeEncoder), cls=RuntimeDecoder)


@pytest.mark.feature(53)
@pytest.mark.parametrize(
    "part",
    [0.0, -0.0, 5e-324, 0.1, 1.7976931348623157e308, math.inf, -math.inf, math.nan],
    ids=repr,
)
def test_complex_numbers_keep_every_bit(part: float) -> None:
    for value in (complex(part, 1), complex(1, part), complex(part, part)):
        copy = round_trip(value)
        # Not a number has many bit patterns, of which text keeps one.
        assert struct.pack("<2d", copy.real, copy.imag) == struct.pack(
            "<2d", value.real, value.imag
        )


DTYPES = [
    *"?bhilqBHILQefdgFDG",
    *(">i2", ">u4", "<i8", ">f8", ">c16", "S3", "<U4", ">U4", "V5", "M8[D]", "M8[ns]", "m8[us]"),
]


@pytest.mark.feature(53)
@pytest.mark.parametrize("code", DTYPES)
@pytest.mark.parametrize("order", ["C", "F", "strided"])
def test_arrays_of_every_dtype_keep_every_byte(code: str, order: str) -> None:
    dtype = np.dtype(code)
    random = np.random.default_rng(sum(map(ord, code)))
    if dtype.kind in "US":
        array = random.integers(100, 999, (3, 4)).astype(dtype)
    elif dtype.char in "gG":
        # Extended precision has padding bytes, which copies need not keep.
        array = (np.longdouble(1) / random.integers(1, 99, (3, 4))).astype(dtype)
    elif dtype.kind == "b":
        array = random.integers(0, 2, (3, 4)).astype(dtype)
    else:
        array = np.frombuffer(random.bytes(12 * dtype.itemsize), dtype).reshape(3, 4)
    array = {"C": array, "F": np.asfortranarray(array), "strided": array[::2, ::-1]}[order]
    copy = round_trip({"array": array})["array"]
    assert copy.dtype == array.dtype and copy.dtype.byteorder == array.dtype.byteorder
    assert copy.shape == array.shape
    if dtype.char in "gG":
        assert (copy == array).all()
    else:
        assert copy.tobytes() == array.tobytes()
    assert copy.flags.writeable


def test_structured_arrays_keep_their_fields() -> None:
    dtype = np.dtype([("ä", ">i4", (2,)), ("inner", [("x", "f4"), ("label", "U3")])], align=True)
    array = np.zeros(3, dtype)
    array["ä"], array["inner"]["x"], array["inner"]["label"] = 7, 0.5, "abc"
    copy = round_trip(array)
    assert copy.dtype == array.dtype and (copy == array).all()


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (1, 0, 2), (2, 1, 3)])
def test_arrays_of_every_shape_keep_it(shape: tuple[int, ...]) -> None:
    for dtype in ("f8", "U2", object):
        array = np.full(shape, 1, dtype)
        copy = round_trip(array)
        assert copy.shape == shape and copy.dtype == array.dtype
        assert copy.tolist() == array.tolist()


def test_arrays_of_objects_keep_lists_dictionaries_and_numbers_apart() -> None:
    array = np.empty((2, 2), object)
    array[0, 0], array[0, 1], array[1, 0], array[1, 1] = [1, 2], {3: 1j}, "text", None
    copy = round_trip(array)
    assert copy.dtype == object and copy.shape == (2, 2) and copy.tolist() == array.tolist()
    nested = np.empty(2, object)
    nested[:] = [[1, 2], [3, 4]]
    assert round_trip(nested).shape == (2,)


def test_what_an_array_would_lose_is_refused() -> None:
    for array in (
        np.ma.masked_array([1, 2], [True, False]),
        np.array([(1, None)], [("n", "i4"), ("o", object)]),
    ):
        with pytest.raises(TypeError, match="no JSON form"):
            round_trip(array)


@pytest.mark.feature(53)
@pytest.mark.parametrize("name", ["bsr", "coo", "csc", "csr", "dia", "dok", "lil"])
@pytest.mark.parametrize("family", ["matrix", "array"])
@pytest.mark.parametrize("dtype", ["f8", "c16", "i4", "?"])
def test_sparse_matrices_of_every_format_keep_it(name: str, family: str, dtype: str) -> None:
    dense = np.array([[0, 1, 0, 0], [2, 0, 0, 3], [0, 0, 0, 0], [1, 0, 2, 0]]).astype(dtype)
    matrix = getattr(sparse, f"{name}_{family}")(dense)
    copy = round_trip([matrix])[0]
    assert type(copy) is type(matrix) and copy.dtype == matrix.dtype
    assert copy.toarray().tobytes() == dense.tobytes()
    if name in ("csr", "csc"):
        for part in ("data", "indices", "indptr"):
            assert getattr(copy, part).tobytes() == getattr(matrix, part).tobytes()


def operators() -> list[Any]:
    from qiskit import quantum_info as qi

    circuit = qiskit.QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    unitary = qi.Operator(circuit)
    return [
        unitary,
        qi.Pauli("-iXYZ"),
        qi.PauliList(["XX", "-YZ", "iII"]),
        qi.SparsePauliOp(["XX", "ZI"], [0.1, 2j]),
        qi.SparsePauliOp(["XX", "ZI"], [0.1, -0.0]),
        qi.ScalarOp((2, 3), 2.5),
        qi.Clifford(circuit),
        qi.StabilizerState(circuit),
        qi.SuperOp(unitary),
        qi.Choi(unitary),
        qi.Kraus(unitary),
        qi.Stinespring(unitary),
        qi.Chi(unitary),
        qi.PTM(unitary),
        qi.Statevector(circuit),
        qi.DensityMatrix(circuit),
    ]


@pytest.mark.feature(54)
@pytest.mark.parametrize("operator", operators(), ids=lambda value: type(value).__name__)
def test_operators_come_back_equal(operator: Any) -> None:
    copy = round_trip({"operator": operator})["operator"]
    assert type(copy) is type(operator) and copy == operator
    if hasattr(operator, "data") and isinstance(operator.data, np.ndarray):
        assert copy.data.tobytes() == operator.data.tobytes()


@pytest.mark.feature(54)
def test_circuits_keep_registers_metadata_and_control_flow() -> None:
    from qiskit.circuit import ClassicalRegister, Parameter, QuantumRegister
    from qiskit.circuit.classical import expr, types

    angle = Parameter("θ")
    quantum, classical = QuantumRegister(3, "work"), ClassicalRegister(2, "flags")
    circuit = qiskit.QuantumCircuit(quantum, classical, global_phase=angle / 3, name="all of it")
    circuit.metadata = {"array": np.arange(3.0), "z": 1j, "by shot": {1: "a"}}
    total = circuit.add_var("total", expr.lift(5, types.Uint(8)))
    circuit.h(quantum[0])
    circuit.measure(quantum[0], classical[0])
    with circuit.while_loop((classical, 1)):
        circuit.rx(angle * 2 + 0.1, quantum[1])
    with circuit.if_test(expr.less(total, 7)) as otherwise:
        circuit.x(quantum[2])
    with otherwise:
        circuit.delay(100, quantum[2], "dt")
    circuit.unitary(np.array([[0, 1j], [1j, 0]]), [quantum[1]], label="mine")
    copy = round_trip([circuit])[0]
    assert copy == circuit and copy.name == circuit.name and copy.global_phase == angle / 3
    assert copy.metadata["array"].tobytes() == circuit.metadata["array"].tobytes()
    assert copy.metadata["z"] == 1j and copy.metadata["by shot"] == {1: "a"}


def test_a_transpiled_circuit_keeps_its_layout() -> None:
    from qiskit.providers.fake_provider import GenericBackendV2

    circuit = qiskit.QuantumCircuit(3)
    circuit.ccx(0, 1, 2)
    compiled = qiskit.transpile(circuit, GenericBackendV2(5, seed=1), seed_transpiler=1)
    copy = round_trip(compiled)
    assert copy == compiled
    assert copy.layout.final_index_layout() == compiled.layout.final_index_layout()


def test_results_keep_their_dictionary() -> None:
    aer = pytest.importorskip("qiskit_aer")
    circuit = qiskit.QuantumCircuit(2, metadata={"n": 1})
    circuit.h(0)
    circuit.save_statevector()
    circuit.measure_all()
    result = aer.AerSimulator().run(circuit, shots=20, memory=True, seed_simulator=1).result()
    copy = round_trip(result)
    assert json.dumps(copy.to_dict(), cls=RuntimeEncoder) == json.dumps(
        result.to_dict(), cls=RuntimeEncoder
    )
    assert copy.get_memory() == result.get_memory()
    assert copy.get_statevector().data.tobytes() == result.get_statevector().data.tobytes()


def test_noise_models_keep_their_errors() -> None:
    noise = pytest.importorskip("qiskit_aer.noise")
    model = noise.NoiseModel(["x", "cx"])
    model.add_quantum_error(noise.thermal_relaxation_error(50e3, 30e3, 100), ["x"], [0])
    model.add_all_qubit_quantum_error(noise.depolarizing_error(0.01, 2), ["cx"])
    model.add_quantum_error(noise.kraus_error([np.eye(2) * 0.6, np.eye(2) * 0.8]), ["x"], [1])
    model.add_readout_error(noise.ReadoutError([[0.9, 0.1], [0.2, 0.8]]), [0])
    assert round_trip(model) == model


def test_containers_of_primitives_keep_every_byte() -> None:
    from qiskit.primitives.containers import (
        BitArray,
        DataBin,
        PrimitiveResult,
        PubResult,
        SamplerPubResult,
    )

    bits = BitArray(np.arange(24, dtype=np.uint8).reshape(2, 4, 3), 20)
    data = DataBin(meas=bits, evs=np.linspace(0, 1, 2), shape=(2,))
    results = [SamplerPubResult(data, {"shots": 4}), PubResult(DataBin(), {"by": {1: 2}})]
    whole = PrimitiveResult(results, {"version": 2, "at": {0: 1j}})
    copy = round_trip(whole)
    assert copy.metadata == whole.metadata and copy[1].metadata == {"by": {1: 2}}
    assert type(copy[0]) is SamplerPubResult and type(copy[1]) is PubResult
    assert copy[0].data.meas == bits and copy[0].data.shape == (2,)
    assert copy[0].data.evs.tobytes() == data.evs.tobytes()
    assert list(copy[0].data) == list(data) and copy[1].data.shape == ()


def test_a_set_keeps_tuples_sets_and_complex_numbers() -> None:
    value = {1, "a", 2.5, 1j, (1, (2, "b")), frozenset({3}), None}
    assert round_trip(value) == value


@pytest.mark.parametrize("value", [frozenset(), frozenset({1, (2, "a")}), {frozenset({3})}])
def test_frozen_sets_stay_frozen(value: Any) -> None:
    copy = round_trip([value])[0]
    assert copy == value and type(copy) is type(value)
    assert {type(entry) for entry in copy} == {type(entry) for entry in value}


@pytest.mark.parametrize("kind", [np.longdouble, np.clongdouble])
@pytest.mark.parametrize("part", ["0", "-0.0", "0.1", "inf", "-inf", "nan", "1e4900"])
def test_numbers_of_extended_precision_keep_every_bit(kind: Any, part: str) -> None:
    array = np.ones((), kind)
    array.real = np.longdouble(part)
    value = array[()]
    copy = round_trip({"value": value})["value"]
    assert type(copy) is kind
    for mine, its in ((value.real, copy.real), (value.imag, copy.imag)):
        assert mine.tobytes()[:10] == its.tobytes()[:10]


@pytest.mark.parametrize("part", [math.inf, -math.inf, math.nan])
def test_numbers_that_are_not_finite_come_back_and_are_json_on_their_way(part: float) -> None:
    def refuse(token: str) -> None:
        raise AssertionError(f"{token} is no JSON")

    value = {"a": [1.5, {"b": (part,)}], "c": {1: part}, "d": np.float32(part), part: 1}
    for options in ({}, {"indent": 1}, {"allow_nan": True}, {"sort_keys": False}):
        text = json.dumps(value, cls=RuntimeEncoder, **options)
        json.loads(text, parse_constant=refuse)
        copy = json.loads(text, cls=RuntimeDecoder)
        for number in (copy["a"][1]["b"][0], copy["c"][1], copy["d"]):
            assert type(number) is float and struct.pack("<d", number) == struct.pack("<d", part)
    buffer = io.StringIO()
    json.dump([part, complex(part, 1)], buffer, cls=RuntimeEncoder)
    json.loads(buffer.getvalue(), parse_constant=refuse)
    assert type(json.loads(buffer.getvalue(), cls=RuntimeDecoder)[1]) is complex


def test_a_number_that_is_not_finite_is_the_array_that_numpy_writes() -> None:
    for text, number in nonfinite.NUMBERS.items():
        wrapped = json.loads(json.dumps(number, cls=RuntimeEncoder))
        assert wrapped.pop("__scalar__") == text
        assert wrapped == json.loads(json.dumps(np.array(number), cls=RuntimeEncoder))


def test_an_encoder_of_a_users_own_wraps_such_numbers_too() -> None:
    class Mine(RuntimeEncoder):
        def default(self, o: Any) -> Any:
            return {"mine": math.nan} if isinstance(o, bytes) else super().default(o)

    assert math.isnan(json.loads(json.dumps([b""], cls=Mine), cls=RuntimeDecoder)[0]["mine"])


def test_observables_come_back_in_their_own_class() -> None:
    from qiskit.quantum_info import SparseObservable

    sparse_observable = SparseObservable.from_list([("XIr", 1.5), ("0+I", 2j), ("III", -0.0)])
    copy = round_trip([sparse_observable])[0]
    assert type(copy) is SparseObservable and copy == sparse_observable


def test_single_numbers_of_a_primitives_data_are_arrays() -> None:
    from qiskit.primitives.containers import DataBin

    copy = round_trip(DataBin(evs=np.float64(0.5), stds=np.array(0.1), shape=()))
    assert (copy.evs.shape, copy.evs.dtype, copy.evs) == ((), np.float64, 0.5)
    assert copy.stds.shape == ()


def test_parameters_are_keys_by_their_names() -> None:
    from qiskit.circuit import Parameter, ParameterVector

    vector = ParameterVector("v", 2)
    value = {Parameter("θ"): 0.5, vector[1]: {Parameter("φ"): [1j]}, "more": 1}
    assert round_trip([value]) == [{"θ": 0.5, "v[1]": {"φ": [1j]}, "more": 1}]
    with pytest.raises(TypeError, match="two keys of a dictionary are 'θ'"):
        round_trip({Parameter("θ"): 1, Parameter("θ"): 2})
