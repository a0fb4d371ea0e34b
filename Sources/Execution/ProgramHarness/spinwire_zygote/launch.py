"""Starts a zygote where the `spinwire` executable is not at hand: the same C function, by ctypes.

`python -I -B launch.py LIBRARY CONTROL PROGRAM ARGUMENT…` runs PROGRAM as pid 1 of a PID namespace
of its own.
"""

import ctypes
import sys


def main(arguments: list[str]) -> int:
    """Runs until the zygote ends or the other end of the control socket is closed."""
    library = ctypes.CDLL(arguments[0], use_errno=True)
    encoded = [argument.encode() for argument in arguments[2:]]
    vector = (ctypes.c_char_p * (len(encoded) + 1))(*encoded, None)
    status: int = library.spinwire_zygote_launch(ctypes.c_int(int(arguments[1])), vector)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
