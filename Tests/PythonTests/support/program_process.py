"""A program's process without its zygote and sandbox: ``program_process.py DESCRIPTOR``."""

from __future__ import annotations

import os
import sys

from spinwire_program import runner
from spinwire_zygote.channel import Channel

if __name__ == "__main__":
    runner.run(Channel(int(sys.argv[1])))
    os._exit(0)
