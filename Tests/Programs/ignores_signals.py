"""A process tree that goes only by force."""

import os
import signal
import time


def ignore_signals():
    """Ignore what can be ignored."""
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass


def leave_behind():
    """Start a process with a session of its own, whose parent is gone."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                time.sleep(3600)
        os._exit(0)


def main(backend, user_messenger, count=5, **kwargs):
    """Entry point."""
    ignore_signals()
    for _ in range(count):
        leave_behind()
    user_messenger.publish({"left_behind": count})
    while True:
        time.sleep(3600)
