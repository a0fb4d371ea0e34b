"""A whole deployment of real processes, for end-to-end tests."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from repository import ROOT, TEST_PROGRAMS
from spinwire import RuntimeService

EXECUTABLE = ROOT / ".build" / "release" / "spinwire"
PORTS = ("COMMANDS", "EVENTS", "BODIES", "WORKERS", "SIMULATOR_1", "SIMULATOR_2")
START_SECONDS_MAX = 90.0
STOP_SECONDS_MAX = 45.0
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Make this process the parent of whatever its descendants leave behind."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def descendants(process_id: int, without: Collection[int] = ()) -> dict[int, str]:
    """Return the live processes below one, with their command lines; some families left out."""
    found: dict[int, str] = {}
    waiting = [process_id]
    while waiting:
        for child in set(_children(waiting.pop())) - set(without):
            waiting.append(child)
            command = _command(child)
            if command is not None:
                found[child] = command
    return found


def _children(process_id: int) -> list[int]:
    children: list[int] = []
    for path in Path(f"/proc/{process_id}/task").glob("*/children"):
        try:
            children += [int(word) for word in path.read_text().split()]
        except OSError:
            # Gone in the meantime.
            continue
    return children


def _command(process_id: int) -> str | None:
    """Return a live process's command line; ``None`` for a zombie or one that is gone."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{process_id}/cmdline").read_bytes()
    except OSError:
        return None
    return None if state in "ZX" else command.replace(b"\0", b" ").decode(errors="replace")


def reap() -> None:
    """Take the exit status of every adopted orphan that has ended."""
    for child in _children(os.getpid()):
        try:
            os.waitpid(child, os.WNOHANG)
        except ChildProcessError:
            # Somebody's Popen was first.
            continue


def wait_until(condition: Any, seconds_max: float, what: str, evidence: Any = lambda: "") -> None:
    """Look until a condition of the operating system holds; ``evidence()`` says why it does not."""
    deadline = time.monotonic() + seconds_max
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds_max} s: {what} {evidence()}")
        time.sleep(0.01)  # tidy: the operating system tells nobody


