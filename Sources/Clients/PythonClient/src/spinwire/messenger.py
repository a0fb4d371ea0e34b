"""The messenger that a program is tried with on the user's own machine."""

from __future__ import annotations

import json
from typing import Any

from spinwire.codec import RuntimeEncoder


class UserMessenger:
    """Stands in for the service's messenger: prints what the program publishes.

    Inside the service a program is given a messenger of a subclass, so ``isinstance`` and type
    annotations hold in both places.
    """

    def publish(
        self, message: Any, encoder: type[json.JSONEncoder] = RuntimeEncoder, final: bool = False
    ) -> None:
        """Print the message's JSON as one line, an interim result and a final one alike.

        Raises:
            TypeError: The encoder has no form for a part of the message.
        """
        print(json.dumps(message, cls=encoder))
