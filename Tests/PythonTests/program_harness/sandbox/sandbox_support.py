"""Drives a real zygote the way the executor does, for tests."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[4]
EXECUTION = REPOSITORY / "Sources" / "Execution"
SYSTEM_PATHS = ["/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ssl", "/etc/alternatives"]
NOBODY = 65534
DEADLINE_SECONDS = 30.0
FEATURES = {
    name: 1 << bit
    for bit, name in enumerate(
        [
            "user-namespace",
            "pid-namespace",
            "private-root",
            "network-namespace",
            "ipc-namespace",
            "uts-namespace",
            "cgroup-namespace",
            "own-user",
            "landlock-files",
            "landlock-signals",
            "system-call-filter",
            "resource-limits",
            "private-scratch",
            "no-capabilities",
        ]
    )
}


def default_limits(**changes: int) -> dict[str, int]:
    """Limits small enough that reaching one takes no time."""
    limits = {
        "address_space_byte_count_max": 1 << 30,
        "cpu_second_count_max": 60,
        "file_byte_count_max": 16 << 20,
        "process_count_max": 64,
        "descriptor_count_max": 128,
        "scratch_byte_count_max": 16 << 20,
        "scratch_file_count_max": 4096,
    }
    return limits | changes


def make_installation() -> Path:
    """A copy of what a zygote needs, in a place that every user can read."""
    place = Path(tempfile.mkdtemp(prefix="spinwire-sandbox-"))
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(EXECUTION / "ProgramHarness", place / "harness", ignore=ignore)
    (place / "tests").mkdir()
    shutil.copy(Path(__file__).with_name("sandbox_runner.py"), place / "tests")
    given = os.environ.get("SPINWIRE_LOCK_IN_LIBRARY")
    library = place / "libSpinwireLockIn.so"
    if given:
        shutil.copy(given, library)
    else:
        sources = [str(path) for path in sorted((EXECUTION / "CSandbox").glob("*.c"))]
        flags = ["-std=gnu17", "-O2", "-fPIC", "-shared", f"-I{EXECUTION / 'CSandbox' / 'include'}"]
        subprocess.run(["cc", *flags, *sources, "-o", str(library)], check=True)
    subprocess.run(["chmod", "-R", "a+rX", str(place)], check=True)
    return place


@dataclass
class Child:
    """The executor's side of one program process."""

    number: int
    pidfd: int
    channel: socket.socket
    output: int
    error: int
    features: int = 0
    exit: dict[str, Any] | None = None
    failure: dict[str, Any] | None = None
    frames: list[bytes] = field(default_factory=list)
    _incoming: bytes = b""

    def start(self, source: str, descriptors: list[int] | None = None) -> None:
        """Sends the start frame."""
        frame = b"\x81" + source.encode()
        socket.send_fds(
            self.channel, [struct.pack(">I", len(frame)) + frame], list(descriptors or [])
        )

    def receive_frame(self, seconds: float = DEADLINE_SECONDS) -> bytes:
        """Waits for a frame; raises EOFError at the end."""
        self.channel.settimeout(seconds)
        while len(self._incoming) < 4 or len(self._incoming) < 4 + self._length():
            part = self.channel.recv(65536)
            if not part:
                raise EOFError(self.read_errors())
            self._incoming += part
        end = 4 + self._length()
        frame, self._incoming = self._incoming[4:end], self._incoming[end:]
        return frame

    def hear(self) -> Any:
        """Waits for what the program says."""
        frame = self.receive_frame()
        assert frame[:2] == b"\x84\x01", frame
        return json.loads(frame[2:])

    def read_errors(self) -> str:
        """All that is in the error pipe now."""
        os.set_blocking(self.error, False)
        try:
            return os.read(self.error, 65536).decode()
        except BlockingIOError:
            return ""

    def kill(self) -> None:
        """Ends the whole tree, or does nothing if it has ended by itself."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def host_pid(self) -> int:
        """The pid as this process sees it."""
        lines = Path(f"/proc/self/fdinfo/{self.pidfd}").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))

    def is_gone(self, seconds: float = DEADLINE_SECONDS) -> bool:
        """Waits until the first process is gone."""
        return bool(select.select([self.pidfd], [], [], seconds)[0])

    def close(self) -> None:
        """Lets go of all descriptors."""
        self.channel.close()
        for descriptor in (self.pidfd, self.output, self.error):
            os.close(descriptor)

    def _length(self) -> int:
        (count,) = struct.unpack(">I", self._incoming[:4])
        return int(count)


class ZygoteDriver:
    """A zygote under its launcher, as root or as an ordinary user."""

    def __init__(
        self,
        installation: Path,
        prefix: list[str],
        launch_script: Path | None = None,
        **configuration: Any,
    ) -> None:
        self.installation = installation
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        harness = installation / "harness"
        zygote = [
            sys.executable,
            "-I",
            "-B",
            str(harness / "spinwire_zygote"),
            str(theirs.fileno()),
        ]
        script = launch_script or harness / "spinwire_zygote" / "launch.py"
        launch = [sys.executable, "-I", "-B", str(script)]
        library = str(installation / "libSpinwireLockIn.so")
        self.launcher = subprocess.Popen(
            [*prefix, *launch, library, str(theirs.fileno()), *zygote],
            pass_fds=[theirs.fileno()],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"},
            start_new_session=True,
        )
        theirs.close()
        self.children: dict[int, Child] = {}
        self._next = 1
        self.send(
            {
                "library": library,
                "python_path": [str(installation / "tests")],
                "preload": [],
                "warm": "sandbox_runner:warm",
                "run": "sandbox_runner:run",
                "read_only_paths": SYSTEM_PATHS,
                "features_required": 0,
                "user_base": 64000,
                "scratch_parent": "/tmp",
            }
            | configuration
        )
        self.started = self.wait_event("started")

    def send(self, message: dict[str, Any]) -> None:
        """Sends one order."""
        self.control.send(json.dumps(message).encode())

    def wait_event(self, kind: str, number: int | None = None) -> dict[str, Any]:
        """Waits for an event, taking note of all that come before it."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            self.control.settimeout(max(0.01, deadline - time.monotonic()))
            data, descriptors, _, _ = socket.recv_fds(self.control, 65536, 8)
            if not data:
                raise EOFError(f"the zygote is gone while waiting for {kind}")
            event: dict[str, Any] = json.loads(data)
            self._note(event, descriptors)
            if event["event"] == kind and number in (None, event.get("id")):
                return event

    def _note(self, event: dict[str, Any], descriptors: list[int]) -> None:
        number = event.get("id", 0)
        if event["event"] == "forked":
            pidfd, channel, output, error = descriptors
            self.children[number] = Child(
                number, pidfd, socket.socket(fileno=channel), output, error
            )
        elif event["event"] == "locked":
            self.children[number].features = event["features"]
        elif event["event"] == "exited":
            self.children[number].exit = event
        elif event["event"] == "failed" and number in self.children:
            self.children[number].failure = event

    def order(self, **limits: int) -> int:
        """Orders a child and returns its number."""
        number, self._next = self._next, self._next + 1
        slot = number % 50
        self.send(
            {
                "op": "fork",
                "id": number,
                "slot": slot,
                "warm": True,
                "limits": default_limits(**limits),
            }
        )
        return number

    def wait_locked(self, number: int) -> None:
        """Waits until a child is locked in, unless that was heard already."""
        child = self.children.get(number)
        if child is None or child.features == 0:
            self.wait_event("locked", number)

    def fork(self, **limits: int) -> Child:
        """A child that is locked in and warm."""
        number = self.order(**limits)
        self.wait_locked(number)
        child = self.children[number]
        assert child.receive_frame() == b"\x83"
        return child

    def run(self, source: str, **limits: int) -> Child:
        """A child that has been given a program."""
        child = self.fork(**limits)
        child.start(source)
        return child

    def wait_exit(self, child: Child) -> dict[str, Any]:
        """Waits until the zygote says that the child's tree is gone."""
        if child.exit is None:
            self.wait_event("exited", child.number)
        assert child.exit is not None
        return child.exit

    def close(self) -> None:
        """Hangs up, which ends the zygote and all its children."""
        self.control.close()
        self.launcher.wait(DEADLINE_SECONDS)
        for child in self.children.values():
            child.close()


@contextmanager
def zygote(installation: Path, prefix: list[str], **configuration: Any) -> Iterator[ZygoteDriver]:
    """A zygote for the duration of a test."""
    driver = ZygoteDriver(installation, prefix, **configuration)
    try:
        yield driver
    finally:
        driver.close()
