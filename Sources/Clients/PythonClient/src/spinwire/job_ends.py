"""Waiting for the ends of jobs, of one or of many by one command."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from spinwire.connection import Connection
from spinwire.errors import TRANSIENT_CODES, SpinwireError
from spinwire.kinds import Kind
from spinwire.timeline import is_end
from spinwire.wire import Event, decode_events

#: Pause, in seconds, before a service is asked again that could not answer.
_RETRY_INTERVAL = 0.2

#: The events that end a job, by their kinds: its result, if it has one, and its final status.
Ending = dict[int, Event]


def endings(
    connection: Connection,
    job_ids: Sequence[str],
    deadline: float | None,
    *,
    together: bool = False,
) -> Iterator[tuple[str, Ending]]:
    """Iterate over jobs as they end, each once; ends when all have, or at the deadline.

    The ending is empty where the service has the job's payloads no more.

    Args:
        connection: To the service that has them.
        job_ids: Jobs, each once.
        deadline: By ``time.monotonic``; ``None`` waits for as long as it takes.
        together: Let many ends come at once, for who does nothing before all have come.

    Raises:
        SpinwireError: ``job.notFound``, ``queue.full``, or the service cannot be reached.
    """
    limits = connection.limits
    count_max = limits.awaited_job_count_max
    waiting = list(job_ids)
    while waiting:
        asked, others = waiting[:count_max], waiting[count_max:]
        # Who wants each job as it ends must hear of all, and not of the first ones alone.
        takes_turns = bool(others) and not together
        patience = limits.await_turn_interval if takes_turns else limits.await_interval
        if deadline is not None:
            patience = min(patience, max(0.0, deadline - time.monotonic()))
        found = _ask(connection, asked, len(asked) if together else 1, patience)
        yield from found.items()
        left = [job_id for job_id in asked if job_id not in found]
        waiting = others + left if takes_turns else left + others
        if not found and deadline is not None and time.monotonic() >= deadline:
            return


def _ask(
    connection: Connection, job_ids: list[str], count_min: int, patience: float
) -> dict[str, Ending]:
    """Ask once; a service that is away for a while has told of none."""
    wish = {"job_ids": job_ids, "count_min": count_min, "patience_ms": int(patience * 1000)}
    wait = patience + connection.limits.connect_timeout
    try:
        answer = connection.call(Kind.JOB_AWAIT, wish, timeout=wait)
    except SpinwireError as error:
        if error.code not in TRANSIENT_CODES or connection.is_closed:
            raise
        time.sleep(min(patience, _RETRY_INTERVAL))
        return {}
    found: dict[str, Ending] = {job_id: {} for job_id in answer.json()["job_ids"]}
    for frame in answer.frames[1:]:
        for event in decode_events(frame):
            if event.job in found and is_ending(event):
                found[event.job][event.kind] = event
    return found


def is_ending(event: Event) -> bool:
    """Tell whether the event is the result or the status that ends the job."""
    return event.kind == Kind.RESULT or is_end(event)
