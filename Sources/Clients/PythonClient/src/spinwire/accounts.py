"""Accounts of a service, for its administrators."""

from __future__ import annotations

from typing import Any

from spinwire.connection import Connection
from spinwire.kinds import Kind
from spinwire.listing import list_rows


class Accounts:
    """Makes, lists, changes and deletes accounts. Other accounts than administrators get
    ``account.notAllowed``.

    Quotas are ``queued_job_count_max``, ``running_job_count_max`` and ``stored_byte_count_max``;
    what is left out is the service's default.
    """

    def __init__(self, connection: Connection) -> None:
        """Users get this as ``RuntimeService.accounts``."""
        self._connection = connection

    def create(
        self,
        account: str,
        role: str = "user",
        *,
        may_publish: bool = False,
        quotas: dict[str, int] | None = None,
    ) -> str:
        """Make an account.

        Args:
            account: 1 to 32 lower-case letters, digits and hyphens.
            role: ``user`` (runs programs), ``author`` (uploads them as well), ``administrator`` or
                ``worker``.
            may_publish: Whether it may make its programs public.
            quotas: What it may take up.

        Returns:
            Its token. The service does not show it again.
        """
        fields: dict[str, Any] = {"account": account, "role": role, "may_publish": may_publish}
        if quotas is not None:
            fields["quotas"] = quotas
        return str(self._connection.call(Kind.ACCOUNT_CREATE, fields).json()["token"])

    def list(self, limit: int = 20, skip: int = 0) -> list[dict[str, Any]]:
        """Return rows with ``account``, ``role``, ``may_publish``, ``is_disabled``, ``quotas``,
        ``usage`` and ``created_at`` (microseconds since 1970).
        """
        fields = {"limit": limit, "offset": skip}
        return list_rows(self._connection, Kind.ACCOUNT_LIST, "accounts", fields)

    def update(
        self,
        account: str,
        *,
        role: str | None = None,
        may_publish: bool | None = None,
        quotas: dict[str, int] | None = None,
    ) -> dict[str, Any]:
        """Change an account's rights; what is left out stays. Quotas are replaced as a whole.

        Returns:
            Its row, as in ``list``.
        """
        changes = {"role": role, "may_publish": may_publish, "quotas": quotas}
        return self._update(account, {k: v for k, v in changes.items() if v is not None})

    def disable(self, account: str) -> None:
        """Let an account's token open nothing, and its waiting jobs wait on."""
        self._update(account, {"is_disabled": True})

    def enable(self, account: str) -> None:
        """Undo ``disable``."""
        self._update(account, {"is_disabled": False})

    def renew_token(self, account: str) -> str:
        """Replace an account's token: the old one opens no new connection.

        Returns:
            The new one. The service does not show it again.
        """
        answer = self._connection.call(Kind.ACCOUNT_RENEW_TOKEN, {"account": account})
        return str(answer.json()["token"])

    def delete(self, account: str) -> None:
        """Delete an account; its token opens no new connection."""
        self._connection.call(Kind.ACCOUNT_DELETE, {"account": account})

    def _update(self, account: str, changes: dict[str, Any]) -> dict[str, Any]:
        answer = self._connection.call(Kind.ACCOUNT_UPDATE, {"account": account, **changes})
        return answer.json()
