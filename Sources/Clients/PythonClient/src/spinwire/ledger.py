"""The ledger of a job: when each of its stages was reached, and what took how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

#: Stages that the program's process tells, in the order in which they come.
_STAGES = ("forked", "started", "imported", "main")
_TOTALS = ("transpile", "simulate", "publish")


def ledger_of(summary: Mapping[str, Any], process: Mapping[str, Any]) -> dict[str, Any]:
    """Join what the service knows of a job with what its process told at its end.

    Args:
        summary: The fields of ``job.get``, times in microseconds since 1970.
        process: The fields of the process's ledger; empty when it told none.
    """
    stages: dict[str, int | None] = {
        "created": summary["created_at"],
        "leased": summary.get("started_at"),
        **{name: process.get(f"{name}_at") for name in _STAGES},
        "finished": summary.get("ended_at"),
    }
    begin, end = summary.get("started_at"), summary.get("ended_at")
    now = int(datetime.now(timezone.utc).timestamp() * 1_000_000)
    fields: dict[str, Any] = {
        "timestamps": {
            name: datetime.fromtimestamp(time / 1e6, timezone.utc)
            for name, time in stages.items()
            if time is not None
        },
        "totals": {name: float(process.get(f"{name}_seconds", 0.0)) for name in _TOTALS},
        "usage": {"seconds": 0.0 if begin is None else max(0, (end or now) - begin) / 1e6},
        "attempts": int(summary["attempt"]),
    }
    if summary.get("canceller") is not None:
        fields["cancelled_by"] = summary["canceller"]
    wished = summary.get("cancelled_at")
    if wished is not None:
        fields["cancelled_at"] = datetime.fromtimestamp(wished / 1e6, timezone.utc)
        if end is not None:
            fields["cancel_seconds"] = max(0, end - wished) / 1e6
    return fields
