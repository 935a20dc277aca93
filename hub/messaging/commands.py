"""What may be done with a conversation. Every function runs in the writer, over rows warmed for its batch."""

from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor, Who
from hub.calls import Done, Happened, command
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.messaging.tables import Mark, Message, MessageVersion, Thread, Topic, mark_id, may_read
from hub.records.hours import answer_by
from hub.records.people import Membership, Patient, Pool, Practice
from hub.records.tx import Tx
from hub.shapes import Body, Id, Line, Shape, new_id, read_instant

NO_THREAD = "There is no such conversation."
NO_MESSAGE = "There is no such message."
LINE_LENGTH = 120


class OpenThread(Shape, frozen=True):
    """`pool` overrides the topic's own pool and is for staff."""

    patient: Id
    topic: Id
    subject: Line
    body: Body
    pool: Id | None = None
    attachments: Annotated[list[Id], Meta(max_length=10)] = []


class PostMessage(Shape, frozen=True):
    """hold_s: seconds during which staff may still take the message back."""

    thread: Id
    body: Body
    internal: bool = False
    attachments: Annotated[list[Id], Meta(max_length=10)] = []


class AmendMessage(Shape, frozen=True):
    message: Id
    body: Body


class RetractMessage(Shape, frozen=True):
    message: Id
    reason: Line


class ReadThread(Shape, frozen=True):
    thread: Id
    upto: Id


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


def _warm_thread(ask: Any, who: Who) -> dict[type, str]:
    return {Thread: ask.thread, Mark: mark_id(ask.thread, who.person, who.face)}


@command("thread.open")
def open_thread(tx: Tx, actor: Actor, ask: OpenThread) -> Done:
    """Begin a conversation about a patient. The topic decides the pool, unless staff name one."""
    patient = tx.get(actor, Patient, ask.patient, "There is no such patient.")
    relation = actor.speaks_for(patient.id, tx.now)
    if not actor.is_staff and (relation is None or relation.scope != "full"):
        raise NotFound("There is no such patient.")
    topic = tx.get(actor, Topic, ask.topic, "There is no such topic.")
    pool = _pool(tx, actor, ask.pool) if ask.pool else topic.pool
    _refuse_files(ask.attachments)
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
    message = _write(tx, actor, thread, ask.body, internal=False)
    thread = tx.add(_advanced(tx, actor, thread, message, ask.body))
    _count_own(tx, actor, thread)
    opened = _thread_event("thread.opened", actor, thread, tx)
    posted = _message_event("message.posted", actor, thread, message, tx)
    return Done((opened, posted), {"thread": thread.id, "message": message.id}, patient.id)


@command("message.post", warms=_warm_thread)
def post_message(tx: Tx, actor: Actor, ask: PostMessage) -> Done:
    """Add a message to a conversation. A patient's message reopens a closed one.

    Raises NotFound when the thread is absent or not the actor's; Forbidden for an internal note by a patient.
    """
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    if ask.internal and not actor.is_staff:
        raise Forbidden("Only the practice's staff write internal notes.")
    _refuse_files(ask.attachments)
    message = _write(tx, actor, thread, ask.body, internal=ask.internal)
    after = _advanced(tx, actor, thread, message, ask.body)
    changes = {name: getattr(after, name) for name in CHANGED_BY_POST}
    was_closed, thread = thread.state == "closed", tx.change(thread, **changes)
    _count_own(tx, actor, thread)
    events = [_message_event("message.posted", actor, thread, message, tx)]
    if was_closed and thread.state != "closed":
        events.insert(0, _thread_event("thread.reopened", actor, thread, tx))
    return Done(tuple(events), {"message": message.id}, thread.patient)


CHANGED_BY_POST = ("count", "shown", "last_at", "last_line", "state", "due_at", "snoozed_until")


def _write(tx: Tx, actor: Actor, thread: Thread, body: str, *, internal: bool) -> Message:
    relation = None if actor.is_staff else actor.speaks_for(thread.patient, tx.now)
    message_id = new_id()
    return tx.add(
        Message(
            practice=tx.practice,
            id=message_id,
            thread=thread.id,
            patient=thread.patient,
            n=thread.count + 1,
            shown=thread.shown + (not internal),
            author=actor.person,
            author_role=_role_in(actor, thread.patient, tx),
            author_for=thread.patient if relation and relation.kind == "proxy" else None,
            body=tx.seal(thread.patient, f"message.body:{message_id}", body),
            internal=internal,
            sent_at=tx.now,
        )
    )


