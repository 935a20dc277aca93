"""Messages between pairs: how many a second, and how long one takes. Run as a process of its own by bench.report.

A message counts when the other side's socket has it and the sender has the answer that follows the commit.
"""

import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from bench.crowd import Crowd
from bench.practice import Practice, read_practice
from bench.wire import Client, Cut, Heard, text_frame

BODY_CHARACTERS = 160
ID_DIGITS = 26  # 14 of the run, 9 of the message, 3 of the sender: like a ULID, in the order of time for all senders
SENDER = slice(23, 26)
GRACE_S = 15


class Plan(msgspec.Struct, kw_only=True):
    """rate: messages a second of all pairs together on a fixed schedule; 0: as many as in_flight allows.

    planted: `slow` sends late by 25 ms, `lost` drops every hundredth message that arrived; both must be caught.
    """

    port: int
    practice: str
    pairs: int = 64
    in_flight: int = 4
    rate: int = 0
    warm_s: float = 2.0
    seconds: float = 5.0
    planted: str = ""


class Figures(msgspec.Struct, kw_only=True):
    """What was measured. Latencies count from the schedule.

    sent: warming up included; lost: answered, and never seen by the other side.
    """

    messages: int
    seconds: float
    lost: int
    sent: int
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    worst_ms: float = 0.0
    generator_cpu: float = 0.0

    @property
    def a_second(self) -> float:
        return self.messages / self.seconds


class Message:
    """One message under way."""

    __slots__ = ("is_answered", "is_delivered", "scheduled_at", "sender")

    def __init__(self, sender: int, scheduled_at: float) -> None:
        self.sender, self.scheduled_at = sender, scheduled_at
        self.is_answered = self.is_delivered = False


class Exchange:
    """Everybody of the practice's pairs, writing to each other. Client 2n and 2n + 1 are one pair."""

    def __init__(self, plan: Plan, practice: Practice) -> None:
        self.plan = plan
        self.threads = [pair.threads[0] for pair in practice.pairs[: plan.pairs] for _ in range(2)]
        tokens = [token for pair in practice.pairs[: plan.pairs] for token in (pair.patient, pair.nurse)]
        self.crowd = Crowd([Client(plan.port, token, f"bench{n}") for n, token in enumerate(tokens)], self.hear)
        self.under_way: dict[str, Message] = {}
        self.arrived_ms: list[float] = []
        self.finished = self.sent = 0
        self.is_counting = False
        self._first_id = time.time_ns() // 1_000_000
        self._free: list[int] = []

    def frame(self, sender: int, scheduled_at: float) -> bytes:
        """The next message of a client. Its id is its first word, by which the other side knows it."""
        self.sent += 1
        message_id = f"{self._first_id:014d}{self.sent:09d}{sender:03d}"
        self.under_way[message_id] = Message(sender, scheduled_at)
        ask = '{"type":"do","id":"%s","name":"message.post","args":{"thread":"%s","body":"%s"}}'
        return text_frame((ask % (message_id, self.threads[sender], message_id + FILLER)).encode())

    def hear(self, number: int, frame: Heard) -> None:
        if frame.kind == "done":
            message = self.under_way[frame.id]
            message.is_answered = True
            self._finish(frame.id, message)
            return
        for event in frame.events:
            if event.kind == "message.posted" and event.data.body[SENDER] != f"{number:03d}":
                self._arrive(number, event.data.body[:ID_DIGITS])

    def _arrive(self, number: int, message_id: str) -> None:
        message = self.under_way[message_id]
        if message.sender != number ^ 1 or message.is_delivered:
            raise Cut("a message reached somebody twice, or somebody it was not for")
        if self.plan.planted == "lost" and message_id[14:23].endswith("00"):
            return
        message.is_delivered = True
        if self.is_counting:
            self.arrived_ms.append((time.perf_counter() - message.scheduled_at) * 1000)
        self._finish(message_id, message)

    def _finish(self, message_id: str, message: Message) -> None:
        if message.is_answered and message.is_delivered:
            del self.under_way[message_id]
            self.finished += self.is_counting
            self._free.append(message.sender)

    def flood(self) -> None:
        """Keep in_flight messages of everybody under way until the time is over."""
        self._free = [n for n in range(len(self.threads)) for _ in range(self.plan.in_flight)]
        begun = time.perf_counter()
        counted = begun + self.plan.warm_s
        end = counted + self.plan.seconds
        while (now := time.perf_counter()) < end:
            self.is_counting = now >= counted
            for sender, count in _counted(self._free):
                self.crowd.clients[sender].wire.send(b"".join(self.frame(sender, now) for _ in range(count)))
            self._free = []
            self.crowd.step(0.05)
        self.is_counting = False

    def pace(self) -> None:
        """Send on a fixed schedule, whatever the answers do; each latency counts from the scheduled time."""
        late_s = 0.025 if self.plan.planted == "slow" else 0.0
        begun = time.perf_counter()
        total = int((self.plan.warm_s + self.plan.seconds) * self.plan.rate)
        for number in range(total):
            at = begun + number / self.plan.rate
            self.is_counting = at >= begun + self.plan.warm_s
            while (left := at + late_s - time.perf_counter()) > 0:
                self.crowd.step(left)
            sender = number * 7 % len(self.threads)
            self.crowd.clients[sender].wire.send(self.frame(sender, at))
            self.crowd.step(0)

    def run(self) -> Figures:
        self.crowd.open()
        begun_cpu = time.process_time()
        self.pace() if self.plan.rate else self.flood()
        cpu_s = time.process_time() - begun_cpu
        counted = self.finished if not self.plan.rate else len(self.arrived_ms)
        try:
            self.crowd.run_until(lambda: not self.under_way, GRACE_S if not self.plan.planted else 1)
        except Cut:
            if all(not message.is_answered for message in self.under_way.values()):
                raise
        arrived = sorted(self.arrived_ms)
        return Figures(
            messages=counted,
            seconds=self.plan.seconds,
            lost=len(self.under_way),
            sent=self.sent,
            p50_ms=_share(arrived, 0.5),
            p99_ms=_share(arrived, 0.99),
            worst_ms=_share(arrived, 1),
            generator_cpu=cpu_s / (self.plan.seconds + self.plan.warm_s),
        )


FILLER = (" " + "Since the new tablets she sleeps through, and the swelling is down. " * 3)[
    : BODY_CHARACTERS - ID_DIGITS
]


def _share(ordered: list[float], share: float) -> float:
    """The value that this share of an ordered list does not exceed; for ever where nothing arrived."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 1e9


def _counted(senders: list[int]) -> list[tuple[int, int]]:
    counts: dict[int, int] = {}
    for sender in senders:
        counts[sender] = counts.get(sender, 0) + 1
    return list(counts.items())


def main(plan_json: str) -> None:
    plan = msgspec.json.decode(plan_json, type=Plan)
    figures: Any = Exchange(plan, read_practice(Path(plan.practice))).run()
    print(msgspec.json.encode(figures).decode())


if __name__ == "__main__":
    main(sys.argv[1])
