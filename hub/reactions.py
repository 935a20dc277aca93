"""When this has happened, then that is done: the only file where two features meet."""

from collections.abc import Sequence

import sqlalchemy as sa

from hub.calls import Happened, every
from hub.messaging.tables import Thread
from hub.messaging.tasks import Task, task_event, whose_topics
from hub.messaging.writing import staff_topics, thread_event
from hub.records.following import React, follow
from hub.records.log import Event
from hub.records.people import Membership, Pool
from hub.records.tx import Tx
from hub.runtime import Hub


def hand_back(tx: Tx, event: Event) -> Sequence[Happened]:
    """Whoever leaves the practice leaves what they had to the pools."""
    member = tx.find(Membership, event.subject)
    if member is None or member.state != "ended" or member.face != "staff":
        return ()
    return [*_hand_back_threads(tx, member), *_hand_back_tasks(tx, member)]


def _hand_back_threads(tx: Tx, member: Membership) -> list[Happened]:
    theirs = sa.select(Thread.table).where(Thread.c.practice == tx.practice, Thread.c.owner == member.person)
    happened = []
    for thread in tx.select(theirs, Thread):
        before = staff_topics(thread)
        thread = tx.change(thread, owner=None)
        happened.append(thread_event("thread.assigned", None, thread, tx, before=before))
    return happened


def _hand_back_tasks(tx: Tx, member: Membership) -> list[Happened]:
    """To the pool of the conversation they came from; without one, to the practice's first."""
    theirs = sa.select(Task.table).where(
        Task.c.practice == tx.practice, Task.c.owner == member.person, Task.c.state == "open"
    )
    happened = []
    for task in tx.select(theirs, Task):
        thread = tx.find(Thread, task.thread) if task.thread else None
        before = whose_topics(task)
        task = tx.change(task, owner=None, pool=(thread and thread.pool) or _first_pool(tx))
        happened.append(task_event("task.assigned", task, before=before))
    return happened


def _first_pool(tx: Tx) -> str | None:
    """The first by name."""
    named = sa.select(Pool.table).where(Pool.c.practice == tx.practice).order_by(Pool.c.name).limit(1)
    return next((pool.id for pool in tx.select(named, Pool)), None)


REACTIONS: dict[str, React] = {"member.ended": hand_back}


@every("reactions", seconds=1.0)
async def react(hub: Hub) -> None:
    """Follow the log and do what follows from it."""
    await follow(hub, "reactions", REACTIONS)
