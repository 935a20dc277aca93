"""Stand-ins that can be wrong on purpose: a clock that is moved, a channel layer that loses and reorders."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.layers import InMemoryChannelLayer


class Clock:
    """A clock that runs, and can be moved."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        now = datetime.now(UTC) + self.ahead
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


class LossyLayer(InMemoryChannelLayer):
    """Drops most of what it is given and delivers the rest out of order."""

    def __init__(self, *, loss: float, seed: int) -> None:
        super().__init__(capacity=10_000)
        self.loss, self.random = loss, random.Random(seed)
        self.held: list[tuple[str, dict[str, Any]]] = []
        self.dropped = 0

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.random.random() < self.loss:
            self.dropped += 1
            return
        self.held.append((group, message))
        if len(self.held) >= 3:
            self.random.shuffle(self.held)
            for late_group, late in self.held:
                await super().group_send(late_group, late)
            self.held = []