def _advanced(tx: Tx, actor: Actor, thread: Thread, message: Message, body: str) -> Thread:
    """The thread as it stands after a message: whose turn it is, and by when the practice answers."""
    if message.internal:
        return msgspec.structs.replace(thread, count=message.n)
    line = " ".join(body.split())[:LINE_LENGTH]
    after = msgspec.structs.replace(
        thread,
        count=message.n,
        shown=message.shown,
        last_at=tx.now,
        last_line=tx.seal(thread.patient, f"thread.last_line:{thread.id}", line),
        snoozed_until=None,
    )
    if actor.is_staff:
        return msgspec.structs.replace(after, state="waiting", due_at=None)
    due = thread.due_at if thread.state == "open" and thread.due_at else _answer_by(tx)
    return msgspec.structs.replace(after, state="open", due_at=due)


def _answer_by(tx: Tx) -> Any:
    practice = tx.find(Practice)
    assert practice is not None
    return answer_by(tx.now, time_zone=practice.time_zone, opens=practice.opens, closes=practice.closes)


def _count_own(tx: Tx, actor: Actor, thread: Thread) -> None:
    """Note one more own message, so that it never counts as unread for its author."""
    place = mark_id(thread.id, actor.person, actor.face)
    mark = tx.find(Mark, place)
    mark = mark or tx.add(_new_mark(tx, actor, thread))
    tx.change(mark, mine=mark.mine + 1)


def _new_mark(tx: Tx, actor: Actor, thread: Thread) -> Mark:
    place = mark_id(thread.id, actor.person, actor.face)
    return Mark(practice=tx.practice, id=place, thread=thread.id, person=actor.person, face=actor.face)


@command("message.amend")
def amend_message(tx: Tx, actor: Actor, ask: AmendMessage) -> Done:
    """Change the text of an own message; what it said before stays in the chart."""
    message, thread = _own_message(tx, actor, ask.message)
    _keep_version(tx, actor, message, reason=None)
    body = tx.seal(message.patient, f"message.body:{message.id}", ask.body)
    message = tx.change(message, body=body, amended_at=tx.now)
    if message.shown == thread.shown and not message.internal:
        line = tx.seal(thread.patient, f"thread.last_line:{thread.id}", " ".join(ask.body.split())[:LINE_LENGTH])
        thread = tx.change(thread, last_line=line)
    event = _message_event("message.amended", actor, thread, message, tx)
    return Done((event,), {"message": message.id, "rev": message.rev}, message.patient)


@command("message.retract")
def retract_message(tx: Tx, actor: Actor, ask: RetractMessage) -> Done:
    """Take back an own message: nobody is shown it any more, the chart keeps what it said and why it went."""
    message, thread = _own_message(tx, actor, ask.message)
    _keep_version(tx, actor, message, reason=ask.reason)
    message = tx.change(message, state="retracted")
    if message.shown == thread.shown and not message.internal:
        thread = tx.change(thread, last_line=tx.seal(thread.patient, f"thread.last_line:{thread.id}", ""))
    event = _message_event("message.retracted", actor, thread, message, tx)
    return Done((event,), {"message": message.id, "rev": message.rev}, message.patient)


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
            reason=tx.seal(message.patient, place, reason) if reason else None,
            at=tx.now,
            by=actor.person,
        )
    )


@command("thread.read", warms=lambda ask, who: _warm_thread(ask, who) | {Message: ask.upto})
def read_thread(tx: Tx, actor: Actor, ask: ReadThread) -> Done:
    """Note that the actor has read a conversation up to and with a message; never moves back."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    message = tx.find(Message, ask.upto)
    if message is None or message.thread != thread.id or not may_read(actor, thread, message, tx.now):
        raise NotFound(NO_MESSAGE)
    place = mark_id(thread.id, actor.person, actor.face)
    mark = tx.find(Mark, place)
    if mark is None or mark.upto < message.n:
        mark = mark or tx.add(_new_mark(tx, actor, thread))
        own = _own_after(tx, actor, thread, message)
        mark = tx.change(mark, upto=message.n, upto_shown=message.shown, mine=own)
    side = "seen_by_staff" if actor.is_staff else "seen_by_patient"
    seen_further = getattr(thread, side) < message.shown
    if seen_further:
        thread = tx.change(thread, **{side: message.shown})
    event = _thread_event("thread.read", actor, thread, tx, mark=mark, only_reader=not seen_further)
    return Done((event,), {}, thread.patient)


def _own_after(tx: Tx, actor: Actor, thread: Thread, message: Message) -> int:
    if message.n == thread.count:
        return 0
    later = sa.select(sa.func.count()).where(
        Message.c.practice == tx.practice,
        Message.c.thread == thread.id,
        Message.c.n > message.n,
        Message.c.author == actor.person,
    )
    tx.flush()
    return int(tx.connection.execute(later).scalar_one())


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
        return _moved(tx, actor, thread, owner=None, pool=_pool(tx, actor, ask.pool))
    works_here = sa.select(Membership.table).where(
        Membership.c.practice == tx.practice,
        Membership.c.person == ask.person,
        Membership.c.face == "staff",
        Membership.c.state == "active",
    )
    if not tx.select(works_here, Membership):
        raise NotFound("There is no such colleague.")
    return _moved(tx, actor, thread, owner=ask.person, pool=thread.pool)


def _moved(tx: Tx, actor: Actor, thread: Thread, *, owner: str | None, pool: str) -> Done:
    before = _staff_topics(thread)
    state = "open" if thread.state == "closed" else thread.state
    thread = tx.change(thread, owner=owner, pool=pool, state=state)
    event = _thread_event("thread.assigned", actor, thread, tx, before=before)
    return Done((event,), {}, thread.patient)


@command("thread.close", warms=lambda ask, who: {Thread: ask.thread})
def close_thread(tx: Tx, actor: Actor, ask: OneThread) -> Done:
    """Finish a conversation; nobody owns it any more, and a new message of the patient brings it back to the pool."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    before = _staff_topics(thread)
    thread = tx.change(thread, state="closed", owner=None, due_at=None, snoozed_until=None)
    return Done((_thread_event("thread.closed", actor, thread, tx, before=before),), {}, thread.patient)


