"""A program that publishes so many messages as fast as it may, or with pauses."""

import time


def main(backend, user_messenger, count=1, pause_seconds=0.0, **kwargs):
    for index in range(count):
        user_messenger.publish({"index": index, "time": time.time()})
        if pause_seconds:
            time.sleep(pause_seconds)
    return count
