"""What a forked child does: lock itself in, warm itself, say so, and run one program."""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from spinwire_zygote.channel import Channel
from spinwire_zygote.configuration import Configuration
from spinwire_zygote.lock_in import (
    CHANNEL_DESCRIPTOR,
    STATUS_DESCRIPTOR,
    Descriptors,
    Limits,
    LockInLibrary,
    Report,
)

READY = b"\x83"
"""The frame that says: locked in and warm."""

EXIT_LOCK_IN_FAILED = 120
EXIT_HARNESS_FAILED = 121


def run_child(
    configuration: Configuration,
    library: LockInLibrary,
    limits: Limits,
    descriptors: Descriptors,
    starter: int,
    user: int,
    scratch: str | None,
    is_warm: bool,
) -> NoReturn:
    """Never returns: the zygote's stack below must not be unwound in a child."""
    status = EXIT_HARNESS_FAILED
    try:
        _become_own_process()
        # The executor must hold the means to kill this process before it may do anything.
        if os.read(starter, 1) == b"s":
            report = library.lock_in(limits, descriptors, user, scratch)
            _tell(descriptors, report)
            status = EXIT_LOCK_IN_FAILED
            if report.error == 0:
                status = _serve(configuration, scratch, is_warm)
    except BaseException:
        status = EXIT_HARNESS_FAILED
        traceback.print_exc()
    finally:
        # Neither the zygote's exit handlers nor its open files are this process's business.
        _flush()
        os._exit(status)


def _become_own_process() -> None:
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Interrupting is the executor's to decide, and it kills; no KeyboardInterrupt in the middle of
    # a program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _tell(descriptors: Descriptors, report: Report) -> None:
    """Reports to the zygote. Until the descriptors are arranged the pipe has its old number."""
    message = {"features": report.features, "error": report.error, "step": report.step}
    encoded = json.dumps(message).encode()
    for descriptor in (STATUS_DESCRIPTOR, descriptors.status):
        try:
            os.write(descriptor, encoded)
            os.close(descriptor)
            return
        except OSError:
            continue


def _serve(configuration: Configuration, scratch: str | None, is_warm: bool) -> int:
    in_private_root = os.getcwd() == "/tmp"
    place = "/tmp" if in_private_root or scratch is None else scratch
    os.environ.update({"HOME": place, "TMPDIR": place, "PWD": place, "SPINWIRE_SCRATCH": place})
    _open_standard_streams()
    _seed()
    gc.enable()
    warm = find_entry(configuration.warm) if is_warm else None
    if warm is not None:
        warm()
    run = find_entry(configuration.run)
    if run is None:
        print(f"spinwire: the harness has no {configuration.run}", file=sys.stderr)
        return EXIT_HARNESS_FAILED
    channel = Channel(CHANNEL_DESCRIPTOR)
    channel.send(READY)
    run(channel)
    return 0


def _open_standard_streams() -> None:
    """Output is a log, read while the program runs: by lines, and never an encoding error."""
    # Open for as long as the program runs: no context manager closes them.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(  # noqa: SIM115
        1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
    )
    sys.stderr = open(  # noqa: SIM115
        2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
    )


def _seed() -> None:
    """All children inherit the same state; `random` reseeds itself on fork, NumPy does not."""
    numpy_random: Any = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()


def find_entry(name: str) -> Callable[..., object] | None:
    """Finds `module:function`, or None when there is no such module."""
    module_name, _, function_name = name.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        # A module that exists but misses one of its own imports is a fault to be seen.
        if error.name is not None and (module_name + ".").startswith(error.name + "."):
            return None
        raise
    entry: Callable[..., object] = getattr(module, function_name)
    return entry


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            # The program may have closed or replaced it.
            continue
