"""Waits to be cancelled, or to run too long."""

import time


def main(backend, user_messenger, seconds=3600, **kwargs):
    """Entry point."""
    user_messenger.publish("asleep")
    time.sleep(seconds)
    return "awake"
