"""``qiskit.tools.jupyter``: what published notebooks take from it."""

from __future__ import annotations

import sys
from typing import Any

MODULE = "qiskit.tools.jupyter"

COPYRIGHT = (
    "Qiskit is (C) Copyright IBM 2017 and later, licensed under the Apache License, Version 2.0: "
    "http://www.apache.org/licenses/LICENSE-2.0"
)


def register_magics() -> None:
    """Register ``qiskit_copyright`` with the notebook that this process serves, if it serves one.

    The magic works on a line and on a cell, and shows whose Qiskit is.
    """
    ipython: Any = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is not None and shell.find_line_magic("qiskit_copyright") is None:
        shell.register_magic_function(_show_copyright, "line_cell", "qiskit_copyright")


def _show_copyright(line: str, cell: str | None = None) -> None:
    print(COPYRIGHT)
