"""A backend without a service: the simulator in a process of one's own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import weakref
from importlib.util import find_spec
from typing import Any

from spinwire.errors import SpinwireError

#: Names the command line's executable, where it is not on the path.
EXECUTABLE_VARIABLE = "SPINWIRE_EXECUTABLE"

#: How long the simulator may take to end by itself, in seconds.
STOP_SECONDS_MAX = 10.0

#: Nobody leased it: any job will do.
_JOB_ID = "0" * 32


def local_backend(
    name: str | None = None, *, executable: str | os.PathLike[str] | None = None
) -> Any:
    """Start a simulator and return a backend on it, the one that programs are given.

    The simulator is a process of its own, which ends when the backend is no longer used, or this
    process ends. Needs Qiskit and the executable of Spinwire, but no running service.

    Args:
        name: A backend of the default topology, or an alias; the first one without it.
        executable: Path of ``spinwire``. Without it: ``SPINWIRE_EXECUTABLE``, or what is on the
            path.

    Raises:
        SpinwireError: ``configuration.invalid`` without Qiskit, when there is no executable or it
            does not start, ``backend.notFound`` when the topology has no such backend.
    """
    if find_spec("qiskit") is None:
        raise SpinwireError(
            "configuration.invalid",
            "A local backend needs Qiskit; pip install 'Sources/Clients/PythonClient[qiskit]' "
            "installs it.",
        )
    process, connection = _start(_found(executable))
    try:
        greeting = _greeting(process)
        device = _device(greeting["devices"], name)
        if greeting["program_harness"] not in sys.path:
            # What makes a backend of a connection is the same code as inside the service.
            sys.path.append(greeting["program_harness"])
        from spinwire_program.backend import SpinwireBackend
        from spinwire_program.circuit_channel import CircuitChannel

        backend = SpinwireBackend(device, CircuitChannel(connection, _JOB_ID))
    except BaseException:
        _end(process, connection)
        raise
    weakref.finalize(backend, _end, process, connection)
    return backend


def _found(executable: str | os.PathLike[str] | None) -> str:
    chosen = executable or os.environ.get(EXECUTABLE_VARIABLE) or shutil.which("spinwire")
    if not chosen:
        raise SpinwireError(
            "configuration.invalid",
            f"The executable of Spinwire is not on the path; name it by {EXECUTABLE_VARIABLE}.",
        )
    return os.fspath(chosen)


def _start(executable: str) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            process = subprocess.Popen(
                [executable, "simulator", "--connection", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
        except OSError as error:
            ours.close()
            raise SpinwireError(
                "configuration.invalid",
                "The executable of Spinwire cannot be started.",
                {"executable": executable},
            ) from error
    return process, ours


def _greeting(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    with process.stdout as output:
        line = output.readline()
    try:
        greeting: dict[str, Any] = json.loads(line)
    except ValueError:
        raise SpinwireError(
            "configuration.invalid", "The simulator did not start; its own words are on stderr."
        ) from None
    return greeting


def _device(devices: list[dict[str, Any]], name: str | None) -> dict[str, Any]:
    for device in devices:
        if name is None or name == device["name"] or name in device["aliases"]:
            return device
    raise SpinwireError(
        "backend.notFound",
        "The topology has no backend of that name.",
        {"backend": str(name), "known": ", ".join(device["name"] for device in devices)},
    )


def _end(process: subprocess.Popen[bytes], connection: socket.socket) -> None:
    connection.close()
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
