"""The result is published, and ``None`` returned."""


def main(backend, user_messenger, **kwargs):
    """Entry point."""
    user_messenger.publish({"step": 1})
    user_messenger.publish({"answer": kwargs.get("answer", 42)}, final=True)
    return None
