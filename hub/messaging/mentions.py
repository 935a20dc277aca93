"""Colleagues called into an internal note: by id in its text, so that a name may change; told live and listed.

Whoever may not see the conversation is not offered and not taken.
"""

import re
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import ROLES as BY_RANK
from hub.actor import Actor, Who
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.db import Row, only_where, table
from hub.errors import Invalid
from hub.messaging import answers
from hub.messaging.tables import Message, Thread
from hub.records import access
from hub.records.answers import StaffList
from hub.records.colleagues import colleagues_about
from hub.records.facts import Facts, refs_of
from hub.records.log import Event
from hub.records.people import Person
from hub.records.practice import names_of
from hub.records.read import Read
from hub.records.tx import Tx
from hub.shapes import Id, Nothing, Shape, instant

TOKEN = re.compile(r"<@([0-9A-Za-z_.:-]{1,64})>")
NO_THREAD = "There is no such conversation."
MOST_NAMED = 20
MOST_LISTED = 100


@table(
    "mention",
    sa.Index("ix_mention_person", "practice", "person", "at", **only_where("state = 'new'")),
)
class Mention(Row, frozen=True, kw_only=True):
    """That somebody was called into a note. id: message and person. state: new, read or withdrawn with the note."""

    practice: str
    id: str
    rev: int = 1
    message: str
    thread: str
    person: str
    by: str
    at: datetime
    state: str = "new"

    def mentions(self) -> list[Place]:
        return [(Person, (self.by,))]


class MentionsIn(Shape, frozen=True):
    thread: Id


def named_in(body: str) -> tuple[str, ...]:
    """Who is named in a note, each once, in order."""
    return tuple(dict.fromkeys(TOKEN.findall(body)))


def demand_mentions(tx: Tx, thread: Thread, body: str) -> tuple[str, ...]:
    """Who a note calls. Raises Invalid when it calls somebody who may not see the conversation, or too many."""
    named = named_in(body)
    if not named:
        return ()
    if len(named) > MOST_NAMED:
        raise Invalid(f"A note calls {MOST_NAMED} colleagues at the most.", field="body")
    if not set(named) <= _may_see(tx, thread):
        raise Invalid("Somebody you mention here may not see this conversation.", field="body")
    return named


def still_mentioned(tx: Tx, thread: Thread, body: str) -> tuple[str, ...]:
    """Who a note that was held back calls by now: those who still may see the conversation."""
    named = named_in(body)
    return tuple(person for person in named if person in _may_see(tx, thread)) if named else ()


def _may_see(tx: Tx, thread: Thread) -> set[str]:
    tx.flush()
    patient, at = thread.patient, tx.now
    staff = colleagues_about(tx.connection, tx.practice, pool=thread.pool, patient=patient, now=at)
    return {one.person for one in staff if access.decide(one, thread, at)}


def call_in(tx: Tx, actor: Actor, message: Message) -> list[Happened]:
    """Note down whom a message calls, and tell them; nobody calls themselves, or anybody twice into one note."""
    called = []
    for person in message.mentioned.split():
        identity = f"{message.id}:{person}"
        if person == actor.person or tx.find(Mention, identity) is not None:
            continue
        mention = Mention(
            practice=tx.practice,
            id=identity,
            message=message.id,
            thread=message.thread,
            person=person,
            by=actor.person,
            at=tx.now,
        )
        called.append(_mention_event("mention.made", tx.add(mention), message.patient))
    return called


def call_off(tx: Tx, message: Message) -> list[Happened]:
    """The note was taken back: nobody is called by it any more."""
    found = (tx.find(Mention, f"{message.id}:{person}") for person in message.mentioned.split())
    return [
        _mention_event("mention.withdrawn", tx.change(mention, state="withdrawn"), message.patient)
        for mention in found
        if mention is not None
    ]


