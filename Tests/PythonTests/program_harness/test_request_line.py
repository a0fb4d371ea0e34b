"""More requests than a simulator takes, and requests that end simulators."""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Iterator

import pytest
from program_harness.test_circuit_channel import JOB, Plain, Simulators, SimulatorSide

from spinwire_program.circuit_channel import (
    CircuitChannel,
    CircuitFrameKind,
    CircuitTimeoutError,
)
from spinwire_program.errors import SpinwireError
from spinwire_program.request_line import (
    FULL_COUNT_MAX,
    IN_FLIGHT_COUNT_MAX,
    SEND_COUNT_MAX,
    RequestLine,
)

FULL = json.dumps({"code": "queue.full", "message": "Full.", "context": {}}).encode()


@pytest.fixture
def ends() -> Iterator[tuple[CircuitChannel, SimulatorSide]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield CircuitChannel(ours, JOB), SimulatorSide(theirs)


Ends = tuple[CircuitChannel, SimulatorSide]


def nothing_comes(side: SimulatorSide) -> bool:
    return not select.select([side.connection], [], [], 0)[0]


def test_more_requests_than_a_simulator_takes_wait_in_their_order(ends: Ends) -> None:
    channel, simulator = ends
    count = IN_FLIGHT_COUNT_MAX + 3
    tickets = [channel.submit(Plain(b"%d" % number)) for number in range(count)]
    requests = [simulator.request() for _ in range(IN_FLIGHT_COUNT_MAX)]
    assert nothing_comes(simulator)
    assert [body for _, body in requests] == [b"%d" % n for n in range(IN_FLIGHT_COUNT_MAX)]
    for correlation, body in requests[:2]:
        simulator.answer(correlation, body)
    # Whoever waits for the last one sends what there is room for.
    with pytest.raises(CircuitTimeoutError):
        channel.wait(tickets[-1], timeout=0.2)
    requests += [simulator.request() for _ in range(2)]
    assert nothing_comes(simulator)
    channel.cancel(tickets[-1])
    assert nothing_comes(simulator)
    with pytest.raises(SpinwireError, match="simulator.cancelled"):
        channel.wait(tickets[-1])
    for correlation, body in requests[2:]:
        simulator.answer(correlation, body)
    for number, ticket in enumerate(tickets[:-1]):
        assert channel.wait(ticket) == b"%d" % number


def test_what_was_refused_for_a_full_queue_goes_again_where_a_reply_came_from(ends: Ends) -> None:
    channel, simulator = ends
    tickets = [channel.submit(Plain(b"%d" % number)) for number in range(4)]
    requests = [simulator.request() for _ in range(4)]
    for correlation, _ in requests[2:]:
        simulator.answer(correlation, FULL, CircuitFrameKind.ERROR)
    with pytest.raises(CircuitTimeoutError):
        channel.wait(tickets[0], timeout=0.2)
    assert nothing_comes(simulator)
    simulator.answer(*requests[0])
    assert channel.wait(tickets[0]) == b"0"
    with pytest.raises(CircuitTimeoutError):
        channel.wait(tickets[3], timeout=0.2)
    assert simulator.request() == requests[2]
    assert nothing_comes(simulator)
    simulator.answer(*requests[1])
    simulator.answer(*requests[2])
    with pytest.raises(CircuitTimeoutError):
        channel.wait(tickets[3], timeout=0.2)
    assert simulator.request() == requests[3]
    simulator.answer(*requests[3])
    assert [channel.wait(ticket) for ticket in tickets[1:]] == [b"1", b"2", b"3"]


def test_a_simulator_full_of_others_requests_is_asked_again_after_a_pause(ends: Ends) -> None:
    channel, simulator = ends
    ticket = channel.submit(Plain(b"0"))
    correlation, _ = simulator.request()
    simulator.answer(correlation, FULL, CircuitFrameKind.ERROR)
    with pytest.raises(CircuitTimeoutError):
        channel.wait(ticket, timeout=0.5)
    simulator.answer(*simulator.request())
    assert channel.wait(ticket) == b"0"


def test_a_full_simulator_is_not_asked_for_ever() -> None:
    line, now = RequestLine(), 0.0
    line.add(1, Plain(b""))
    for _ in range(FULL_COUNT_MAX):
        assert line.next(now) is not None
        assert line.refused_as_full(1, now)
        assert line.next(now) is None
        pause = line.pause(now)
        assert pause is not None
        now += pause
    assert now < 120
    assert line.next(now) is not None
    assert not line.refused_as_full(1, now)


def test_what_was_sent_on_a_connection_that_ended_is_sent_again_one_by_one() -> None:
    line, now = RequestLine(), 0.0
    for ticket in range(1, 5):
        line.add(ticket, Plain(b""))
    assert [getattr(line.next(now), "ticket", None) for _ in range(3)] == [1, 2, 3]
    assert line.connection_ended() == []
    for ticket in (1, 2):
        assert getattr(line.next(now), "ticket", None) == ticket
        assert not line.has_next(now)
        line.forget(ticket)
    # The third one is what ends connections; the fourth was never on one that ended.
    for _ in range(SEND_COUNT_MAX - 2):
        assert getattr(line.next(now), "ticket", None) == 3
        assert not line.has_next(now)
        assert line.connection_ended() == []
    assert getattr(line.next(now), "ticket", None) == 3
    assert line.connection_ended() == [3]
    line.forget(3)
    line.add(5, Plain(b""))
    assert [getattr(line.next(now), "ticket", None) for _ in range(2)] == [4, 5]


def test_a_request_on_which_every_connection_ends_is_given_up() -> None:
    simulators = Simulators()
    channel = CircuitChannel(simulators.connection(), JOB, simulators.reconnect)
    answered, fatal = channel.submit(Plain(b"good")), channel.submit(Plain(b"fatal"))
    correlation, _ = simulators.sides[0].request()
    simulators.sides[0].answer(correlation, b"reply")
    assert channel.wait(answered) == b"reply"
    for _ in range(SEND_COUNT_MAX - 1):
        assert simulators.sides[-1].request()[1] == b"fatal"
        simulators.kill()
        with pytest.raises(CircuitTimeoutError):
            channel.wait(fatal, timeout=0.1)
    simulators.kill()
    with pytest.raises(SpinwireError, match="simulator.lost"):
        channel.wait(fatal)
    # Others go on.
    ticket = channel.submit(Plain(b"next"))
    correlation, _ = simulators.sides[-1].request()
    simulators.sides[-1].answer(correlation, b"reply")
    assert channel.wait(ticket) == b"reply"
