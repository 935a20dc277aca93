"""What counts for one reader: unread messages and what is to be done, by box and in all. Counted up once, then kept."""

from typing import Any

from hub.calls import Tally

NOTHING = Tally()


class Tallies:
    """The subjects that count for one reader, and their sums."""

    __slots__ = ("_boxes", "_by_subject", "_messages", "_threads", "_urgent")

    def __init__(self, by_subject: dict[str, Tally]) -> None:
        self._by_subject: dict[str, Tally] = {}
        self._threads = self._messages = self._urgent = 0
        self._boxes: dict[str, list[int]] = {}
        for subject, tally in by_subject.items():
            self.put(subject, tally)

    def put(self, subject: str, tally: Tally) -> None:
        """How a subject counts from now on."""
        self._add(self._by_subject.pop(subject, NOTHING), -1)
        if tally.unread or tally.is_todo:
            self._by_subject[subject] = tally
            self._add(tally, 1)

    def _add(self, tally: Tally, sign: int) -> None:
        if tally.unread:
            self._threads += sign
            self._messages += sign * tally.unread
            self._urgent += sign * tally.is_urgent
        if tally.box:
            box = self._boxes.setdefault(tally.box, [0, 0])
            box[0] += sign * tally.is_todo
            box[1] += sign * tally.unread

    def totals(self, *, with_boxes: bool) -> dict[str, Any]:
        """As `unread.count` has them."""
        totals: dict[str, Any] = {"threads": self._threads, "messages": self._messages, "urgent": self._urgent}
        if with_boxes:
            totals["boxes"] = [
                {"box": box, "todo": todo, "unread": unread}
                for box, (todo, unread) in sorted(self._boxes.items())
                if todo or unread
            ]
        return totals
