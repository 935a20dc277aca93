"""Lets the log and its receipts grow old: what no reader can still come back to is removed, a little at a time."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.calls import every
from hub.records import log
from hub.records.following import slowest
from hub.records.log import Event, Receipt, Stream
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub

KEPT_FOR = timedelta(days=35)  # a client may repeat a command, or come back with a cursor, for this long
AT_ONCE = 500


@every("log.trim", seconds=3600)
async def trim_logs(hub: Hub) -> None:
    """Remove events and receipts that are older than KEPT_FOR, in jobs of the low lane."""
    for practice in await hub.read(EVERYWHERE, _practices):
        while (await hub.writer.run(practice, trim_some, low=True)).value:
            pass


def _practices(connection: Connection) -> list[str]:
    return list(log.positions(connection))


def trim_some(tx: Tx) -> Outcome:
    """Remove the oldest few, never past the slowest follower. Answers whether there may be more."""
    before = tx.now - KEPT_FOR
    old = sa.select(Event.c.seq).where(Event.c.practice == tx.practice, Event.c.at < before)
    behind = slowest(tx.connection, tx.practice)
    if behind is not None:
        old = old.where(Event.c.seq <= behind)
    numbers = tx.connection.execute(old.order_by(Event.c.seq).limit(AT_ONCE)).scalars().all()
    if numbers:
        tx.execute(sa.delete(Event.table).where(Event.c.practice == tx.practice, Event.c.seq <= numbers[-1]))
        tx.execute(sa.update(Stream.table).where(Stream.c.practice == tx.practice).values(trimmed=numbers[-1]))
    expired = sa.select(Receipt.c.id).where(Receipt.c.practice == tx.practice, Receipt.c.at < before).limit(AT_ONCE)
    receipts = tx.connection.execute(expired).scalars().all()
    if receipts:
        tx.execute(sa.delete(Receipt.table).where(Receipt.c.practice == tx.practice, Receipt.c.id.in_(receipts)))
    return Outcome(max(len(numbers), len(receipts)) == AT_ONCE)
