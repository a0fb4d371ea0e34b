"""What a job leaves in its process, and whether another job may follow there.

Variables of modules stay: that is what jobs of one session share. Everything that could end the
next job, delay it, count against its limits or speak in its name must be gone. What can be taken
away is taken away (files, timers, the working directory, replaced streams); what cannot (threads,
children, open descriptors, much processor time) keeps the process from being used again.
"""

from __future__ import annotations

import gc
import os
import resource
import select
import shutil
import signal
import sys
import threading

#: Where the process may write, as the process that forked it says; without it none is used again.
SCRATCH_VARIABLE = "SPINWIRE_SCRATCH"

#: Descriptors are looked for below it.
_DESCRIPTOR_COUNT_MAX = 4096


class Tidying:
    """Remembers how a process was when its program was loaded, and restores that after each job."""

    def __init__(self) -> None:
        """Look at the streams, before any code of the program runs."""
        self._scratch = os.environ.get(SCRATCH_VARIABLE)
        self._streams = (sys.stdin, sys.stdout, sys.stderr)
        self._outputs = _identities()
        self._poll = select.poll()
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        count = soft if 0 < soft < _DESCRIPTOR_COUNT_MAX else _DESCRIPTOR_COUNT_MAX
        for descriptor in range(count):
            self._poll.register(descriptor, 0)
        self._closed: frozenset[int] = frozenset()
        #: What the poll said when all was as it was; looking through it takes longer than the poll.
        self._tidy_poll: list[tuple[int, int]] | None = None
        self._entries: frozenset[str] = frozenset()
        self._folder = ""
        self._mask = 0

    def note_loaded(self, own: int | None = None) -> None:
        """Look at the rest, once the program is imported and before it runs.

        Args:
            own: A descriptor of the job that begins, which will be closed at its end.
        """
        self._closed = _closed(self._poll.poll(0)) | ({own} if own is not None else set())
        self._folder = os.getcwd()
        self._mask = os.umask(0o077)
        os.umask(self._mask)
        if self._scratch is not None:
            self._entries = frozenset(os.listdir(self._scratch))

    def tidy(self) -> bool:
        """Take away what the job left; returns whether nothing is left that another could notice.

        The job's own connections are to be closed before.
        """
        try:
            return (
                self._scratch is not None
                and threading.enumerate() == [threading.main_thread()]
                and not _has_children()
                and _has_processor_time()
                and self._restores_state()
                and self._has_its_descriptors()
                and self._clears(self._scratch)
            )
        except Exception:
            # The program may have broken whatever is used here.
            return False

    def _restores_state(self) -> bool:
        for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
            signal.setitimer(timer, 0)
        os.chdir(self._folder)
        os.umask(self._mask)
        sys.stdin, sys.stdout, sys.stderr = self._streams
        return not any(stream.closed for stream in self._streams) and _identities() == self._outputs

    def _has_its_descriptors(self) -> bool:
        found = self._poll.poll(0)
        if found == self._tidy_poll:
            return True
        if _closed(found) != self._closed:
            # A file that nobody closed ends with the object that holds it, maybe in a cycle.
            gc.collect()
            found = self._poll.poll(0)
            if _closed(found) != self._closed:
                return False
        self._tidy_poll = found
        return True

    def _clears(self, scratch: str) -> bool:
        for name in os.listdir(scratch):
            if name in self._entries:
                continue
            path = os.path.join(scratch, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
        return True


def _closed(found: list[tuple[int, int]]) -> frozenset[int]:
    return frozenset(descriptor for descriptor, event in found if event & select.POLLNVAL)


def _identities() -> tuple[tuple[int, int], ...]:
    """What the standard streams are, whatever objects stand before them."""
    found = (os.fstat(descriptor) for descriptor in (0, 1, 2))
    return tuple((status.st_dev, status.st_ino) for status in found)


def _has_children() -> bool:
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid == 0:
            return True


def _has_processor_time() -> bool:
    """Whether at least half of what the process may use is left: the limit is the process's."""
    soft, _ = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return soft == resource.RLIM_INFINITY or 2 * (used.ru_utime + used.ru_stime) < soft
