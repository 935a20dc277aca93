"""Sessions: who is signed in, through which face, and until when. Server-side references; the cookie is a random token.

A session ends by sign-out, by an administrator, or by the clock. Its end is an event that changes access, so every
process looks again at the next call and the live door closes the sockets that hung on it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from starlette.requests import HTTPConnection
from starlette.types import Scope

from hub.actor import Actor, Face, Who
from hub.db import Row, rows, table
from hub.errors import SignedOut
from hub.records import access
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Answer, Outcome
from hub.runtime import Hub
from hub.settings import Settings
from hub.shapes import new_id

ACTIVE_EVERY = timedelta(minutes=1)  # how often a human's activity is written down
FRESH_FOR = timedelta(minutes=1)  # care teams end by the clock without an event
MOST_ADMITTED = 50_000
TICKET_GOOD_FOR = timedelta(seconds=30)


@table(
    "session",
    sa.Index("ix_session_token_hash", "token_hash", unique=True),
    sa.Index("ix_session_person", "person", "ended_at"),
    sa.Index("ix_session_ended", "practice", "ended_at"),
    key=("id",),
)
class Session(Row, frozen=True, kw_only=True):
    """One sign-in: person × practice × face. token_hash: SHA-256 of the cookie.

    active_at: when a human last did something. ends_at: its end in any case.
    mfa: `none`, `needed` (a code must be given first), `set_up` (a factor must be made by mfa_due) or `done`.
    """

    id: str
    rev: int = 1
    practice: str
    person: str
    face: str
    token_hash: str
    made_at: datetime
    active_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None
    mfa: str = "none"
    mfa_due: datetime | None = None

    @property
    def who(self) -> Who:
        face: Face = "staff" if self.face == "staff" else "patient"
        return Who(self.id, self.practice, self.person, face)


@table("ticket", key=("hash",))
class Ticket(Row, frozen=True, kw_only=True):
    """Stands for a session once, within seconds, for clients that cannot send its cookie on the socket."""

    hash: str
    session: str
    expires_at: datetime
    used_at: datetime | None = None


class Admitted(NamedTuple):
    """A session with the rights it had at `access_rev`, as last read."""

    session: Session
    actor: Actor
    access_rev: int
    read_at: datetime


def new_token() -> str:
    """256 random bits, as they travel in a cookie or a link."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 is enough where the input is 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def idle_s(settings: Settings, face: str) -> int:
    """Seconds without a human after which a session of this face ends."""
    return settings.staff_idle_s if face == "staff" else settings.patient_idle_s


def is_over(session: Session, settings: Settings, now: datetime) -> bool:
    """Whether a session has ended, by a person or by the clock."""
    idle_at = session.active_at + timedelta(seconds=idle_s(settings, session.face))
    return session.ended_at is not None or now >= session.ends_at or now >= idle_at


def admit(hub: Hub, connection: Connection, who: Who, access_rev: int, now: datetime) -> Actor:
    """The rights of a signed-in session, kept in memory for as long as nobody's access has changed.

    Raises SignedOut when the session is over, or a second factor is still needed or overdue.
    """
    held: Admitted | None = hub.actors.get(who.session)
    if held is None or not _holds(held, hub.settings, access_rev, now):
        held = _load(hub, connection, who, access_rev, now)
        if len(hub.actors) >= MOST_ADMITTED:
            hub.actors.clear()
        hub.actors[who.session] = held
    return held.actor


def _holds(held: Admitted, settings: Settings, access_rev: int, now: datetime) -> bool:
    """Whether what was read last is still true. What would refuse is read anew first: the news may not be here yet."""
    is_fresh = held.access_rev == access_rev and now < held.read_at + FRESH_FOR
    return is_fresh and not is_over(held.session, settings, now) and not lacks_factor(held.session, now)


def _load(hub: Hub, connection: Connection, who: Who, access_rev: int, now: datetime) -> Admitted:
    hub.actors.pop(who.session, None)
    session = find_session(connection, Session.c.id == who.session)
    if session is None or session.who != who or is_over(session, hub.settings, now):
        raise SignedOut()
    if lacks_factor(session, now):
        raise SignedOut("A second factor is needed to go on.")
    actor = access.load_actor(
        connection,
        hub.keys,
        practice=who.practice,
        person=who.person,
        face=who.face,
        session=who.session,
        now=now,
    )
    return Admitted(session, actor, access_rev, now)


