"""Transpiles circuits, runs them, and takes errors of measuring out of the outcome if asked to."""

from __future__ import annotations

from typing import Any

from qiskit import QuantumCircuit, qasm2, qasm3, transpile

#: Inputs that go to the transpiler and to the backend as they are.
TRANSPILER_INPUTS = (
    "initial_layout",
    "layout_method",
    "optimization_level",
    "routing_method",
    "seed_transpiler",
)
RUN_INPUTS = ("shots", "memory", "seed_simulator")

INPUTS = frozenset(
    {
        *TRANSPILER_INPUTS,
        *RUN_INPUTS,
        "calibration_shots",
        "circuits",
        "measurement_error_mitigation",
        "skip_transpilation",
    }
)

CALIBRATION_SHOTS = 8192


def main(backend: Any, user_messenger: Any, **kwargs: Any) -> dict[str, Any]:
    """Run circuits; see README.md for the inputs.

    Returns:
        The dictionary of a ``qiskit.result.Result``, which ``RunnerResult`` decodes. With
        mitigation the data of each experiment has ``quasiprobabilities`` beside ``counts``.

    Raises:
        ValueError: Inputs that nothing can be made of.
    """
    if unknown := sorted(set(kwargs) - INPUTS):
        raise ValueError(
            f"These inputs are not known: {', '.join(unknown)}. Known: {', '.join(sorted(INPUTS))}."
        )
    circuits = circuits_of(kwargs.get("circuits"))
    options = {name: kwargs[name] for name in RUN_INPUTS if kwargs.get(name) is not None}
    if not kwargs.get("skip_transpilation"):
        given = {name: kwargs[name] for name in TRANSPILER_INPUTS if kwargs.get(name) is not None}
        circuits = transpile(circuits, backend, **{"optimization_level": 1, **given})
    if not kwargs.get("measurement_error_mitigation"):
        return dict(backend.run(circuits, **options).result().to_dict())

    wiring = [measured_qubits(circuit) for circuit in circuits]
    shots = kwargs.get("calibration_shots") or CALIBRATION_SHOTS
    mitigation = calibrated(backend, wiring, shots)
    result: dict[str, Any] = dict(backend.run(circuits, **options).result().to_dict())
    for experiment, measured in zip(result["results"], wiring, strict=True):
        data = experiment["data"]
        data["quasiprobabilities"] = mitigated(mitigation, data["counts"], measured)
    return result


def circuits_of(given: Any) -> list[QuantumCircuit]:
    """Return the circuits, of which one may come alone, and each as OpenQASM."""
    circuits = [given] if isinstance(given, (QuantumCircuit, str)) else given
    if not isinstance(circuits, (list, tuple)) or not circuits:
        raise ValueError("circuits must be a QuantumCircuit or a list of at least one.")
    circuits = [from_qasm(one) if isinstance(one, str) else one for one in circuits]
    for number, circuit in enumerate(circuits):
        if not isinstance(circuit, QuantumCircuit):
            raise ValueError(
                f"circuits[{number}] is no QuantumCircuit but {type(circuit).__name__}."
            )
        if circuit.parameters:
            names = ", ".join(parameter.name for parameter in circuit.parameters)
            raise ValueError(f"circuits[{number}] has parameters without values: {names}.")
    return list(circuits)


def from_qasm(text: str) -> QuantumCircuit:
    """Return the circuit of a text in OpenQASM 2 or 3."""
    is_second = text.lstrip().startswith("OPENQASM 2")
    try:
        return qasm2.loads(text) if is_second else qasm3.loads(text)
    except Exception as error:
        # Some are raised without words.
        reason = str(error) or type(error).__name__
        raise ValueError(f"A circuit cannot be read as OpenQASM: {reason}") from error


def measured_qubits(circuit: QuantumCircuit) -> dict[int, int]:
    """Return the qubit that each classical bit is measured from.

    Raises:
        ValueError: A measurement is not the last that happens to its qubit, so that its errors have
            consequences that no correction of the counts can undo.
    """
    measured: dict[int, int] = {}
    for instruction in circuit.data:
        if instruction.name == "barrier":
            continue
        qubits = [circuit.find_bit(qubit).index for qubit in instruction.qubits]
        if instruction.is_control_flow() or not set(qubits).isdisjoint(measured.values()):
            raise ValueError(
                f"Circuit {circuit.name} goes on after a measurement; measurement_error_mitigation"
                " needs measurements at the end alone."
            )
        if instruction.name == "measure":
            measured[circuit.find_bit(instruction.clbits[0]).index] = qubits[0]
    if not measured:
        raise ValueError(f"Circuit {circuit.name} measures nothing; there is nothing to mitigate.")
    return measured


def calibrated(backend: Any, wiring: list[dict[int, int]], shots: int) -> Any:
    """Return M3's mitigation, calibrated on all qubits that are measured.

    Two circuits prepare and read all of them as 0 and all of them as 1: the errors are taken to be
    independent, as M3 takes them (Nation et al., PRX Quantum 2, 040326).
    """
    # Imported only where it is wanted, as it takes a second.
    import mthree
    import numpy as np

    qubits = sorted({qubit for measured in wiring for qubit in measured.values()})
    prepared = []
    for is_one in (False, True):
        circuit = QuantumCircuit(backend.num_qubits, len(qubits))
        if is_one:
            circuit.x(qubits)
        circuit.measure(qubits, range(len(qubits)))
        prepared.append(circuit)
    ready = transpile(
        prepared, backend, initial_layout=range(backend.num_qubits), optimization_level=0
    )
    read_as_one = np.array(
        [
            ones(data.data.counts, len(qubits))
            for data in backend.run(ready, shots=shots).result().results
        ]
    ) / float(shots)
    matrices: list[Any] = [None] * backend.num_qubits
    for qubit, (false_one, true_one) in zip(qubits, read_as_one.T, strict=True):
        matrices[qubit] = np.array([[1 - false_one, 1 - true_one], [false_one, true_one]])
    mitigation = mthree.M3Mitigation()
    mitigation.cals_from_matrices(matrices)
    return mitigation


def ones(counts: dict[str, int], bit_count: int) -> list[int]:
    """Return how often each bit was 1."""
    return [
        sum(count for key, count in counts.items() if int(key, 16) >> bit & 1)
        for bit in range(bit_count)
    ]


def mitigated(
    mitigation: Any, counts: dict[str, int], measured: dict[int, int]
) -> dict[str, float]:
    """Return quasi-probabilities by the outcome of all classical bits in hexadecimal.

    They add up to 1 and may be negative. Bits that nothing is measured into stay 0.
    """
    bits = sorted(measured, reverse=True)
    texts = {
        "".join(str(int(key, 16) >> bit & 1) for bit in bits): count
        for key, count in counts.items()
    }
    corrected = mitigation.apply_correction(texts, [measured[bit] for bit in reversed(bits)])
    return {
        hex(sum(1 << bit for bit, digit in zip(bits, text, strict=True) if digit == "1")): float(
            value
        )
        for text, value in corrected.items()
    }
