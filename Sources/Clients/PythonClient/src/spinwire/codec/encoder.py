"""Python values to JSON."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from datetime import date
from typing import Any

from spinwire.codec import arrays, circuits, foreign, primitives
from spinwire.codec.keys import flag_int_keys, plain_keys

_Form = Callable[[Any], Any]


def _wrapped(name: str, value: Any) -> dict[str, Any]:
    return {"__type__": name, "__value__": value}


def _expression(value: Any) -> dict[str, Any]:
    text, version = circuits.encode_expression(value)
    # Readers of other services' clients ignore the version; ours needs no guess with it.
    return {**_wrapped("ParameterExpression", text), "__qpy_version__": version}


#: Forms of classes by (top package, class name), asked for before a value's own ``to_json``.
_OWN_FORMS: dict[tuple[str, str], _Form] = {
    ("numpy", "ndarray"): lambda value: _wrapped("ndarray", arrays.encode_array(value)),
    ("numpy", "generic"): arrays.scalar_value,
    ("qiskit", "CouplingMap"): lambda value: [list(edge) for edge in value.get_edges()],
    ("qiskit", "Result"): lambda value: _wrapped("Result", value.to_dict()),
}

#: Forms asked for after ``to_json``.
_FORMS: dict[tuple[str, str], _Form] = {
    ("qiskit", "QuantumCircuit"): lambda value: _wrapped(
        "QuantumCircuit", circuits.encode_circuit(value, RuntimeEncoder)
    ),
    ("qiskit", "Instruction"): lambda value: _wrapped(
        "Instruction", circuits.encode_instruction(value, RuntimeEncoder)
    ),
    ("qiskit", "Parameter"): lambda v: _wrapped("Parameter", circuits.encode_parameter(v)),
    ("qiskit", "ParameterExpression"): _expression,
    ("qiskit", "ParameterView"): list,
    ("qiskit", "ParameterVector"): list,
    ("qiskit_aer", "NoiseModel"): lambda value: _wrapped("NoiseModel", value.to_dict()),
    ("scipy", "spmatrix"): lambda value: _wrapped("spmatrix", arrays.encode_sparse(value)),
    ("scipy", "sparray"): lambda value: _wrapped("spmatrix", arrays.encode_sparse(value)),
    **primitives.ENCODERS,
}


def _top_package(kind: type) -> str:
    # Classes made by compiled code may have no module.
    return (kind.__module__ or "").partition(".")[0]


def _form_of(kind: type, forms: dict[tuple[str, str], _Form]) -> _Form | None:
    """Return the form of the nearest class that has one.

    Classes are told by name, so that nothing is imported for values that are not there; a class of
    the program's own that happens to share a name has another top package.
    """
    for base in kind.__mro__:
        form = forms.get((_top_package(base), base.__name__))
        if form is not None:
            return form
    return None


class RuntimeEncoder(json.JSONEncoder):
    """Encodes what programs and their users exchange: ``json.dumps(value, cls=RuntimeEncoder)``.

    The package's page lists the forms. A value without one raises ``TypeError``, as JSON does.
    """

    def encode(self, o: Any) -> str:
        """Return the JSON of a value; NumPy scalars may be keys of its dictionaries."""
        try:
            return super().encode(o)
        except TypeError as error:
            # Looking at every key first would make all other values pay.
            if not str(error).startswith("keys must be"):
                raise
            return super().encode(plain_keys(o))

    def default(self, o: Any) -> Any:
        """Return a value that JSON has a form for, or that this method can reduce further."""
        if isinstance(o, complex):
            return _wrapped("complex", [o.real, o.imag])
        if isinstance(o, date):
            return _wrapped("datetime", o.isoformat())
        if isinstance(o, (set, frozenset)):
            return _wrapped("set", list(o))
        kind = type(o)
        form = _form_of(kind, _OWN_FORMS)
        if form is not None:
            return form(o)
        if hasattr(o, "to_json") and not isinstance(o, type):
            return _wrapped("to_json", o.to_json())
        return self._library_form(o, kind)

    def _library_form(self, o: Any, kind: type) -> Any:
        form = _form_of(kind, _FORMS)
        if form is not None:
            return form(o)
        if _top_package(kind) == foreign.PACKAGE:
            return foreign.encode(o)
        return self._structural_form(o, kind)

    def _structural_form(self, o: Any, kind: type) -> Any:
        if hasattr(o, "settings") and not isinstance(o, type):
            return {
                **_wrapped("settings", flag_int_keys(o.settings)),
                "__module__": kind.__module__,
                "__class__": kind.__name__,
            }
        if callable(o):
            warnings.warn(f"{o!r} is callable and has no JSON form; null is sent.", stacklevel=2)
            return None
        return super().default(o)
