"""An entry point that cannot be called as one."""


def main(backend):
    """Entry point with one argument too few."""
    return backend
