"""The machine that joins a feed with the timelines of many jobs."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from spinwire.jobs_timeline import JobsSplice
from spinwire.kinds import BodyForm, ContentType, Kind
from spinwire.wire import Event


def event(job: str, sequence: int, last: bool = False) -> Event:
    kind = Kind.STATUS if last else Kind.INTERIM
    created_at = 1000 * int(job) + sequence
    return Event(
        job, sequence, 1, kind, int(last), ContentType.JSON, BodyForm.INLINE, created_at, b""
    )


def timeline(job: str, count: int) -> list[Event]:
    return [event(job, sequence, sequence == count) for sequence in range(1, count + 1)]


def begun() -> JobsSplice:
    """A machine whose first survey has found nothing."""
    machine = JobsSplice()
    machine.marker(0)
    machine.begin_survey()
    machine.end_survey(True)
    return machine


def test_a_missing_number_wants_a_survey_since_the_newest_job_before_it() -> None:
    machine = begun()
    assert machine.receive(event("1", 1), 1) == [event("1", 1)]
    assert not machine.wants_survey
    machine.receive(event("3", 1), 3)
    assert machine.wants_survey
    assert machine.begin_survey() == 1001
    machine.found("2", 2001, 2, True)
    machine.end_survey(True)
    reads = dict(iter(machine.next_read, None))
    assert reads == {"1": 1, "2": 0, "3": 1}
    assert machine.page("2", timeline("2", 2), 2, True) == timeline("2", 2)
    assert machine.begin_survey() == 3001


def test_an_ended_job_is_not_begun_anew_by_what_is_repeated() -> None:
    machine = begun()
    assert machine.receive(event("1", 1, last=True), 1)
    assert not machine.receive(event("1", 1, last=True), 1)
    machine.found("1", 1001, 1, True)
    assert machine.next_read() is None


@pytest.mark.parametrize("seed", range(100))
def test_whatever_is_lost_each_job_is_shown_once_and_in_order(seed: int) -> None:
    draw = random.Random(seed)
    jobs = {str(number): timeline(str(number), draw.randint(1, 9)) for number in range(1, 8)}
    stored: dict[str, list[Event]] = defaultdict(list)
    shown: dict[str, list[Event]] = defaultdict(list)
    machine = begun()
    published = 0
    loss = draw.random()

    def show(events: list[Event]) -> None:
        for one in events:
            shown[one.job].append(one)

    def look() -> None:
        since = machine.begin_survey()
        for job, events in stored.items():
            if events[0].time >= since:
                machine.found(job, events[0].time, len(events), events[-1].flags == 1)
        machine.end_survey(draw.random() < 0.7)

    def read() -> None:
        found = machine.next_read()
        if found is not None:
            job, after = found
            events = stored[job]
            page = events[after : after + draw.randint(1, 3)]
            show(machine.page(job, page, len(events), events[-1].flags == 1))

    # Jobs are accepted in the order of their times; what follows comes mixed.
    waiting = [events.copy() for events in jobs.values()]
    begun_count = 0
    while any(waiting):
        begun_count = min(len(waiting), begun_count + (draw.random() < 0.4))
        for events in waiting[:begun_count]:
            if events and (events[0].sequence == 1 or draw.random() < 0.5):
                one = events.pop(0)
                stored[one.job].append(one)
                published += 1
                for _ in range(draw.choice([1, 1, 2])):
                    if draw.random() > loss:
                        show(machine.receive(one, published))
        if machine.wants_survey and draw.random() < 0.3:
            look()
        read()
    machine.learn(published)
    for _ in range(200):
        if machine.wants_survey:
            look()
        read()
    assert shown == jobs
