"""Followers of the log: they come after every event of their kinds, once, with a cursor of their own.

The cursor moves in the transaction of what the follower does, so a restarted one neither misses nor repeats anything.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.calls import Happened
from hub.db import Row, rows, table
from hub.records import log
from hub.records.log import Event, Position
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub

React = Callable[[Tx, Event], Sequence[Happened]]
Write = Callable[[Tx], None]
AT_ONCE = 100
PAGE = 40  # events prepared at once: about 15 ms in the writer
TOGETHER = 20  # events of one job, which is to be short
logger = logging.getLogger("chartwire.following")
STRIDE = 1_000  # how far a cursor may lag behind events that are not the follower's


@table("follower", key=("practice", "name"))
class Follower(Row, frozen=True, kw_only=True):
    """How far a follower has come in a practice's log."""

    practice: str
    name: str
    rev: int = 1
    seq: int


async def follow(hub: Hub, name: str, reactions: Mapping[str, React]) -> None:
    """React to everything that has happened since last time, in every practice."""
    for practice, at in (await hub.read(EVERYWHERE, log.positions)).items():
        try:
            while await _follow_one(hub, practice, at, name, reactions):
                pass
        except Exception:  # one practice's bad event must not hold up the others; it is tried again next time
            logger.exception("follower %s stands still", name)


async def _follow_one(hub: Hub, practice: str, at: Position, name: str, reactions: Mapping[str, React]) -> bool:
    """One page of one practice. Answers whether there may be more."""
    seq, events = await hub.read(practice, partial(_news, practice, at, name, reactions, AT_ONCE))
    for first in range(0, len(events), TOGETHER):
        some = events[first : first + TOGETHER]
        await hub.writer.run(practice, lambda tx, some=some: _step(tx, name, some[-1].seq, reactions, some))
    if len(events) < AT_ONCE and at.head - seq > (0 if events else STRIDE):
        await hub.writer.run(practice, lambda tx: _step(tx, name, at.head, reactions, []), low=True)
    return len(events) == AT_ONCE


def _news(
    practice: str, at: Position, name: str, kinds: Iterable[str], limit: int, connection: Connection
) -> tuple[int, list[Event]]:
    """Where a follower stands, and the next events of its kinds."""
    place = sa.select(Follower.c.seq).where(Follower.c.practice == practice, Follower.c.name == name)
    seq = connection.execute(place).scalar() or 0
    if seq == at.head:
        return seq, []
    mine = sa.select(Event.table).where(
        Event.c.practice == practice, Event.c.seq > seq, Event.c.seq <= at.head, Event.c.kind.in_(sorted(kinds))
    )
    return seq, rows(connection, mine.order_by(Event.c.seq).limit(limit), Event)


async def follow_pages(
    hub: Hub, practice: str, name: str, kinds: Collection[str], prepare: Callable[[Connection, list[Event]], Write]
) -> None:
    """Follow the log of a practice many events at a time, for what only has to keep up: in the low lane.

    prepare: reads, in a reader thread, what the events are about, and returns what writes it.
    """
    at = await hub.read(practice, lambda connection: log.position(connection, practice))

    def ask(connection: Connection) -> tuple[int, list[Event], Write]:
        seq, events = _news(practice, at, name, kinds, PAGE, connection)
        return seq, events, prepare(connection, events) if events else _nothing

    is_full = True
    while is_full:
        seq, events, write = await hub.read(practice, ask)
        is_full = len(events) == PAGE
        upto = events[-1].seq if is_full else at.head
        if events or at.head - seq > STRIDE:
            step = partial(_move_on, name=name, seq=seq, upto=upto, write=write)
            await hub.writer.run(practice, step, low=True)


def stand_at(tx: Tx, name: str, seq: int) -> None:
    """Put a follower somewhere in the log."""
    place = tx.find(Follower, name)
    if place is None:
        tx.add(Follower(practice=tx.practice, name=name, seq=seq))
    else:
        tx.change(place, seq=seq)


def _move_on(tx: Tx, name: str, seq: int, upto: int, write: Write) -> Outcome:
    """What was prepared is written only from where it was prepared for: nothing twice, nothing left out."""
    place = tx.find(Follower, name)
    if (place.seq if place else 0) != seq:
        return Outcome()
    stand_at(tx, name, upto)
    write(tx)
    return Outcome()


def _nothing(tx: Tx) -> None:
    """Nothing to write."""


def _step(tx: Tx, name: str, seq: int, reactions: Mapping[str, React], events: Sequence[Event]) -> Outcome:
    """React to those of these events that the follower has not come to yet, and go on to `seq`."""
    place = tx.find(Follower, name)
    begun = place.seq if place else 0
    if place is not None and begun >= seq:
        return Outcome()
    stand_at(tx, name, seq)
    new = [event for event in events if event.seq > begun]
    return Outcome(events=[happened for event in new for happened in reactions[event.kind](tx, event)])


def slowest(connection: Connection, practice: str) -> int | None:
    """The lowest place any follower stands at; None when nobody follows."""
    found = sa.select(sa.func.min(Follower.c.seq)).where(Follower.c.practice == practice)
    return connection.execute(found).scalar()
