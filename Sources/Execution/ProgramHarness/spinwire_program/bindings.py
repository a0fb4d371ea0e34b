"""Numbers for a circuit's parameters: many sets of values at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import Parameter, ParameterExpression, ParameterVector, QuantumCircuit

from spinwire_program.errors import SpinwireError
from spinwire_program.packing import PackedCircuit, unbound_parameters


class Bindings:
    """Sets of values for the parameters of one circuit."""

    def __init__(self, circuit: QuantumCircuit, given: Mapping[Any, Any]) -> None:
        """Read the values.

        Args:
            circuit: Whose parameters they are for.
            given: Parameters, classical input variables, or names of either, and their values: one
                number for each set, or a single number.

        Raises:
            SpinwireError: ``circuit.malformedBinds``, saying what is wrong with them.
        """
        self._circuit = circuit
        #: The values of each parameter, in the order of the sets.
        self._values: dict[Any, Sequence[float]] = {}
        for key, values in given.items():
            if isinstance(values, float):
                self._values[key] = (values,)
            elif isinstance(key, ParameterVector):
                self._add_vector(key, values)
            else:
                self._values[key] = self._column(values)
        if any(isinstance(key, str) for key in self._values):
            self._find_names()
        counts = set(map(len, self._values.values()))
        if len(counts) > 1:
            raise _malformed("Parameters have different numbers of values.", self._circuit)
        #: How many sets of values there are.
        self.count = counts.pop() if counts else 1

    def _find_names(self) -> None:
        known = {parameter.name: parameter for parameter in self._circuit.parameters}
        known.update((variable.name, variable) for variable in self._circuit.iter_input_vars())
        self._values = {
            known.get(key, key) if isinstance(key, str) else key: values
            for key, values in self._values.items()
        }

    def _add_vector(self, vector: ParameterVector, values: Any) -> None:
        rows = self._numbers(values)
        if rows.ndim not in (1, 2) or rows.shape[-1] != len(vector):
            raise _malformed("A vector's values do not fit its length.", self._circuit)
        columns = rows.reshape(-1, len(vector)).T.tolist()
        self._values.update(zip(vector, columns, strict=True))

    def _column(self, values: Any) -> Sequence[float]:
        column = self._numbers(values)
        if not column.ndim:
            column = column.reshape(1)
        if column.ndim != 1 or not len(column):
            raise _malformed("A parameter's values are no list of numbers.", self._circuit)
        listed: list[float] = column.tolist()
        return listed

    def _numbers(self, values: Any) -> Any:
        try:
            return np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError) as error:
            sentence = f"A parameter's values are no numbers: {error}"
            raise _malformed(sentence, self._circuit) from error

    def rows(self, packed: PackedCircuit) -> list[Sequence[float]]:
        """Return the numbers of each set.

        Raises:
            SpinwireError: ``circuit.unboundParameters``, ``circuit.malformedBinds``.
        """
        values, count = self._values, self.count
        columns: list[Sequence[float]] = []
        for number in (*self._first(packed), *packed.numbers[1 + len(packed.inputs) :]):
            if isinstance(number, float):
                columns.append((number,) * count)
                continue
            column = values.get(number)
            if column is None and isinstance(number, ParameterExpression):
                column = self._evaluated(number)
            columns.append((number,) * count if column is None else column)
        return list(zip(*columns, strict=True))

    def _first(self, packed: PackedCircuit) -> list[Any]:
        """Return the global phase and, in place of the inputs, parameters of their values."""
        first = packed.numbers[:1]
        for variable in packed.inputs:
            parameter = Parameter(variable.name)
            self._values[parameter] = self._values_of(variable)
            first.append(parameter)
        return first

    def named(self, index: int) -> dict[str, float]:
        """Return the values of one set by the parameters' names."""
        return {key.name: values[index] for key, values in self._values.items()}

    def _values_of(self, parameter: Any) -> Sequence[float]:
        values: Sequence[float] | None = self._values.get(parameter)
        if values is None:
            raise unbound_parameters(self._circuit.name, {parameter.name})
        return values

    def _evaluated(self, expression: ParameterExpression) -> Sequence[float]:
        parameters = list(expression.parameters)
        if not parameters:
            return [float(expression)] * self.count
        columns = [self._values_of(parameter) for parameter in parameters]
        affine = _affine(expression, parameters, columns) if self.count > 1 else None
        if affine is not None:
            return affine
        try:
            return [_value_at(expression, parameters, one) for one in zip(*columns, strict=True)]
        except Exception as error:
            # Whatever Qiskit raises for a division by zero, a complex value and the like.
            sentence = f"An expression of parameters has no real value: {expression}."
            raise _malformed(sentence, self._circuit) from error


def _affine(
    expression: ParameterExpression, parameters: Sequence[Any], columns: Sequence[Sequence[float]]
) -> Sequence[float] | None:
    """Return the values of an affine expression; ``None`` where it seems to be another."""
    try:
        slopes = [expression.gradient(parameter) for parameter in parameters]
    except Exception:
        # Whatever a function without a derivative raises.
        return None
    if any(isinstance(slope, ParameterExpression) for slope in slopes):
        return None
    start = _value_at(expression, parameters, [0.0] * len(parameters))
    total = np.full(len(columns[0]), start)
    for slope, column in zip(slopes, columns, strict=True):
        total += float(slope) * np.asarray(column)
    listed: list[float] = total.tolist()
    return listed


def _value_at(
    expression: ParameterExpression, parameters: Sequence[Any], values: Sequence[float]
) -> float:
    return float(expression.bind(dict(zip(parameters, map(float, values), strict=True))))


def _malformed(sentence: str, circuit: QuantumCircuit) -> SpinwireError:
    return SpinwireError("circuit.malformedBinds", sentence, {"circuit": circuit.name})
