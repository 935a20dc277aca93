"""Whose a conversation is and whether it waits: claim, hand over, close, bring back, park."""

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Done, command
from hub.errors import Conflict, Invalid, NotFound
from hub.messaging.tables import Thread
from hub.messaging.writing import NO_THREAD, staff_topics, thread_event
from hub.records import access
from hub.records.people import Membership, Pool
from hub.records.tx import Tx
from hub.shapes import Id, Line, Shape, read_instant


class OneThread(Shape, frozen=True):
    thread: Id


class AssignThread(Shape, frozen=True):
    """To one person or to one pool."""

    thread: Id
    person: Id | None = None
    pool: Id | None = None


class SnoozeThread(Shape, frozen=True):
    thread: Id
    until: str
    reason: Line | None = None


@command("thread.claim", warms=lambda ask, who: {Thread: ask.thread})
def claim_thread(tx: Tx, actor: Actor, ask: OneThread) -> Done:
    """Take an unassigned conversation into one's own box. Raises Conflict when somebody else was first."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    if thread.owner not in (None, actor.person):
        raise Conflict("A colleague has this conversation already.")
    return _moved(tx, actor, thread, owner=actor.person, pool=thread.pool)


@command("thread.assign", warms=lambda ask, who: {Thread: ask.thread})
def assign_thread(tx: Tx, actor: Actor, ask: AssignThread) -> Done:
    """Hand a conversation to a colleague, or back to a pool."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    if (ask.person is None) == (ask.pool is None):
        raise Invalid("Name either a person or a pool.", field="person")
    if ask.pool is not None:
        return _moved(tx, actor, thread, owner=None, pool=pool_named(tx, actor, ask.pool))
    works_here = sa.select(Membership.table).where(
        Membership.c.practice == tx.practice,
        Membership.c.person == ask.person,
        Membership.c.face == "staff",
        Membership.c.state == "active",
    )
    roles = {role for member in tx.select(works_here, Membership) for role in member.roles.split()}
    if not roles & access.ANSWERING:
        raise NotFound("There is no such colleague.")
    return _moved(tx, actor, thread, owner=ask.person, pool=thread.pool)


def _moved(tx: Tx, actor: Actor, thread: Thread, *, owner: str | None, pool: str) -> Done:
    before = staff_topics(thread)
    state = "open" if thread.state == "closed" else thread.state
    thread = tx.change(thread, owner=owner, pool=pool, state=state)
    event = thread_event("thread.assigned", actor, thread, tx, before=before)
    return Done((event,), {}, thread.patient)


@command("thread.close", warms=lambda ask, who: {Thread: ask.thread})
def close_thread(tx: Tx, actor: Actor, ask: OneThread) -> Done:
    """Finish a conversation; nobody owns it any more, and a new message of the patient brings it back to the pool."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    before = staff_topics(thread)
    thread = tx.change(thread, state="closed", owner=None, due_at=None, snoozed_until=None)
    return Done((thread_event("thread.closed", actor, thread, tx, before=before),), {}, thread.patient)


@command("thread.reopen", warms=lambda ask, who: {Thread: ask.thread})
def reopen_thread(tx: Tx, actor: Actor, ask: OneThread) -> Done:
    """Bring a closed or snoozed conversation back as the practice's turn.

    Raises Conflict for one that is open or waiting already.
    """
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    if thread.state not in ("closed", "snoozed"):
        raise Conflict("This conversation is neither closed nor snoozed.")
    thread = tx.change(thread, state="open", snoozed_until=None)
    return Done((thread_event("thread.reopened", actor, thread, tx),), {}, thread.patient)


@command("thread.snooze", warms=lambda ask, who: {Thread: ask.thread})
def snooze_thread(tx: Tx, actor: Actor, ask: SnoozeThread) -> Done:
    """Park a conversation until an instant; it comes back by itself, or with the patient's next message.

    Raises Conflict for a closed one.
    """
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    until = read_instant(ask.until, field="until")
    if until <= tx.now:
        raise Invalid("The time must be in the future.", field="until")
    if thread.state == "closed":
        raise Conflict("This conversation is closed. Reopen it before you snooze it.")
    thread = tx.change(thread, state="snoozed", snoozed_until=until)
    return Done((thread_event("thread.snoozed", actor, thread, tx),), {}, thread.patient)


def pool_named(tx: Tx, actor: Actor, pool_id: str) -> str:
    """A pool by its id, for staff. Raises NotFound."""
    pool = tx.find(Pool, pool_id)
    if pool is None or not actor.is_staff:
        raise NotFound("There is no such pool.")
    return pool.id
