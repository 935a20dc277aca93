"""How sessions end: at sign-out, by whoever may end them, and by the clock."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from hub.actor import Actor
from hub.auth import answers
from hub.auth.sessions import Session, Ticket, idle_s
from hub.calls import Done, Happened, Seen, Shown, command, every, query, shows
from hub.errors import NotFound
from hub.records import log
from hub.records.facts import Facts
from hub.records.read import Read
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.settings import Settings
from hub.shapes import Id, Nothing, Shape, instant

LOOK_EVERY_S = 5.0
SWEEP_EVERY_S = 3600.0
KEPT_FOR = timedelta(days=7)


class EndSession(Shape, frozen=True):
    session: Id


def end_sessions(tx: Tx, condition: sa.ColumnElement[bool]) -> list[Happened]:
    """End every open session of this practice that meets a condition. Returns their events."""
    open_now = sa.select(Session.table).where(
        Session.c.practice == tx.practice, Session.c.ended_at.is_(None), condition
    )
    ended = [tx.change(session, ended_at=tx.now) for session in tx.select(open_now, Session)]
    return [_ended(session) for session in ended]


def _ended(session: Session) -> Happened:
    return Happened(
        "session.ended", subject=session.id, rev=session.rev, topics=(f"person:{session.person}",), access=True
    )


async def end_session(hub: Hub, session: Session) -> None:
    """Sign out: end one session now."""
    await hub.writer.run(
        session.practice, lambda tx: Outcome(events=end_sessions(tx, Session.c.id == session.id)), alone=True
    )


def overdue(settings: Settings, now: datetime) -> sa.ColumnElement[bool]:
    """The condition in SQL that matches `sessions.is_over` for a session that nobody has ended yet."""
    idle = [
        sa.and_(Session.c.face == face, Session.c.active_at <= now - timedelta(seconds=idle_s(settings, face)))
        for face in ("staff", "patient")
    ]
    return sa.or_(Session.c.ends_at <= now, *idle)


@every("sessions.end_overdue", seconds=LOOK_EVERY_S)
async def end_overdue(hub: Hub) -> None:
    """End the sessions that nobody used, or that are as old as a session may be."""
    late = sa.select(Session.c.practice).where(Session.c.ended_at.is_(None), overdue(hub.settings, hub.clock()))
    practices = await hub.read(EVERYWHERE, lambda at: at.execute(late.distinct()).scalars().all())
    for practice in practices:
        await hub.writer.run(
            practice, lambda tx: Outcome(events=end_sessions(tx, overdue(hub.settings, tx.now))), alone=True
        )


@every("sessions.sweep", seconds=SWEEP_EVERY_S)
async def sweep(hub: Hub) -> None:
    """Forget sessions that ended long ago, and tickets; the audit chain remembers who was there."""

    def forget(tx: Tx) -> Outcome:
        old = tx.now - KEPT_FOR
        tx.execute(sa.delete(Session.table).where(Session.c.practice == tx.practice, Session.c.ended_at <= old))
        tx.execute(sa.delete(Ticket.table).where(Ticket.c.expires_at <= old))
        return Outcome()

    for practice in await hub.read(EVERYWHERE, log.positions):
        await hub.writer.run(practice, forget, low=True)


@query("session.list", answers=answers.SessionList)
def list_sessions(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The actor's own open sessions in this practice, newest first; `here` is the one that asks."""
    mine = sa.select(Session.table).where(
        Session.c.practice == read.practice, Session.c.person == actor.person, Session.c.ended_at.is_(None)
    )
    found = read.select(mine.order_by(Session.c.made_at.desc(), Session.c.id), Session)
    shown = [
        {
            "session": session.id,
            "face": session.face,
            "made_at": instant(session.made_at),
            "active_at": instant(session.active_at),
            "here": session.id == actor.session,
        }
        for session in found
    ]
    return Seen({"sessions": shown})


@command("session.end", alone=True)
def end_own_session(tx: Tx, actor: Actor, ask: EndSession) -> Done:
    """End one of the actor's own sessions, here or on another device."""
    mine = sa.and_(Session.c.id == ask.session, Session.c.person == actor.person)
    events = end_sessions(tx, mine)
    if not events:
        raise NotFound("There is no such session.")
    return Done(tuple(events))


@shows("session.ended", data=answers.SessionEnded)
def show_session_ended(known: Facts, actor: Actor, event: log.Event, now: datetime) -> Shown | None:
    """The end of one of the reader's own sessions."""
    return Shown({"session": event.subject, "state": "ended"})
