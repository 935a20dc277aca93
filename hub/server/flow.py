"""Back-pressure, both ways: an inbox that stops the reading, and room to write that stops the app.

Daphne has neither. Measured with 4.2.3: 150 MB sent to an app that does not receive, and 200 MB sent to a client
that does not read, stay in its memory.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import Message

from hub.server.limits import Limits


class Inbox(asyncio.Queue[Message]):
    """What a client sent and the app has not taken yet. Full, it pauses the reading; nearly empty, it goes on."""

    def __init__(self, limits: Limits, *, pause: Callable[[], None], resume: Callable[[], None]) -> None:
        super().__init__()
        self.is_full = False
        self._limits = limits
        self._pause = pause
        self._resume = resume
        self._bytes = 0

    def _put(self, item: Message) -> None:
        super()._put(item)
        self._bytes += _size(item)
        if not self.is_full and (
            self.qsize() >= self._limits.queued_messages or self._bytes >= self._limits.queued_bytes
        ):
            self.is_full = True
            self._pause()

    def _get(self) -> Message:
        item = super()._get()
        self._bytes -= _size(item)
        if (
            self.is_full
            and self.qsize() <= self._limits.queued_messages // 4
            and self._bytes <= self._limits.queued_bytes // 4
        ):
            self.is_full = False
            asyncio.get_running_loop().call_soon(self._resume)
        return item


def _size(message: Message) -> int:
    return len(message.get("text") or message.get("bytes") or "")


class Room:
    """Room to write. A transport takes it away and gives it back (twisted.internet.interfaces.IPushProducer).

    A client that takes nothing of what waits for it for `stall_s` is given up.
    """

    def __init__(self, *, unsent: Callable[[], int], give_up: Callable[[], Any], stall_s: float) -> None:
        self._unsent = unsent
        self._give_up = give_up
        self._stall_s = stall_s
        self._back: asyncio.Event | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_full(self) -> bool:
        """Whether the transport asked to stop."""
        return self._back is not None

    async def wait(self) -> None:
        """Until there is room again, or nobody to write to."""
        while self._back is not None:
            await self._back.wait()

    def pauseProducing(self) -> None:
        if self._back is None:
            self._back = asyncio.Event()
            self._watch(self._unsent())

    def resumeProducing(self) -> None:
        if self._back is not None and self._timer is not None:
            self._back.set()
            self._timer.cancel()
            self._back = self._timer = None

    stopProducing = resumeProducing

    def _watch(self, before: int) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._stall_s, self._judge, before)

    def _judge(self, before: int) -> None:
        now = self._unsent()
        if now < before:
            self._watch(now)
        else:
            self._give_up()
