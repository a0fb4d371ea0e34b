"""Lists that are longer than one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spinwire.connection import Connection
from spinwire.kinds import Kind


def list_rows(
    connection: Connection, kind: Kind, name: str, fields: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return a stretch of a list.

    An answer holds as many rows as fit into a frame: the list goes on until it is long enough.

    Args:
        connection: Whom to ask.
        kind: The command.
        name: Of the answer's rows.
        fields: Of the command, with ``limit`` and ``offset``.
    """
    limit, offset = int(fields["limit"]), int(fields["offset"])
    rows: list[dict[str, Any]] = []
    while True:
        position = {"limit": limit - len(rows), "offset": offset + len(rows)}
        answer = connection.call(kind, {**fields, **position}).json()
        found = answer[name]
        rows += found
        if not found or len(rows) >= limit or offset + len(rows) >= int(answer["count"]):
            return rows
