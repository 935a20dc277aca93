"""Opening a session for somebody who has shown who they are: in which practice, through which face, how safely."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import Face
from hub.auth.ending import end_sessions
from hub.auth.mfa import Factor, is_set_up
from hub.auth.passwords import Credential
from hub.auth.sessions import Session, hash_token, new_token, open_session
from hub.calls import Happened
from hub.db import rows
from hub.errors import HubError, SignedOut
from hub.records import access
from hub.records.audit import Entry
from hub.records.lanes import Job
from hub.records.people import Membership, Person
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import instant

CHANGED = "The password was changed a moment ago. Sign in with the new one."


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what signing in needs. places: where they belong now, in any practice."""

    person: Person
    credential: Credential | None
    places: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session, its token, and the roles it has."""

    session: Session
    token: str
    roles: tuple[str, ...]

    def wire(self) -> dict[str, Any]:
        """The answer of every way in."""
        session = self.session
        answer = {
            "person": session.person,
            "practice": session.practice,
            "face": session.face,
            "roles": list(self.roles),
        }
        return answer | show_factor(session)


def show_factor(session: Session) -> dict[str, Any]:
    """Where a session stands with its second factor."""
    shown = {"mfa": "none" if session.mfa == "done" else session.mfa}
    return shown | ({"mfa_due": instant(session.mfa_due)} if session.mfa_due is not None else {})


def find_account(connection: Connection, condition: sa.ColumnElement[bool]) -> Account | None:
    """The account of one person, read in the snapshot of no practice."""
    found = rows(connection, sa.select(Person.table).where(condition), Person)
    if not found:
        return None
    (person,) = found
    kept = rows(connection, sa.select(Credential.table).where(Credential.c.person == person.id), Credential)
    active = sa.select(Membership.table).where(Membership.c.person == person.id, Membership.c.state == "active")
    places = rows(connection, active.order_by(Membership.c.since, Membership.c.id), Membership)
    return Account(person, kept[0] if kept else None, tuple(places))


def choose_place(
    places: Sequence[Membership], *, face: str | None = None, practice: str | None = None
) -> Membership | None:
    """Where a sign-in leads: the face that was asked for, else the staff's, else the oldest there is."""
    there = [place for place in places if practice is None or place.practice == practice]
    return min(there, key=lambda place: (place.face != face, place.face != "staff", place.since), default=None)


async def open_at(
    hub: Hub,
    place: Membership,
    *,
    passed: bool = False,
    is_demo: bool = False,
    replacing: Session | None = None,
    verified: Credential | None = None,
    first: Callable[[Tx], list[Happened]] | None = None,
) -> Opened:
    """Open a session at a place of somebody's, in one transaction with what has to come `first`.

    passed: the second factor was shown already. replacing: the session that ends with this. verified: the password
    that was shown. Raises what `first` raises, and SignedOut when that password has been replaced meanwhile.
    """

    def run(tx: Tx) -> Outcome:
        if verified is not None:
            _demand_unchanged(tx, verified)
        events = first(tx) if first else []
        if replacing is not None:
            events += end_sessions(tx, Session.c.id == replacing.id)
        opened = _open(hub, tx, place, passed=passed, is_demo=is_demo)
        return Outcome(opened, events=events, audits=[signed_in(opened.session, tx.now)])

    changes_access = first is not None or replacing is not None
    answer = await hub.writer.run(place.practice, run, alone=changes_access)
    opened: Opened = answer.value
    return opened


def _demand_unchanged(tx: Tx, verified: Credential) -> None:
    """A new password ends every session, so none may begin under the old one. The lock holds off other processes."""
    tx.warm([(Credential, verified.identity)], lock=True)
    known = tx.find(Credential, verified.person)
    if known is None or known.hash != verified.hash:
        raise SignedOut(CHANGED)


def _open(hub: Hub, tx: Tx, place: Membership, *, passed: bool, is_demo: bool) -> Opened:
    face: Face = "staff" if place.face == "staff" else "patient"
    mfa, due = "none", None
    if is_set_up(tx.find(Factor, place.person)):
        mfa = "done" if passed or is_demo else "needed"
    elif face == "staff" and not is_demo:
        joined = tx.find(Membership, place.id) or place
        mfa, due = "set_up", joined.since + timedelta(seconds=hub.settings.staff_mfa_grace_s)
    session, token = open_session(
        tx, hub.settings, person=place.person, practice=place.practice, face=face, mfa=mfa, mfa_due=due
    )
    return Opened(session, token, roles_of(tx, session))


def raise_session(tx: Tx, session: Session) -> Opened:
    """The second factor was shown: the session goes on under a new token."""
    token = new_token()
    known = tx.find(Session, session.id)
    if known is None or known.ended_at is not None:
        raise SignedOut()
    raised = tx.change(known, mfa="done", mfa_due=None, token_hash=hash_token(token))
    return Opened(raised, token, roles_of(tx, raised))


def roles_of(tx: Tx, session: Session) -> tuple[str, ...]:
    """The roles a session has as the transaction stands. Raises SignedOut when it has none left."""
    tx.flush()
    who = session.who
    actor = access.load_actor(
        tx.connection, tx.keys, practice=who.practice, person=who.person, face=who.face, session=who.session, now=tx.now
    )
    return tuple(sorted(actor.roles))


def signed_in(session: Session, now: datetime) -> Entry:
    return Entry(now, session.person, session.face, session.id, None, None, "session.open", "done")


def note_refusal(hub: Hub, account: Account, action: str) -> None:
    """Leave an audit line of a failed attempt. Nobody waits for it, so it does not tell that the account exists."""
    place = choose_place(account.places)
    if place is None:
        return
    person, face = account.person.id, place.face

    def run(tx: Tx) -> Outcome:
        return Outcome(audits=[Entry(tx.now, person, face, "", None, None, action, "signed_out")])

    with contextlib.suppress(HubError):  # a hub too busy for the line is as busy for everybody's
        hub.writer.submit(Job(place.practice, run, answered=lambda answer: None))
