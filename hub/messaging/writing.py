"""How a message comes to stand in a thread, and who hears of it. Shared by everything that writes messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from hub.actor import Actor, Relation
from hub.calls import Done, Happened
from hub.messaging.mentions import call_in
from hub.messaging.tables import Mark, Message, Thread, body_place, mark_id
from hub.messaging.triage import is_urgent
from hub.records.files.attaching import attach
from hub.records.files.tables import File
from hub.records.hours import answer_by
from hub.records.people import Practice
from hub.records.tx import Tx
from hub.shapes import new_id

NO_THREAD = "There is no such conversation."
NO_MESSAGE = "There is no such message."
LINE_LENGTH = 120


def post_now(
    tx: Tx,
    actor: Actor,
    thread: Thread,
    body: str,
    *,
    internal: bool,
    mentioned: tuple[str, ...] = (),
    files: Sequence[File] = (),
    held: tuple[str, int, str] | None = None,
) -> Done:
    """Add a message to a conversation and tell everybody it is for.

    Only a patient's message reopens a closed one; among colleagues anybody's does.
    held: id, rev and files of one that was held before.
    """
    message = write_message(tx, actor, thread, body, internal=internal, mentioned=mentioned, files=files, held=held)
    was_closed, thread = thread.state == "closed", tx.change(thread, **advance(tx, actor, thread, message, body))
    count_own(tx, actor, thread)
    events = [message_event("message.posted", actor, thread, message, tx)]
    events += attach(tx, files, "message", message.id, thread.id)
    if was_closed and thread.state != "closed":
        events.insert(0, thread_event("thread.reopened", actor, thread, tx))
    if mentioned:
        events += call_in(tx, actor, message)
    return Done(tuple(events), {"message": message.id}, thread.patient)


def begin_thread(
    tx: Tx, actor: Actor, thread: Thread, body: str, *, internal: bool = False, files: Sequence[File] = ()
) -> Done:
    """Add a conversation with its first message, and tell everybody it is for."""
    message = write_message(tx, actor, thread, body, internal=internal, files=files)
    hung = attach(tx, files, "message", message.id, thread.id)
    thread = tx.add(msgspec.structs.replace(thread, **advance(tx, actor, thread, message, body)))
    count_own(tx, actor, thread)
    opened = thread_event("thread.opened", actor, thread, tx)
    posted = message_event("message.posted", actor, thread, message, tx)
    return Done((opened, posted, *hung), {"thread": thread.id, "message": message.id}, thread.patient)


def write_message(
    tx: Tx,
    actor: Actor,
    thread: Thread,
    body: str,
    *,
    internal: bool,
    mentioned: tuple[str, ...] = (),
    files: Sequence[File] = (),
    held: tuple[str, int, str] | None = None,
) -> Message:
    """Add the message itself, sealed as its thread is; `attach` hangs its files on it."""
    internal = internal and thread.kind != "staff"  # nothing in there is for patients
    message_id, rev, hung = held or (new_id(), 1, ids_of(files))
    return tx.add(
        Message(
            practice=tx.practice,
            id=message_id,
            rev=rev,
            thread=thread.id,
            patient=thread.patient,
            n=thread.count + 1,
            shown=thread.shown + (not internal),
            author=actor.person,
            author_role=_role_in(actor, thread, tx),
            author_for=_speaks_for(actor, thread, tx),
            body=tx.seal(thread.sealed_for, body_place(message_id, rev), body),
            internal=internal,
            sent_at=tx.now,
            mentioned=" ".join(mentioned),
            files=hung,
        )
    )


def ids_of(files: Sequence[File]) -> str:
    return " ".join(file.id for file in files)


def advance(tx: Tx, actor: Actor, thread: Thread, message: Message, body: str) -> dict[str, Any]:
    """What a message changes about its thread: whose turn it is, and by when the practice answers."""
    if message.internal:
        return {"count": message.n}
    line = " ".join(body.split())[:LINE_LENGTH]
    changes = {
        "count": message.n,
        "shown": message.shown,
        "last_at": tx.now,
        "listed_at": tx.now,
        "last_line": tx.seal(thread.sealed_for, f"thread.last_line:{thread.id}", line),
        "snoozed_until": None,
    }
    if thread.kind == "staff":
        return changes | turned_to_us(tx, thread)
    if actor.is_staff:
        state = "closed" if thread.state == "closed" else "waiting"
        return changes | {"state": state, "urgent": False, "due_at": None, "snooze_reason": None}
    due = thread.due_at if thread.state == "open" else None
    urgent = thread.urgent or is_urgent(body)
    return changes | turned_to_us(tx, thread, due_at=due) | {"urgent": urgent}


def turned_to_us(tx: Tx, thread: Thread, *, due_at: datetime | None = None) -> dict[str, Any]:
    """What changes about a thread that is the practice's turn (again): where it stands, and by when it is answered."""
    return {
        "state": "open",
        "due_at": None if thread.kind == "staff" else due_at or answer_due(tx),
        "listed_at": tx.now,
        "snoozed_until": None,
        "closed_at": None,
        "closed_by": None,
    }


