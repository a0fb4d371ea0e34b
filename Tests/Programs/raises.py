"""An error with a traceback of two of its own lines."""


def fail(message):
    """Raise."""
    raise ValueError(message)


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    user_messenger.publish("before")
    fail(kwargs.get("message", "raised on purpose"))
