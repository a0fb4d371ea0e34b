"""A thread that would never end."""

import threading
import time


def stay():
    """Wait for nothing."""
    while True:
        time.sleep(3600)


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    threading.Thread(target=stay).start()
    return "returned"
