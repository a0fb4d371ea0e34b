"""Where the service is and who asks: arguments, environment, or the file that the first start
wrote.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from spinwire.errors import SpinwireError

_TOKEN = re.compile(r"spw_([a-z0-9-]{1,32})_(.+)", re.ASCII)


class ServiceAddress(NamedTuple):
    """Where the service takes commands, and a token for it."""

    url: str
    token: str

    @property
    def account(self) -> str:
        """The account that the token belongs to: the part after ``spw_``.

        Raises:
            SpinwireError: ``configuration.invalid`` when the token does not have that form.
        """
        match = _TOKEN.fullmatch(self.token)
        if match is None:
            raise SpinwireError(
                "configuration.invalid",
                "The token does not have the form spw_<account>_<secret>.",
            )
        return match.group(1)

    def __repr__(self) -> str:
        # A token is not to be seen in a log.
        return f"ServiceAddress(url={self.url!r}, token=…)"


def client_file(environment: Mapping[str, str] | None = None) -> Path:
    """Return where the file with address and token is, unless ``SPINWIRE_CLIENT_FILE`` says
    otherwise.
    """
    values = os.environ if environment is None else environment
    named = values.get("SPINWIRE_CLIENT_FILE")
    if named:
        return Path(named)
    if values.get("SPINWIRE_STATE"):
        return Path(values["SPINWIRE_STATE"]) / "client.json"
    if os.geteuid() == 0:
        return Path("/var/lib/spinwire/client.json")
    state = values.get("XDG_STATE_HOME") or os.path.join(
        values.get("HOME") or os.path.expanduser("~"), ".local", "state"
    )
    return Path(state) / "spinwire" / "client.json"


def find_service(
    url: str | None = None,
    token: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> ServiceAddress:
    """Return the address and token to use.

    What is not given is taken from ``SPINWIRE_URL`` and ``SPINWIRE_TOKEN``, and then from the
    client file.

    Raises:
        SpinwireError: ``configuration.invalid``, saying what was looked for.
    """
    values = os.environ if environment is None else environment
    url = url or values.get("SPINWIRE_URL") or None
    token = token or values.get("SPINWIRE_TOKEN") or None
    if url and token:
        return ServiceAddress(url, token)
    path = client_file(values)
    stored = _read(path)
    return ServiceAddress(url or stored["url"], token or stored["token"])


def _read(path: Path) -> dict[str, str]:
    context = {"file": str(path)}
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SpinwireError(
            "configuration.invalid",
            "No service is known: start one, or set SPINWIRE_URL and SPINWIRE_TOKEN.",
            context,
        ) from None
    except OSError as error:
        raise SpinwireError(
            "configuration.invalid",
            "The file with the service's address cannot be read.",
            {**context, "reason": error.strerror or ""},
        ) from None
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not all(
        isinstance(fields.get(key), str) for key in ("url", "token")
    ):
        raise SpinwireError(
            "configuration.invalid",
            "The file with the service's address does not hold a url and a token.",
            context,
        )
    return {key: str(fields[key]) for key in ("url", "token")}
