"""Numbers for a circuit's parameters: many sets of values at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import Parameter, ParameterExpression, ParameterVector, QuantumCircuit

from spinwire_program.errors import SpinwireError
from spinwire_program.packing import PackedCircuit, unbound_parameters

#: Values by parameter, each an array with a value for each set.
Values = dict[Any, Any]


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
        by_name = {parameter.name: parameter for parameter in circuit.parameters}
        by_name.update((variable.name, variable) for variable in circuit.iter_input_vars())
        self._values: Values = {}
        for key, values in given.items():
            if isinstance(key, ParameterVector):
                self._add_vector(key, values)
            else:
                self._values[by_name.get(key, key) if isinstance(key, str) else key] = self._column(
                    values
                )
        counts = {len(column) for column in self._values.values()}
        if len(counts) > 1:
            raise _malformed("Parameters have different numbers of values.", self._circuit)
        self.count = counts.pop() if counts else 1

    def _add_vector(self, vector: ParameterVector, values: Any) -> None:
        columns = np.asarray(values, dtype=np.float64)
        if columns.ndim not in (1, 2) or columns.shape[-1] != len(vector):
            raise _malformed("A vector's values do not fit its length.", self._circuit)
        for parameter, column in zip(vector, columns.reshape(-1, len(vector)).T, strict=True):
            self._values[parameter] = column

    def _column(self, values: Any) -> Any:
        try:
            column = np.atleast_1d(np.asarray(values, dtype=np.float64))
        except (TypeError, ValueError) as error:
            raise _malformed(f"A parameter's values are no numbers: {error}", self._circuit) from (
                error
            )
        if column.ndim != 1 or not len(column):
            raise _malformed("A parameter's values are no list of numbers.", self._circuit)
        return column

    def numbers(self, packed: PackedCircuit) -> Any:
        """Return the numbers of each set, as an array of sets by numbers.

        Raises:
            SpinwireError: ``circuit.unboundParameters``.
        """
        count = self.count
        table = np.empty((count, len(packed.numbers)))
        inputs = len(packed.inputs)
        for index, number in enumerate(packed.numbers):
            if isinstance(number, ParameterExpression):
                table[:, index] = self._evaluated(number)
            elif 1 <= index <= inputs:
                table[:, index] = self._value_of(packed.inputs[index - 1])
            else:
                table[:, index] = number
        return table

    def named(self) -> list[dict[str, float]]:
        """Return the values of each set by the parameters' names."""
        columns = {key.name: column.tolist() for key, column in self._values.items()}
        return [
            {name: column[index] for name, column in columns.items()} for index in range(self.count)
        ]

    def _value_of(self, parameter: Any) -> Any:
        column = self._values.get(parameter)
        if column is None:
            raise unbound_parameters(self._circuit.name, {parameter.name})
        return column

    def _evaluated(self, expression: ParameterExpression) -> Any:
        if isinstance(expression, Parameter):
            return self._value_of(expression)
        parameters = list(expression.parameters)
        columns = [self._value_of(parameter) for parameter in parameters]
        affine = _affine(expression, parameters, columns) if self.count > 1 else None
        if affine is not None:
            return affine
        sets = zip(*(column.tolist() for column in columns), strict=True)
        try:
            return [_value_at(expression, parameters, one) for one in sets]
        except Exception as error:
            # Whatever Qiskit raises for a division by zero, a complex value and the like.
            sentence = f"An expression of parameters has no real value: {expression}."
            raise _malformed(sentence, self._circuit) from error


def _affine(
    expression: ParameterExpression, parameters: Sequence[Any], columns: Sequence[Any]
) -> Any:
    """Return the values of an affine expression; ``None`` where it seems to be another."""
    try:
        slopes = [expression.gradient(parameter) for parameter in parameters]
    except Exception:
        # Whatever a function without a derivative raises.
        return None
    if any(isinstance(slope, ParameterExpression) for slope in slopes):
        return None
    total = _value_at(expression, parameters, [0.0] * len(parameters))
    for slope, column in zip(slopes, columns, strict=True):
        total = total + float(slope) * column
    return total


def _value_at(
    expression: ParameterExpression, parameters: Sequence[Any], values: Sequence[float]
) -> float:
    return float(expression.bind(dict(zip(parameters, map(float, values), strict=True))))


def _malformed(sentence: str, circuit: QuantumCircuit) -> SpinwireError:
    return SpinwireError("circuit.malformedBinds", sentence, {"circuit": circuit.name})
