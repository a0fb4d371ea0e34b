"""Two things that the zygote needs from the system."""

from __future__ import annotations

import ctypes
import os

_PR_SET_CHILD_SUBREAPER = 36


def become_subreaper() -> None:
    """Makes orphans among the descendants children of this process, so that they can be reaped
    here.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot become a subreaper")


def remove_tree(path: str) -> None:
    """Starts removing a directory that a program has written; the zygote reaps the remover with the
    rest.

    A program may have nested it deeper than Python's own removal goes, or filled it so that
    removing takes long.
    """
    os.posix_spawn("/bin/rm", ["rm", "-rf", "--", path], {})
