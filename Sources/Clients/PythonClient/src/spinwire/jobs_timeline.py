"""The splice of many jobs' timelines with what is heard of them on one feed, as a pure machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from spinwire.timeline import Ask, Step, TimelineSplice
from spinwire.wire import Event


class JobsSplice:
    """Shows the events of many jobs: of each job each once and in order.

    The feed is the hint; the timelines and the list of jobs are the truth. A job whose events were
    all lost is found by a survey, a look at the list of jobs. The feed's messages are numbered, so
    that a survey is wanted only when a number is missing, and after the subscription came into
    force.

    Attributes:
        wants_survey: The list of jobs has to be looked at.
    """

    def __init__(self, ended_count_max: int = 10_000) -> None:
        """Begin; remember so many ended jobs, so that what is repeated does not begin them anew."""
        self.wants_survey = False
        self._timelines: dict[str, TimelineSplice] = {}
        self._ended: dict[str, None] = {}
        self._ended_count_max = ended_count_max
        self._waiting: deque[str] = deque()
        self._is_waiting: set[str] = set()
        self._heard: int | None = None
        self._sound_until = 0
        self._newest_seen = 0
        self._is_surveying = False

    # MARK: What is heard

    def marker(self, published: int) -> None:
        """The subscription came into force when the feed had had so many messages."""
        self._heard = published
        self.wants_survey = True

    def lost(self) -> None:
        """Messages were dropped on the way to the reader."""
        self.wants_survey = True

    def feed_lost(self) -> None:
        """The feed is another one, whose messages are counted anew."""
        self._heard = None
        self.wants_survey = True

    def learn(self, published: int) -> None:
        """The feed was seen to have had so many messages."""
        if self._heard is None or self._heard < published:
            self._heard = published
            self.wants_survey = True

    def receive(self, event: Event, number: int) -> list[Event]:
        """A message of the feed; returns what is shown now."""
        heard = self._heard
        if heard is not None and number > heard:
            if number != heard + 1:
                self.wants_survey = True
            self._heard = number
        if event.sequence == 1:
            self._note_acceptance(event.time)
        timeline = self._timeline(event.job)
        return [] if timeline is None else self._settle(event.job, timeline, timeline.live(event))

    def page(self, job: str, events: Iterable[Event], last: int, is_final: bool) -> list[Event]:
        """A page of a timeline; returns what is shown now."""
        timeline = self._timeline(job)
        if timeline is None:
            return []
        return self._settle(job, timeline, timeline.page(events, last, is_final))

    def forget(self, job: str) -> None:
        """The job is gone: nothing more of it is shown."""
        self._end(job)

    def read_failed(self, job: str) -> None:
        """A timeline could not be read now: it waits again."""
        timeline = self._timelines.get(job)
        if timeline is not None:
            self._wait(job)

    # MARK: Surveys

    def begin_survey(self) -> int:
        """Return since when (microseconds) jobs are to be listed. What is known is read again,
        since what was lost may have been its.
        """
        self.wants_survey = False
        self._is_surveying = True
        for job in list(self._timelines):
            self._wait(job)
        return self._sound_until

    def found(self, job: str, created_at: int, last: int, is_final: bool) -> None:
        """A job was found in the list."""
        self._note_acceptance(created_at)
        timeline = self._timeline(job)
        if timeline is not None and (last > timeline.position or is_final):
            self._wait(job)

    def pass_over(self, job: str, created_at: int, is_final: bool) -> None:
        """Jobs accepted before this one need not be looked for, nor this one when it has ended."""
        self._newest_seen = max(self._newest_seen, created_at)
        if is_final:
            self._end(job)

    def end_survey(self, is_complete: bool) -> None:
        """The whole list was seen, or the survey has to be made again."""
        self._is_surveying = False
        self.wants_survey = self.wants_survey or not is_complete
        self._note_acceptance(0)

    # MARK: Reads

    @property
    def waiting_read_count(self) -> int:
        """Timelines that wait to be read."""
        return len(self._waiting)

    def next_read(self) -> tuple[str, int] | None:
        """Return the job whose timeline is to be read next, and after which sequence."""
        while self._waiting:
            job = self._waiting.popleft()
            self._is_waiting.discard(job)
            timeline = self._timelines.get(job)
            if timeline is not None:
                return job, timeline.position
        return None

    # MARK: Private

    def _note_acceptance(self, time: int) -> None:
        self._newest_seen = max(self._newest_seen, time)
        if not self.wants_survey and not self._is_surveying and self._heard is not None:
            self._sound_until = self._newest_seen

    def _timeline(self, job: str) -> TimelineSplice | None:
        timeline = self._timelines.get(job)
        if timeline is None and job not in self._ended:
            timeline = self._timelines[job] = TimelineSplice()
        return timeline

    def _settle(self, job: str, timeline: TimelineSplice, step: Step) -> list[Event]:
        if timeline.ended or timeline.failure is not None:
            self._end(job)
        elif step.ask is not Ask.NOTHING:
            self._wait(job)
        return step.events

    def _end(self, job: str) -> None:
        self._timelines.pop(job, None)
        self._ended[job] = None
        if len(self._ended) > self._ended_count_max:
            del self._ended[next(iter(self._ended))]

    def _wait(self, job: str) -> None:
        if job not in self._is_waiting:
            self._is_waiting.add(job)
            self._waiting.append(job)