def answer_due(tx: Tx) -> datetime:
    """By when the practice answers what comes in now."""
    practice = tx.find(Practice)
    assert practice is not None
    return answer_by(tx.now, time_zone=practice.time_zone, opens=practice.opens, closes=practice.closes)


def count_own(tx: Tx, actor: Actor, thread: Thread) -> None:
    """Note one more own message, so that it never counts as unread for its author."""
    place = mark_id(thread.id, actor.person, actor.face)
    mark = tx.find(Mark, place)
    mark = mark or tx.add(new_mark(tx, actor, thread))
    tx.change(mark, mine=mark.mine + 1)


def new_mark(tx: Tx, actor: Actor, thread: Thread) -> Mark:
    place = mark_id(thread.id, actor.person, actor.face)
    return Mark(practice=tx.practice, id=place, thread=thread.id, person=actor.person, face=actor.face)


def _relation(actor: Actor | None, thread: Thread, tx: Tx) -> Relation | None:
    if actor is None or actor.is_staff or thread.patient is None:
        return None
    return actor.speaks_for(thread.patient, tx.now)


def _role_in(actor: Actor, thread: Thread, tx: Tx) -> str:
    relation = _relation(actor, thread, tx)
    return relation.kind.replace("self", "patient") if relation else actor.role


def staff_topics(thread: Thread) -> tuple[str, ...]:
    """Where the staff hear of a thread's messages: its members, its owner, or its pool while nobody owns it."""
    members = tuple(f"staff:{person}" for person in thread.members.split())
    return (*members, *((f"staff:{thread.owner}",) if thread.owner else pool_topics(thread)))


def pool_topics(thread: Thread) -> tuple[str, ...]:
    return (f"pool:{thread.pool}",) if thread.pool else ()


def portal_topics(thread: Thread) -> tuple[str, ...]:
    """Where the patient's side hears of a thread, if it may know of it."""
    return (f"portal:{thread.patient}",) if thread.in_portal else ()


def _watched(thread: Thread) -> tuple[str, ...]:
    return (f"thread:{thread.id}", *((f"patient:{thread.patient}",) if thread.patient else ()))


def _speaks_for(actor: Actor | None, thread: Thread, tx: Tx) -> str | None:
    relation = _relation(actor, thread, tx)
    return thread.patient if relation and relation.kind == "proxy" else None


def thread_event(
    kind: str,
    actor: Actor | None,
    thread: Thread,
    tx: Tx,
    *,
    before: tuple[str, ...] = (),
    mark: Mark | None = None,
    only_reader: bool = False,
) -> Happened:
    reader = (f"person:{actor.person}",) if actor else ()
    staff = (*before, *staff_topics(thread), *pool_topics(thread))
    everyone = (*staff, *portal_topics(thread), *_watched(thread))
    return Happened(
        kind=kind,
        subject=thread.id,
        rev=thread.rev,
        topics=reader if only_reader else (*everyone, *reader),
        patient=thread.patient,
        for_patient=_speaks_for(actor, thread, tx),
        refs={"thread": thread.id} | ({"mark": mark.id} if mark else {}),
    )


def message_event(kind: str, actor: Actor, thread: Thread, message: Message, tx: Tx) -> Happened:
    portal = () if message.internal else portal_topics(thread)
    return Happened(
        kind=kind,
        subject=message.id,
        rev=message.rev,
        topics=(*staff_topics(thread), *portal, *_watched(thread), f"person:{actor.person}"),
        patient=thread.patient,
        for_patient=_speaks_for(actor, thread, tx),
        refs={"thread": thread.id, "message": message.id, "mark": mark_id(thread.id, actor.person, actor.face)}
        | ({"file": message.files} if message.files else {}),
    )
