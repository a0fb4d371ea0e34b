"""A template, with the imports of ``qiskit_ibm_runtime``."""

import json
import sys

from qiskit_ibm_runtime.program import ProgramBackend, UserMessenger


def program(backend: ProgramBackend, user_messenger: UserMessenger, **kwargs):
    """Does the work."""
    user_messenger.publish("an interim result")
    return "the final result"


def main(backend: ProgramBackend, user_messenger: UserMessenger, **kwargs):
    """Entry point."""
    assert isinstance(backend, ProgramBackend)
    assert isinstance(user_messenger, UserMessenger)
    assert json and sys
    return program(backend, user_messenger, **kwargs)
