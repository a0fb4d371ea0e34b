"""What the services take of memory when they have nothing to do."""

from __future__ import annotations

import re
from pathlib import Path

from service import Service
from statistics_table import table
from wording import verdict_at_most

#: Of each of the two, in bytes.
IDLE_BYTE_COUNT_MAX = 60_000_000


def idle_memory(service: Service) -> str:
    """Return a table of the resident memory of coordinator and simulator."""
    rows: list[list[object]] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            parent = re.search(r"^PPid:\s+(\d+)", (process / "status").read_text(), re.MULTILINE)
        except OSError:
            # It has ended in the meantime.
            continue
        if parent is None or int(parent[1]) != service.process.pid:
            continue
        for name in ("coordinator", "simulator"):
            if name.encode() in words:
                found = re.search(r"^Pss:\s+(\d+) kB", (process / "smaps_rollup").read_text(), re.M)
                byte_count = int(found[1]) * 1024 if found else 0
                verdict = verdict_at_most(byte_count, IDLE_BYTE_COUNT_MAX)
                rows.append([name, f"{byte_count / 1e6:.0f}", "60", verdict])
    return table("idle memory (proportional share, MB)", ["service", "now", "at most", ""], rows)
