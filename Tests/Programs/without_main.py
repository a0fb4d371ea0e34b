"""Has everything but an entry point."""


def program(backend, user_messenger, **kwargs):
    """Never called."""
    return "nothing"
