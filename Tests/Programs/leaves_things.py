"""Counts its runs in one process, and leaves behind what it is asked to."""

import io
import os
import signal
import sys
import tempfile
import threading
import time
import uuid

#: Which process this is: each import has another.
IDENTITY = uuid.uuid4().hex
kept = []
runs = 0


def thread():
    """A thread that goes on."""
    threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()


def child():
    """A process that goes on."""
    if os.fork() == 0:
        time.sleep(3600)


def file():
    """A file and a folder."""
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "left"), "w") as left:
        left.write("x" * 1000)
    os.chdir(folder)


def descriptor():
    """An open file."""
    kept.append(open(os.devnull))  # noqa: SIM115


def timer():
    """A signal that would end the process."""
    signal.setitimer(signal.ITIMER_REAL, 0.05)


def streams():
    """Streams that go nowhere."""
    sys.stdout = sys.stderr = io.StringIO()


def messenger(user_messenger):
    """The job's own messenger."""
    kept.append(user_messenger)


LEFT = {
    "thread": thread,
    "child": child,
    "file": file,
    "descriptor": descriptor,
    "timer": timer,
    "streams": streams,
}


def main(backend, user_messenger, leave=None, wait=0.0, die=False, earlier=False, text=None):
    """Entry point."""
    global runs
    runs += 1
    if text is not None:
        print(text)
        user_messenger.publish(text)
    found = {
        "identity": IDENTITY,
        "run": runs,
        "files": sorted(os.listdir(tempfile.gettempdir())),
        "folder": os.getcwd(),
        "threads": threading.active_count(),
    }
    if earlier:
        try:
            kept[0].publish("in another job's name")
        except Exception as error:
            found["refused"] = str(error)
    if leave == "messenger":
        messenger(user_messenger)
    elif leave is not None:
        LEFT[leave]()
    time.sleep(wait)
    if die and runs > 1:
        os._exit(3)
    return found
