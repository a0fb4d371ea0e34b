"""Containers of Qiskit's primitives: their inputs, their results, and what these hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from spinwire.codec import arrays


def _wrapped(name: str, value: Any) -> dict[str, Any]:
    return {"__type__": name, "__value__": value}


def _bindings_array(value: Any) -> dict[str, Any]:
    # Keys are tuples of parameter names; JSON keys are text, so the tuple's own JSON becomes the
    # key.
    data = {json.dumps(list(names)): array for names, array in value.data.items()}
    return _wrapped("BindingsArray", {"shape": list(value.shape), "data": data})


def _bit_array(value: Any) -> dict[str, Any]:
    return _wrapped("BitArray", {"array": value.array, "num_bits": value.num_bits})


def _data_bin(value: Any) -> dict[str, Any]:
    import numpy

    # One number is as much of an array to those who read it; as a scalar it would lose its type.
    fields = {
        name: numpy.asarray(field) if isinstance(field, numpy.generic) else field
        for name, field in value.items()
    }
    shape = None if value.shape is None else list(value.shape)
    return _wrapped("DataBin", {"field_names": list(fields), "shape": shape, "fields": fields})


def _pub_result(name: str) -> Callable[[Any], dict[str, Any]]:
    def form(value: Any) -> dict[str, Any]:
        return _wrapped(name, {"data": value.data, "metadata": value.metadata})

    return form


def _primitive_result(value: Any) -> dict[str, Any]:
    return _wrapped("PrimitiveResult", {"pub_results": list(value), "metadata": value.metadata})


def _estimator_pub(value: Any) -> list[Any]:
    values = value.parameter_values.as_array(value.circuit.parameters)
    return [value.circuit, value.observables.tolist(), values, value.precision]


def _sampler_pub(value: Any) -> list[Any]:
    values = value.parameter_values.as_array(value.circuit.parameters)
    return [value.circuit, values, value.shots]


def _lindblad_map(value: Any) -> dict[str, Any]:
    content = {"paulis": value.to_sparse_list(), "num_qubits": value.num_qubits}
    return _wrapped("PauliLindbladMap", content)


def _sparse_observable(value: Any) -> dict[str, Any]:
    content = {"terms": value.to_sparse_list(), "num_qubits": value.num_qubits}
    return _wrapped("SparseObservable", content)


ENCODERS: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("qiskit", "BindingsArray"): _bindings_array,
    ("qiskit", "BitArray"): _bit_array,
    ("qiskit", "DataBin"): _data_bin,
    ("qiskit", "EstimatorPub"): _estimator_pub,
    ("qiskit", "ObservablesArray"): lambda value: _wrapped("ObservablesArray", value.tolist()),
    ("qiskit", "PauliLindbladMap"): _lindblad_map,
    ("qiskit", "PrimitiveResult"): _primitive_result,
    ("qiskit", "PubResult"): _pub_result("PubResult"),
    ("qiskit", "SamplerPub"): _sampler_pub,
    ("qiskit", "SamplerPubResult"): _pub_result("SamplerPubResult"),
    ("qiskit", "SparseObservable"): _sparse_observable,
    ("qiskit_ibm_runtime", "EstimatorPubResult"): _pub_result("EstimatorPubResult"),
}


def _to_bindings_array(value: Any) -> Any:
    from qiskit.primitives.containers.bindings_array import BindingsArray

    if not arrays.is_plain(value):
        raise ValueError("the values are no arrays")
    data = {tuple(json.loads(names)): array for names, array in (value.get("data") or {}).items()}
    shape = value.get("shape")
    return BindingsArray(data=data, shape=None if shape is None else tuple(shape))


def _to_bit_array(value: Any) -> Any:
    from qiskit.primitives.containers import BitArray

    return BitArray(array=value["array"], num_bits=value["num_bits"])


def _to_data_bin(value: Any) -> Any:
    from qiskit.primitives.containers import DataBin

    shape = value.get("shape")
    return DataBin(shape=tuple(shape) if isinstance(shape, list) else shape, **value["fields"])


def _to_pub_result(value: Any) -> Any:
    from qiskit.primitives.containers import PubResult

    return PubResult(**value)


def _to_sampler_pub_result(value: Any) -> Any:
    from qiskit.primitives.containers import SamplerPubResult

    return SamplerPubResult(**value)


def _to_primitive_result(value: Any) -> Any:
    from qiskit.primitives.containers import PrimitiveResult

    return PrimitiveResult(**value)


def _to_observables_array(value: Any) -> Any:
    from qiskit.primitives.containers.observables_array import ObservablesArray

    return ObservablesArray(value)


def _to_lindblad_map(value: Any) -> Any:
    from qiskit.quantum_info import PauliLindbladMap

    terms = [tuple(term) for term in value["paulis"]]
    return PauliLindbladMap.from_sparse_list(terms, num_qubits=value["num_qubits"])


def _to_sparse_observable(value: Any) -> Any:
    from qiskit.quantum_info import SparseObservable

    terms = [tuple(term) for term in value["terms"]]
    return SparseObservable.from_sparse_list(terms, num_qubits=value["num_qubits"])


#: ``EstimatorPubResult`` is a class of another package that adds no data: Qiskit's own stands for
#: it.
DECODERS: dict[str, Callable[[Any], Any]] = {
    "BindingsArray": _to_bindings_array,
    "BitArray": _to_bit_array,
    "DataBin": _to_data_bin,
    "EstimatorPubResult": _to_pub_result,
    "ObservablesArray": _to_observables_array,
    "PauliLindbladMap": _to_lindblad_map,
    "PrimitiveResult": _to_primitive_result,
    "PubResult": _to_pub_result,
    "SamplerPubResult": _to_sampler_pub_result,
    "SparseObservable": _to_sparse_observable,
}
