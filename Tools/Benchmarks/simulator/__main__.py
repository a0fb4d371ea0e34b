"""Our simulator beside its peers, each at its best setting, in one interleaved run.

    Tools/benchmark simulator [--rounds N] [--threads N] [--only REGEX]

Every round draws fresh circuits; each peer runs them in turn, the order changing from round to
round. The table shows medians over the rounds and their ratio. `engine` is the simulator's own
clock: for ours decoding, planning, running and sampling, for Aer its `time_taken`, for qsim and
Stim the time inside their compiled code. Our counts are compared with the peer's in every round.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator

from bench import STAGES, Bench, ours_key
from cancellation import cancellation_rows
from in_program import in_program_rows
from memory import idle_memory
from roofline import roofline_rows
from rows import ROWS, Row
from service import running
from statistics_table import table
from structure_cache import structure_cache_rows


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", default="", help="a regular expression: rows to run")
    options = parser.parse_args()
    rows = [row for row in ROWS if re.search(options.only, row.label)]
    with running("up", ready="ready") as service:
        memory = idle_memory(service)
        bench = Bench(service, options.threads, options.rounds)
        bench.run(rows)
        for part in beside_peers(bench, rows):
            print(part, flush=True)
        for measure in (in_program_rows, structure_cache_rows, cancellation_rows):
            part = measure(service, options.rounds, options.only)
            if part:
                print(part, flush=True)
        print(memory)
    for doubt in bench.doubts:
        print(doubt)
    sys.exit(1 if bench.doubts else 0)


def beside_peers(bench: Bench, rows: list[Row]) -> Iterator[str]:
    """Return the tables of circuits that peers ran, too; none without such circuits."""
    if not rows:
        return
    head = ["workload", "Spinwire", "peer", "its time", "ratio", "at least", "reach", ""]
    yield table("simulator", head, [bench.comparison(row) for row in rows])
    for row in rows:
        if "truncation" in row.options:
            ours, theirs = bench.truncation_errors(row)
            yield f"{row.label}: we left out {ours:.1e} of the state, the peer {theirs:.1e}\n"
    ours_once = {ours_key(row) + row.workload: row for row in rows}.values()
    head = ["share in percent", "whole", *STAGES]
    yield table("stages", head, [bench.stages(row) for row in ours_once])
    yield roofline_rows(bench.threads, bench.run_seconds())


main()
