"""Output that becomes the job's log."""

import sys


def main(backend, user_messenger, count=3, **kwargs):
    """Entry point."""
    for index in range(count):
        print(f"line {index}")
        print(f"error line {index}", file=sys.stderr)
    sys.stdout.write("a line without its end")
    return count
