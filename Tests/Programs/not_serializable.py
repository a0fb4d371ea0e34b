"""A result that cannot be sent."""


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    return object
