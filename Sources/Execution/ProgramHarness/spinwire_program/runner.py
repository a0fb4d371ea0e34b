"""Runs one program, from its start frame to its outcome."""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import logging
import os
import socket
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spinwire.archive import is_archive
from spinwire.codec import RuntimeDecoder
from spinwire_program import compat
from spinwire_program.circuit_channel import CircuitChannel
from spinwire_program.description import DeviceDescription
from spinwire_program.errors import SpinwireError
from spinwire_program.failure import ProgramFailure, raised, traceback_text
from spinwire_program.frames import (
    CONTENT_TYPE_JSON,
    STATUS_COMPLETED,
    STATUS_COMPLETED_AND_WAITING,
    STATUS_FAILED,
    STATUS_WAITING_WITHOUT_CIRCUITS,
    Channel,
    FrameKind,
)
from spinwire_program.ledger import Ledger
from spinwire_program.messenger import UserMessenger, encoded
from spinwire_program.seeds import seeds_of, sow
from spinwire_program.source import (
    check_inputs,
    file_name_of,
    load_module,
    main_of,
    signature_of,
)
from spinwire_program.start import Start, receive_start
from spinwire_program.tidying import Tidying
from spinwire_program.unavailable import UnavailableBackend
from spinwire_program.validation import OutputChecks, check_values


@dataclass(frozen=True)
class _Program:
    """A program that is imported, in a process that may serve another job of its session."""

    main: Callable[..., Any]
    signature: inspect.Signature | None
    file_name: str
    described_device: dict[str, Any]
    tidying: Tidying

    @functools.cached_property
    def device(self) -> DeviceDescription:
        """The device next to which it runs, read once for all jobs.

        Raises:
            SpinwireError: ``backend.invalid``.
        """
        return DeviceDescription.from_dict(self.described_device)


def run(channel: Channel) -> None:
    """Serve a start: run the program, send exactly one outcome. Then, if a session wants it and the
    process is as it was, another one, without importing the program again.

    To be called once in a process that is locked in and serves nothing else: the program's code
    runs here, and what it left behind (threads, modules, open files) stays. The caller ends the
    process right after, by ``os._exit``, so that a thread of the program cannot hold it.

    A channel that is closed before a start is an executor that needs this process no more: the
    function returns.
    """
    program: _Program | None = None
    while True:
        ledger = Ledger()
        try:
            start = receive_start(channel)
        except EOFError:
            return
        program = _serve(channel, start, ledger, program)
        if program is None:
            return


def _serve(
    channel: Channel, start: Start, ledger: Ledger, known: _Program | None
) -> _Program | None:
    """Run a program to its outcome; returns it when another start may follow."""
    ledger.reached("started")
    owner = os.getpid()
    messenger = UserMessenger(
        channel, start.publish_credit, start.message_byte_count_max, start.checkpoint
    )
    program: _Program | None = None
    status = STATUS_FAILED
    with contextlib.ExitStack() as job:
        try:
            _prepare(start, job)
            inputs = _checked_inputs(start)
            program = known if start.is_loaded else _loaded_program(start)
            if program is None:
                raise SpinwireError("wire.malformed", "The process has no program to run again.")
            body = _result(program, start, inputs, messenger, ledger, job)
            status = STATUS_COMPLETED
        except ProgramFailure as failure:
            body = failure.body()
        except Exception as error:
            # Not the program's doing, as that is a ProgramFailure: its job still gets a reason.
            body = ProgramFailure("program.notStarted", str(error), traceback_text(error)).body()
        if os.getpid() != owner:
            # The program forked and its child came back through here: the outcome is the parent's.
            os._exit(1)
        _flush_output()
    if status == STATUS_FAILED or not start.may_follow or messenger.is_waiting_for_circuits:
        program = None
    if program is not None and not program.tidying.tidy():
        program = None
    if program is not None:
        used = ledger.has_circuits
        status = STATUS_COMPLETED_AND_WAITING if used else STATUS_WAITING_WITHOUT_CIRCUITS
    ended = ledger.body(messenger.publish_seconds)
    messenger.end(ended, body, bytes([status, CONTENT_TYPE_JSON]))
    return program


def _loaded_program(start: Start) -> _Program:
    """Import a program; raises ``ProgramFailure``."""
    tidying = Tidying()
    module, file_name = _loaded(start)
    main = main_of(module)
    program = _Program(main, signature_of(main), file_name, start.backend, tidying)
    if start.may_follow:
        tidying.note_loaded(start.circuit_descriptor)
    return program


