"""The feed: reads each practice's log once per process and hands every event to the sessions that may hear of it.

A batch committed in this process arrives with its rows; news from other processes comes by a doorbell, and a poll of
the heads heals a doorbell that was lost.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from hub.records import facts, log
from hub.records.facts import Facts, Place
from hub.records.writer import Committed
from hub.runtime import Hub
from hub.ws.ring import Ring

PAGE = 1_000
FARTHEST = 50_000  # a cursor further back than this is told to start afresh
POLL_S = 1.0
UNCONFIRMED_S = 30.0
logger = logging.getLogger("chartwire.feed")


class Reader(Protocol):
    """A session, as the feed knows it."""

    def hear(self, event: log.Event) -> None: ...
    def tick(self, now: float) -> None: ...
    def start_over(self, reason: str) -> None: ...
    def signalled(self, frame: bytes, session: str) -> None: ...


class Stream:
    """One practice's log as this process follows it."""

    def __init__(self, practice: str, at: log.Position) -> None:
        self.practice, self.epoch, self.head, self.trimmed = practice, at.epoch, at.head, at.trimmed
        self.ring = Ring(at.head)
        self.listeners: dict[str, set[Reader]] = {}
        self.readers: set[Reader] = set()
        self.pulling = self.has_news = False

    def extend(self, events: list[log.Event]) -> None:
        """Take the next events, in order and without a gap, to everyone who listens."""
        for event in events:
            if event.seq != self.head + 1:
                continue
            self.head = event.seq
            topics = event.topic_set
            self.ring.add(event, topics)
            heard: set[Reader] = set()
            for topic in topics:
                heard |= self.listeners.get(topic, _NOBODY)
            for reader in heard:
                reader.hear(event)

    def listen(self, reader: Reader, topics: frozenset[str]) -> None:
        for topic in topics:
            self.listeners.setdefault(topic, set()).add(reader)

    def leave(self, reader: Reader, topics: frozenset[str]) -> None:
        for topic in topics:
            left = self.listeners.get(topic)
            if left is not None:
                left.discard(reader)
                if not left:
                    del self.listeners[topic]


_NOBODY: frozenset[Reader] = frozenset()


class Loading:
    """Reads of one practice's rows, one at a time: two thousand readers who come back at once share a few."""

    def __init__(self, feed: "Feed", practice: str) -> None:
        self.feed, self.practice = feed, practice
        self._wanted: set[Place] = set()
        self._next: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def of(self, places: set[Place]) -> None:
        """Wait until these are known, or known to be absent."""
        self._wanted |= places
        if self._next is None:
            self._next = self.feed.spawn(self._read())
        await asyncio.shield(self._next)  # others wait for it too

    async def _read(self) -> None:
        async with self._one_at_a_time:
            wanted, self._wanted, self._next = self._wanted, set(), None
            keys, known, practice = self.feed.hub.keys, self.feed.facts, self.practice
            since = known.forgotten
            found = await self.feed.hub.read(practice, lambda at: facts.load(at, keys, practice, wanted))
            known.settle(found, since=since)


