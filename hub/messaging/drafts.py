"""Drafts of the staff, sealed on the server, so that a half-written answer survives the desk it was begun at."""

from datetime import datetime, timedelta
from typing import Annotated

import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor, Who
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.db import Row, table
from hub.errors import Conflict
from hub.messaging import answers
from hub.messaging.pages import fill_page
from hub.records.facts import Facts
from hub.records.log import Event
from hub.records.people import Person
from hub.records.read import Read
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.shapes import Id, Nothing, Shape, instant

MOST_DRAFTS = 200
EMPTY_KEPT_FOR = timedelta(days=1)  # until every screen of its author has heard that it is empty


@table("draft", sa.Index("ix_draft_person", "practice", "person"))
class Draft(Row, frozen=True, kw_only=True):
    """What somebody has begun to write through one face. key: chosen by their client, such as `thread:<id>`.

    Without any body once sent or discarded.
    """

    practice: str
    id: str
    rev: int = 1
    person: str
    face: str
    key: str
    body: bytes
    at: datetime


def draft_id(person: str, face: str, key: str) -> str:
    return f"{person}:{face}:{key}"


class SaveDraft(Shape, frozen=True):
    """An empty body discards the draft."""

    key: Id
    body: Annotated[str, Meta(max_length=4000)]


@command("draft.save", warms=lambda ask, who: {Draft: draft_id(who.person, who.face, ask.key)})
def save_draft(tx: Tx, actor: Actor, ask: SaveDraft) -> Done:
    """Keep an unfinished text for its author alone.

    Raises Conflict for one more than somebody may keep.
    """
    place = draft_id(actor.person, actor.face, ask.key)
    draft = tx.find(Draft, place)
    if ask.body and (draft is None or not draft.body):
        _make_room(tx, actor)
    body = tx.seal_for_person(actor.person, f"draft.body:{place}", ask.body) if ask.body else b""
    if draft is None:
        draft = tx.add(
            Draft(
                practice=tx.practice,
                id=place,
                person=actor.person,
                face=actor.face,
                key=ask.key,
                body=body,
                at=tx.now,
            )
        )
    else:
        draft = tx.change(draft, body=body, at=tx.now)
    event = Happened("draft.saved", draft.id, draft.rev, (f"person:{actor.person}",), refs={"draft": draft.id})
    return Done((event,), {})


def _make_room(tx: Tx, actor: Actor) -> None:
    """Remove what the actor emptied long ago. Raises Conflict when too much is left."""
    is_empty = sa.func.length(Draft.c.body) == 0
    tx.execute(sa.delete(Draft.table).where(_own(tx.practice, actor), is_empty, Draft.c.at < tx.now - EMPTY_KEPT_FOR))
    kept = sa.select(sa.func.count()).select_from(Draft.table).where(_own(tx.practice, actor), sa.not_(is_empty))
    if tx.connection.execute(kept).scalar_one() >= MOST_DRAFTS:
        raise Conflict(f"You have {MOST_DRAFTS} unfinished texts. Send or discard one before you begin another.")


def _own(practice: str, actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(Draft.c.practice == practice, Draft.c.person == actor.person, Draft.c.face == actor.face)


@query("draft.list", answers=answers.DraftList)
def list_drafts(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The actor's own unfinished texts, newest first, as many as fit one answer."""
    mine = sa.select(Draft.table).where(_own(read.practice, actor), sa.func.length(Draft.c.body) > 0)
    read.ready_for_persons([actor.person])
    drafts = (
        {
            "key": draft.key,
            "body": read.keys.open(EVERYWHERE, actor.person, f"draft.body:{draft.id}", draft.body),
            "at": instant(draft.at),
        }
        for draft in read.select(mine.order_by(Draft.c.at.desc(), Draft.c.id), Draft)
    )
    return Seen({"drafts": fill_page(drafts)})


def _draft_needs(event: Event, who: Who) -> list[Place]:
    return [(Draft, (event.practice, event.subject)), (Person, (who.person,))]


@shows("draft.saved", data=answers.Draft, needs=_draft_needs)
def show_draft(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """An own draft, on the author's other screens."""
    draft = known.find(Draft, event.practice, event.subject)
    if draft is None or (draft.person, draft.face) != (actor.person, actor.face):
        return None
    body = known.text(EVERYWHERE, actor.person, f"draft.body:{draft.id}", draft.body) if draft.body else ""
    return Shown({"key": draft.key, "body": body, "at": instant(draft.at)})
