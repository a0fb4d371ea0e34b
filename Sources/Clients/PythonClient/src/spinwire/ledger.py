"""The ledger of a job: when each of its stages was reached, and what took how long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.kinds import BodyForm, Kind
from spinwire.wire import decode_events

#: Stages that the program's process tells, in the order in which they come.
_STAGES = ("forked", "started", "imported", "main")
_TOTALS = ("transpile", "simulate", "publish")


def ledger_of(summary: Mapping[str, Any], process: Mapping[str, Any]) -> dict[str, Any]:
    """Join what the service knows of a job with what its process has told of itself.

    Args:
        summary: The fields of ``job.get``, times in microseconds since 1970.
        process: The fields of what it told last; empty when that is not known.
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
        "totals": {
            name: float(process[f"{name}_seconds"])
            for name in _TOTALS
            if f"{name}_seconds" in process
        },
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


def process_ledger(connection: Connection, summary: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for what a job's process has told of itself last.

    Args:
        connection: Whom to ask.
        summary: The fields of ``job.get``.

    Returns:
        Its fields; empty before there are any, and when the service has removed the timeline.
    """
    sequence = summary.get("metric")
    if sequence is None or "payloads_removed_at" in summary:
        return {}
    wish = {"after": int(sequence) - 1, "limit": 1}
    try:
        page = connection.call(Kind.TIMELINE_READ, wish, job=str(summary["job_id"]))
    except SpinwireError as error:
        # They may have been removed since.
        if error.code != "job.payloadsRemoved":
            raise
        return {}
    for frame in page.frames[1:]:
        for event in decode_events(frame):
            if event.sequence == sequence and event.body_form == BodyForm.INLINE:
                fields = json.loads(event.body)
                return fields if isinstance(fields, dict) else {}
    return {}
