"""What may be written and read in a conversation. Every function runs in the writer, over rows warmed for its batch."""

from typing import Annotated, Any

from msgspec import Meta

from hub.actor import Actor, Who
from hub.calls import Done, command
from hub.errors import Conflict, Forbidden, NotFound
from hub.messaging import answers
from hub.messaging.holding import hold_message
from hub.messaging.mentions import call_in, call_off, demand_mentions
from hub.messaging.routing import pool_named
from hub.messaging.tables import Mark, Message, MessageVersion, Thread, Topic, body_place, mark_id, may_read
from hub.messaging.turns import take_turn
from hub.messaging.writing import (
    LINE_LENGTH,
    NO_MESSAGE,
    NO_THREAD,
    begin_thread,
    message_event,
    post_now,
)
from hub.records import access
from hub.records.files.attaching import files_to_attach
from hub.records.people import Patient
from hub.records.tx import Tx
from hub.shapes import Body, Id, Line, Shape, new_id


class OpenThread(Shape, frozen=True):
    """`pool` overrides the topic's own pool and is for staff."""

    patient: Id
    topic: Id
    subject: Line
    body: Body
    pool: Id | None = None
    attachments: Annotated[list[Id], Meta(max_length=10)] = []


class PostMessage(Shape, frozen=True):
    """hold_s: seconds during which the message may still be taken back.

    after: the last message that staff had seen when they began their answer.
    """

    thread: Id
    body: Body
    internal: bool = False
    attachments: Annotated[list[Id], Meta(max_length=10)] = []
    hold_s: Annotated[int, Meta(ge=0, le=30)] = 0
    after: Id | None = None


class AmendMessage(Shape, frozen=True):
    message: Id
    body: Body


class RetractMessage(Shape, frozen=True):
    message: Id
    reason: Line


def _warm_thread(ask: Any, who: Who) -> dict[type, str]:
    return {Thread: ask.thread, Mark: mark_id(ask.thread, who.person, who.face)}


@command("thread.open", answers=answers.Opened)
def open_thread(tx: Tx, actor: Actor, ask: OpenThread) -> Done:
    """Begin a conversation about a patient. The topic decides the pool, unless staff name one."""
    patient = tx.get(actor, Patient, ask.patient, "There is no such patient.")
    if not access.writes_about(actor, patient.id, tx.now):
        raise NotFound("There is no such patient.")
    topic = tx.get(actor, Topic, ask.topic, "There is no such topic.")
    pool = pool_named(tx, actor, ask.pool) if ask.pool else topic.pool
    files = files_to_attach(tx, actor, patient.id, ask.attachments)
    thread_id = new_id()
    thread = Thread(
        practice=tx.practice,
        id=thread_id,
        patient=patient.id,
        topic=topic.id,
        subject=tx.seal(patient.id, f"thread.subject:{thread_id}", ask.subject),
        pool=pool,
        owner=actor.person if actor.is_staff else None,
        last_at=tx.now,
        last_line=b"",
    )
    return begin_thread(tx, actor, thread, ask.body, files=files)


def _warm_post(ask: PostMessage, who: Who) -> dict[type, str]:
    return _warm_thread(ask, who) | ({Message: ask.after} if ask.after else {})


@command("message.post", answers=answers.Posted, warms=_warm_post)
def post_message(tx: Tx, actor: Actor, ask: PostMessage) -> Done:
    """Add a message to a conversation. A patient's message reopens a closed one.

    Raises NotFound when the thread is absent or not the actor's; Forbidden for an internal note by a patient; Conflict
    of the field `after` when a colleague has answered since that message; Invalid for a note that calls somebody who
    may not see the conversation.
    """
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    if ask.internal and not actor.is_staff:
        raise Forbidden("Only the practice's staff write internal notes.")
    files = files_to_attach(tx, actor, thread.patient, ask.attachments)
    mentioned = demand_mentions(tx, thread, ask.body) if ask.internal else ()
    is_answer = actor.is_staff and not ask.internal
    is_turn = is_answer and ask.after is not None and take_turn(tx, actor, thread, ask.after)
    if ask.hold_s:
        return hold_message(
            tx, actor, thread, ask.body, internal=ask.internal, files=files, hold_s=ask.hold_s, is_turn=is_turn
        )
    return post_now(tx, actor, thread, ask.body, internal=ask.internal, mentioned=mentioned, files=files)


@command("message.amend", answers=answers.Revised)
def amend_message(tx: Tx, actor: Actor, ask: AmendMessage) -> Done:
    """Change the text of an own message; what it said before stays in the chart."""
    message, thread = _own_message(tx, actor, ask.message)
    mentioned = demand_mentions(tx, thread, ask.body) if message.internal else ()
    _keep_version(tx, actor, message, reason=None)
    body = tx.seal(message.sealed_for, body_place(message.id, message.rev + 1), ask.body)
    message = tx.change(message, body=body, amended_at=tx.now, mentioned=" ".join(mentioned))
    if message.shown == thread.shown and not message.internal:
        line = tx.seal(thread.sealed_for, f"thread.last_line:{thread.id}", " ".join(ask.body.split())[:LINE_LENGTH])
        thread = tx.change(thread, last_line=line)
    event = message_event("message.amended", actor, thread, message, tx)
    return Done((event, *call_in(tx, actor, message)), {"message": message.id, "rev": message.rev}, message.patient)


@command("message.retract", answers=answers.Revised)
def retract_message(tx: Tx, actor: Actor, ask: RetractMessage) -> Done:
    """Take back an own message: nobody is shown it any more, the chart keeps what it said and why it went."""
    message, thread = _own_message(tx, actor, ask.message)
    _keep_version(tx, actor, message, reason=ask.reason)
    message = tx.change(message, state="retracted", body=b"")
    if message.shown == thread.shown and not message.internal:
        thread = tx.change(thread, last_line=tx.seal(thread.sealed_for, f"thread.last_line:{thread.id}", ""))
    event = message_event("message.retracted", actor, thread, message, tx)
    return Done((event, *call_off(tx, message)), {"message": message.id, "rev": message.rev}, message.patient)


def _own_message(tx: Tx, actor: Actor, message_id: str) -> tuple[Message, Thread]:
    message = tx.find(Message, message_id)
    thread = tx.find(Thread, message.thread) if message else None
    if message is None or thread is None or not may_read(actor, thread, message, tx.now):
        raise NotFound(NO_MESSAGE)
    if message.author != actor.person:
        raise Forbidden("Only the author may change a message.")
    if message.state == "retracted":
        raise Conflict("This message was taken back.")
    return message, thread


def _keep_version(tx: Tx, actor: Actor, message: Message, *, reason: str | None) -> None:
    place = f"message_version.reason:{message.id}:{message.rev}"
    tx.add(
        MessageVersion(
            practice=tx.practice,
            message=message.id,
            rev=message.rev,
            body=message.body,
            reason=tx.seal(message.sealed_for, place, reason) if reason else None,
            at=tx.now,
            by=actor.person,
        )
    )
