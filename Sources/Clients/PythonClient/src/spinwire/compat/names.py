"""Which names of earlier generations live where now."""

from __future__ import annotations

from importlib.util import find_spec

from spinwire.compat import notebook

_BACKEND = {"ProgramBackend": "spinwire.program:ProgramBackend"}
_MESSENGER = {"UserMessenger": "spinwire.messenger:UserMessenger"}
_RESULT_DECODER = {"ResultDecoder": "spinwire.codec:ResultDecoder"}
_PARAMETERS = {"ParameterNamespace": "spinwire.parameter_namespace:ParameterNamespace"}
_SERVICE = {
    "IBMRuntimeService": "spinwire.compat.runtime_service:IBMRuntimeService",
    "RuntimeJob": "spinwire.job:RuntimeJob",
    "RuntimeProgram": "spinwire.runtime_program:RuntimeProgram",
}
_RUNNER_RESULT = {"RunnerResult": "spinwire.compat.runner_result:RunnerResult"}
_CODEC = {
    "RuntimeDecoder": "spinwire.codec:RuntimeDecoder",
    "RuntimeEncoder": "spinwire.codec:RuntimeEncoder",
}
_PROGRAM = {**_BACKEND, **_MESSENGER, **_RESULT_DECODER}

#: What ``qiskit_ibm_runtime`` itself offers, installed or not.
RUNTIME_NAMES = {**_PROGRAM, **_CODEC}
if find_spec("zmq") is not None:
    # Where a service can be reached; a program's process cannot, and finds the installed one.
    RUNTIME_NAMES["QiskitRuntimeService"] = "spinwire.service:RuntimeService"


def _program_modules(package: str) -> dict[str, dict[str, str]]:
    return {
        f"{package}.program": _PROGRAM,
        f"{package}.program.program_backend": _BACKEND,
        f"{package}.program.result_decoder": _RESULT_DECODER,
        f"{package}.program.user_messenger": _MESSENGER,
    }


#: Modules that are made where none of the name is installed.
VIRTUAL_MODULES = {
    **_program_modules("qiskit_ibm_runtime"),
    "qiskit_ibm_runtime.utils": {**_CODEC},
    "qiskit_ibm_runtime.utils.json": {**_CODEC},
    "qiskit.providers.ibmq": _RUNNER_RESULT,
    "qiskit.providers.ibmq.runtime": {**_PROGRAM, **_CODEC, **_PARAMETERS, **_SERVICE},
    "qiskit.providers.ibmq.runtime.utils": {**_PROGRAM, **_CODEC},
    **_program_modules("qiskit.providers.ibmq.runtime"),
    "qiskit.tools": {},
    notebook.MODULE: {},
}

#: Packages under their earlier name, with everything below them.
ALIASES = {
    "qiskit.providers.aer": "qiskit_aer",
    "retworkx": "rustworkx",
}
