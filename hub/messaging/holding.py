"""Messages that wait a moment before they are sent, so that they can be taken back; and threads that come back by time.

What waits is in the chart already. The clockwork releases it, also after a crash, and once only: its `rev` decides.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor, Face
from hub.calls import Done, Happened, Place, command, every
from hub.db import Row, only_where, table
from hub.errors import Conflict, HubError, NotFound, SignedOut
from hub.messaging import answers
from hub.messaging.mentions import still_mentioned
from hub.messaging.tables import Thread
from hub.messaging.writing import NO_MESSAGE, ids_of, post_now, thread_event, turned_to_us
from hub.records import access
from hub.records.files.attaching import attach, detach
from hub.records.files.tables import File
from hub.records.people import Person
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import Id, Shape, new_id

LOOK_EVERY_S = 1.0
MOST_AT_ONCE = 200
logger = logging.getLogger("chartwire.holding")


@table(
    "held_message",
    sa.Index("ix_held_message_due", "state", "release_at"),
    sa.Index("ix_held_message_thread", "practice", "thread"),
    sa.Index("ix_held_message_turn", "practice", "thread", unique=True, **only_where("is_turn AND state = 'held'")),
)
class HeldMessage(Row, frozen=True, kw_only=True):
    """A message on its way, under the id it will have. state: held, released or cancelled.

    is_turn: the staff's answer to what they had read; there is one at a time, so that two cannot cross.
    """

    practice: str
    id: str
    rev: int = 1
    thread: str
    patient: str | None
    author: str
    face: str
    body: bytes
    internal: bool
    release_at: datetime
    state: str = "held"
    is_turn: bool = False
    files: str = ""

    @property
    def sealed_for(self) -> str:
        """Whose key opens it: its thread's."""
        return self.patient or self.thread

    def mentions(self) -> list[Place]:
        return [(Person, (self.author,)), *((File, (self.practice, file)) for file in self.files.split())]


def held_place(message: str) -> str:
    return f"held_message.body:{message}"


class CancelMessage(Shape, frozen=True):
    message: Id


def hold_message(
    tx: Tx,
    actor: Actor,
    thread: Thread,
    body: str,
    *,
    internal: bool,
    files: Sequence[File],
    hold_s: int,
    is_turn: bool = False,
) -> Done:
    """Keep a message back for a moment; only its author is shown it meanwhile."""
    message_id = new_id()
    held = tx.add(
        HeldMessage(
            practice=tx.practice,
            id=message_id,
            thread=thread.id,
            patient=thread.patient,
            author=actor.person,
            face=actor.face,
            body=tx.seal(thread.sealed_for, held_place(message_id), body),
            internal=internal,
            is_turn=is_turn,
            release_at=tx.now + timedelta(seconds=hold_s),
            files=ids_of(files),
        )
    )
    hung = attach(tx, files, "message", message_id, thread.id)
    return Done((_held_event("message.posted", held), *hung), {"message": message_id}, thread.patient)


@command("message.cancel", answers=answers.Revised, warms=lambda ask, who: {HeldMessage: ask.message})
def cancel_message(tx: Tx, actor: Actor, ask: CancelMessage) -> Done:
    """Take back an own message that is still held. Raises Conflict once it was sent."""
    held = tx.find(HeldMessage, ask.message)
    if held is None or (held.author, held.face) != (actor.person, actor.face):
        raise NotFound(NO_MESSAGE)
    if held.state != "held":
        raise Conflict("This message was sent already." if held.state == "released" else "It was taken back before.")
    held = tx.change(held, state="cancelled")
    freed = detach(tx, held.files.split())
    event = _held_event("message.retracted", held)
    return Done((event, *freed), {"message": held.id, "rev": held.rev}, held.patient)


def _held_event(kind: str, held: HeldMessage) -> Happened:
    refs = {"thread": held.thread, "held_message": held.id} | ({"file": held.files} if held.files else {})
    topics = (f"person:{held.author}",)
    return Happened(kind, held.id, held.rev, topics, patient=held.patient, refs=refs)


@every("message.release", seconds=LOOK_EVERY_S)
async def release_due(hub: Hub) -> None:
    """Send what has been held long enough, in the order of its moments."""
    due = sa.select(HeldMessage.c.practice, HeldMessage.c.id).where(
        HeldMessage.c.state == "held", HeldMessage.c.release_at <= hub.clock()
    )
    await do_each(hub, due.order_by(HeldMessage.c.release_at, HeldMessage.c.id), _release)


@every("thread.wake", seconds=LOOK_EVERY_S)
async def wake_due(hub: Hub) -> None:
    """Bring back the conversations whose time has come."""
    due = sa.select(Thread.c.practice, Thread.c.id).where(
        Thread.c.state == "snoozed", Thread.c.snoozed_until <= hub.clock()
    )
    await do_each(hub, due.order_by(Thread.c.snoozed_until), _wake)


async def do_each(hub: Hub, due: sa.Select[Any], step: Callable[[Tx, str], Outcome]) -> None:
    """Take the first of what is due. One that cannot be done is tried again later and holds up no other."""
    for practice, name in await hub.read(EVERYWHERE, lambda at: at.execute(due.limit(MOST_AT_ONCE)).all()):
        try:
            await hub.writer.run(practice, lambda tx, name=name: step(tx, name))
        except HubError as error:
            logger.warning("%s of %s has to wait: %s", name, practice, error.code)


def _release(tx: Tx, message_id: str) -> Outcome:
    held = tx.find(HeldMessage, message_id)
    thread = tx.find(Thread, held.thread) if held else None
    if held is None or thread is None or held.state != "held" or held.release_at > tx.now:
        return Outcome()
    try:
        author = _author(tx, held)
    except SignedOut:
        author = None
    if author is None or not access.decide(author, thread, tx.now):
        cancelled = tx.change(held, state="cancelled")
        return Outcome(events=(_held_event("message.retracted", cancelled), *detach(tx, held.files.split())))
    held = tx.change(held, state="released")
    body = tx.open(held.sealed_for, held_place(held.id), held.body)
    mentioned = still_mentioned(tx, thread, body) if held.internal else ()
    before = (held.id, held.rev, held.files)
    done = post_now(tx, author, thread, body, internal=held.internal, mentioned=mentioned, held=before)
    if author.is_staff and thread.state == "snoozed":
        _park_again(tx, thread)
    return Outcome(by=author, events=done.events)


def _park_again(tx: Tx, before: Thread) -> None:
    """Whoever sends and parks in one go has parked it before the answer went out."""
    after = tx.find(Thread, before.id)
    assert after is not None
    tx.change(after, state="snoozed", snoozed_until=before.snoozed_until, snooze_reason=before.snooze_reason)


def _author(tx: Tx, held: HeldMessage) -> Actor:
    face: Face = "staff" if held.face == "staff" else "patient"
    tx.flush()
    return access.load_actor(
        tx.connection, tx.keys, practice=tx.practice, person=held.author, face=face, session="", now=tx.now
    )


def _wake(tx: Tx, thread_id: str) -> Outcome:
    thread = tx.find(Thread, thread_id)
    if thread is None or thread.state != "snoozed" or thread.snoozed_until is None or thread.snoozed_until > tx.now:
        return Outcome()
    thread = tx.change(thread, **turned_to_us(tx, thread, due_at=thread.due_at))
    return Outcome(events=(thread_event("thread.reopened", None, thread, tx),))
