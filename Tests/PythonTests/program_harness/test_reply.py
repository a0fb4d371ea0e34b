"""Reading a simulator's replies."""

from __future__ import annotations

import pytest

from golden_circuits import GoldenBatch
from spinwire_program.errors import SpinwireError
from spinwire_program.reply import unpack_reply


@pytest.mark.parametrize("name", GoldenBatch.names())
def test_golden_replies_hold_as_many_outcomes_as_were_asked_for(name: str) -> None:
    batch = GoldenBatch(name)
    reply = unpack_reply(batch.reply)
    assert (reply.shots, reply.seed) == (batch.shots, batch.seed)
    assert len(reply.outcomes) == len(batch.circuits)
    for outcome, circuit in zip(reply.outcomes, batch.circuits, strict=True):
        assert outcome.clbit_count == circuit.num_clbits
        assert sum(outcome.counts().values()) == batch.shots
        assert list(outcome.counts()) == sorted(outcome.counts())
        assert (outcome.memory is not None) == batch.memory
        if batch.memory:
            assert set(outcome.memory) == set(outcome.counts())


def test_outcomes_of_more_than_64_bits_are_whole_numbers() -> None:
    (wide, nine, twenty, none) = unpack_reply(GoldenBatch("wide_outcomes").reply).outcomes
    ones = 1 | 1 << 40 | 1 << 63 | 1 << 64 | 1 << 69
    assert set(wide.counts()) == {0, ones}
    assert set(nine.counts()) == {0, 1 << 8}
    assert set(twenty.counts()) == {0, 1 << 19}
    assert none.counts() == {0: 64}


@pytest.mark.parametrize("name", ["bell", "shots_in_order", "wide_outcomes"])
def test_a_damaged_reply_is_an_error_with_a_code(name: str) -> None:
    reply = GoldenBatch(name).reply
    damaged = [reply[:count] for count in range(len(reply))]
    damaged += [reply + b"\0", b"XXXX" + reply[4:], reply[:4] + b"\1\0" + reply[6:]]
    for data in damaged:
        with pytest.raises(SpinwireError) as caught:
            unpack_reply(data)
        assert caught.value.code == "circuit.malformed"
