"""One reader of the log: a cursor, the rights it was opened with, and the rendering of what it may hear.

The socket and the long poll share it. Between rendering and handing over there is no await, so nothing is delivered
under rights that ended before.
"""

import asyncio
import logging
import time
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from hub import calls
from hub.actor import Actor, Who
from hub.auth import sessions
from hub.records import log
from hub.records.audit import Entry
from hub.records.facts import Place
from hub.records.people import Patient, Person
from hub.records.read import Read
from hub.records.seal import Cursors
from hub.runtime import Hub
from hub.shapes import encode, instant
from hub.ws import protocol
from hub.ws.feed import FARTHEST, Feed, Stream
from hub.ws.tallies import Tallies

AUDITED_S = 900.0
MOST_DUE = 1_024
FRAME_BYTES = 2_048  # kept for what surrounds the events of a frame, and for the totals after them
GONE = {"state": "gone"}
logger = logging.getLogger("chartwire.reader")


class Packet:
    """Events rendered for one reader, ready to go: the positions around them and each event's JSON."""

    __slots__ = ("after", "before", "parts", "size")

    def __init__(self, before: int, after: int, parts: list[bytes]) -> None:
        self.before, self.after, self.parts = before, after, parts
        self.size = sum(len(part) for part in parts)


class LogReader:
    """Follows one practice's log for one signed-in session.

    seq: everything up to it was handed over or is not for this reader; told: the place the client knows.
    due: what is still to be rendered, in order.
    live: every new event is pushed here; otherwise `due` is filled from the ring or the database, and only what
    concerns the reader's own rights is still heard at once.
    """

    def __init__(self, hub: Hub, feed: Feed, stream: Stream, who: Who, actor: Actor) -> None:
        self.hub, self.feed, self.stream, self.who, self.actor = hub, feed, stream, who, actor
        self.cursors = Cursors(hub.keys, who.practice, who.person, stream.epoch)
        self.wake = asyncio.Event()
        self.watched: frozenset[str] = frozenset()
        self.own = frozenset((f"person:{who.person}",))
        self.topics: frozenset[str] = default_topics(actor)
        self.told = self.seq = self.horizon = stream.head
        self.due: list[log.Event] = []
        self.live = False
        self.stale = False
        self.restarted: str | None = None
        self._tallies: Tallies | None = None
        self._told: dict[str, Any] | None = None
        self._audited: dict[tuple[str, str], float] = {}

    async def begin(self, resume: protocol.Resume | None) -> str:
        """Take up the reader's place. Returns the mode: resume, fresh or reset."""
        at = self.cursors.read(resume.cursor) if resume and resume.epoch == self.stream.epoch else None
        if at is not None:
            await self.feed.reach(self.stream, at)
        stream = self.stream
        stream.readers.add(self)
        stream.listen(self, self.own)
        is_there = at is not None and max(stream.trimmed, stream.head - FARTHEST) <= at <= stream.head
        self.told = self.seq = self.horizon = at if at is not None and is_there else stream.head
        if resume is None:
            return "fresh"
        return "resume" if is_there else "reset"

    def cursor(self, seq: int | None = None) -> str:
        return self.cursors.write(self.told if seq is None else seq)

    # What the feed calls

    def hear(self, event: log.Event) -> None:
        """A new event on one of my topics."""
        self.stale = self.stale or event.access
        if self.live and len(self.due) >= MOST_DUE:
            self._fall_behind()
        elif self.live:
            self.due.append(event)
        self.wake.set()

    def start_over(self, reason: str) -> None:
        """History was replaced: forget everything, including where I was."""
        self.restarted = reason
        self.wake.set()

    def tick(self, now: float) -> None:
        """Called about once a second."""

    def signalled(self, frame: bytes, session: str) -> None:
        """A signal for one of my topics."""

    # Following

    def _go_live(self) -> None:
        self.live = True
        self.stream.listen(self, self.topics)

    def _fall_behind(self) -> None:
        """Too much is waiting for a reader that takes nothing: keep only its place and read on from the log later."""
        self._step_back()
        self.horizon = self.due[-1].seq

    def _step_back(self) -> None:
        self.stream.leave(self, self.topics - self.own)
        self.live = False

    def leave(self) -> None:
        self.stream.leave(self, self.topics)
        self.stream.readers.discard(self)
        self.live = False

    async def gather(self) -> bool:
        """Fill `due` when it is empty and there is more to read. False: nothing is waiting, news will be pushed."""
        while not self.due:
            if self.live:
                self.seq = self.horizon = self.stream.head
                return False
            if self.horizon >= self.stream.head:
                self.seq = self.horizon
                self._go_live()
                return False
            due, horizon = await self.feed.events_after(self.stream, self.horizon, self.topics)
            if self.live or horizon == self.horizon:
                return bool(self.due)
            self.due, self.horizon = due, horizon
            self.stale = self.stale or any(event.access for event in due)
        return True

    async def next_packet(self, room: int, room_bytes: int = protocol.SERVER_FRAME_BYTES) -> Packet | None:
        """Render the next events, at most `room` of them in about `room_bytes`; None when nothing is due.

        Raises SignedOut when the session has ended. Starts again after every wait, so that rights, rows and audit are
        all settled at the moment of rendering.
        """
        while await self.gather():
            if self.stale:
                await self.renew()
                continue
            events = self.due[:room]
            missing = self.feed.facts.missing(place for event in events for place in self._needs(event))
            if missing:
                await self.feed.load(self.who.practice, missing)
                continue
            if self._tallies is None:
                await self._load_tallies()
                continue
            parts, taken, audits = self._render(events, min(room_bytes, protocol.SERVER_FRAME_BYTES) - FRAME_BYTES)
            if audits:
                await self._audit(audits)
                continue
            self.due = self.due[taken:]
            self.seq = (self.stream.head if self.live else self.horizon) if not self.due else events[taken - 1].seq
            if parts:
                return self._packet(parts)
        return None

    def _packet(self, parts: list[bytes]) -> Packet:
        before, self.told = self.told, self.seq
        return Packet(before, self.seq, parts)

    def _needs(self, event: log.Event) -> list[Place]:
        view = calls.VIEWS.get(event.kind)
        if view is None:
            return []
        try:
            needs = view.needs(event, self.who)
        except Exception:  # told when it cannot be shown
            return []
        if event.by:
            needs.append((Person, (event.by,)))
        if event.for_patient:
            needs.append((Patient, (event.practice, event.for_patient)))
        return needs

    def _render(self, events: list[log.Event], most: int) -> tuple[list[bytes], int, set[tuple[str, str]]]:
        """Encode events up to `most` bytes: the parts, how many events they took, and what to audit first."""
        parts: list[bytes] = []
        tallied: dict[str, calls.Tally] = {}
        audits: set[tuple[str, str]] = set()
        now, size, taken = self.hub.clock(), 0, 0
        for event in events:
            rendered = self._show(event, now)
            if rendered is not None:
                shown, part = rendered
                if parts and size + len(part) > most:
                    break
                parts.append(part)
                size += len(part)
                if event.patient and not _is_gone(shown):
                    audits.add((event.patient, event.kind.partition(".")[0]))
                if shown.tally:
                    tallied[shown.tally[0]] = shown.tally[1]
            taken += 1
        steady = time.monotonic()
        unaudited = {key for key in audits if self._audited.get(key, 0.0) < steady}
        if not unaudited:
            parts.extend(self._totals(tallied))
        return parts, taken, unaudited

    def _show(self, event: log.Event, now: datetime) -> tuple[calls.Shown, bytes] | None:
        """An event for this reader, with its JSON; None when it is not for them.

        One that cannot be shown is passed over: it would hold up everything after it, at every attempt to come back.
        """
        view = calls.VIEWS.get(event.kind)
        try:
            shown = view.show(self.feed.facts, self.actor, event, now) if view else None
            return None if shown is None else (shown, encode(self._wire(event, shown)))
        except Exception:  # a door: a bug in one view, or one row that does not open
            logger.exception("event %s of %s cannot be shown", event.seq, event.practice)
            return None

    def _wire(self, event: log.Event, shown: calls.Shown) -> dict[str, Any]:
        at = instant(event.at)
        if _is_gone(shown):
            data = {"kind": event.kind.partition(".")[0], "subject": event.subject, **GONE}
            nobody = {"id": "", "name": "", "role": ""}
            return {"kind": "gone", "subject": event.subject, "rev": event.rev, "at": at, "by": nobody, "data": data}
        facts = self.feed.facts
        by: dict[str, Any] = {"id": event.by, "name": facts.person_name(event.by), "role": event.by_role}
        rev = shown.data.get("rev", event.rev)
        whole = {"kind": event.kind, "subject": event.subject, "rev": rev, "at": at, "by": by, "data": shown.data}
        if event.for_patient:
            spoken_for = {"id": event.for_patient, "name": facts.patient_name(event.practice, event.for_patient)}
            by["for"] = whole["for"] = spoken_for
        if event.command is not None:
            whole["command"] = event.command
        return whole | shown.beside

    def _totals(self, tallied: dict[str, calls.Tally]) -> list[bytes]:
        """`unread.changed`, when what is unread in my boxes is not what I was told last."""
        assert self._tallies is not None
        for subject, tally in tallied.items():
            self._tallies.put(subject, tally)
        if not tallied and self._told is not None:
            return []
        totals = self._tallies.totals(with_boxes=self.actor.is_staff)
        if totals == self._told:
            return []
        self._told = totals
        now = self.hub.clock()
        by = {"id": self.who.person, "name": self.actor.name, "role": self.actor.role}
        rev = int(now.timestamp() * 1000)
        whole = {"kind": "unread.changed", "subject": self.who.person, "rev": rev, "at": instant(now), "by": by}
        return [encode(whole | {"data": totals})]

    async def _load_tallies(self) -> None:
        load = calls.TALLIES.get("unread")

        def ask(connection: Connection) -> dict[str, calls.Tally]:
            read = Read(connection, self.hub.keys, self.who.practice, self.hub.clock())
            return load(read, self.actor) if load else {}

        self._tallies = Tallies(await self.hub.read(self.who.practice, ask))

    async def renew(self) -> None:
        """Read my rights again, and listen to what they let me hear. Raises SignedOut when there are none left."""
        self.stale = False
        asked = self.watched

        def ask(connection: Connection) -> tuple[Actor, frozenset[str]]:
            now = self.hub.clock()
            at = log.position(connection, self.who.practice)
            actor = sessions.admit(self.hub, connection, self.who, at.access_rev, now)
            read = Read(connection, self.hub.keys, self.who.practice, now)
            return actor, frozenset(topic for topic in asked if may_watch(read, actor, topic))

        actor, allowed = await self.hub.read(self.who.practice, ask)
        self.actor, self._tallies = actor, None
        self.watched -= asked - allowed
        self._listen_to(default_topics(actor) | self.watched)

    def _listen_to(self, topics: frozenset[str]) -> None:
        if self.live:
            self.stream.leave(self, self.topics - topics)
            self.stream.listen(self, topics - self.topics)
        self.topics = topics

    async def watch(self, topic: str) -> bool:
        """Hear of a narrower topic from now on. False: it is not there, or not for this reader."""

        def ask(connection: Connection) -> bool:
            read = Read(connection, self.hub.keys, self.who.practice, self.hub.clock())
            return may_watch(read, self.actor, topic)

        if not await self.hub.read(self.who.practice, ask):
            return False
        self.watched |= {topic}
        self._listen_to(self.topics | self.watched)
        return True

    def unwatch(self, topic: str) -> None:
        self.watched -= {topic}
        self._listen_to(default_topics(self.actor) | self.watched)

    async def _audit(self, keys: set[tuple[str, str]]) -> None:
        """One audit row for each patient and kind in a quarter of an hour, committed before the first delivery."""
        now, who = self.hub.clock(), self.who
        entries = []
        for patient, kind in sorted(keys):
            relation = self.actor.speaks_for(patient, now)
            spoken_for = patient if relation and relation.kind == "proxy" else None
            entries.append(
                Entry(now, who.person, who.face, who.session, patient, spoken_for, f"live.{kind}", "delivered")
            )
        await self.hub.writer.audit(who.practice, entries)
        until = time.monotonic() + AUDITED_S
        self._audited.update(dict.fromkeys(keys, until))


def _is_gone(shown: calls.Shown) -> bool:
    return shown.data.get("state") == "gone"


def default_topics(actor: Actor) -> frozenset[str]:
    """What a reader hears without asking: themselves, their patients or their boxes."""
    mine = {f"person:{actor.person}"}
    if actor.is_staff:
        return frozenset(mine | {"staff", f"staff:{actor.person}"} | {f"pool:{pool}" for pool in actor.pools})
    full = {f"portal:{relation.patient}" for relation in actor.relations.values() if relation.scope == "full"}
    return frozenset(mine | {"portal"} | full)


def may_watch(read: Read, actor: Actor, topic: str) -> bool:
    prefix, _, identity = topic.partition(":")
    allowed = calls.TOPICS.get(prefix)
    return allowed is not None and allowed(read, actor, identity)
