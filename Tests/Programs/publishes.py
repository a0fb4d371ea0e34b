"""Messages, each with its index."""

import time


def main(backend, user_messenger, count=100, byte_count=0, pause_seconds=0, **kwargs):
    """Entry point.

    Args:
        count: How many messages.
        byte_count: How much filling each of them has.
        pause_seconds: How long to wait after each.
    """
    filling = "x" * byte_count
    for index in range(count):
        user_messenger.publish({"index": index, "filling": filling})
        if pause_seconds:
            time.sleep(pause_seconds)
    return {"count": count}
