"""Quick replies: answers written once in each language, with variables, to be read and sent many times.

The practice's are kept by its administrators, one's own by oneself. Nothing is ever sent from here: the client fills in
the variables and puts the words where they are read before they go.
"""

from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor, Who
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.db import Row, table
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.messaging import answers
from hub.messaging.first_replies import FIRST_REPLIES
from hub.messaging.tables import Thread
from hub.messaging.variables import demand_known, first_name
from hub.messaging.writing import NO_THREAD
from hub.records import access
from hub.records.facts import Facts
from hub.records.hours import answer_by
from hub.records.log import Event
from hub.records.people import Patient, patient_name
from hub.records.practice import practice_row
from hub.records.read import Read
from hub.records.tx import Tx
from hub.shapes import Id, Name, Nothing, Shape, instant, new_id

NO_REPLY = "There is no such quick reply."
MOST_REPLIES = 300  # of the practice's, and of anybody's own: what a list holds and an eye can search
Text = Annotated[str, Meta(max_length=2000)]


@table("quick_reply", sa.Index("ix_quick_reply_owner", "practice", "owner"))
class QuickReply(Row, frozen=True, kw_only=True):
    """The practice's own words, about nobody: variables stand where a name would. An empty text: not in that language.

    owner: whose own it is, none for the practice's. state: kept or retired.
    """

    practice: str
    id: str
    rev: int = 1
    owner: str | None = None
    title: str
    text_en: str
    text_es: str
    state: str = "kept"
    at: datetime


def _decide_reply(actor: Actor, reply: QuickReply, now: datetime) -> bool:
    return access.works(actor) and reply.owner in (None, actor.person)


