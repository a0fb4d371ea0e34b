"""The splice of a job's live events with its stored timeline, as a pure machine.

Publishing is only a hint: events may be lost, repeated or late, and so may the marker that confirms
a subscription. The stored timeline is the truth. The machine is told what was heard and answers
what to do; it opens no socket and reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from spinwire.errors import TRANSIENT_CODES, SpinwireError
from spinwire.kinds import BodyForm, Kind
from spinwire.wire import Event, malformed


class Ask(Enum):
    """What the machine wants to know next; never more than one question is open."""

    NOTHING = 0
    #: Read the stored events after ``TimelineSplice.position``.
    READ = 1
    #: Ask for the last sequence of the timeline.
    LAST = 2


@dataclass
class Step:
    """What is to be done about a fact."""

    #: To be shown now, in this order.
    events: list[Event] = field(default_factory=list)
    ask: Ask = Ask.NOTHING


def is_end(event: Event) -> bool:
    """Tell whether nothing can follow the event."""
    return event.kind == Kind.STATUS and bool(event.flags & 1)


class TimelineSplice:
    """Shows every event of a job exactly once, in order, whatever became of the live ones.

    Facts come in by the methods; each returns a ``Step``. Its owner calls ``idle`` whenever it has
    heard nothing for the probe interval, so that an end whose event was dropped is found as well.

    Attributes:
        position: Sequence of the last event that was shown.
        ended: Nothing can follow any more.
        failure: Why the timeline cannot be followed, when that is so.
    """

    #: Reads in a row that may bring nothing although something should be there.
    BARREN_READ_COUNT_MAX = 5

    def __init__(self, after: int = 0, ahead_count_max: int = 1024) -> None:
        """Begin behind the sequence ``after``; keep so many live events that came too early."""
        self.position = after
        self.ended = False
        self.failure: SpinwireError | None = None
        self._ahead_count_max = ahead_count_max
        self._ahead: dict[int, Event] = {}
        self._heard = after
        self._final_last: int | None = None
        self._asked = Ask.NOTHING
        self._barren_read_count = 0
        self._heard_when_asked = after

    def marker(self, last: int, is_final: bool) -> Step:
        """The subscription is in force; the timeline then ended at ``last``, for good if it is
        final.
        """
        self._note(last, is_final)
        # What came before the marker may be missing without a later event to tell: read in any
        # case, unless there is provably nothing. A marker without a number (0) proves nothing.
        step = Step()
        if last == 0 or last > self.position:
            step.ask = self._question(Ask.READ)
        return self._settle(step)

    def live(self, event: Event) -> Step:
        """A published event came."""
        step = Step()
        if self.ended or event.sequence <= self.position:
            return step
        self._heard = max(self._heard, event.sequence)
        if event.body_form != BodyForm.WITHHELD:
            self._keep(event)
            self._show_ahead(step)
        return self._settle(step)

    def page(self, events: Iterable[Event], last: int, is_final: bool) -> Step:
        """The answer to ``READ``: stored events, and where the timeline stood when they were
        read.
        """
        self._asked = Ask.NOTHING
        before = self.position
        step = Step()
        for event in events:
            if self.ended:
                break
            if event.sequence == self.position + 1:
                step.events.append(event)
                self.position += 1
                if self._ahead:
                    self._ahead.pop(event.sequence, None)
                    self._show_ahead(step)
                if event.kind == Kind.STATUS and is_end(event):
                    self.ended = True
        self._note(last, is_final)
        if self.position > before or self._heard_when_asked <= before:
            self._barren_read_count = 0
        else:
            self._barren_read_count += 1
            if self._barren_read_count >= self.BARREN_READ_COUNT_MAX:
                self.failure = malformed("The stored timeline has a hole.")
        return self._settle(step)

    def last(self, last: int, is_final: bool) -> Step:
        """The answer to ``LAST``."""
        self._asked = Ask.NOTHING
        self._note(last, is_final)
        return self._settle(Step())

    def failed(self, error: SpinwireError) -> Step:
        """A question could not be answered. After a passing failure the next ``idle`` asks
        again.
        """
        self._asked = Ask.NOTHING
        if error.code not in TRANSIENT_CODES:
            self.failure = error
        return Step()

    def idle(self) -> Step:
        """Nothing was heard for the probe interval, or live events had to be dropped."""
        step = Step()
        if not self.ended and self.failure is None:
            step.ask = self._question(Ask.READ if self._heard > self.position else Ask.LAST)
        return step

    def _note(self, last: int, is_final: bool) -> None:
        self._heard = max(self._heard, last)
        if is_final:
            self._final_last = last

    def _keep(self, event: Event) -> None:
        if len(self._ahead) >= self._ahead_count_max and event.sequence != self.position + 1:
            farthest = max(self._ahead)
            if event.sequence >= farthest:
                return
            del self._ahead[farthest]
        self._ahead[event.sequence] = event

    def _show_ahead(self, step: Step) -> None:
        while not self.ended:
            event = self._ahead.pop(self.position + 1, None)
            if event is None:
                return
            self._show(event, step)

    def _show(self, event: Event, step: Step) -> None:
        step.events.append(event)
        self.position = event.sequence
        self._ahead.pop(event.sequence, None)
        self.ended = is_end(event)

    def _settle(self, step: Step) -> Step:
        if self._final_last is not None and self.position >= self._final_last:
            self.ended = True
        if self.ended:
            self._ahead.clear()
            step.ask = Ask.NOTHING
        elif self.failure is None and step.ask is Ask.NOTHING and self._heard > self.position:
            step.ask = self._question(Ask.READ)
        return step

    def _question(self, ask: Ask) -> Ask:
        if self._asked is not Ask.NOTHING:
            return Ask.NOTHING
        self._asked = ask
        self._heard_when_asked = self._heard
        return ask
