"""What the executor tells a zygote once, before anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Configuration:
    """The first message on the control socket.

    Entries are written `module:function`. `read_only_paths` stay visible to programs, besides the
    harness and the Python environment, which the zygote adds by itself.
    """

    library: str
    """Absolute path of the lock-in library."""
    python_path: list[str]
    """Further directories to import from, besides the harness and the environment."""
    preload: list[str]
    """Modules to import before the first fork; one that is missing is reported and left out."""
    warm: str
    """Called in each spare child after its lock-in; left out when its module is not installed."""
    run: str
    """Called with the channel when the executor has something to run."""
    read_only_paths: list[str]
    features_required: int
    """Feature bits without which a child refuses to start."""
    user_base: int
    """As root, the child of slot N becomes user and group `user_base + N`."""
    scratch_parent: str
    """Where scratch directories are made when programs cannot have a private root."""

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Configuration:
        """Reads the message; raises ValueError naming the field at fault."""
        fields: dict[str, Any] = {name: value.get(name) for name in cls.__dataclass_fields__}
        for name in ("library", "warm", "run", "scratch_parent"):
            if not isinstance(fields[name], str):
                raise ValueError(f"{name} must be a string")
        for name in ("python_path", "preload", "read_only_paths"):
            field = fields[name]
            if not isinstance(field, list) or not all(isinstance(item, str) for item in field):
                raise ValueError(f"{name} must be a list of strings")
        for name in ("features_required", "user_base"):
            if not isinstance(fields[name], int):
                raise ValueError(f"{name} must be an integer")
        return cls(**fields)
