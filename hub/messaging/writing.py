"""How a message comes to stand in a thread, and who hears of it. Shared by everything that writes messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hub.actor import Actor
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
    """Add a message to a conversation and tell everybody it is for. Only a patient's message reopens a closed one.

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
    """Add the message itself, sealed for the patient; `attach` hangs its files on it."""
    relation = None if actor.is_staff else actor.speaks_for(thread.patient, tx.now)
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
            author_role=_role_in(actor, thread.patient, tx),
            author_for=thread.patient if relation and relation.kind == "proxy" else None,
            body=tx.seal(thread.patient, body_place(message_id, rev), body),
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
        "last_line": tx.seal(thread.patient, f"thread.last_line:{thread.id}", line),
        "snoozed_until": None,
    }
    if actor.is_staff:
        state = "closed" if thread.state == "closed" else "waiting"
        return changes | {"state": state, "urgent": False, "due_at": None, "snooze_reason": None}
    due = thread.due_at if thread.state == "open" else None
    urgent = thread.urgent or is_urgent(body)
    return changes | turned_to_us(tx, due_at=due) | {"urgent": urgent}


def turned_to_us(tx: Tx, *, due_at: datetime | None) -> dict[str, Any]:
    """What changes about a thread that is the practice's turn (again): where it stands, and by when it is answered."""
    return {
        "state": "open",
        "due_at": due_at or _answer_by(tx),
        "listed_at": tx.now,
        "snoozed_until": None,
        "closed_at": None,
        "closed_by": None,
    }


def _answer_by(tx: Tx) -> datetime:
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


def _role_in(actor: Actor, patient: str, tx: Tx) -> str:
    relation = None if actor.is_staff else actor.speaks_for(patient, tx.now)
    return relation.kind.replace("self", "patient") if relation else actor.role


def staff_topics(thread: Thread) -> tuple[str, ...]:
    """Where the staff hear of a thread's messages: its owner, or its pool while nobody owns it."""
    return (f"staff:{thread.owner}",) if thread.owner else (f"pool:{thread.pool}",)


def _watched(thread: Thread) -> tuple[str, ...]:
    return (f"thread:{thread.id}", f"patient:{thread.patient}")


def _speaks_for(actor: Actor | None, thread: Thread, tx: Tx) -> str | None:
    relation = None if actor is None or actor.is_staff else actor.speaks_for(thread.patient, tx.now)
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
    everyone = (*before, *staff_topics(thread), f"pool:{thread.pool}", f"portal:{thread.patient}", *_watched(thread))
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
    portal = () if message.internal else (f"portal:{thread.patient}",)
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
