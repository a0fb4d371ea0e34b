"""What goes in comes out."""


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    user_messenger.publish(sorted(kwargs))
    return kwargs
