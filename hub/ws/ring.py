"""The last events of a practice in memory, by what they were told on: whoever comes back finds theirs at once."""

from bisect import bisect_right
from operator import attrgetter

from hub.records.log import Event

KEPT = 20_000  # at least, and at most twice as many

_seq = attrgetter("seq")


class Ring:
    """Events without a gap, up to the newest. Two thousand readers who missed two thousand events each look up their
    own; looking through all of them took a sixth of the time of everybody's return.
    """

    def __init__(self, at: int) -> None:
        self.first = at  # everything after it is here
        self._events: list[Event] = []
        self._told_on: dict[str, list[Event]] = {}

    def add(self, event: Event, topics: frozenset[str]) -> None:
        """Take the next event, and what it was told on."""
        self._events.append(event)
        self._note(event, topics)
        if len(self._events) > 2 * KEPT:
            self._events = self._events[-KEPT:]
            self.first = self._events[0].seq - 1
            self._told_on = {}
            for kept in self._events:
                self._note(kept, kept.topic_set)

    def _note(self, event: Event, topics: frozenset[str]) -> None:
        for topic in topics:
            self._told_on.setdefault(topic, []).append(event)

    def after(self, seq: int, topics: frozenset[str]) -> list[Event] | None:
        """The events after a position on any of these topics, in order; None when it reaches further back."""
        if seq < self.first:
            return None
        found: dict[int, Event] = {}
        for topic in topics:
            told = self._told_on.get(topic, ())
            found.update((event.seq, event) for event in told[bisect_right(told, seq, key=_seq) :])
        return [found[number] for number in sorted(found)]

    def clear(self) -> None:
        """Forget what is here, so that it is read from the database."""
        if self._events:
            self.first = self._events[-1].seq
        self._events, self._told_on = [], {}
