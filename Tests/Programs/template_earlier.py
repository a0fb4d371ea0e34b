"""A template, with the imports of ``qiskit.providers.ibmq.runtime``."""

from qiskit.providers.ibmq.runtime import ProgramBackend, UserMessenger
from qiskit.providers.ibmq.runtime.utils import RuntimeDecoder, RuntimeEncoder


def program(backend: ProgramBackend, user_messenger: UserMessenger, **kwargs):
    """Does the work."""
    user_messenger.publish("an interim result", RuntimeEncoder)
    return "the final result"


def main(backend: ProgramBackend, user_messenger: UserMessenger, **kwargs):
    """Entry point."""
    assert isinstance(user_messenger, UserMessenger)
    assert RuntimeDecoder
    return program(backend, user_messenger, **kwargs)
