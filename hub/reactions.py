"""When this has happened, then that is done: the only file where two features meet."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Happened, every
from hub.messaging.tables import Thread, tally_of
from hub.messaging.tasks import Task, task_event, whose_topics
from hub.messaging.writing import staff_topics, thread_event
from hub.notify.following import actor_of, still, tell, wanting_of
from hub.records import access
from hub.records.following import React, follow
from hub.records.log import Event
from hub.records.outbox import Delivery
from hub.records.people import Membership, Pool
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub

LATELY = timedelta(hours=1)  # a hub that was down for longer tells of the rest in the inbox alone


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


@every("notice.overdue", seconds=60.0)
async def tell_of_overdue(hub: Hub) -> None:
    """Whoever asked for it is told by e-mail of a conversation in their box that has become overdue, once."""
    if not hub.settings.sends_mail:
        return
    now = hub.clock()
    lately = sa.and_(Thread.c.state == "open", Thread.c.due_at <= now, Thread.c.due_at > now - LATELY)
    found = sa.select(Thread.c.practice, Thread.c.id).where(lately)
    for practice, thread in await hub.read(EVERYWHERE, lambda at: at.execute(found).all()):
        await hub.writer.run(practice, lambda tx, thread=thread: _tell_of_one(tx, thread))


def _tell_of_one(tx: Tx, thread_id: str) -> Outcome:
    thread = tx.find(Thread, thread_id)
    if thread is None:
        return Outcome()
    for choice in wanting_of(tx, "overdue"):
        once = tx.keys.hash(tx.practice, "delivery", f"overdue {thread_id} {thread.due_at} {choice.person}")
        actor = actor_of(tx, choice.person, "staff")
        if actor is not None and tally_of(actor, thread, 0).is_todo and tx.find(Delivery, once) is None:
            tell(tx, choice.person, "staff", "overdue", thread=thread_id, id=once)
    return Outcome()


@still("overdue")
def is_still_overdue(tx: Tx, actor: Actor, delivery: Delivery) -> bool:
    """Whether a conversation is overdue and in this person's box."""
    thread = tx.find(Thread, delivery.thread)
    if thread is None or thread.due_at is None or thread.due_at > tx.now:
        return False
    return access.decide(actor, thread, tx.now) and tally_of(actor, thread, 0).is_todo


REACTIONS: dict[str, React] = {"member.ended": hand_back}


@every("reactions", seconds=1.0)
async def react(hub: Hub) -> None:
    """Follow the log and do what follows from it."""
    await follow(hub, "reactions", REACTIONS)
