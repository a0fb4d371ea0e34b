"""Calls the lock-in, which is written in C and shared with the executor."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from typing import Any

STAY = 0xFFFFFFFF
"""Instead of a user or group id: stay who one is."""

STATUS_DESCRIPTOR = 4
"""Where the status pipe is found after the lock-in."""

CHANNEL_DESCRIPTOR = 3
"""Where the program's channel is found after the lock-in."""

FEATURE_OWN_USER = 1 << 7
FEATURE_PRIVATE_SCRATCH = 1 << 12


class _Plan(ctypes.Structure):
    """`struct spinwire_lock_in_plan` of CSandbox.h; the size field catches a library of another
    version.
    """

    _fields_ = [
        ("size", ctypes.c_uint32),
        ("features_required", ctypes.c_uint32),
        ("read_only_paths", ctypes.POINTER(ctypes.c_char_p)),
        ("fallback_scratch", ctypes.c_char_p),
        ("output_descriptor", ctypes.c_int32),
        ("error_descriptor", ctypes.c_int32),
        ("channel_descriptor", ctypes.c_int32),
        ("status_descriptor", ctypes.c_int32),
        ("user", ctypes.c_uint32),
        ("group", ctypes.c_uint32),
        ("address_space_byte_count_max", ctypes.c_uint64),
        ("cpu_second_count_max", ctypes.c_uint64),
        ("file_byte_count_max", ctypes.c_uint64),
        ("process_count_max", ctypes.c_uint64),
        ("descriptor_count_max", ctypes.c_uint64),
        ("scratch_byte_count_max", ctypes.c_uint64),
        ("scratch_file_count_max", ctypes.c_uint64),
    ]


class _Report(ctypes.Structure):
    """`struct spinwire_lock_in_report` of CSandbox.h."""

    _fields_ = [
        ("features", ctypes.c_uint32),
        ("error", ctypes.c_int32),
        ("step", ctypes.c_char * 48),
    ]


@dataclass(frozen=True)
class Limits:
    """Limits of one program process; see CSandbox.h for what each one counts."""

    address_space_byte_count_max: int
    cpu_second_count_max: int
    file_byte_count_max: int
    process_count_max: int
    descriptor_count_max: int
    scratch_byte_count_max: int
    scratch_file_count_max: int

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Limits:
        """Reads an object with exactly these fields, each a positive integer."""
        names = list(cls.__dataclass_fields__)
        if sorted(value) != sorted(names):
            raise ValueError(f"limits need exactly the fields {', '.join(names)}")
        if not all(isinstance(value[name], int) and value[name] > 0 for name in names):
            raise ValueError("limits are positive integers")
        return cls(**value)


@dataclass(frozen=True)
class Descriptors:
    """The child's ends, before the lock-in gives them their numbers."""

    output: int
    error: int
    channel: int
    status: int


@dataclass(frozen=True)
class Report:
    """What the lock-in achieved: feature bits, or the errno and name of the step that failed."""

    features: int
    error: int
    step: str


class LockInLibrary:
    """The loaded library and the part of the plan that is the same for every child."""

    def __init__(self, path: str, read_only_paths: list[str], features_required: int) -> None:
        """Loads the library; raises OSError when it cannot be loaded."""
        self._library = ctypes.CDLL(path, use_errno=True)
        encoded = [os.fsencode(path) for path in read_only_paths]
        # Kept here: the plan only points to it.
        self._paths = (ctypes.c_char_p * (len(encoded) + 1))(*encoded, None)
        self._features_required = features_required
        # Opened once: what the namespace of the zygote is does not change.
        self._own_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def begin_pid_namespace(self) -> bool:
        """Makes the next child pid 1 of a new PID namespace; False where that is not granted."""
        return bool(self._library.spinwire_pid_namespace_begin() == 0)

    def end_pid_namespace(self) -> None:
        """Makes later children ordinary ones again."""
        result = self._library.spinwire_pid_namespace_end(ctypes.c_int(self._own_namespace))
        if result != 0:
            raise OSError(-result, "cannot return to the zygote's PID namespace")

    def lock_in(
        self, limits: Limits, descriptors: Descriptors, user: int, fallback_scratch: str | None
    ) -> Report:
        """Locks the calling process in for good. On an error it must exit."""
        plan = _Plan(
            size=ctypes.sizeof(_Plan),
            features_required=self._features_required,
            read_only_paths=ctypes.cast(self._paths, ctypes.POINTER(ctypes.c_char_p)),
            fallback_scratch=None if fallback_scratch is None else os.fsencode(fallback_scratch),
            output_descriptor=descriptors.output,
            error_descriptor=descriptors.error,
            channel_descriptor=descriptors.channel,
            status_descriptor=descriptors.status,
            user=user,
            group=user,
            **{name: getattr(limits, name) for name in Limits.__dataclass_fields__},
        )
        report = _Report()
        self._library.spinwire_lock_in(ctypes.byref(plan), ctypes.byref(report))
        return Report(report.features, report.error, report.step.decode("ascii", "replace"))
