"""Earlier generations' names inside a program's process."""

from spinwire.compat import install

__all__ = ["install"]