class Deployment:
    """`spinwire up` on a topology, with a state folder and ports of its own."""

    # The supervisors of all deployments that this process has started, by their state folders.
    supervisors: ClassVar[dict[Path, int]] = {}

    def __init__(self, topology: str, store_byte_count: int | None = None) -> None:
        """Prepare a deployment; with a length its store has a disk of its own that is so small."""
        self.topology = ROOT / "Topology" / f"{topology}.yaml"
        self.state = Path(tempfile.mkdtemp(prefix="spinwire-"))
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("SPINWIRE_")
        }
        self.environment["SPINWIRE_STATE"] = str(self.state)
        self.environment.update(free_ports() if topology == "tcp" else {})
        self.store_byte_count = store_byte_count
        #: What this process had started before, for a simulation of its own say.
        self.earlier = frozenset(descendants(os.getpid()))
        self.process_ids: dict[str, int] = {}
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self.process: subprocess.Popen[str] | None = None
        self.service: RuntimeService | None = None

    def start(self) -> None:
        """Start the services and wait until all are registered."""
        self.events = queue.Queue()
        with (self.state / "services.log").open("a") as log:
            self.process = subprocess.Popen(
                [*self._on_small_disk(), EXECUTABLE, "up", "--topology", self.topology, "--json"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.supervisors[self.state] = self.process.pid
        threading.Thread(target=self._read, args=(self.process, self.events), daemon=True).start()
        self.wait_for("ready", START_SECONDS_MAX)

    def _on_small_disk(self) -> list[str]:
        """Return what runs a command where the store's folder is a small file system in memory.

        Nobody else sees it, and it goes with the last process of the deployment.
        """
        if self.store_byte_count is None:
            return []
        store = self.state / "store"
        store.mkdir(mode=0o700, exist_ok=True)
        size = f"size={self.store_byte_count},mode=700"
        script = f'mount -t tmpfs -o {size} tmpfs "$0" && exec "$@"'
        # Who is not root is so in a namespace of its own.
        root = [] if os.geteuid() == 0 else ["--map-root-user"]
        return ["unshare", "--mount", *root, "sh", "-c", script, str(store)]

    @property
    def store(self) -> Path:
        """The store's folder as the coordinator sees it."""
        return Path(f"/proc/{self.process_ids['coordinator']}/root{self.state}/store")

    def _read(self, process: subprocess.Popen[str], events: queue.Queue[dict[str, Any]]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                event = json.loads(line)
                if event["event"] == "started":
                    self.process_ids[event["service"]] = event["process_id"]
                events.put(event)
        events.put({"event": "end"})

    def wait_for(self, name: str, seconds_max: float, service: str | None = None) -> dict[str, Any]:
        """Wait for an event of the supervisor."""
        deadline = time.monotonic() + seconds_max
        while True:
            try:
                event = self.events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(
                    f"no event {name} within {seconds_max} s\n{self.log()}"
                ) from None
            if event["event"] == name and service in (None, event.get("service")):
                return event
            assert event["event"] != "end", f"the services ended\n{self.log()}"

    def log(self) -> str:
        """Return the end of what the services wrote."""
        return (self.state / "services.log").read_text()[-6000:]

    def kill(self, service: str) -> None:
        """Kill a service of the topology with SIGKILL and wait until it has been started again."""
        os.kill(self.process_ids[service], signal.SIGKILL)
        self.wait_for("died", 20.0, service)
        self.wait_for("started", 20.0, service)

    def client(self, token: str | None = None) -> RuntimeService:
        """Connect as the administrator, or as whoever has the token."""
        found = json.loads((self.state / "client.json").read_text())
        return RuntimeService(url=found["url"], token=token or found["token"])

    def run(
        self, *arguments: str | Path, seconds_max: float = 60.0, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line to its end."""
        return subprocess.run(
            [EXECUTABLE, *arguments],
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds_max,
            check=False,
        )

    def popen(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start the command line."""
        return subprocess.Popen(
            [EXECUTABLE, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop(self) -> int:
        """Stop the services by SIGTERM and return the exit status of `up`."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS_MAX)

    def remaining(self) -> dict[int, str]:
        """Return what is left of this deployment, adopted orphans included."""
        # A simulation of this process's own ends with its backend, which may be part of a cycle.
        gc.collect()
        reap()
        others = [pid for state, pid in self.supervisors.items() if state != self.state]
        return {
            process_id: command
            for process_id, command in descendants(os.getpid(), without=others).items()
            if "spinwire" in command and process_id not in self.earlier
        }

    def clean(self) -> None:
        """End everything by force and remove the state."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.supervisors.pop(self.state, None)
        shutil.rmtree(self.state, ignore_errors=True)


def free_ports() -> dict[str, str]:
    """Return the variables that move a topology to ports that are free now."""
    sockets = [socket.socket() for _ in PORTS]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return {
            f"SPINWIRE_{name}_PORT": str(one.getsockname()[1])
            for name, one in zip(PORTS, sockets, strict=True)
        }
    finally:
        for one in sockets:
            one.close()


@contextmanager
def running(topology: str, store_byte_count: int | None = None) -> Iterator[Deployment]:
    """Run a deployment; afterwards nothing of it is left."""
    adopt_orphans()
    deployment = Deployment(topology, store_byte_count)
    try:
        deployment.start()
        yield deployment
        assert deployment.stop() == 0
        wait_until(
            lambda: not deployment.remaining(),
            20.0,
            "no process of the deployment is left",
            deployment.remaining,
        )
    except BaseException:
        print(deployment.log(), file=sys.stderr)
        raise
    finally:
        deployment.clean()


def upload(service: RuntimeService, name: str, **changes: Any) -> str:
    """Upload one of the test programs and return its id."""
    metadata = json.loads((TEST_PROGRAMS / f"{name}.json").read_text())
    program_id: str = service.upload_program(
        (TEST_PROGRAMS / f"{name}.py").read_text(), {**metadata, **changes}, check=False
    )
    return program_id
