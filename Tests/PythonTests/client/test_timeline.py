"""The splice machine alone: whatever is lost or late, each event is shown once, in order."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

import pytest

from spinwire.errors import SpinwireError
from spinwire.kinds import BodyForm, ContentType, Kind
from spinwire.timeline import Ask, Step, TimelineSplice, is_end
from spinwire.wire import Event

JOB = "0123456789abcdef" * 2


def event(sequence: int, kind: int = Kind.INTERIM, flags: int = 0) -> Event:
    return Event(JOB, sequence, 1, kind, flags, ContentType.JSON, BodyForm.INLINE, 0, b"{}")


def ending(sequence: int) -> Event:
    return event(sequence, Kind.STATUS, 1)


def timeline(count: int) -> list[Event]:
    return [*(event(number) for number in range(1, count)), ending(count)]


def sequences(step: Step) -> list[int]:
    return [each.sequence for each in step.events]


def test_events_in_order_are_shown_at_once() -> None:
    machine = TimelineSplice()
    assert machine.marker(0, False).ask is Ask.READ
    machine.page([], 0, False)
    for number in (1, 2, 3):
        step = machine.live(event(number))
        assert sequences(step) == [number]
        assert step.ask is Ask.NOTHING


def test_marker_behind_the_position_reads_what_was_missed() -> None:
    machine = TimelineSplice(after=2)
    assert machine.marker(5, False).ask is Ask.READ
    assert sequences(machine.page([event(n) for n in (3, 4, 5)], 5, False)) == [3, 4, 5]


def test_marker_at_the_position_asks_nothing() -> None:
    machine = TimelineSplice(after=5)
    assert machine.marker(5, False).ask is Ask.NOTHING


def test_marker_of_an_ended_timeline_at_the_position_ends() -> None:
    machine = TimelineSplice(after=5)
    machine.marker(5, True)
    assert machine.ended


def test_event_that_came_before_the_marker_is_not_shown_twice() -> None:
    machine = TimelineSplice()
    assert sequences(machine.live(event(1))) == [1]
    assert machine.marker(2, False).ask is Ask.READ
    assert sequences(machine.live(event(2))) == [2]
    assert sequences(machine.page([event(2)], 2, False)) == []


def test_hole_is_filled_by_one_read_and_early_events_follow() -> None:
    machine = TimelineSplice(after=1)
    step = machine.live(event(4))
    assert (sequences(step), step.ask) == ([], Ask.READ)
    assert machine.live(event(5)).ask is Ask.NOTHING
    assert sequences(machine.page([event(2), event(3)], 5, False)) == [2, 3, 4, 5]


def test_repeated_events_are_dropped() -> None:
    machine = TimelineSplice()
    machine.live(event(1))
    assert machine.live(event(1)).events == []
    machine.live(event(3))
    machine.live(event(3))
    assert sequences(machine.page([event(1), event(2)], 3, False)) == [2, 3]


def test_withheld_body_is_read() -> None:
    machine = TimelineSplice()
    step = machine.live(event(1)._replace(body_form=BodyForm.WITHHELD))
    assert (step.events, step.ask) == ([], Ask.READ)
    assert sequences(machine.page([event(1)], 1, False)) == [1]


def test_silence_asks_for_the_last_sequence_and_finds_a_lost_end() -> None:
    machine = TimelineSplice(after=3)
    assert machine.idle().ask is Ask.LAST
    assert machine.idle().ask is Ask.NOTHING
    assert machine.last(5, True).ask is Ask.READ
    assert sequences(machine.page([event(4), ending(5)], 5, True)) == [4, 5]
    assert machine.ended
    assert machine.idle().ask is Ask.NOTHING


def test_passing_failure_asks_again_after_a_silence() -> None:
    machine = TimelineSplice(after=1)
    machine.live(event(3))
    assert machine.failed(SpinwireError("service.unreachable", "Away.")).ask is Ask.NOTHING
    assert machine.failure is None
    assert machine.idle().ask is Ask.READ


def test_lasting_failure_is_kept() -> None:
    machine = TimelineSplice()
    machine.idle()
    machine.failed(SpinwireError("job.notFound", "Gone."))
    assert machine.failure is not None
    assert machine.failure.code == "job.notFound"
    assert machine.idle().ask is Ask.NOTHING


def test_stored_timeline_with_a_hole_ends_in_an_error() -> None:
    machine = TimelineSplice()
    ask = machine.marker(9, False).ask
    for _ in range(TimelineSplice.BARREN_READ_COUNT_MAX):
        assert ask is Ask.READ
        ask = machine.page([event(2), event(3)], 9, False).ask
    assert machine.failure is not None
    assert machine.failure.code == "wire.malformed"


def test_nothing_is_shown_after_the_end() -> None:
    machine = TimelineSplice()
    machine.live(ending(1))
    assert machine.ended
    assert machine.live(event(2)).events == []
    assert machine.page([event(2)], 2, True).events == []


def test_only_a_status_with_its_flag_ends() -> None:
    assert is_end(ending(1))
    assert not is_end(event(1, Kind.STATUS))
    assert not is_end(event(1, Kind.LOG, 1))


def test_early_events_beyond_the_limit_are_read_again() -> None:
    machine = TimelineSplice(ahead_count_max=3)
    for number in (9, 8, 7, 6, 5, 4):
        machine.live(event(number))
    shown = sequences(machine.page([event(1), event(2), event(3)], 9, False))
    assert shown == [1, 2, 3, 4, 5, 6]
    assert sequences(machine.page([event(7), event(8), event(9)], 9, False)) == [7, 8, 9]


class Network:
    """A store that is always right, and a publisher of which nothing can be relied on."""

    def __init__(self, seed: int, count: int, after: int) -> None:
        self.chance = random.Random(seed)
        self.events = timeline(count)
        self.machine = TimelineSplice(after, ahead_count_max=self.chance.choice([1, 4, 1000]))
        self.shown: list[int] = []
        self.committed = self.chance.randint(0, count)
        self.flying: list[Callable[[], Step]] = []
        self.asked: deque[Ask] = deque()
        self.rates = [self.chance.random() for _ in range(4)]

    def commit(self) -> None:
        if self.committed == len(self.events):
            return
        published = self.events[self.committed]
        self.committed += 1
        lose, repeat, withhold, _ = self.rates
        copies = 0 if self.chance.random() < lose else 1 + (self.chance.random() < repeat)
        if self.chance.random() < withhold:
            published = published._replace(body_form=BodyForm.WITHHELD)
        for _ in range(copies):
            self.flying.append(lambda: self.machine.live(published))

    def confirm(self) -> None:
        last, is_final = self.committed, self.committed == len(self.events)
        self.flying.append(lambda: self.machine.marker(last, is_final))

    def answer(self) -> None:
        ask = self.asked.popleft()
        if self.chance.random() < self.rates[3] * 0.5:
            self.flying.append(
                lambda: self.machine.failed(SpinwireError("service.timedOut", "Late."))
            )
            return
        last, is_final = self.committed, self.committed == len(self.events)
        if ask is Ask.LAST:
            self.flying.append(lambda: self.machine.last(last, is_final))
            return
        first = self.machine.position
        page = self.events[first : min(last, first + self.chance.randint(1, 20))]
        self.flying.append(lambda: self.machine.page(page, last, is_final))

    def arrive(self) -> None:
        index = self.chance.randrange(len(self.flying))
        self.take(self.flying.pop(index)())

    def take(self, step: Step) -> None:
        self.shown.extend(sequences(step))
        if step.ask is not Ask.NOTHING:
            self.asked.append(step.ask)
            assert len(self.asked) <= 1, "one question at a time"

    def run(self) -> None:
        if self.chance.random() < 0.8:
            self.confirm()
        for _ in range(100_000):
            if self.machine.ended or self.machine.failure is not None:
                return
            steps: list[Callable[[], None]] = [self.commit]
            if self.flying:
                steps.extend([self.arrive] * 3)
            if self.asked:
                steps.append(self.answer)
            if self.chance.random() < 0.02:
                steps = [self.confirm]
            if not self.flying and self.chance.random() < 0.3:
                self.take(self.machine.idle())
                continue
            self.chance.choice(steps)()
        raise AssertionError("the machine never came to the end")


@pytest.mark.feature(43, 46)
@pytest.mark.parametrize("seed", range(300))
def test_every_event_is_shown_once_in_order_whatever_the_network_does(seed: int) -> None:
    count = 1 + seed % 60
    after = seed % 7 if seed % 7 < count else 0
    network = Network(seed, count, after)
    network.run()
    assert network.machine.failure is None
    assert network.shown == list(range(after + 1, count + 1))


def test_network_in_which_nothing_published_arrives_still_comes_to_the_end() -> None:
    network = Network(1, 50, 0)
    network.rates = [1.0, 0.0, 0.0, 0.0]
    network.run()
    assert network.shown == list(range(1, 51))