@command("mention.read")
def read_mentions(tx: Tx, actor: Actor, ask: MentionsIn) -> Done:
    """Note that the actor has seen what they were called into in a conversation, if anything."""
    thread = tx.get(actor, Thread, ask.thread, NO_THREAD)
    found = tx.select(_new_ones(tx.practice, actor).where(Mention.c.thread == thread.id), Mention)
    read = [tx.change(mention, state="read") for mention in found]
    return Done(tuple(_mention_event("mention.read", one, thread.patient) for one in read), {}, thread.patient)


@query("mention.list", answers=answers.MentionList)
def list_mentions(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """What the reader was called into and has not seen, newest first; of conversations they still may see."""
    newest = _new_ones(read.practice, actor).order_by(Mention.c.at.desc(), Mention.c.id.desc())
    found = read.select(newest.limit(MOST_LISTED), Mention)
    wanted = read.see(actor, Thread).where(Thread.c.id.in_({one.thread for one in found}))
    threads = {thread.id: thread for thread in read.select(wanted, Thread)}
    kept = [one for one in found if one.thread in threads]
    names = names_of(read, {one.by for one in kept})
    read.ready({threads[one.thread].sealed_for for one in kept})
    shown = []
    for one in kept:
        thread = threads[one.thread]
        subject = read.open(thread.sealed_for, f"thread.subject:{thread.id}", thread.subject)
        shown.append(_show(one, subject, names.get(one.by, "")))
    return Seen({"mentions": shown}, tuple({thread.patient for thread in threads.values() if thread.patient}))


@query("mention.offer", answers=StaffList)
def offer_colleagues(read: Read, actor: Actor, ask: MentionsIn) -> Seen:
    """Whom a note in this conversation may call: the colleagues who may see it, by name."""
    thread = read.get(actor, Thread, ask.thread, NO_THREAD)
    staff = colleagues_about(read.connection, read.practice, pool=thread.pool, patient=thread.patient, now=read.now)
    may = {one.person: one.roles for one in staff if access.decide(one, thread, read.now)}
    people = [
        {"id": person, "name": name, "role": next((role for role in BY_RANK if role in may[person]), "")}
        for person, name in names_of(read, may).items()
    ]
    return Seen({"people": sorted(people, key=lambda one: one["name"].casefold())})


def _new_ones(practice: str, actor: Actor) -> sa.Select[Any]:
    return sa.select(Mention.table).where(
        Mention.c.practice == practice, Mention.c.person == actor.person, Mention.c.state == "new"
    )


def _show(mention: Mention, subject: str, by: str) -> dict[str, Any]:
    return {
        "mention": mention.id,
        "rev": mention.rev,
        "thread": mention.thread,
        "message": mention.message,
        "subject": subject,
        "by": {"id": mention.by, "name": by},
        "at": instant(mention.at),
        "state": mention.state,
    }


def _mention_event(kind: str, mention: Mention, patient: str | None) -> Happened:
    refs = {"mention": mention.id, "thread": mention.thread}
    return Happened(kind, mention.id, mention.rev, (f"staff:{mention.person}",), patient=patient, refs=refs)


def _mention_needs(event: Event, who: Who) -> list[Place]:
    return [(Mention, (event.practice, event.subject)), (Thread, (event.practice, refs_of(event)["thread"]))]


@shows("mention.made", "mention.read", "mention.withdrawn", data=answers.Mention, needs=_mention_needs)
def show_mention_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """That one was called into a note, or is no longer; `gone` where the conversation is not theirs to see any more."""
    mention = known.find(Mention, event.practice, event.subject)
    thread = known.find(Thread, event.practice, mention.thread) if mention else None
    if mention is None or thread is None or not actor.is_staff or mention.person != actor.person:
        return None
    if not access.decide(actor, thread, now):
        return Shown({"state": "gone"})
    subject = known.text(thread.practice, thread.sealed_for, f"thread.subject:{thread.id}", thread.subject)
    return Shown(_show(mention, subject, known.person_name(mention.by)))


def names_in(known: Facts, message: Message) -> list[dict[str, str]]:
    """The colleagues a note calls, as they are named today."""
    return [{"id": person, "name": known.person_name(person)} for person in message.mentioned.split()]
