"""What is added to modules of a current Qiskit."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

from spinwire.compat import notebook
from spinwire.compat.loaders import Patch, lazy_attributes


def _patch_qiskit(module: ModuleType) -> None:
    places = {
        "Aer": "qiskit_aer:Aer",
        "IBMQ": "spinwire.compat.provider:IBMQ",
        "assemble": "qiskit.compiler:assemble",
        "execute": "spinwire.compat.execution:execute",
        "schedule": "qiskit.compiler:schedule",
    }
    missing = {name: place for name, place in places.items() if name not in module.__dict__}
    if "__getattr__" in module.__dict__:
        # An earlier Qiskit serves some of these itself, by a function that is asked first.
        missing = {name: place for name, place in missing.items() if not _has(module, name)}
    lazy_attributes(module, missing)


def _has(module: ModuleType, name: str) -> bool:
    try:
        module.__dict__["__getattr__"](name)
    except AttributeError:
        return False
    return True


def _patch_providers(module: ModuleType) -> None:
    for earlier, current in (("BaseBackend", "Backend"), ("BaseJob", "Job")):
        if not hasattr(module, earlier):
            setattr(module, earlier, getattr(module, current))


def _patch_compiler(module: ModuleType) -> None:
    for name in ("assemble", "schedule"):
        if not hasattr(module, name):
            setattr(module, name, _removed(f"qiskit.compiler.{name}"))


def _removed(name: str) -> Callable[..., NoReturn]:
    def refuse(*arguments: Any, **options: Any) -> NoReturn:
        raise NotImplementedError(f"{name} is no part of the installed Qiskit.")

    return refuse


def _patch_library(module: ModuleType) -> None:
    # The name means a function now; the classes of the module that it hides are put on it.
    function = getattr(module, "n_local", None)
    if not callable(function):
        return
    for name in ("EfficientSU2", "NLocal", "RealAmplitudes", "TwoLocal"):
        if hasattr(module, name) and not hasattr(function, name):
            setattr(function, name, getattr(module, name))


def _patch_circuit(module: ModuleType) -> None:
    from spinwire.compat import circuit_methods

    circuit_methods.add_to(module.__dict__["QuantumCircuit"])


def _patch_instruction_set(module: ModuleType) -> None:
    from spinwire.compat import conditions

    if not hasattr(module.__dict__["InstructionSet"], "c_if"):
        module.__dict__["InstructionSet"].c_if = conditions.c_if


def _patch_stage_plugins(module: ModuleType) -> None:
    from spinwire.compat import transpiler_plugins

    transpiler_plugins.defer(module)


def _add_magics(module: ModuleType) -> None:
    notebook.register_magics()


#: By the name of the module, what is done to it once it is loaded.
PATCHES: dict[str, Patch] = {
    "qiskit": _patch_qiskit,
    "qiskit.circuit.instructionset": _patch_instruction_set,
    "qiskit.circuit.library": _patch_library,
    "qiskit.circuit.quantumcircuit": _patch_circuit,
    "qiskit.compiler": _patch_compiler,
    "qiskit.providers": _patch_providers,
    notebook.MODULE: _add_magics,
    "qiskit.transpiler.preset_passmanagers.plugin": _patch_stage_plugins,
}
