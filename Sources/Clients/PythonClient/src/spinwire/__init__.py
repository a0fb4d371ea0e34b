"""Python client of Spinwire, a self-hosted runtime for hybrid quantum programs.

Names are loaded when first used: importing the package loads no ZeroMQ, NumPy or Qiskit, so that a
program's process and a quick command line pay only for what they touch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spinwire.backend import Backend as Backend
    from spinwire.codec import ResultDecoder as ResultDecoder
    from spinwire.codec import RuntimeDecoder as RuntimeDecoder
    from spinwire.codec import RuntimeEncoder as RuntimeEncoder
    from spinwire.errors import SpinwireError as SpinwireError
    from spinwire.failures import RuntimeJobCancelledError as RuntimeJobCancelledError
    from spinwire.failures import RuntimeJobError as RuntimeJobError
    from spinwire.failures import RuntimeJobFailureError as RuntimeJobFailureError
    from spinwire.failures import RuntimeJobLostError as RuntimeJobLostError
    from spinwire.failures import RuntimeJobMaxTimeoutError as RuntimeJobMaxTimeoutError
    from spinwire.failures import RuntimeJobTimeoutError as RuntimeJobTimeoutError
    from spinwire.job import RuntimeJob as RuntimeJob
    from spinwire.limits import ClientLimits as ClientLimits
    from spinwire.local_simulation import local_backend as local_backend
    from spinwire.messenger import UserMessenger as UserMessenger
    from spinwire.options import RunOptions as RunOptions
    from spinwire.parameter_namespace import ParameterNamespace as ParameterNamespace
    from spinwire.program import ProgramBackend as ProgramBackend
    from spinwire.runtime_program import RuntimeProgram as RuntimeProgram
    from spinwire.service import RuntimeService as RuntimeService
    from spinwire.session import Session as Session
    from spinwire.status import JobStatus as JobStatus
    from spinwire.wire import Event as Event

_HOMES = {
    "Backend": "spinwire.backend",
    "ClientLimits": "spinwire.limits",
    "Event": "spinwire.wire",
    "JobStatus": "spinwire.status",
    "ParameterNamespace": "spinwire.parameter_namespace",
    "ProgramBackend": "spinwire.program",
    "ResultDecoder": "spinwire.codec",
    "RunOptions": "spinwire.options",
    "RuntimeDecoder": "spinwire.codec",
    "RuntimeEncoder": "spinwire.codec",
    "RuntimeJob": "spinwire.job",
    "RuntimeJobCancelledError": "spinwire.failures",
    "RuntimeJobError": "spinwire.failures",
    "RuntimeJobFailureError": "spinwire.failures",
    "RuntimeJobLostError": "spinwire.failures",
    "RuntimeJobMaxTimeoutError": "spinwire.failures",
    "RuntimeJobTimeoutError": "spinwire.failures",
    "RuntimeProgram": "spinwire.runtime_program",
    "RuntimeService": "spinwire.service",
    "Session": "spinwire.session",
    "SpinwireError": "spinwire.errors",
    "UserMessenger": "spinwire.messenger",
    "local_backend": "spinwire.local_simulation",
}

__all__ = [
    "Backend",
    "ClientLimits",
    "Event",
    "JobStatus",
    "ParameterNamespace",
    "ProgramBackend",
    "ResultDecoder",
    "RunOptions",
    "RuntimeDecoder",
    "RuntimeEncoder",
    "RuntimeJob",
    "RuntimeJobCancelledError",
    "RuntimeJobError",
    "RuntimeJobFailureError",
    "RuntimeJobLostError",
    "RuntimeJobMaxTimeoutError",
    "RuntimeJobTimeoutError",
    "RuntimeProgram",
    "RuntimeService",
    "Session",
    "SpinwireError",
    "UserMessenger",
    "local_backend",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
