"""Fails before ``main`` can be called."""

import a_module_that_does_not_exist


def main(backend, user_messenger, **kwargs):
    """Entry point, never reached."""
    return a_module_that_does_not_exist