class Feed:
    """Every stream of this process. `ring` is called with a practice and its head after each batch committed here."""

    def __init__(self, hub: Hub, *, ring: Callable[[str, int], None] = lambda practice, head: None) -> None:
        self.hub = hub
        self.facts = Facts(hub.keys)
        self.streams: dict[str, Stream] = {}
        self.ring = ring
        self.confirmed_at = time.monotonic()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._opening: dict[str, asyncio.Task[Stream]] = {}
        self._loading: dict[str, Loading] = {}

    @property
    def is_confirmed(self) -> bool:
        """Whether this process knows its position recently enough to send patient data."""
        return time.monotonic() - self.confirmed_at < UNCONFIRMED_S

    async def open(self, practice: str) -> Stream:
        """The stream of a practice, followed from its head on."""
        stream = self.streams.get(practice)
        if stream is not None:
            return stream
        opening = self._opening.get(practice)
        if opening is None:
            opening = self._opening[practice] = asyncio.create_task(self._open(practice))
            opening.add_done_callback(lambda task: self._opening.pop(practice, None))
        return await asyncio.shield(opening)  # others wait for it too

    async def _open(self, practice: str) -> Stream:
        at = await self.hub.read(practice, lambda connection: log.position(connection, practice))
        stream = self.streams[practice] = Stream(practice, at)
        self._pull_soon(stream)
        return stream

    def committed(self, batch: Committed) -> None:
        """A batch of this process: its rows become facts, its events go out, other processes are rung."""
        self.facts.keep(batch.touched)
        self.confirmed_at = time.monotonic()
        stream = self.streams.get(batch.practice)
        if stream is not None:
            if batch.events[0].seq == stream.head + 1:
                stream.extend(batch.events)
            else:
                self._pull_soon(stream)
        self.ring(batch.practice, batch.position.head)

    async def reach(self, stream: Stream, seq: int) -> None:
        """Follow a stream this far before going on: a reader may come from a process that was ahead of this one."""
        if seq > stream.head:
            await self._pull(stream)

    def rung(self, practice: str, head: int) -> None:
        """Another process has news."""
        stream = self.streams.get(practice)
        if stream is not None and head > stream.head:
            self._pull_soon(stream)

    async def events_after(self, stream: Stream, seq: int, topics: frozenset[str]) -> tuple[list[log.Event], int]:
        """The next events on these topics after a position, from memory or from the database, and how far they go."""
        found = stream.ring.after(seq, topics)
        if found is not None:
            page = found[:PAGE]
            return page, stream.head if len(page) == len(found) else page[-1].seq
        read = [event for event in await self._page(stream.practice, seq) if event.seq <= stream.head]
        return [event for event in read if not topics.isdisjoint(event.topic_set)], read[-1].seq if read else seq

    async def _page(self, practice: str, seq: int) -> list[log.Event]:
        return await self.hub.read(practice, lambda connection: log.events_after(connection, practice, seq, limit=PAGE))

    async def load(self, practice: str, places: set[Place]) -> None:
        """Make these rows known. What others want meanwhile is read together, when the read under way has ended."""
        loading = self._loading.get(practice)
        if loading is None:
            loading = self._loading[practice] = Loading(self, practice)
        await loading.of(places)

    def _pull_soon(self, stream: Stream) -> None:
        stream.has_news = True
        if not stream.pulling:
            stream.pulling = True
            self.spawn(self._pull(stream))

    async def _pull(self, stream: Stream) -> None:
        practice = stream.practice
        try:
            while True:
                stream.has_news = False
                page = await self._page(practice, stream.head)
                news = [event for event in page if event.seq > stream.head]
                for event in news:
                    self.facts.forget(event)
                stream.extend(news)
                if len(page) < PAGE and not stream.has_news:
                    return
        finally:
            stream.pulling = False

    async def run(self) -> None:
        """Poll the heads and tick the sessions, once a second, until cancelled."""
        while True:
            await asyncio.sleep(POLL_S)
            with contextlib.suppress(SQLAlchemyError):
                await self._poll()
            now = time.monotonic()
            for stream in list(self.streams.values()):
                for reader in list(stream.readers):
                    reader.tick(now)

    async def _poll(self) -> None:
        if not self.streams:
            return
        found = await self.hub.read("*", log.positions)
        self.confirmed_at = time.monotonic()
        for practice, at in found.items():
            stream = self.streams.get(practice)
            if stream is None:
                continue
            stream.trimmed = at.trimmed
            if at.epoch != stream.epoch:
                self._restart(stream, at)
            elif at.head > stream.head:
                self._pull_soon(stream)

    def _restart(self, stream: Stream, at: log.Position) -> None:
        """History was replaced: nobody's cursor means anything any more."""
        stream.epoch, stream.head, stream.ring = at.epoch, at.head, Ring(at.head)
        self.facts.forget_all()
        for reader in list(stream.readers):
            reader.start_over("history was replaced")

    def spawn(self, work: Any) -> "asyncio.Task[Any]":
        """Run a coroutine that this feed owns; what it raises is logged, not lost."""
        task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("background work failed", exc_info=task.exception())

    async def close(self) -> None:
        running = [*self._tasks, *self._opening.values()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