def _result(
    program: _Program,
    start: Start,
    inputs: dict[str, Any],
    messenger: UserMessenger,
    ledger: Ledger,
    job: contextlib.ExitStack,
) -> bytes:
    """Run the program; returns the JSON of its result, raises ``ProgramFailure``."""
    check_inputs(program.main, program.signature, inputs)
    outputs = OutputChecks.of(start)
    if outputs is not None:
        messenger.watch_outputs(outputs)
    ledger.reached("imported")
    ledger.watch_transpiler()
    job.callback(ledger.stop_watching)
    backend = _backend(program, start, messenger, ledger, job)
    ledger.reached("main")
    # At once, since nobody knows whether the program ever says anything; the executor lets it wait
    # for a message to go with.
    messenger.send(FrameKind.METRIC, ledger.beginning())
    try:
        returned = program.main(backend, messenger, **inputs)
    except BaseException as error:
        # SystemExit and KeyboardInterrupt included: no program ends without an outcome.
        raise raised(error, program.file_name) from None
    result = _encoded_result(returned, messenger, start, program.file_name)
    complaint = None if outputs is None else outputs.complaint("result", result)
    if complaint is not None:
        messenger.send(FrameKind.VIOLATION, complaint)
    return result


def _loaded(start: Start) -> tuple[types.ModuleType, str]:
    """Return the program's module, and the name that its file has in tracebacks."""
    if is_archive(start.source):
        # Few programs have several files: the others are not to wait for what these need.
        from spinwire_program.several_files import load_archive

        return load_archive(start.source)
    file_name = file_name_of(start.program_name)
    return load_module(start.source, file_name), file_name


def _prepare(start: Start, job: contextlib.ExitStack) -> None:
    # From here on this process decodes nothing but what belongs to jobs of one account.
    RuntimeDecoder.inside_sandbox = True
    compat.install()
    sow(seeds_of(start.seed_job_id))
    if start.log_level:
        with contextlib.suppress(ValueError):
            _log_from(start.log_level.upper(), job)


def _log_from(level: str, job: contextlib.ExitStack) -> None:
    """Write what is logged from a level on, until the job ends; raises ValueError for no level."""
    root = logging.getLogger()
    job.callback(root.setLevel, root.level)
    root.setLevel(level)
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
        job.callback(root.removeHandler, handler)


def _checked_inputs(start: Start) -> dict[str, Any]:
    """Look at the inputs before anything of the program runs; raises ``ProgramFailure``."""
    try:
        data = start.take_inputs()
        if start.checks_inputs:
            check_values(start.schemas, data.encode() if isinstance(data, str) else data)
        inputs = json.loads(data or "{}", cls=RuntimeDecoder)
    except RecursionError:
        raise ProgramFailure("inputs.invalid", "The inputs are nested too deeply.") from None
    except ValueError as error:
        raise ProgramFailure("inputs.invalid", f"The inputs cannot be decoded: {error}") from None
    if not isinstance(inputs, dict):
        raise ProgramFailure("inputs.invalid", "The inputs are not a JSON object.")
    return inputs


def _backend(
    program: _Program,
    start: Start,
    messenger: UserMessenger,
    ledger: Ledger,
    job: contextlib.ExitStack,
) -> Any:
    """Return the backend; one that says why it cannot be used where Qiskit is not installed."""
    connection: socket.socket | None = None
    if start.circuit_descriptor is not None:
        connection = socket.socket(fileno=start.circuit_descriptor)
    transport = CircuitChannel(connection, start.job_id, messenger.connect_circuits)
    job.callback(transport.close)
    try:
        from spinwire_program.backend import SpinwireBackend
    except ImportError as error:
        return UnavailableBackend(f"The environment has no Qiskit for a backend: {error}")
    ledger.watch_circuits(transport)
    return SpinwireBackend(program.device, transport, seeds_of(start.seed_job_id).number)


def _encoded_result(returned: Any, messenger: UserMessenger, start: Start, file_name: str) -> bytes:
    if returned is None and messenger.final_result is not None:
        data = messenger.final_result
    else:
        try:
            data = encoded(returned)
        except BaseException as error:
            raise raised(error, file_name, "result.notSerializable") from None
    limit = start.result_byte_count_max
    if limit is not None and len(data) > limit:
        failure = SpinwireError(
            "output.limit",
            "The result is longer than a result may be.",
            {"byte_count": len(data), "limit": limit},
        )
        raise ProgramFailure(failure.code, str(failure))
    return data


def _flush_output() -> None:
    # What the program printed comes before its outcome. The streams are the program's to break.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
