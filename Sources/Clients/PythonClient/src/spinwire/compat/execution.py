"""``qiskit.execute``, as programs of earlier generations call it."""

from __future__ import annotations

from typing import Any

_TRANSPILE_OPTIONS = frozenset(
    {
        "basis_gates",
        "coupling_map",
        "dt",
        "initial_layout",
        "optimization_level",
        "output_name",
        "seed_transpiler",
    }
)


def execute(experiments: Any, backend: Any, **options: Any) -> Any:
    """Transpile circuits for a backend and run them there; returns the backend's job.

    Options of the transpiler go to it, every other one that is not ``None`` to the backend.
    """
    from qiskit import transpile

    given = {name: value for name, value in options.items() if value is not None}
    transpiling = {name: value for name, value in given.items() if name in _TRANSPILE_OPTIONS}
    running = {name: value for name, value in given.items() if name not in _TRANSPILE_OPTIONS}
    return backend.run(transpile(experiments, backend, **transpiling), **running)
