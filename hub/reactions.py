"""When this has happened, then that is done: the only file where two features meet."""

from collections.abc import Sequence

import sqlalchemy as sa

from hub.calls import Happened, every
from hub.messaging.tables import Thread
from hub.messaging.writing import staff_topics, thread_event
from hub.records.following import React, follow
from hub.records.log import Event
from hub.records.people import Membership
from hub.records.tx import Tx
from hub.runtime import Hub


def hand_back_threads(tx: Tx, event: Event) -> Sequence[Happened]:
    """Whoever leaves the practice leaves their conversations to the pools they came from."""
    member = tx.find(Membership, event.subject)
    if member is None or member.state != "ended" or member.face != "staff":
        return ()
    theirs = sa.select(Thread.table).where(Thread.c.practice == tx.practice, Thread.c.owner == member.person)
    happened = []
    for thread in tx.select(theirs, Thread):
        before = staff_topics(thread)
        thread = tx.change(thread, owner=None)
        happened.append(thread_event("thread.assigned", None, thread, tx, before=before))
    return happened


REACTIONS: dict[str, React] = {"member.ended": hand_back_threads}


@every("reactions", seconds=1.0)
async def react(hub: Hub) -> None:
    """Follow the log and do what follows from it."""
    await follow(hub, "reactions", REACTIONS)
