"""The base of the decoders that a program's author hands to its users."""

from __future__ import annotations

import json
from typing import Any

from spinwire.codec.decoder import RuntimeDecoder


class ResultDecoder:
    """Turns the text of a result into a value.

    Authors of programs subclass it and override ``decode``, calling this one first. Published
    examples call ``super().decoded(data)``; that name is kept for them.
    """

    @classmethod
    def decode(cls, data: Any) -> Any:
        """Return the value of a result's JSON; what is no JSON comes back as it is."""
        return _decoded(data)

    @classmethod
    def decoded(cls, data: Any) -> Any:
        """Return what this class's own ``decode`` returns, whatever a subclass made of it."""
        return _decoded(data)


def _decoded(data: Any) -> Any:
    if not isinstance(data, (str, bytes, bytearray)):
        return data
    try:
        return json.loads(data, cls=RuntimeDecoder)
    except json.JSONDecodeError:
        return data
