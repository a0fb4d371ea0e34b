"""The zygote's loop: imports, then forks a child for each order and reports how each one ended."""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
from typing import Any

from spinwire_zygote import child
from spinwire_zygote.configuration import Configuration
from spinwire_zygote.forked import ForkedChild
from spinwire_zygote.lock_in import (
    FEATURE_PRIVATE_SCRATCH,
    STAY,
    Descriptors,
    Limits,
    LockInLibrary,
)
from spinwire_zygote.subreaper import become_subreaper, remove_tree

MESSAGE_BYTE_COUNT_MAX = 64 * 1024
"""Longest control message in bytes."""


class Refusal(Exception):
    """An order that cannot be carried out: a stable code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Zygote:
    """Serves one executor over a packet socket; every message is one JSON object.

    Orders: `configure` once, then `fork` (id, slot, limits, and whether to warm: not when somebody
    waits for the child already). Events: `started`, `forked` (with four descriptors: pidfd,
    channel, stdout, stderr), `locked` (feature bits), `failed` (code, message), `exited` (code or
    signal).
    """

    def __init__(self, control: socket.socket, configuration: Configuration, harness: str) -> None:
        self._control = control
        self._configuration = configuration
        sys.path.extend(configuration.python_path)
        paths = [*configuration.read_only_paths, harness, *environment_paths()]
        self._library = LockInLibrary(configuration.library, paths, configuration.features_required)
        self._children: dict[int, ForkedChild] = {}
        self._gives_pid_namespaces = self._library.begin_pid_namespace()
        if self._gives_pid_namespaces:
            self._library.end_pid_namespace()
        self._gives_private_scratch = self._gives_pid_namespaces
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._poll = select.poll()

    def preload(self) -> None:
        """Imports, and nothing more: what is imported must not be run before the fork."""
        began = time.monotonic()
        missing: list[str] = []
        for name in self._configuration.preload:
            try:
                importlib.import_module(name)
            except ModuleNotFoundError:
                missing.append(name)
        # What exists now is shared by all children: never look at it again, never write to it.
        gc.collect()
        gc.freeze()
        gc.disable()
        self._send(
            {
                "event": "started",
                "python": sys.version.split()[0],
                "preload_seconds": round(time.monotonic() - began, 6),
                "missing": missing,
                "pid_namespaces": self._gives_pid_namespaces,
            }
        )

    def serve(self) -> int:
        """Runs until the executor closes its end."""
        self._watch_children()
        self._poll.register(self._control, select.POLLIN)
        self._poll.register(self._wake_reader, select.POLLIN)
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor == self._wake_reader.fileno():
                    self._drain_wake()
                elif descriptor == self._control.fileno() and not self._receive_order():
                    return 0
            self._reap()

    def _watch_children(self) -> None:
        for end in (self._wake_reader, self._wake_writer):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake_writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _drain_wake(self) -> None:
        try:
            while self._wake_reader.recv(4096):
                continue
        except BlockingIOError:
            return

    def _receive_order(self) -> bool:
        packet = self._control.recv(MESSAGE_BYTE_COUNT_MAX)
        if not packet:
            return False
        order: dict[str, Any] = json.loads(packet)
        try:
            if order.get("op") != "fork":
                raise Refusal(
                    "sandbox.badOrder", "The zygote was given an order that it does not know."
                )
            limits = Limits.from_json(order["limits"])
            self._fork(int(order["id"]), int(order["slot"]), limits, bool(order["warm"]))
        except Refusal as refusal:
            self._send_failure(int(order.get("id", 0)), refusal.code, str(refusal))
        except (OSError, ValueError, KeyError) as error:
            self._send_failure(
                int(order.get("id", 0)), "sandbox.forkFailed", f"Cannot fork: {error}"
            )
        return True

    def _fork(self, number: int, slot: int, limits: Limits, is_warm: bool) -> None:
        if len(os.listdir("/proc/self/task")) != 1:
            raise Refusal(
                "sandbox.zygoteHasThreads",
                "An imported module started a thread, so children of this zygote could hang; "
                "restart it.",
            )
        ends = _Ends()
        scratch: str | None = None
        user = self._configuration.user_base + slot if os.geteuid() == 0 else STAY
        try:
            if not self._gives_private_scratch:
                scratch = self._make_scratch(user)
            pid = self._fork_into_namespace(ends, limits, user, scratch, is_warm)
            pidfd = os.pidfd_open(pid)
        except BaseException:
            ends.close_all()
            if scratch is not None:
                remove_tree(scratch)
            raise
        status = ends.take_status_reader()
        self._poll.register(status, select.POLLIN)
        self._children[pid] = ForkedChild(number, pid, status, scratch)
        handed_over = [pidfd, ends.channel, ends.output, ends.error]
        self._send({"event": "forked", "id": number, "pid": pid}, handed_over)
        # Only now may the child do anything: whoever is to kill it can.
        os.write(ends.starter, b"s")
        os.close(pidfd)
        ends.close_all()

    def _fork_into_namespace(
        self, ends: _Ends, limits: Limits, user: int, scratch: str | None, is_warm: bool
    ) -> int:
        is_begun = self._gives_pid_namespaces and self._library.begin_pid_namespace()
        try:
            pid = os.fork()
            if pid == 0:
                # Objects of the zygote that close their descriptor when they go would close the
                # child's.
                for inherited in (self._control, self._wake_reader, self._wake_writer):
                    inherited.detach()
                # Else the child would wait for ever for the word of a zygote that has died.
                os.close(ends.starter)
                child.run_child(
                    self._configuration,
                    self._library,
                    limits,
                    ends.of_child(),
                    ends.starter_of_child,
                    user,
                    scratch,
                    is_warm,
                )
        finally:
            if is_begun:
                self._library.end_pid_namespace()
        return pid

    def _make_scratch(self, user: int) -> str:
        path = tempfile.mkdtemp(prefix="spinwire-scratch-", dir=self._configuration.scratch_parent)
        if user != STAY:
            os.chown(path, user, user)
        return path

    def _reap(self) -> None:
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG)
            except ChildProcessError:
                break
            if ended is None:
                break
            known = self._children.get(ended.si_pid)
            if known is not None:
                known.note_exit(ended)
        for known in list(self._children.values()):
            self._report_progress(known)

    def _report_progress(self, known: ForkedChild) -> None:
        status = known.status_descriptor
        report = known.take_report()
        if status != known.status_descriptor:
            self._poll.unregister(status)
        if report is not None:
            if not report.features & FEATURE_PRIVATE_SCRATCH:
                self._gives_private_scratch = False
            if report.error != 0:
                reason = f"Locking in failed at “{report.step}”: {os.strerror(report.error)}."
                self._send_failure(known.number, "sandbox.lockInFailed", reason)
            else:
                self._send({"event": "locked", "id": known.number, "features": report.features})
        if known.is_gone(kills_group=not self._gives_pid_namespaces):
            self._send({"event": "exited", "id": known.number, **known.exit_fields()})
            if known.status_descriptor >= 0:
                self._poll.unregister(known.status_descriptor)
            known.close()
            del self._children[known.pid]

    def _send_failure(self, number: int, code: str, message: str) -> None:
        self._send({"event": "failed", "id": number, "code": code, "message": message})

    def _send(self, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
        socket.send_fds(self._control, [json.dumps(message).encode()], descriptors or [])


class _Ends:
    """Both ends of a child's channel and pipes, as bare numbers so that nothing closes them by
    surprise.
    """

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.channel, self._child_channel = ours.detach(), theirs.detach()
        self.output, self._child_output = os.pipe2(os.O_CLOEXEC)
        self.error, self._child_error = os.pipe2(os.O_CLOEXEC)
        self._status, self._child_status = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self.starter_of_child, self.starter = os.pipe2(os.O_CLOEXEC)

    def of_child(self) -> Descriptors:
        """The child's ends; its starter is apart, for it is gone after the lock-in."""
        return Descriptors(
            self._child_output, self._child_error, self._child_channel, self._child_status
        )

    def take_status_reader(self) -> int:
        """The zygote's own end, which it keeps."""
        reader, self._status = self._status, -1
        return reader

    def close_all(self) -> None:
        """Closes every end that was not taken."""
        for number in vars(self).values():
            if number >= 0:
                os.close(number)


def environment_paths() -> list[str]:
    """Where this interpreter and its packages live."""
    found = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path]
    return [os.path.abspath(path) for path in dict.fromkeys(found) if path and os.path.isdir(path)]


def main(descriptor: int, harness: str) -> int:
    """Serves the executor at the other end of `descriptor` until it closes it."""
    control = socket.socket(fileno=descriptor)
    control.setblocking(True)
    os.set_inheritable(descriptor, False)
    become_subreaper()
    packet = control.recv(MESSAGE_BYTE_COUNT_MAX)
    if not packet:
        return 0
    zygote = Zygote(control, Configuration.from_json(json.loads(packet)), harness)
    try:
        zygote.preload()
        return zygote.serve()
    except (BrokenPipeError, ConnectionResetError):
        return 0
