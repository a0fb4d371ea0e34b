"""What the machine can do at most, and how near the dense circuits come to it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from statistics_table import table
from wording import ABSENT, verdict

SOURCE = Path(__file__).resolve().parent.parent / "peers" / "roofline.c"
#: A two-qubit unitary costs so many operations for each amplitude: four products, three sums, all
#: complex. So many are counted for each one of the circuit, whatever the plan makes of them.
FLOPS_PER_UNITARY_AMPLITUDE = 32
#: By workload: qubits, and the shares of the peak that were promised, if any.
PROMISES: dict[str, tuple[int, float | None, float | None]] = {
    "qv20": (20, None, None),
    "qv24": (24, 0.60, 0.85),
}


def roofline_rows(threads: int, seconds: Mapping[str, float]) -> str:
    """Return a table of the dense workloads' rates beside the machine's peak.

    Args:
        threads: That the machine's limits are measured with.
        seconds: Of the run stage of the workloads that were run, by name.
    """
    limits = _limits(threads)
    rows = [_row(name, seconds[name], limits["gflops"]) for name in PROMISES if name in seconds]
    title = (
        f"roofline, {threads} threads: {limits['gflops']:.0f} GFLOP/s in double precision, "
        f"{limits['gigabytes']:.0f} GB/s of memory"
    )
    head = ["share of the FMA peak", "unitaries", "GFLOP/s", "share", "at least", "reach", ""]
    return table(title, head, rows) if rows else title + "\n"


def _row(name: str, seconds: float, peak: float) -> list[object]:
    qubits, at_least, reach_for = PROMISES[name]
    unitaries = qubits * (qubits // 2)
    rate = FLOPS_PER_UNITARY_AMPLITUDE * unitaries * 2**qubits / seconds * 1e-9
    share = rate / peak
    cells: list[object] = [name, unitaries, f"{rate:.0f}", f"{share:.0%}"]
    if at_least is None or reach_for is None:
        return [*cells, ABSENT, ABSENT, ""]
    return [*cells, f"{at_least:.0%}", f"{reach_for:.0%}", verdict(share, at_least, reach_for)]


def _limits(threads: int) -> dict[str, float]:
    """Measure what the machine can do at most."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "roofline"
        subprocess.run(
            ["cc", "-O3", "-march=native", "-funroll-loops", SOURCE, "-o", program, "-lpthread"],
            check=True,
        )
        line = subprocess.run(
            [program, str(threads)], check=True, capture_output=True, text=True
        ).stdout
        found: dict[str, float] = json.loads(line)
        return found