def _where_reply(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    if not access.works(actor):
        return sa.false()
    return sa.or_(QuickReply.c.owner.is_(None), QuickReply.c.owner == actor.person)


access.rule(QuickReply, decide=_decide_reply, where=_where_reply)


class Texts(Shape, frozen=True):
    """What is said in each language; one of them may be empty."""

    en: Text = ""
    es: Text = ""


class SaveQuickReply(Shape, frozen=True):
    """quick_reply, rev: the one that is changed, as it was seen. own: kept for oneself instead of the practice."""

    title: Name
    text: Texts
    own: bool = False
    quick_reply: Id | None = None
    rev: int | None = None


class OneQuickReply(Shape, frozen=True):
    quick_reply: Id


class ValuesFor(Shape, frozen=True):
    thread: Id


@command("quick_reply.save", answers=answers.QuickReplySaved)
def save_quick_reply(tx: Tx, actor: Actor, ask: SaveQuickReply) -> Done:
    """Add a quick reply, or change one: the practice's by an administrator, an own one by whoever answers patients.

    Raises Invalid with the text's field for a variable nobody knows; Conflict when somebody changed it since `rev`.
    """
    title, en, es = ask.title.strip(), ask.text.en.strip(), ask.text.es.strip()
    if not en and not es:
        raise Invalid("Write the reply in at least one language.", field="text.en")
    demand_known(en, field="text.en")
    demand_known(es, field="text.es")
    if ask.quick_reply is None:
        owner = actor.person if ask.own else None
        _demand_keeper(actor, owner)
        _make_room(tx, owner)
        reply = tx.add(_new_reply(tx, title, en, es, owner=owner))
    else:
        reply = tx.get(actor, QuickReply, ask.quick_reply, NO_REPLY)
        _demand_keeper(actor, reply.owner)
        if ask.rev not in (None, reply.rev) or reply.state == "retired":
            raise Conflict("Somebody else changed this quick reply. Look at it again before you save.")
        reply = tx.change(reply, title=title, text_en=en, text_es=es, at=tx.now)
    result = {"quick_reply": reply.id, "rev": reply.rev}
    return Done((_reply_event("quick_reply.saved", reply),), result)


@command("quick_reply.retire")
def retire_quick_reply(tx: Tx, actor: Actor, ask: OneQuickReply) -> Done:
    """Take a quick reply out of the list. What was sent with it stays as it is."""
    reply = tx.get(actor, QuickReply, ask.quick_reply, NO_REPLY)
    _demand_keeper(actor, reply.owner)
    reply = tx.change(reply, state="retired", at=tx.now)
    return Done((_reply_event("quick_reply.retired", reply),))


def _demand_keeper(actor: Actor, owner: str | None) -> None:
    if owner is None and "admin" not in actor.roles:
        raise Forbidden("Only administrators change the practice's quick replies. You can keep your own.")
    if owner is not None and not actor.roles & access.ANSWERING:
        raise Forbidden("Own quick replies are for those who answer patients.")


def _make_room(tx: Tx, owner: str | None) -> None:
    theirs = QuickReply.c.owner.is_(None) if owner is None else QuickReply.c.owner == owner
    kept = sa.select(sa.func.count()).where(QuickReply.c.practice == tx.practice, theirs, QuickReply.c.state == "kept")
    tx.flush()
    if tx.connection.execute(kept).scalar_one() >= MOST_REPLIES:
        raise Conflict(f"There are {MOST_REPLIES} quick replies already. Remove one before you add another.")


def add_replies(tx: Tx) -> None:
    """The quick replies a new practice begins with."""
    for title, en, es in FIRST_REPLIES:
        tx.add(_new_reply(tx, title, en, es))


def _new_reply(tx: Tx, title: str, en: str, es: str, *, owner: str | None = None) -> QuickReply:
    return QuickReply(practice=tx.practice, id=new_id(), owner=owner, title=title, text_en=en, text_es=es, at=tx.now)


@query("quick_reply.list", answers=answers.QuickReplyList)
def list_quick_replies(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The practice's quick replies and the reader's own, by title."""
    kept = read.see(actor, QuickReply).where(QuickReply.c.state == "kept")
    found = read.select(kept.order_by(sa.func.lower(QuickReply.c.title), QuickReply.c.id), QuickReply)
    return Seen({"quick_replies": [show_reply(reply) for reply in found]})


@query("quick_reply.values", answers=answers.QuickReplyValues)
def show_values(read: Read, actor: Actor, ask: ValuesFor) -> Seen:
    """What the variables stand for in one conversation, and the language its patient reads."""
    thread = read.get(actor, Thread, ask.thread, NO_THREAD)
    if thread.patient is None:
        raise NotFound("This conversation is about no patient.")
    patient = read.get(actor, Patient, thread.patient)
    read.ready([patient.id])
    name = patient_name(read.keys, patient)
    practice = practice_row(read.connection, read.practice)
    by = answer_by(read.now, time_zone=practice.time_zone, opens=practice.opens, closes=practice.closes)
    values = {
        "language": patient.language,
        "patient_first_name": first_name(name),
        "patient_name": name,
        "my_name": actor.name,
        "practice_name": practice.name,
        "practice_telephone": practice.telephone,
        "answer_by": instant(by),
        "time_zone": practice.time_zone,
    }
    return Seen(values, (patient.id,))


def show_reply(reply: QuickReply) -> dict[str, Any]:
    return {
        "quick_reply": reply.id,
        "rev": reply.rev,
        "title": reply.title,
        "text": {"en": reply.text_en, "es": reply.text_es},
        "own": reply.owner is not None,
        "state": reply.state,
    }


def _reply_event(kind: str, reply: QuickReply) -> Happened:
    topic = "staff" if reply.owner is None else f"staff:{reply.owner}"
    return Happened(kind, reply.id, reply.rev, (topic,), refs={"quick_reply": reply.id})


def _reply_needs(event: Event, who: Who) -> list[Place]:
    return [(QuickReply, (event.practice, event.subject))]


@shows("quick_reply.saved", "quick_reply.retired", data=answers.QuickReply, needs=_reply_needs)
def show_reply_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """A quick reply, to those who may use it."""
    reply = known.find(QuickReply, event.practice, event.subject)
    return Shown(show_reply(reply)) if reply is not None and access.decide(actor, reply, now) else None
