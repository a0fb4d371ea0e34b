"""What others wrote, as it may stand on a terminal.

Nothing in it moves the cursor, colours, names the window or turns the direction of writing: each
character that would becomes a space. Values that programs read are left as they are.
"""

from __future__ import annotations

import re

#: Controls of both sets, ends of lines and paragraphs, and what marks, embeds, overrides and
#: isolates the direction of writing.
_STEERING = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_IN_LINE = re.compile(f"[{_STEERING}]")
_IN_LINES = re.compile(f"(?![\n\t])[{_STEERING}]")
_RETURNS = re.compile("\r+\n?")


def line(text: object) -> str:
    """Return a text for a place within a line."""
    return _IN_LINE.sub(" ", str(text))


def lines(text: object) -> str:
    """Return a text of lines: their ends and tabs stay, a carriage return is such an end."""
    return _IN_LINES.sub(" ", _RETURNS.sub("\n", str(text)))
