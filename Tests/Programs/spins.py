"""Never waits for anything."""


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    user_messenger.publish("spinning")
    while True:
        pass
