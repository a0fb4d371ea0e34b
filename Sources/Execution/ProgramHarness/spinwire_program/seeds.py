"""Where a job's chance comes from: its id, so that it can be run again and be the same.

What is drawn here is no secret. Whoever needs one asks the operating system (``secrets``,
``os.urandom``), which this leaves alone.
"""

from __future__ import annotations

import hashlib
import random
import sys
from typing import Any, NamedTuple


class Seeds(NamedTuple):
    """The seeds of one job; see ``rerun_of`` in the description of the wire.

    Attributes:
        number: 63 bits: of the backend, and of ``random``.
        short: 32 bits: of NumPy's older functions.
    """

    number: int
    short: int


def seeds_of(job_id: str) -> Seeds:
    """Return the seeds that belong to a job's id."""
    digest = hashlib.sha256(job_id.encode("ascii")).digest()
    return Seeds(int.from_bytes(digest[:8], "big") >> 1, int.from_bytes(digest[8:12], "big"))


def sow(seeds: Seeds) -> None:
    """Seed what programs draw from without a seed of their own."""
    random.seed(seeds.number)
    # Where it is not imported, its import costs more than it is worth to most programs.
    numpy_random: Any = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed(seeds.short)
