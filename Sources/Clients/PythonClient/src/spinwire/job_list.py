"""Lists of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from spinwire import arguments
from spinwire.connection import Connection
from spinwire.errors import SpinwireError
from spinwire.job import RuntimeJob
from spinwire.kinds import Kind
from spinwire.options import backend_name

#: Jobs that one command asks for where all are wanted.
_PAGE_JOB_COUNT = 1000


class JobList(list[RuntimeJob]):
    """Some jobs, as a list that knows of the whole it is a part of."""

    def __init__(
        self,
        jobs: Iterable[RuntimeJob],
        total: int,
        cursor: str | None,
        last_cursor: str | None,
    ) -> None:
        super().__init__(jobs)
        #: How many jobs the query finds in all.
        self.total = total
        #: Where the list goes on, if it does: the ``cursor`` of the next query, which repeats no
        #: job and leaves none out, whatever was accepted or deleted meanwhile.
        self.cursor = cursor
        #: The cursor behind the last of these jobs; jobs that are accepted later come behind it.
        self.last_cursor = last_cursor


def list_jobs(
    connection: Connection,
    *,
    limit: int | None,
    skip: int,
    pending: bool | None,
    program_id: str | None,
    backend: Any,
    tags: str | Sequence[str] | None,
    session_id: str | None,
    created_after: datetime | None,
    created_before: datetime | None,
    sort: str,
    cursor: str | None,
    account: str | None = None,
) -> JobList:
    """Ask for a list; see ``RuntimeService.jobs``."""
    choice: dict[str, Any] = {
        **choice_of(program_id, tags, session_id, backend, account),
        "pending": arguments.optional_flag(pending, "pending"),
        "created_after": microseconds(created_after, "created_after"),
        "created_before": microseconds(created_before, "created_before"),
        "sort": _order(sort),
        "offset": arguments.whole(skip, "skip"),
    }
    most = arguments.optional_whole(limit, "limit")
    cursor = arguments.optional_text(cursor, "cursor")
    fields = {name: value for name, value in choice.items() if value is not None}
    rows: list[dict[str, Any]] = []
    last_cursor = cursor
    while True:
        # An answer holds what fits into a frame: the list goes on until it is long enough.
        position = {} if cursor is None else {"cursor": cursor}
        wanted = _PAGE_JOB_COUNT if most is None else most - len(rows)
        wish = {**fields, **position, "limit": wanted}
        answer = connection.call(Kind.JOB_LIST, wish).json()
        rows += answer["jobs"]
        cursor = answer.get("next")
        last_cursor = answer.get("last") or last_cursor
        if cursor is None or (most is not None and len(rows) >= most):
            break
        fields["offset"] = 0
    jobs = (RuntimeJob(connection, row) for row in rows)
    return JobList(jobs, int(answer["count"]), cursor, last_cursor)


def choice_of(
    program_id: str | None,
    tags: str | Sequence[str] | None,
    session_id: str | None,
    backend: Any,
    account: str | None,
) -> dict[str, Any]:
    """Return the fields of a command that choose jobs; what is ``None`` does not choose."""
    choice = {
        "program_id": arguments.optional_text(program_id, "program_id"),
        "backend": None if backend is None else backend_name(backend),
        "tags": arguments.text_or_texts(tags, "tags") or None,
        "session_id": arguments.optional_text(session_id, "session_id"),
        "owner": arguments.optional_text(account, "account"),
    }
    return {name: value for name, value in choice.items() if value is not None}


def microseconds(time: datetime | None, argument: str) -> int | None:
    """Return a time as the wire has it, given the name of the argument that it is."""
    given = arguments.optional_time(time, argument)
    if given is None:
        return None
    try:
        # A time without a zone is the caller's own, as everywhere in Python.
        return max(0, int(given.timestamp() * 1_000_000))
    except (OverflowError, ValueError):
        raise arguments.wrong(argument, "a datetime that the calendar has", given) from None


def _order(sort: str) -> str | None:
    orders = {"newest": None, "desc": None, "oldest": "oldest", "asc": "oldest"}
    if str(sort).lower() not in orders:
        raise SpinwireError(
            "command.invalid", "Jobs are sorted newest or oldest first.", {"sort": str(sort)}
        )
    return orders[str(sort).lower()]
