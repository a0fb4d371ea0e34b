"""Python values to JSON."""

from __future__ import annotations

import copy
import json
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from spinwire.codec import arrays, circuits, foreign, nonfinite, primitives, settings, sparse
from spinwire.codec.keys import flag_int_keys, text_keys

_Form = Callable[[Any], Any]


def _wrapped(name: str, value: Any) -> dict[str, Any]:
    return {"__type__": name, "__value__": value}


def _expression(value: Any) -> dict[str, Any]:
    text, version = circuits.encode_expression(value)
    # Readers of other services' clients ignore the version; ours needs no guess with it.
    return {**_wrapped("ParameterExpression", text), "__qpy_version__": version}


def _parameter(value: Any) -> dict[str, Any]:
    wrapped = _wrapped("Parameter", circuits.encode_parameter(value))
    place = circuits.vector_place(value)
    # Likewise: to Qiskit an element is not equal to a parameter of its name and identity.
    return wrapped if place is None else {**wrapped, "__vector__": place}


def _noise_model(value: Any) -> dict[str, Any]:
    # Aer's dictionary does not tell them, and a model without them is another one.
    gates = {"__basis_gates__": list(value.basis_gates)}
    return {**_wrapped("NoiseModel", value.to_dict()), **gates}


#: Forms of classes by (top package, class name), asked for before a value's own ``to_json``.
_OWN_FORMS: dict[tuple[str, str], _Form] = {
    ("numpy", "ndarray"): arrays.encode_array,
    ("numpy", "generic"): arrays.encode_scalar,
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
    ("qiskit", "Parameter"): _parameter,
    ("qiskit", "ParameterExpression"): _expression,
    ("qiskit", "ParameterView"): list,
    ("qiskit", "ParameterVector"): list,
    ("qiskit_aer", "NoiseModel"): _noise_model,
    ("scipy", "spmatrix"): sparse.encode,
    ("scipy", "sparray"): sparse.encode,
    **primitives.ENCODERS,
    **{("qiskit", name): settings.stated(name) for name in settings.STATED},
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

    Attributes:
        callables_as_none: Whether a callable becomes ``null`` with a warning, as it did in earlier
            services. Otherwise it raises ``TypeError`` with its name.
    """

    callables_as_none: bool = False

    def __init__(self, *, callables_as_none: bool | None = None, **options: Any) -> None:
        if callables_as_none is not None:
            self.callables_as_none = callables_as_none
        super().__init__(**options)
        # Every such number is wrapped; a token that is no JSON must not come about.
        self.allow_nan = False

    def iterencode(self, o: Any, _one_shot: bool = False) -> Iterator[str]:
        """Return the pieces of the JSON of a value, with integer keys flagged and numbers that are
        not finite wrapped.
        """
        value = flag_int_keys(o)
        if _one_shot:
            try:
                # Few values have such numbers: no other is to be looked through for them.
                return iter(list(super().iterencode(value, True)))
            except ValueError:
                pass
        reduced = self.default
        thorough = copy.copy(self)
        thorough.default = lambda o: nonfinite.wrapped(reduced(o))  # type: ignore[method-assign]
        return json.JSONEncoder.iterencode(thorough, nonfinite.wrapped(value), _one_shot)

    def default(self, o: Any) -> Any:
        """Return a value that JSON has a form for, or that this method can reduce further."""
        kind = type(o)
        if _top_package(kind) == foreign.PACKAGE:
            form = _form_of(kind, _FORMS)
            # Readers of that package's own forms take every key for an index.
            return form(o) if form is not None else text_keys(foreign.encode(o))
        return flag_int_keys(self._reduced(o, kind))

    def _reduced(self, o: Any, kind: type) -> Any:
        if isinstance(o, complex):
            return _wrapped("complex", [o.real, o.imag])
        if isinstance(o, date):
            return _wrapped("datetime", o.isoformat())
        if isinstance(o, frozenset):
            return {**_wrapped("set", list(o)), "__frozen__": True}
        if isinstance(o, set):
            return _wrapped("set", list(o))
        form = _form_of(kind, _OWN_FORMS)
        if form is not None:
            return form(o)
        if hasattr(o, "to_json") and not isinstance(o, type):
            return _wrapped("to_json", o.to_json())
        form = _form_of(kind, _FORMS)
        if form is not None:
            return form(o)
        if hasattr(o, "settings") and not isinstance(o, type):
            return settings.encode(o, o.settings)
        if callable(o):
            return self._callable(o)
        return super().default(o)

    def _callable(self, o: Any) -> None:
        name = getattr(o, "__qualname__", None) or f"an object of {type(o).__qualname__}"
        module = getattr(o, "__module__", None)
        full_name = f"{module}.{name}" if isinstance(module, str) else name
        if not self.callables_as_none:
            raise TypeError(f"{full_name} is callable and has no JSON form")
        warnings.warn(f"{full_name} is callable and has no JSON form; null is sent.", stacklevel=2)