@command("thread.reopen", warms=lambda ask, who: {Thread: ask.thread})
def reopen_thread(tx: Tx, actor: Actor, ask: OneThread) -> Done:
    """Bring a closed or snoozed conversation back as the practice's turn."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    thread = tx.change(thread, state="open", snoozed_until=None)
    return Done((_thread_event("thread.reopened", actor, thread, tx),), {}, thread.patient)


@command("thread.snooze", warms=lambda ask, who: {Thread: ask.thread})
def snooze_thread(tx: Tx, actor: Actor, ask: SnoozeThread) -> Done:
    """Park a conversation until an instant; it comes back by itself, or with the patient's next message."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    until = read_instant(ask.until, field="until")
    if until <= tx.now:
        raise Invalid("The time must be in the future.", field="until")
    thread = tx.change(thread, state="snoozed", snoozed_until=until)
    return Done((_thread_event("thread.snoozed", actor, thread, tx),), {}, thread.patient)


def _pool(tx: Tx, actor: Actor, pool_id: str) -> str:
    pool = tx.find(Pool, pool_id)
    if pool is None or not actor.is_staff:
        raise NotFound("There is no such pool.")
    return pool.id


def _refuse_files(attachments: list[str]) -> None:
    if attachments:
        raise NotFound("There is no such file.")


def _role_in(actor: Actor, patient: str, tx: Tx) -> str:
    relation = None if actor.is_staff else actor.speaks_for(patient, tx.now)
    return relation.kind.replace("self", "patient") if relation else actor.role


def _staff_topics(thread: Thread) -> tuple[str, ...]:
    """Where the staff hear of a thread's messages: its owner, or its pool while nobody owns it."""
    return (f"staff:{thread.owner}",) if thread.owner else (f"pool:{thread.pool}",)


def _watched(thread: Thread) -> tuple[str, ...]:
    return (f"thread:{thread.id}", f"patient:{thread.patient}")


def _speaks_for(actor: Actor, thread: Thread, tx: Tx) -> str | None:
    relation = None if actor.is_staff else actor.speaks_for(thread.patient, tx.now)
    return thread.patient if relation and relation.kind == "proxy" else None


def _thread_event(
    kind: str,
    actor: Actor,
    thread: Thread,
    tx: Tx,
    *,
    before: tuple[str, ...] = (),
    mark: Mark | None = None,
    only_reader: bool = False,
) -> Happened:
    reader = f"person:{actor.person}"
    everyone = (*before, *_staff_topics(thread), f"pool:{thread.pool}", f"portal:{thread.patient}", *_watched(thread))
    return Happened(
        kind=kind,
        subject=thread.id,
        rev=thread.rev,
        topics=(reader,) if only_reader else (*everyone, reader),
        patient=thread.patient,
        for_patient=_speaks_for(actor, thread, tx),
        refs={"thread": thread.id} | ({"mark": mark.id} if mark else {}),
    )


def _message_event(kind: str, actor: Actor, thread: Thread, message: Message, tx: Tx) -> Happened:
    portal = () if message.internal else (f"portal:{thread.patient}",)
    return Happened(
        kind=kind,
        subject=message.id,
        rev=message.rev,
        topics=(*_staff_topics(thread), *portal, *_watched(thread), f"person:{actor.person}"),
        patient=thread.patient,
        for_patient=_speaks_for(actor, thread, tx),
        refs={"thread": thread.id, "message": message.id, "mark": mark_id(thread.id, actor.person, actor.face)},
    )
