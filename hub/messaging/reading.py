"""How far each reader has read: what was read counts no more, what is marked as unread counts again."""

from typing import Any

import msgspec
import sqlalchemy as sa

from hub.actor import Actor, Who
from hub.calls import Done, command
from hub.errors import NotFound
from hub.messaging.tables import Mark, Message, Thread, mark_id, may_read
from hub.messaging.writing import NO_MESSAGE, NO_THREAD, new_mark, thread_event
from hub.records.tx import Tx
from hub.shapes import Id, Shape


class ReadThread(Shape, frozen=True):
    thread: Id
    upto: Id


class UnreadThread(Shape, frozen=True):
    """since (on the wire `from`): the first message that is to count as unread."""

    thread: Id
    since: Id = msgspec.field(name="from")


def _warm(ask: Any, who: Who, message: str) -> dict[type, str]:
    return {Thread: ask.thread, Mark: mark_id(ask.thread, who.person, who.face), Message: message}


@command("thread.read", warms=lambda ask, who: _warm(ask, who, ask.upto))
def read_thread(tx: Tx, actor: Actor, ask: ReadThread) -> Done:
    """Note that the actor has read a conversation up to and with a message; never moves back."""
    thread, message = _message_in(tx, actor, ask.thread, ask.upto)
    mark = _mark_of(tx, actor, thread)
    if mark is None or mark.upto < message.n:
        mark = mark or tx.add(new_mark(tx, actor, thread))
        own = _own_after(tx, actor, thread, message.n)
        mark = tx.change(mark, upto=message.n, upto_shown=message.shown, mine=own)
    side = "seen_by_staff" if actor.is_staff else "seen_by_patient"
    seen_further = getattr(thread, side) < message.shown
    if seen_further:
        thread = tx.change(thread, **{side: message.shown})
    event = thread_event("thread.read", actor, thread, tx, mark=mark, only_reader=not seen_further)
    return Done((event,), {}, thread.patient)


@command("thread.unread", warms=lambda ask, who: _warm(ask, who, ask.since))
def unread_thread(tx: Tx, actor: Actor, ask: UnreadThread) -> Done:
    """Count a message and what follows as unread again, for the actor alone; what others were told of it stays."""
    thread, message = _message_in(tx, actor, ask.thread, ask.since)
    mark = _mark_of(tx, actor, thread) or tx.add(new_mark(tx, actor, thread))
    own = _own_after(tx, actor, thread, message.n - 1)
    mark = tx.change(mark, upto=message.n - 1, upto_shown=message.shown - (not message.internal), mine=own)
    event = thread_event("thread.marked", actor, thread, tx, mark=mark, only_reader=True)
    return Done((event,), {}, thread.patient)


def _message_in(tx: Tx, actor: Actor, thread_id: str, message_id: str) -> tuple[Thread, Message]:
    thread = tx.get(actor, Thread, thread_id, NO_THREAD)
    message = tx.find(Message, message_id)
    if message is None or message.thread != thread.id or not may_read(actor, thread, message, tx.now):
        raise NotFound(NO_MESSAGE)
    return thread, message


def _mark_of(tx: Tx, actor: Actor, thread: Thread) -> Mark | None:
    return tx.find(Mark, mark_id(thread.id, actor.person, actor.face))


def _own_after(tx: Tx, actor: Actor, thread: Thread, n: int) -> int:
    """How many of the actor's own messages stand after the n-th."""
    if n == thread.count:
        return 0
    later = sa.select(sa.func.count()).where(
        Message.c.practice == tx.practice,
        Message.c.thread == thread.id,
        Message.c.n > n,
        Message.c.author == actor.person,
    )
    tx.flush()
    return int(tx.connection.execute(later).scalar_one())
