"""Starts the zygote: `python -I -B spinwire_zygote CONTROL`, CONTROL being a connected packet
socket.
"""

import os
import sys

if __name__ == "__main__":
    harness = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # Started as a directory, Python puts the package itself first on the path; its modules are not
    # top-level.
    sys.path[0] = harness
    from spinwire_zygote.zygote import main

    sys.exit(main(int(sys.argv[1]), harness))
