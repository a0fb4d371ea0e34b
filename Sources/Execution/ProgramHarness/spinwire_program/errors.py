"""The error of the harness, which is the client's: programs see one class."""

from spinwire.errors import SpinwireError

__all__ = ["SpinwireError"]
