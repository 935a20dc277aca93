"""A history of what clients sent, were told and heard, and the judgement of it. Pure.

After Jepsen's set and queue checkers: whatever was acknowledged must be in the chart once, in the order its author
wrote it, and every reader must have heard exactly the chart, in its order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Text = str  # a message's body: unique in a run, "<author> <thread> <number>"


@dataclass(frozen=True)
class Sent:
    """A client began to send; nothing is known yet of what became of it."""

    author: str
    thread: str
    number: int
    text: Text


@dataclass(frozen=True)
class Acked:
    """A client was told `done`: message is the id it was given."""

    author: str
    text: Text
    message: str


@dataclass(frozen=True)
class Heard:
    """An event reached a reader."""

    reader: str
    thread: str
    message: str
    text: Text


@dataclass(frozen=True)
class Broken:
    """The server did what docs/protocol.md rules out: a gap between cursors, a reset without a cause, and the like."""

    reader: str
    what: str


Entry = Sent | Acked | Heard | Broken


@dataclass(frozen=True)
class Stored:
    """One message as a fresh client reads it from the chart afterwards."""

    message: str
    text: Text


@dataclass
class Verdict:
    """What was found, by kind; each a sentence. All empty is what is wanted."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)
    unauthorised: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(vars(self).values())

    def __str__(self) -> str:
        return ", ".join(f"{name} {len(found)}" for name, found in vars(self).items())


def judge(
    history: Sequence[Entry], chart: Mapping[str, Sequence[Stored]], entitled: dict[str, frozenset[str]]
) -> Verdict:
    """Weigh a finished history. chart: thread → its messages in order. entitled: thread → who may hear it.

    The run must have come to rest: nothing unanswered, and every reader at the head of the log.
    """
    verdict = Verdict()
    verdict.broken += [f"{entry.reader}: {entry.what}" for entry in history if isinstance(entry, Broken)]
    stored_as = {stored.text: stored.message for messages in chart.values() for stored in messages}
    for entry in history:
        if isinstance(entry, Acked) and stored_as.get(entry.text) != entry.message:
            verdict.lost.append(f"“{entry.text}” was acknowledged as {entry.message} and is not in the chart")
    _judge_chart(verdict, history, chart)
    _judge_readers(verdict, history, chart, entitled)
    return verdict


def _judge_chart(verdict: Verdict, history: Sequence[Entry], chart: Mapping[str, Sequence[Stored]]) -> None:
    sent = {entry.text: entry for entry in history if isinstance(entry, Sent)}
    for thread, messages in chart.items():
        texts = [stored.text for stored in messages]
        verdict.doubled += [f"“{text}” is in the chart more than once" for text in _repeated(texts)]
        last: dict[str, int] = defaultdict(int)
        for text in texts:
            said = sent.get(text)
            if said is None or said.thread != thread:
                verdict.broken.append(f"“{text}” is in {thread}, where nobody sent it")
                continue
            if said.number < last[said.author]:
                verdict.reordered.append(f"“{text}” stands behind what {said.author} wrote later")
            last[said.author] = said.number


def _judge_readers(
    verdict: Verdict,
    history: Sequence[Entry],
    chart: Mapping[str, Sequence[Stored]],
    entitled: dict[str, frozenset[str]],
) -> None:
    heard: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in history:
        if isinstance(entry, Heard):
            heard[entry.reader, entry.thread].append(entry.message)
    for (reader, thread), messages in heard.items():
        if reader not in entitled.get(thread, frozenset()):
            verdict.unauthorised.append(f"{reader} heard {len(messages)} messages of {thread}")
    for thread, readers in entitled.items():
        kept = [stored.message for stored in chart.get(thread, ())]
        for reader in readers:
            messages = heard[reader, thread]
            verdict.doubled += [f"{reader} heard {message} more than once" for message in _repeated(messages)]
            verdict.lost += [f"{reader} never heard {message}" for message in kept if message not in set(messages)]
            unkept = [message for message in messages if message not in set(kept)]
            verdict.lost += [f"{reader} heard {message}, which the chart does not have" for message in unkept]
            common = [message for message in dict.fromkeys(messages) if message in set(kept)]
            if common != [message for message in dict.fromkeys(kept) if message in set(common)]:
                verdict.reordered.append(f"{reader} heard {thread} in another order than the chart's")


def _repeated(items: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    again: dict[str, None] = {}
    for item in items:
        if item in seen:
            again[item] = None
        seen.add(item)
    return list(again)
