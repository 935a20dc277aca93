"""Whose a conversation is and whether it waits: claim, hand over, close, bring back, park. It is in one box always."""

from typing import Any

from hub.actor import Actor, Who
from hub.calls import Done, command
from hub.errors import Conflict, Invalid, NotFound
from hub.messaging.tables import Mark, Thread, mark_id
from hub.messaging.writing import NO_THREAD, post_now, staff_topics, thread_event, turned_to_us
from hub.records import access
from hub.records.people import Membership, Pool
from hub.records.practice import working_here
from hub.records.tx import Tx
from hub.shapes import Body, Id, Line, Shape, read_instant


class OneThread(Shape, frozen=True):
    thread: Id


class AssignThread(Shape, frozen=True):
    """To one person or to one pool. comment: an internal note for whoever gets it."""

    thread: Id
    person: Id | None = None
    pool: Id | None = None
    comment: Body | None = None


class SnoozeThread(Shape, frozen=True):
    """reason: what it waits for; the staff are shown it until somebody answers or closes."""

    thread: Id
    until: str
    reason: Line | None = None


def _warm_own(ask: Any, who: Who) -> dict[type, str]:
    return {Thread: ask.thread, Mark: mark_id(ask.thread, who.person, who.face)}


@command("thread.claim", warms=lambda ask, who: {Thread: ask.thread})
def claim_thread(tx: Tx, actor: Actor, ask: OneThread) -> Done:
    """Take an unassigned conversation into one's own box. Raises Conflict when somebody else was first."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    if thread.owner not in (None, actor.person):
        raise Conflict("A colleague has this conversation already.")
    return _moved(tx, actor, thread, owner=actor.person, pool=thread.pool)


@command("thread.assign", warms=_warm_own)
def assign_thread(tx: Tx, actor: Actor, ask: AssignThread) -> Done:
    """Hand a conversation to a colleague, or back to a pool; a comment becomes an internal note in it."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    owner, pool = _receiver(tx, actor, thread, ask)
    moved = _moved(tx, actor, thread, owner=owner, pool=pool)
    if ask.comment is None:
        return moved
    after = tx.find(Thread, thread.id)
    assert after is not None
    noted = post_now(tx, actor, after, ask.comment, internal=True)
    return Done((*moved.events, *noted.events), {}, thread.patient)


def _receiver(tx: Tx, actor: Actor, thread: Thread, ask: AssignThread) -> tuple[str | None, str | None]:
    """The owner and the pool it is to have. Raises Invalid without just one receiver, NotFound for an unknown one."""
    if (ask.person is None) == (ask.pool is None):
        raise Invalid("Name either a person or a pool.", field="person")
    if ask.pool is not None:
        return None, pool_named(tx, actor, ask.pool)
    assert ask.person is not None
    demand_colleague(tx, ask.person)
    return ask.person, thread.pool


def demand_colleague(tx: Tx, person: str) -> None:
    """Raises NotFound unless somebody works here and works on conversations."""
    works_here = tx.select(working_here(tx.practice).where(Membership.c.person == person), Membership)
    roles = {role for member in works_here for role in member.roles.split()}
    if not roles & access.ANSWERING:
        raise NotFound("There is no such colleague.")


def _moved(tx: Tx, actor: Actor, thread: Thread, *, owner: str | None, pool: str | None) -> Done:
    before = staff_topics(thread)
    returned = turned_to_us(tx, thread, due_at=thread.due_at) if thread.state == "closed" else {}
    thread = tx.change(thread, owner=owner, pool=pool, **returned)
    event = thread_event("thread.assigned", actor, thread, tx, before=before)
    return Done((event,), {}, thread.patient)


@command("thread.close", warms=lambda ask, who: {Thread: ask.thread})
def close_thread(tx: Tx, actor: Actor, ask: OneThread) -> Done:
    """Finish a conversation; nobody owns it any more, and a new message of the patient brings it back to the pool.

    Raises Conflict for one that is closed already.
    """
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    if thread.state == "closed":
        raise Conflict("This conversation is done already.")
    before = staff_topics(thread)
    closed = {"state": "closed", "closed_at": tx.now, "closed_by": actor.person, "listed_at": tx.now}
    thread = tx.change(thread, **closed, owner=None, snoozed_until=None, snooze_reason=None)
    return Done((thread_event("thread.closed", actor, thread, tx, before=before),), {}, thread.patient)


@command("thread.reopen", warms=lambda ask, who: {Thread: ask.thread})
def reopen_thread(tx: Tx, actor: Actor, ask: OneThread) -> Done:
    """Bring a closed or snoozed conversation back as the practice's turn.

    Raises Conflict for one that is open or waiting already.
    """
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    if thread.state not in ("closed", "snoozed"):
        raise Conflict("This conversation is neither closed nor snoozed.")
    thread = tx.change(thread, **turned_to_us(tx, thread, due_at=thread.due_at))
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
    reason = tx.seal(thread.sealed_for, f"thread.snooze_reason:{thread.id}", ask.reason) if ask.reason else None
    thread = tx.change(thread, state="snoozed", snoozed_until=until, snooze_reason=reason)
    return Done((thread_event("thread.snoozed", actor, thread, tx),), {}, thread.patient)


def pool_named(tx: Tx, actor: Actor, pool_id: str) -> str:
    """A pool by its id, for staff. Raises NotFound."""
    pool = tx.find(Pool, pool_id)
    if pool is None or not actor.is_staff:
        raise NotFound("There is no such pool.")
    return pool.id
