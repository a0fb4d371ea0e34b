"""A class that travels as the text of its own JSON."""

import json

from qiskit_ibm_runtime.program import ResultDecoder


class Pair:
    """Two values."""

    def __init__(self, first, second):
        self.first = first
        self.second = second

    def to_json(self):
        """Return the pair as a JSON text."""
        return json.dumps({"first": self.first, "second": self.second})

    @classmethod
    def from_json(cls, text):
        """Return the pair behind a JSON text."""
        return cls(**json.loads(text))


class PairDecoder(ResultDecoder):
    """For the users of the program."""

    @classmethod
    def decode(cls, data):
        """Return the pair behind a result."""
        return Pair.from_json(super().decoded(data))


def main(backend, user_messenger, **kwargs):
    """Entry point: swaps the two values."""
    pair = Pair.from_json(kwargs.pop("pair"))
    user_messenger.publish(pair)
    return Pair(pair.second, pair.first)
