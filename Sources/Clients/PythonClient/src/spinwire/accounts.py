"""Accounts of a service, for its administrators."""

from __future__ import annotations

from typing import Any

from spinwire.connection import Connection
from spinwire.kinds import Kind


class Accounts:
    """Makes, lists and deletes accounts. Other accounts than administrators get
    ``account.notAllowed``.
    """

    def __init__(self, connection: Connection) -> None:
        """Users get this as ``RuntimeService.accounts``."""
        self._connection = connection

    def create(self, account: str, role: str = "user") -> str:
        """Make an account.

        Args:
            account: 1 to 32 lower-case letters, digits and hyphens.
            role: ``user``, ``administrator`` or ``worker``.

        Returns:
            Its token. The service does not show it again.
        """
        fields = {"account": account, "role": role}
        return str(self._connection.call(Kind.ACCOUNT_CREATE, fields).json()["token"])

    def list(self, limit: int = 20, skip: int = 0) -> list[dict[str, Any]]:
        """Return rows with ``account``, ``role`` and ``created_at`` (microseconds since 1970)."""
        fields = {"limit": limit, "offset": skip}
        rows: list[dict[str, Any]] = self._connection.call(Kind.ACCOUNT_LIST, fields).json()[
            "accounts"
        ]
        return rows

    def delete(self, account: str) -> None:
        """Delete an account; its token opens no new connection."""
        self._connection.call(Kind.ACCOUNT_DELETE, {"account": account})
