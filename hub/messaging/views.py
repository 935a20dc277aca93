"""What each reader may see of a conversation: queries over the database, renderings over the facts at hand.

Both end in `show_thread` and `show_message`, so an event and a query never disagree.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor, Who
from hub.calls import Place, Seen, Shown, Tally, query, shows
from hub.errors import Invalid
from hub.messaging import answers
from hub.messaging.holding import HeldMessage, held_place
from hub.messaging.mentions import names_in
from hub.messaging.pages import fill_page
from hub.messaging.tables import Mark, Message, Thread, body_place, mark_id, tally_of, unread_of
from hub.records import access, facts
from hub.records.facts import Facts
from hub.records.files.tables import File
from hub.records.files.views import show_attachment
from hub.records.log import Event
from hub.records.people import Person
from hub.records.read import Read
from hub.shapes import Id, Limit, Shape, instant


class PageThread(Shape, frozen=True):
    """before: the `next` of a later page."""

    thread: Id
    before: str | None = None
    limit: Limit = 50


def show_thread(known: Facts, actor: Actor, thread: Thread) -> dict[str, Any]:
    """A thread as the wire has it, for one reader."""
    mark = known.find(Mark, thread.practice, mark_id(thread.id, actor.person, actor.face))
    shown: dict[str, Any] = {
        "thread": thread.id,
        "rev": _rev_of(thread, actor),
        "kind": thread.kind,
        "subject": _text(known, thread, "subject", thread.subject),
        "state": "open" if thread.state == "snoozed" and not actor.is_staff else thread.state,
        "last_at": instant(thread.last_at),
        "last_line": _text(known, thread, "last_line", thread.last_line),
        "unread": unread_of(thread, mark, is_staff=actor.is_staff),
        "urgent": thread.urgent,
        "seen_by_staff": thread.seen_by_staff,
        "seen_by_patient": thread.seen_by_patient,
    }
    if thread.patient:
        shown["patient"] = {"id": thread.patient, "name": known.patient_name(thread.practice, thread.patient)}
    shown |= {name: value for name in ("topic", "pool") if (value := getattr(thread, name)) is not None}
    if thread.due_at is not None and thread.state != "closed":
        shown["due_at"] = instant(thread.due_at)
    return shown | _for_staff(known, thread) if actor.is_staff else shown


def _for_staff(known: Facts, thread: Thread) -> dict[str, Any]:
    """What the practice keeps to itself: who has it, and what became of it."""
    shown: dict[str, Any] = {"listed_at": instant(thread.listed_at), "overdue": thread.is_overdue}
    for name in ("owner", "closed_by"):
        person = getattr(thread, name)
        if person is not None:
            shown[name] = {"id": person, "name": known.person_name(person)}
    for name in ("snoozed_until", "closed_at"):
        at = getattr(thread, name)
        if at is not None:
            shown[name] = instant(at)
    if thread.snooze_reason is not None:
        shown["snooze_reason"] = _text(known, thread, "snooze_reason", thread.snooze_reason)
    if thread.members:
        shown["members"] = [{"id": one, "name": known.person_name(one)} for one in thread.members.split()]
    if thread.caller is not None:
        shown["call"] = {"caller": _text(known, thread, "caller", thread.caller)}
        if thread.call_back is not None:
            shown["call"]["telephone"] = _text(known, thread, "call_back", thread.call_back)
    return shown


def _text(known: Facts, thread: Thread, field: str, sealed: bytes) -> str:
    return known.text(thread.practice, thread.sealed_for, f"thread.{field}:{thread.id}", sealed)


def _rev_of(thread: Thread, actor: Actor) -> int:
    """The version a reader is shown: patients do not see it grow by internal notes, of which they hear nothing."""
    return thread.rev if actor.is_staff else thread.rev - (thread.count - thread.shown)


def show_message(known: Facts, thread: Thread, message: Message) -> dict[str, Any]:
    """A message as the wire has it; `seen` once anybody of the other side has read that far."""
    author = {"id": message.author, "name": known.person_name(message.author), "role": message.author_role}
    if message.author_for:
        author["for"] = {  # type: ignore[assignment]
            "id": message.author_for,
            "name": known.patient_name(message.practice, message.author_for),
        }
    shown = {
        "message": message.id,
        "rev": message.rev,
        "thread": message.thread,
        "author": author,
        "body": "",
        "internal": message.internal,
        "attachments": [],
        "sent_at": instant(message.sent_at),
        "state": message.state,
        "n": message.shown,
    }
    if message.state != "retracted":
        place = body_place(message.id, message.rev)
        shown["body"] = known.text(message.practice, message.sealed_for, place, message.body)
        if message.mentioned:
            shown["mentions"] = names_in(known, message)
        shown["attachments"] = attachments_of(known, message)
        by_patient = message.author_role in ("patient", "proxy")
        if not message.internal and message.shown <= (thread.seen_by_staff if by_patient else thread.seen_by_patient):
            shown["state"] = "seen"
    if message.amended_at is not None:
        shown["amended_at"] = instant(message.amended_at)
    return shown


def attachments_of(known: Facts, message: Message | HeldMessage) -> list[dict[str, Any]]:
    """The files that hang on a message."""
    files = (known.find(File, message.practice, file) for file in message.files.split())
    return [show_attachment(known, file) for file in files if file is not None]


def _thread_needs(event: Event, who: Who) -> list[Place]:
    thread = facts.refs_of(event)["thread"]
    mark = mark_id(thread, who.person, who.face)
    return [(Thread, (event.practice, thread)), (Mark, (event.practice, mark))]


def _message_needs(event: Event, who: Who) -> list[Place]:
    places: list[Place] = [(Message, (event.practice, event.subject)), *_thread_needs(event, who)]
    if "held_message" in facts.refs_of(event):
        places.append((HeldMessage, (event.practice, event.subject)))
    return places


@shows(
    "thread.opened", "thread.read", "thread.marked", "thread.assigned", "thread.closed", "thread.reopened",
    "thread.snoozed", "thread.overdue", data=answers.Thread, needs=_thread_needs,
)  # fmt: skip
def show_thread_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """The thread as it stands; `gone` for whoever has lost sight of it."""
    thread = known.find(Thread, event.practice, event.subject)
    if thread is None or not access.decide(actor, thread, now):
        return Shown({"state": "gone"}, tally=(event.subject, Tally()))
    data = show_thread(known, actor, thread)
    return Shown(data, tally=(thread.id, tally_of(actor, thread, data["unread"])))


@shows(
    "message.posted", "message.amended", "message.retracted",
    data=answers.Message, beside={"thread": answers.Thread}, needs=_message_needs,
)  # fmt: skip
def show_message_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """The message as it stands, and beside it the thread; nothing for whom it was never meant."""
    message = known.find(Message, event.practice, event.subject)
    if message is None and "held_message" in facts.refs_of(event):
        return _show_held_event(known, actor, event, now)
    thread = known.find(Thread, event.practice, message.thread) if message else None
    if message is None or thread is None or not access.decide(actor, thread, now):
        return None
    if message.internal and not actor.is_staff:
        return None
    summary = show_thread(known, actor, thread)
    tally = tally_of(actor, thread, summary["unread"])
    return Shown(show_message(known, thread, message), {"thread": summary}, (thread.id, tally))


def _show_held_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """A message that is still held back, or was taken back before it was sent: for its author alone."""
    held = known.find(HeldMessage, event.practice, event.subject)
    thread = known.find(Thread, event.practice, held.thread) if held else None
    if held is None or thread is None or (held.author, held.face) != (actor.person, actor.face):
        return None
    if held.state == "released" or not access.decide(actor, thread, now):
        return None
    if held.state == "cancelled":
        return Shown({"state": "gone"})
    return Shown(show_held(known, actor, held), {"thread": show_thread(known, actor, thread)})


def show_held(known: Facts, actor: Actor, held: HeldMessage) -> dict[str, Any]:
    """A held message as the wire has a message; it counts for nobody yet, and sent_at is when it will be sent."""
    return {
        "message": held.id,
        "rev": held.rev,
        "thread": held.thread,
        "author": {"id": held.author, "name": known.person_name(held.author), "role": actor.role},
        "body": known.text(held.practice, held.sealed_for, held_place(held.id), held.body),
        "internal": held.internal,
        "attachments": attachments_of(known, held),
        "sent_at": instant(held.release_at),
        "state": "held",
        "n": 0,
    }


@query("thread.page", answers=answers.ThreadPage)
def page_thread(read: Read, actor: Actor, ask: PageThread) -> Seen:
    """One page of a conversation, oldest first; `next` leads to the page before it."""
    thread = read.get(actor, Thread, ask.thread, "There is no such conversation.")
    found = sa.select(Message.table).where(Message.c.practice == read.practice, Message.c.thread == thread.id)
    if not actor.is_staff:
        found = found.where(sa.not_(Message.c.internal))
    if ask.before is not None:
        found = found.where(Message.c.n < _read_number(ask.before))
    messages = read.select(found.order_by(Message.c.n.desc()).limit(ask.limit + 1), Message)
    waiting = [] if ask.before else _held_by(read, actor, thread)
    known = facts_of(read, actor, [thread], [*messages, *waiting])
    shown = fill_page(show_message(known, thread, message) for message in messages[: ask.limit])
    before = str(messages[len(shown) - 1].n) if len(messages) > len(shown) else None
    held = [show_held(known, actor, one) for one in waiting]
    data = {"thread": show_thread(known, actor, thread), "messages": shown[::-1] + held, "next": before}
    return Seen(data, (thread.patient,) if thread.patient else ())


def _held_by(read: Read, actor: Actor, thread: Thread) -> list[HeldMessage]:
    mine = sa.select(HeldMessage.table).where(
        HeldMessage.c.practice == read.practice,
        HeldMessage.c.thread == thread.id,
        HeldMessage.c.author == actor.person,
        HeldMessage.c.face == actor.face,
        HeldMessage.c.state == "held",
    )
    return read.select(mine.order_by(HeldMessage.c.id), HeldMessage)


def facts_of(
    read: Read, actor: Actor, threads: Sequence[Thread], messages: Sequence[Message | HeldMessage] = ()
) -> Facts:
    """Everything that showing these rows needs, in one query for each table."""
    known = Facts(read.keys)
    known.keep([*threads, *messages])
    wanted = {place for row in (*threads, *messages) for place in row.mentions()}
    wanted.add((Person, (actor.person,)))
    wanted |= {(Mark, (read.practice, mark_id(thread.id, actor.person, actor.face))) for thread in threads}
    known.settle(facts.load(read.connection, read.keys, read.practice, wanted))
    return known


def _read_number(token: str) -> int:
    if not token.isdecimal() or len(token) > 18:
        raise Invalid("This is not a place in the conversation; ask for it again.", field="before")
    return int(token)
