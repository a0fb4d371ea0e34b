"""The JSON codec: every form there and back, and what happens to what is hostile or missing."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

import repository
from spinwire.codec import ResultDecoder, RuntimeDecoder, RuntimeEncoder

np = pytest.importorskip("numpy")
qiskit = pytest.importorskip("qiskit")


def encoded(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=RuntimeEncoder))


def round_trip(value: Any, **options: Any) -> Any:
    return json.loads(json.dumps(value, cls=RuntimeEncoder), cls=RuntimeDecoder, **options)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -3,
        1.5,
        "text θ",
        [1, [2]],
        {"a": {"b": None}},
        1 - 2j,
        {1, 2},
        {(1, 2), ("x",)},
        datetime(2022, 1, 2, 3, 4, 5, 678),
        datetime(2022, 1, 2, tzinfo=timezone(timedelta(hours=2))),
        {"deep": [{"in": {1j}}]},
    ],
)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    assert round_trip(value) == value


def test_a_date_stays_a_date_and_universal_time_is_understood() -> None:
    assert round_trip([date(2022, 1, 2)]) == [date(2022, 1, 2)]
    assert type(round_trip(date(2022, 1, 2))) is date
    written = '{"__type__": "datetime", "__value__": "2022-01-02T03:04:05Z"}'
    expected = datetime(2022, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert json.loads(written, cls=RuntimeDecoder) == expected


def test_tuples_become_lists() -> None:
    assert round_trip({"a": (1, 2)}) == {"a": [1, 2]}


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array([1j, 2], dtype=np.complex64),
        np.array(3.5),
        np.zeros((0, 4)),
        np.array(["a", "bc"]),
        np.array([(1, 2.0)], dtype=[("n", "i4"), ("x", "f8")]),
        np.array([True, False]),
        np.array(["2022-01-01"], dtype="datetime64[D]"),
    ],
)
def test_arrays_keep_shape_type_and_content(array: Any) -> None:
    copy = round_trip({"array": array})["array"]
    assert copy.dtype == array.dtype and copy.shape == array.shape
    assert (copy == array).all()
    copy[...] = copy


def test_an_array_of_objects_is_sent_as_lists() -> None:
    assert encoded(np.array([1, "x", None], dtype=object))["__value__"] == [1, "x", None]
    assert round_trip(np.array([1, 2j], dtype=object)).tolist() == [1, 2j]


@pytest.mark.parametrize("name", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"])
def test_integers_of_every_width_are_numbers(name: str) -> None:
    assert encoded(np.dtype(name).type(7)) == 7


def test_other_scalars_are_plain_values() -> None:
    scalars = [np.uint64(2**63), np.float16(0.5), np.float32(0.5), np.float64(0.5)]
    assert encoded(scalars) == [2**63, 0.5, 0.5, 0.5]
    assert encoded([np.bool_(True), np.str_("x")]) == [True, "x"]
    assert round_trip([np.complex64(1j), np.complex128(1j)]) == [1j, 1j]


def test_scalars_may_be_keys_and_other_objects_may_not() -> None:
    counts = dict(zip(*np.unique([1, 1, 3], return_counts=True), strict=True))
    assert round_trip([{"counts": counts}]) == [{"counts": {1: 2, 3: 1}}]
    assert encoded({np.str_("a"): 1}) == {"a": 1}
    for key in ((1, 2), 1j, object()):
        with pytest.raises(TypeError):
            encoded({key: 1})


def test_circuits_come_back_equal_with_their_metadata() -> None:
    parameter = qiskit.circuit.Parameter("θ")
    circuit = qiskit.QuantumCircuit(2, 2, name="named", metadata={"n": np.int32(3), "z": 1})
    circuit.rx(parameter * 2, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(1)
    circuit.measure([0, 1], [0, 1])
    copy = round_trip([circuit])[0]
    assert copy == circuit and copy.name == "named" and copy.metadata == {"n": 3, "z": 1}


def test_instructions_with_and_without_classical_bits_come_back() -> None:
    from qiskit.circuit.library import Measure, RZGate

    assert round_trip([RZGate(0.5), Measure()]) == [RZGate(0.5), Measure()]


def test_parameters_and_expressions_keep_their_identity() -> None:
    first, second = qiskit.circuit.Parameter("a"), qiskit.circuit.Parameter("b")
    assert round_trip(first) == first
    expression = (first + 2) * second.sin() - 1j
    copy = round_trip(expression)
    assert copy == expression
    assert copy.bind({first: 1, second: 2}) == expression.bind({first: 1, second: 2})


def test_a_vector_of_parameters_is_a_list() -> None:
    vector = qiskit.circuit.ParameterVector("v", 2)
    assert [parameter.name for parameter in round_trip(vector)] == ["v[0]", "v[1]"]


def test_an_element_of_a_vector_is_found_in_the_circuit_that_came_with_it() -> None:
    vector = qiskit.circuit.ParameterVector("v", 3)
    circuit = qiskit.QuantumCircuit(1)
    circuit.rx(vector[0], 0)
    circuit.rz(vector[1] + vector[2], 0)
    copy = round_trip({"circuit": circuit, "one": vector[2], "all": vector})
    assert copy["one"] == vector[2] and hash(copy["one"]) == hash(vector[2])
    bound = copy["circuit"].assign_parameters({copy["one"]: 1.0})
    assert list(bound.parameters) == [vector[0], vector[1]]
    rest = bound.assign_parameters(dict(zip(copy["all"][:2], (0.5, 0.25), strict=True)))
    expected = circuit.assign_parameters([0.5, 0.25, 1.0])
    assert rest == expected


def test_an_element_whose_place_is_wrong_is_refused_or_stays_alone() -> None:
    vector = qiskit.circuit.ParameterVector("v", 3)
    wrapped = encoded(vector[1])
    for place in (["v", 3, 3], ["v", 1 << 40, 1], [1, 3, 1], ["v", 3, True], ["v", 3, -1]):
        with pytest.raises(ValueError, match="place"):
            json.loads(json.dumps({**wrapped, "__vector__": place}), cls=RuntimeDecoder)
    other = json.loads(json.dumps({**wrapped, "__vector__": ["w", 3, 1]}), cls=RuntimeDecoder)
    assert other.name == "v[1]"


def test_coupling_maps_are_lists_of_pairs() -> None:
    from qiskit.transpiler import CouplingMap

    assert encoded(CouplingMap([(0, 1), (1, 2)])) == [[0, 1], [1, 2]]


def test_results_come_back_with_their_counts() -> None:
    from qiskit.providers.basic_provider import BasicSimulator

    circuit = qiskit.QuantumCircuit(1)
    circuit.x(0)
    circuit.measure_all()
    result = BasicSimulator().run(circuit, shots=10).result()
    assert round_trip(result).get_counts() == {"1": 10}


def test_results_of_primitives_come_back() -> None:
    from qiskit.primitives import StatevectorEstimator, StatevectorSampler
    from qiskit.quantum_info import SparsePauliOp

    bell = qiskit.QuantumCircuit(2)
    bell.h(0)
    bell.cx(0, 1)
    estimate = StatevectorEstimator().run([(bell, SparsePauliOp(["ZZ", "XX"]))]).result()
    copy = round_trip(estimate)
    assert copy[0].data.evs == pytest.approx(2) and copy.metadata == estimate.metadata
    bell.measure_all()
    sample = StatevectorSampler().run([bell], shots=50).result()
    assert round_trip(sample)[0].data.meas.get_counts() == sample[0].data.meas.get_counts()


def test_inputs_of_primitives_become_what_their_readers_take() -> None:
    from qiskit.primitives.containers.bindings_array import BindingsArray
    from qiskit.primitives.containers.estimator_pub import EstimatorPub
    from qiskit.primitives.containers.observables_array import ObservablesArray
    from qiskit.primitives.containers.sampler_pub import SamplerPub

    bindings = round_trip(BindingsArray({("a", "b"): [[1, 2], [3, 4]]}))
    assert bindings.shape == (2,) and bindings.num_parameters == 2
    observables = ObservablesArray([{"XX": 1.0}, {"ZZ": 2.0}])
    assert round_trip(observables).tolist() == observables.tolist()
    circuit = qiskit.QuantumCircuit(1)
    circuit.rx(qiskit.circuit.Parameter("a"), 0)
    estimator = round_trip(EstimatorPub.coerce((circuit, "Z", [0.5], 0.1)))
    assert estimator[0] == circuit and estimator[3] == 0.1
    sampler = round_trip(SamplerPub.coerce((circuit, [0.5]), 10))
    assert sampler[0] == circuit and sampler[1].tolist() == [0.5] and sampler[2] == 10


def test_sparse_matrices_and_noise_models_come_back() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    noise = pytest.importorskip("qiskit_aer.noise")
    for kind in (sparse.csr_matrix, sparse.coo_array):
        matrix = kind(np.array([[0, 1.5], [0, 0]]))
        assert (round_trip(matrix) - matrix).nnz == 0
    model = noise.NoiseModel()
    model.add_all_qubit_quantum_error(noise.depolarizing_error(0.1, 1), ["x"])
    assert round_trip(model) == model


def test_an_object_with_to_json_comes_back_as_that_text() -> None:
    class Own:
        def to_json(self) -> str:
            return '{"a": 1}'

    assert encoded(Own()) == {"__type__": "to_json", "__value__": '{"a": 1}'}
    assert round_trip(Own()) == '{"a": 1}'


class Callback:
    def __call__(self) -> None: ...


@pytest.mark.parametrize(
    ("value", "name"),
    [(print, "builtins.print"), (dict, "builtins.dict"), (Callback(), "an object of Callback")],
)
def test_a_callable_is_an_error_that_names_it(value: Any, name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} is callable"):
        encoded({"options": [value]})


def test_callables_are_null_with_a_warning_for_who_asks_for_that() -> None:
    with pytest.warns(UserWarning, match="builtins.print is callable"):
        text = json.dumps({"f": print}, cls=RuntimeEncoder, callables_as_none=True)
    assert text == '{"f": null}'

    class Earlier(RuntimeEncoder):
        callables_as_none = True

    with pytest.warns(UserWarning, match="builtins.dict is callable"):
        assert json.dumps([dict], cls=Earlier) == "[null]"


@pytest.mark.parametrize("value", [b"bytes", object()])
def test_a_value_without_a_form_raises_a_type_error(value: Any) -> None:
    with pytest.raises(TypeError):
        encoded(value)


@pytest.mark.feature(56)
def test_integer_keys_survive_at_any_depth() -> None:
    value = {"map": {1: {-2: "x"}, "y": 0}, "plain": {"1": 1}, "list": [{3: 4}], 0: ({5: 1j},)}
    expected = {**value, 0: [{5: 1j}]}
    before = repr(value)
    assert round_trip(value) == expected
    assert repr(value) == before


def test_keys_that_would_change_their_type_are_refused() -> None:
    for value in ({1: "a", "2": "b"}, {1: "a", "__int_keys__": "b"}):
        with pytest.raises(TypeError, match="integer keys"):
            encoded([value])


def test_integer_keys_in_an_object_s_settings_survive_and_stay_unchanged_there() -> None:
    class Own:
        def __init__(self) -> None:
            self.settings = {"map": {1: {2: "x"}, "y": 0}}

    own = Own()
    assert encoded(own)["__value__"]["map"]["__int_keys__"] is True
    assert round_trip(own)["__value__"] == own.settings == {"map": {1: {2: "x"}, "y": 0}}


def test_a_circuit_whose_expressions_another_library_wrote_stays_encoded() -> None:
    data = zlib.compress(
        b"QISKIT" + bytes([10, 0, 45, 3]) + (1).to_bytes(8, "big") + b"eq" + bytes(40)
    )
    wrapped = {"__type__": "QuantumCircuit", "__value__": base64.b64encode(data).decode()}
    assert json.loads(json.dumps(wrapped), cls=RuntimeDecoder) == wrapped


def _npy_claiming(shape: str, content: bytes) -> str:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + content
    return base64.b64encode(zlib.compress(data)).decode()


def _pickled_array() -> str:
    import io

    buffer = io.BytesIO()
    np.save(buffer, np.array([print], dtype=object), allow_pickle=True)
    return base64.b64encode(zlib.compress(buffer.getvalue())).decode()


@pytest.mark.parametrize(
    "wrapped",
    [
        {"__type__": "complex", "__value__": "x"},
        {"__type__": "complex", "__value__": [1]},
        {"__type__": "datetime", "__value__": "yesterday"},
        {"__type__": "set", "__value__": [{}]},
        {"__type__": "ndarray", "__value__": "§"},
        {"__type__": "ndarray", "__value__": "AAAA"},
        {"__type__": "ndarray", "__value__": _npy_claiming("(1000000000000,)", bytes(8))},
        {"__type__": "ndarray", "__value__": _npy_claiming("(2,)", bytes(24))},
        {"__type__": "ndarray", "__value__": _pickled_array()},
        {"__type__": "QuantumCircuit", "__value__": base64.b64encode(b"x").decode()},
        {"__type__": "QuantumCircuit", "__value__": 3},
        {"__type__": "Parameter", "__value__": "AAAA"},
        {"__type__": "Result", "__value__": {}},
        {"__type__": "spmatrix", "__value__": "AAAA"},
        {"__type__": "BitArray", "__value__": {}},
    ],
)
def test_malformed_values_are_value_errors_that_name_the_type(wrapped: Any) -> None:
    with pytest.raises(ValueError, match=wrapped["__type__"]):
        json.loads(json.dumps([wrapped]), cls=RuntimeDecoder)


def test_a_small_text_cannot_unpack_to_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from spinwire.codec import binary

    bomb = base64.b64encode(zlib.compress(bytes(10_000))).decode()
    with pytest.raises(ValueError, match="more than 1000 bytes"):
        binary.unpack(bomb, compressed=True, byte_count_max=1000)
    assert binary.unpack(bomb, compressed=True, byte_count_max=10_000) == bytes(10_000)


@pytest.mark.parametrize(
    "value",
    [{"__type__": "unknown", "__value__": 1}, {"__type__": "set"}, {"__type__": 3, "__value__": 1}],
)
def test_dictionaries_that_only_look_wrapped_stay_dictionaries(value: Any) -> None:
    assert json.loads(json.dumps(value), cls=RuntimeDecoder) == value


@pytest.mark.feature(58, partly=True)
@pytest.mark.parametrize(
    "make",
    [
        lambda: 1 + 2j,
        lambda: np.arange(4.0),
        lambda: {1, 2},
        lambda: qiskit.circuit.Parameter("a"),
        lambda: qiskit.QuantumCircuit(2),
        lambda: qiskit.circuit.library.HGate(),
        lambda: datetime(2022, 1, 2),
    ],
)
def test_values_pass_between_our_codec_and_that_of_another_service(make: Callable[[], Any]) -> None:
    theirs = pytest.importorskip("qiskit_ibm_runtime.json")
    value = make()
    to_ours = json.loads(json.dumps(value, cls=theirs.RuntimeEncoder), cls=RuntimeDecoder)
    to_theirs = json.loads(json.dumps(value, cls=RuntimeEncoder), cls=theirs.RuntimeDecoder)
    if hasattr(value, "dtype"):
        assert (to_ours == value).all() and (to_theirs == value).all()
    else:
        assert to_ours == value and to_theirs == value


def test_classes_of_another_package_go_through_its_own_codec() -> None:
    spans = pytest.importorskip("qiskit_ibm_runtime.execution_span")
    span = spans.SliceSpan(datetime(2022, 1, 1), datetime(2022, 1, 2), {0: ((2,), slice(0, 2))})
    assert round_trip(spans.ExecutionSpans([span]))[0] == span


def test_a_result_decoder_can_be_extended_by_either_name() -> None:
    class Current(ResultDecoder):
        @classmethod
        def decode(cls, data: Any) -> Any:
            return ["current", super().decode(data)]

    class Earlier(ResultDecoder):
        @classmethod
        def decode(cls, data: Any) -> Any:
            return ["earlier", super().decoded(data)]

    text = '{"__type__": "to_json", "__value__": "{}"}'
    assert Current.decode(text) == ["current", "{}"]
    assert Earlier.decode(text) == ["earlier", "{}"]
    assert ResultDecoder.decode("no JSON at all") == "no JSON at all"
    assert ResultDecoder.decode({"already": 1}) == {"already": 1}


def run_bare(script: str, *flags: str) -> str:
    ended = subprocess.run(
        [sys.executable, *flags, "-c", script],
        env=repository.child_environment(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    return ended.stdout.decode()


def test_importing_the_codec_loads_neither_numpy_nor_qiskit() -> None:
    script = """
import sys, json, spinwire, spinwire.codec
json.dumps({1j}, cls=spinwire.RuntimeEncoder)
print([name for name in ("numpy", "qiskit", "zmq", "scipy") if name in sys.modules])
"""
    assert run_bare(script).strip() == "[]"


def test_without_numpy_and_qiskit_values_stay_encoded_with_a_warning() -> None:
    text = json.dumps({"a": np.arange(2), "c": qiskit.QuantumCircuit(1)}, cls=RuntimeEncoder)
    script = f"""
import json, warnings
from spinwire import RuntimeDecoder
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    value = json.loads({text!r}, cls=RuntimeDecoder)
print(value["a"]["__type__"], value["c"]["__type__"], len(caught))
"""
    assert run_bare(script, "-S").split() == ["ndarray", "QuantumCircuit", "2"]
