"""Whether an answer still fits what it answers: two colleagues must not answer the same words without knowing it."""

import sqlalchemy as sa

from hub.actor import STAFF_ROLES, Actor
from hub.errors import Conflict, NotFound
from hub.messaging.holding import HeldMessage
from hub.messaging.tables import Message, Thread, may_read
from hub.messaging.writing import NO_MESSAGE
from hub.records.tx import Tx


def take_turn(tx: Tx, actor: Actor, thread: Thread, after: str) -> bool:
    """Whether this answer is to be the only one on its way; after: the last message its author had seen.

    Raises Conflict when a colleague answered since, or their answer is still held; NotFound for a message that is not
    of this conversation. Nobody slips in between: what is posted changes the thread, of answers on their way there is
    one, and whoever comes second is run again.
    """
    seen = tx.find(Message, after)
    if seen is None or seen.thread != thread.id or not may_read(actor, thread, seen, tx.now):
        raise NotFound(NO_MESSAGE, field="after")
    if thread.shown > seen.shown and _answered_since(tx, actor, seen):
        raise Conflict("A colleague answered while you were writing. Read it before you send yours.", field="after")
    writers = _on_their_way(tx, thread)
    if writers - {actor.person}:
        raise Conflict("A colleague's answer is on its way already. Wait a moment and read it first.", field="after")
    return not writers


def _answered_since(tx: Tx, actor: Actor, seen: Message) -> bool:
    later = sa.select(sa.literal(1)).where(
        Message.c.practice == tx.practice,
        Message.c.thread == seen.thread,
        Message.c.n > seen.n,
        Message.c.author != actor.person,
        Message.c.author_role.in_(sorted(STAFF_ROLES)),
        Message.c.state == "sent",
        sa.not_(Message.c.internal),
    )
    tx.flush()
    return tx.connection.execute(later.limit(1)).first() is not None


def _on_their_way(tx: Tx, thread: Thread) -> set[str]:
    """The staff whose answers to this conversation are held."""
    held = sa.select(HeldMessage.c.author).where(
        HeldMessage.c.practice == tx.practice,
        HeldMessage.c.thread == thread.id,
        HeldMessage.c.state == "held",
        HeldMessage.c.face == "staff",
        sa.not_(HeldMessage.c.internal),
    )
    tx.flush()
    return set(tx.connection.execute(held).scalars())
