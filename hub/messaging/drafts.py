"""Drafts of the staff, sealed on the server, so that a half-written answer survives the desk it was begun at."""

from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor, Who
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.db import Row, table
from hub.messaging import answers
from hub.records.facts import Facts
from hub.records.log import Event
from hub.records.people import Person
from hub.records.read import Read
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.shapes import Id, Nothing, Shape, instant


@table("draft", sa.Index("ix_draft_person", "practice", "person"))
class Draft(Row, frozen=True, kw_only=True):
    """What somebody has begun to write through one face. key: chosen by their client, such as `thread:<id>`.

    Empty once sent.
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
    """Keep an unfinished text for its author alone."""
    place = draft_id(actor.person, actor.face, ask.key)
    body = tx.seal_for_person(actor.person, f"draft.body:{place}", ask.body)
    draft = tx.find(Draft, place)
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


@query("draft.list", answers=answers.DraftList)
def list_drafts(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The actor's own unfinished texts."""
    mine = sa.select(Draft.table).where(
        Draft.c.practice == read.practice, Draft.c.person == actor.person, Draft.c.face == actor.face
    )
    read.ready_for_persons([actor.person])
    drafts = [
        {"key": draft.key, "body": body, "at": instant(draft.at)}
        for draft in read.select(mine.order_by(Draft.c.at), Draft)
        if (body := read.keys.open(EVERYWHERE, actor.person, f"draft.body:{draft.id}", draft.body))
    ]
    return Seen({"drafts": drafts})


def _draft_needs(event: Event, who: Who) -> list[Place]:
    return [(Draft, (event.practice, event.subject)), (Person, (who.person,))]


@shows("draft.saved", data=answers.Draft, needs=_draft_needs)
def show_draft(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """An own draft, on the author's other screens."""
    draft = known.find(Draft, event.practice, event.subject)
    if draft is None or (draft.person, draft.face) != (actor.person, actor.face):
        return None
    body = known.text(EVERYWHERE, actor.person, f"draft.body:{draft.id}", draft.body)
    return Shown({"key": draft.key, "body": body, "at": instant(draft.at)})
