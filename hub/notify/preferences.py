"""What somebody wants to be told by e-mail: each person for each practice and face, one thing at a time."""

from datetime import datetime

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.db import Row, only_where, table
from hub.errors import NotFound
from hub.notify import answers
from hub.records.facts import Facts
from hub.records.log import Event
from hub.records.read import Read
from hub.records.tx import Tx
from hub.shapes import Nothing, Shape

# What there is to be told about, by face, and whether somebody who never chose is told.
ABOUT: dict[str, dict[str, bool]] = {"patient": {"messages": True}, "staff": {"urgent": False, "overdue": False}}


@table("notice", sa.Index("ix_notice_wanted", "practice", "about", **only_where("email")))
class Notice(Row, frozen=True, kw_only=True):
    """One thing somebody may be told about. email: as they chose. delivery: the one they have not come back after."""

    practice: str
    id: str
    rev: int = 1
    person: str
    face: str
    about: str
    email: bool
    delivery: str | None = None


class PreferNotice(Shape, frozen=True):
    about: answers.About
    email: bool


def notice_id(person: str, face: str, about: str) -> str:
    return f"{person}:{face}:{about}"


def find_notice(tx: Tx, person: str, face: str, about: str) -> Notice | None:
    return tx.find(Notice, notice_id(person, face, about))


def wants(notice: Notice | None, face: str, about: str) -> bool:
    return ABOUT[face][about] if notice is None else notice.email


def keep_notice(
    tx: Tx, person: str, face: str, about: str, *, email: bool | None = None, delivery: str | None = None
) -> Notice:
    """Note what somebody chose (None: as before), and the delivery they have not come back after."""
    known = find_notice(tx, person, face, about)
    email = wants(known, face, about) if email is None else email
    if known is not None:
        return tx.change(known, email=email, delivery=delivery)
    return tx.add(
        Notice(
            practice=tx.practice,
            id=notice_id(person, face, about),
            person=person,
            face=face,
            about=about,
            email=email,
            delivery=delivery,
        )
    )


@command("notice.prefer", warms=lambda ask, who: {Notice: notice_id(who.person, who.face, ask.about)})
def prefer_notice(tx: Tx, actor: Actor, ask: PreferNotice) -> Done:
    """Choose whether to be told by e-mail, in this practice and through this face.

    about: `messages` for patients; `urgent` and `overdue` for staff, about their own box. Raises NotFound otherwise.
    """
    if ask.about not in ABOUT[actor.face]:
        raise NotFound("There is no such notice.")
    known = find_notice(tx, actor.person, actor.face, ask.about)
    notice = keep_notice(
        tx, actor.person, actor.face, ask.about, email=ask.email, delivery=known.delivery if known else None
    )
    return Done((Happened("notice.preferred", notice.id, notice.rev, (f"person:{actor.person}",)),))


@query("notice.list", answers=answers.NoticeList)
def list_notices(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """What the actor may be told about by e-mail, and whether they are."""
    mine = sa.select(Notice.table).where(
        Notice.c.practice == read.practice, Notice.c.person == actor.person, Notice.c.face == actor.face
    )
    chosen = {notice.about: notice for notice in read.select(mine, Notice)}
    notices = [{"about": about, "email": wants(chosen.get(about), actor.face, about)} for about in ABOUT[actor.face]]
    return Seen({"notices": notices})


def _notice_needs(event: Event, who: object) -> list[Place]:
    return [(Notice, (event.practice, event.subject))]


@shows("notice.preferred", data=answers.Notice, needs=_notice_needs)
def show_notice(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """An own choice, on one's other screens."""
    notice = known.find(Notice, event.practice, event.subject)
    if notice is None or (notice.person, notice.face) != (actor.person, actor.face):
        return None
    return Shown({"about": notice.about, "email": notice.email})
