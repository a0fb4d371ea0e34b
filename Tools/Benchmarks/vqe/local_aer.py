"""A plain script that solves lithium hydride with Aer, in its own process and nothing else.

    python local_aer.py estimator|binds

``estimator`` asks Aer's EstimatorV2, as its manual shows; ``binds`` has the energy saved in the
circuit and gives all parameters to one run, which is the quickest way that Aer has. Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time

STARTED = time.perf_counter()

from typing import Any  # noqa: E402

from problem import lithium_hydride, solve  # noqa: E402
from qiskit import transpile  # noqa: E402
from qiskit_aer import AerSimulator  # noqa: E402
from qiskit_aer.primitives import EstimatorV2  # noqa: E402


def main(way: str) -> None:
    """Solve it one way and say what it took."""
    imported = time.perf_counter()
    problem = lithium_hydride()
    backend = AerSimulator(method="statevector")

    def by_estimator(rows: Any) -> Any:
        pub = (circuit, problem.hamiltonian, rows)
        return estimator.run([pub], precision=0).result()[0].data.evs

    def by_binds(rows: Any) -> Any:
        binds = dict(zip(circuit.parameters, rows.T.tolist(), strict=True))
        result = backend.run(circuit, parameter_binds=[binds], shots=1).result()
        return [result.data(index)["expectation_value"] for index in range(len(rows))]

    circuit = transpile(problem.circuit, backend)
    estimator = EstimatorV2.from_backend(backend)
    if way == "binds":
        circuit.save_expectation_value(problem.hamiltonian, circuit.qubits)
    energy, count = solve(by_binds if way == "binds" else by_estimator, problem.start)
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "energy": energy,
                "energies": count,
                "seconds_without_imports": ended - imported,
                "seconds": ended - STARTED,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