def lacks_factor(session: Session, now: datetime) -> bool:
    """Whether a second factor is missing that this session may not go on without."""
    return session.mfa == "needed" or (
        session.mfa == "set_up" and session.mfa_due is not None and now >= session.mfa_due
    )


def find_session(connection: Connection, condition: sa.ColumnElement[bool]) -> Session | None:
    found = rows(connection, sa.select(Session.table).where(condition), Session)
    return found[0] if found else None


def cookie_name(settings: Settings) -> str:
    """One name is set and one is read. `__Host-` ties the cookie to https, this host and the whole of it."""
    return "__Host-session" if settings.is_https else "session"


def cookie_of(scope: Scope, settings: Settings) -> str | None:
    """The session token that a request or a socket brings."""
    return HTTPConnection(scope).cookies.get(cookie_name(settings))


async def identify(hub: Hub, token: str | None) -> Session | None:
    """The session of a cookie, or None when there is none or it is over. Says nothing about the second factor."""
    return await hub.read(EVERYWHERE, lambda at: session_by_token(hub, at, token)) if token else None


def session_by_token(hub: Hub, connection: Connection, token: str) -> Session | None:
    """As `identify`, within a read of everywhere that goes on."""
    if len(token) > 128:
        return None
    session = find_session(connection, Session.c.token_hash == hash_token(token))
    return session if session and not is_over(session, hub.settings, hub.clock()) else None


def open_session(
    tx: Tx,
    settings: Settings,
    *,
    person: str,
    practice: str,
    face: Face,
    mfa: str = "none",
    mfa_due: datetime | None = None,
) -> tuple[Session, str]:
    """Add a session. Returns it with its token, which is told once and never stored."""
    token = new_token()
    lasts_s = settings.staff_session_s if face == "staff" else settings.patient_session_s
    session = Session(
        id=new_id(),
        practice=practice,
        person=person,
        face=face,
        token_hash=hash_token(token),
        made_at=tx.now,
        active_at=tx.now,
        ends_at=tx.now + timedelta(seconds=lasts_s),
        mfa=mfa,
        mfa_due=mfa_due,
    )
    return tx.add(session), token


async def mark_active(hub: Hub, who: Who) -> None:
    """A human did something: move the idle clock, at most once a minute."""
    held: Admitted | None = hub.actors.get(who.session)
    if held is not None and hub.clock() < held.session.active_at + ACTIVE_EVERY:
        return

    def move(tx: Tx) -> Outcome:
        session = tx.find(Session, who.session)
        if session is None or is_over(session, hub.settings, tx.now):
            raise SignedOut()
        if tx.now >= session.active_at + ACTIVE_EVERY:
            moved = tx.change(session, active_at=tx.now)
            tx.after_commit.append(lambda: _remember(hub, moved))
        return Outcome()

    await hub.writer.run(who.practice, move)


def _remember(hub: Hub, session: Session) -> None:
    held: Admitted | None = hub.actors.get(session.id)
    if held is not None:
        hub.actors[session.id] = held._replace(session=session)


def make_ticket(tx: Tx, session: str) -> str:
    """Add a ticket for a session. Returns its text."""
    token = new_token()
    tx.add(Ticket(hash=hash_token(token), session=session, expires_at=tx.now + TICKET_GOOD_FOR))
    return token


async def redeem_ticket(hub: Hub, ticket: str) -> Session | None:
    """Use a ticket up. Returns its session, or None when the ticket is unknown, used or late, or the session over."""
    hashed = hash_token(ticket)
    by_ticket = Session.c.id.in_(sa.select(Ticket.c.session).where(Ticket.c.hash == hashed))
    session = await hub.read(EVERYWHERE, lambda at: find_session(at, by_ticket))
    if session is None or is_over(session, hub.settings, hub.clock()):
        return None

    def use(tx: Tx) -> Outcome:
        good = sa.update(Ticket.table).where(
            Ticket.c.hash == hashed, Ticket.c.used_at.is_(None), Ticket.c.expires_at > tx.now
        )
        return Outcome(tx.execute(good.values(used_at=tx.now)).rowcount == 1)

    used: Answer = await hub.writer.run(session.practice, use)
    return session if used.value else None
