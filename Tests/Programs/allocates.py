"""Takes memory until it is stopped."""


def main(backend, user_messenger, mebibytes=16384, step=64, **kwargs):
    """Entry point."""
    held = []
    for taken in range(step, mebibytes + 1, step):
        held.append(b"\x01" * (step << 20))
        user_messenger.publish({"mebibytes": taken})
    return len(held)
