"""The doors of /auth: signing in and out, who am I, switching, tickets, the demo; and where the others are found."""

import contextlib
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.auth import sessions
from hub.auth.door import (
    address_of,
    answer_with,
    answering,
    clear_cookie,
    read_body,
    session_of,
    welcome,
)
from hub.auth.ending import end_session
from hub.auth.factor_doors import FactorDoors
from hub.auth.join_doors import JoinDoors
from hub.auth.limits import SignInLimits
from hub.auth.opening import choose_place, find_account, note_refusal, open_at, show_factor
from hub.auth.passwords import Credential, Password, Passwords
from hub.auth.sessions import Session
from hub.db import rows
from hub.errors import Busy, NotFound, SignedOut
from hub.records import access
from hub.records.people import Membership, Person, Practice, person_email, person_name
from hub.records.practice import describe_practice, email_hash, practice_row
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import Email, Id, Nothing, Shape

WRONG = "The e-mail address or the password is not right."
LANGUAGES = ("en", "es")
DOOR_KEPT_FOR = timedelta(minutes=1)

Face = Literal["patient", "staff"]


class SignIn(Shape, frozen=True):
    email: Email
    password: Password
    face: Face | None = None


class Switch(Shape, frozen=True):
    practice: Id
    face: Face


class SignInDemo(Shape, frozen=True):
    email: Email
    face: Face | None = None


def auth_routes(hub: Hub) -> list[BaseRoute]:
    """Every route under /auth."""
    passwords, limits = Passwords(hub.keys), SignInLimits()
    return [
        *SessionDoors(hub, passwords, limits).routes(),
        *FactorDoors(hub).routes(),
        *JoinDoors(hub, passwords, limits).routes(),
    ]


class SessionDoors:
    """Signing in, being signed in, signing out."""

    def __init__(self, hub: Hub, passwords: Passwords, limits: SignInLimits) -> None:
        self.hub, self.passwords, self.limits = hub, passwords, limits
        self.written: tuple[datetime, dict[str, Any]] | None = None

    def routes(self) -> list[BaseRoute]:
        post = {
            "sign-in": self.sign_in,
            "sign-out": self.sign_out,
            "active": self.active,
            "switch": self.switch,
            "ticket": self.ticket,
            "demo": self.sign_in_demo,
        }
        get = {"door": self.door, "me": self.me, "demo": self.demo_people}
        return [
            *(Route(f"/auth/{path}", answering(door), methods=["POST"]) for path, door in post.items()),
            *(Route(f"/auth/{path}", answering(door), methods=["GET"]) for path, door in get.items()),
        ]

    async def door(self, request: Request) -> Response:
        """Whose door this is: shown before anybody has signed in."""
        now = self.hub.clock()
        if self.written is None or now >= self.written[0] + DOOR_KEPT_FOR:
            practices = await self.hub.read(EVERYWHERE, _practices_at_door)
            about = {"languages": LANGUAGES, "demo": self.hub.is_demo, "mails": self.hub.settings.sends_mail}
            self.written = now, {"practices": practices} | about
        return answer_with(self.written[1])

    async def sign_in(self, request: Request) -> Response:
        """E-mail and password. Every wrong pair is answered alike, in the same time."""
        ask = await read_body(request, SignIn)
        hub, hashed = self.hub, email_hash(self.hub.keys, ask.email)
        self.limits.demand(hashed, address_of(request), hub.clock())
        account = await hub.read(EVERYWHERE, lambda at: find_account(at, Person.c.email_hash == hashed))
        kept = account.credential if account and account.places else None
        if not await self.passwords.matches(kept.hash if kept else None, ask.password):
            if account is not None:
                note_refusal(hub, account, "session.open")
            raise SignedOut(WRONG)
        assert account is not None
        assert kept is not None
        self.limits.forgive(hashed, address_of(request))
        place = choose_place(account.places, face=ask.face)
        assert place is not None
        opened = await open_at(hub, place, verified=kept)
        if self.passwords.is_outdated(kept.hash):
            with contextlib.suppress(Busy):  # the session is open; the next sign-in tries again
                await self._rehash(place.practice, kept, ask.password)
        return welcome(self.hub, opened)

    async def _rehash(self, practice: str, kept: Credential, password: str) -> None:
        fresh = await self.passwords.hash(password)

        def replace(tx: Tx) -> Outcome:
            known = tx.find(Credential, kept.person)
            if known is not None and known.hash == kept.hash:
                tx.change(known, hash=fresh)
            return Outcome()

        await self.hub.writer.run(practice, replace)

    async def sign_out(self, request: Request) -> Response:
        """End this session and its sockets; nothing happens to who is signed out already."""
        session = await sessions.identify(self.hub, sessions.cookie_of(request.scope, self.hub.settings))
        if session is not None:
            await end_session(self.hub, session)
        return clear_cookie(answer_with({}), self.hub.settings)

    async def me(self, request: Request) -> Response:
        """Who is signed in. Also for somebody whose time to set up a second factor has run out, so that they can."""
        session = await session_of(self.hub, request, full=False)
        if session.mfa == "needed":
            raise SignedOut()
        return answer_with(await self.hub.read(EVERYWHERE, lambda at: self._describe(at, session)))

    def _describe(self, at: Connection, session: Session) -> dict[str, Any]:
        hub, who, now = self.hub, session.who, self.hub.clock()
        actor = access.load_actor(
            at, hub.keys, practice=who.practice, person=who.person, face=who.face, session=who.session, now=now
        )
        account = find_account(at, Person.c.id == who.person)
        assert account is not None
        described = {
            "actor": access.describe_actor(at, hub.keys, actor, now),
            "practice": describe_practice(practice_row(at, who.practice)) | {"languages": LANGUAGES},
            "language": account.person.language,
            "idle_s": sessions.idle_s(hub.settings, who.face),
            "demo": hub.is_demo,
            "mails": hub.settings.sends_mail,
            "places": [
                {"practice": {"id": place.practice, "name": practice_row(at, place.practice).name}, "face": place.face}
                for place in account.places
            ],
        }
        return described | show_factor(session)

    async def active(self, request: Request) -> Response:
        """A human did something."""
        await read_body(request, Nothing)
        session = await session_of(self.hub, request)
        await sessions.mark_active(self.hub, session.who)
        return answer_with({})

    async def switch(self, request: Request) -> Response:
        """Go on in another practice or through another face. This session and its sockets end."""
        ask = await read_body(request, Switch)
        session = await session_of(self.hub, request)
        account = await self.hub.read(EVERYWHERE, lambda at: find_account(at, Person.c.id == session.person))
        place = choose_place(account.places if account else (), face=ask.face, practice=ask.practice)
        if place is None or place.face != ask.face:
            raise NotFound("You have no such place to switch to.")
        opened = await open_at(
            self.hub,
            place,
            passed=session.mfa == "done",
            is_demo=self.hub.is_demo,
            replacing=session if session.practice == place.practice else None,
        )
        if session.practice != place.practice:
            await end_session(self.hub, session)
        return welcome(self.hub, opened)

    async def ticket(self, request: Request) -> Response:
        """A ticket for one socket, for clients that cannot send their cookie there."""
        await read_body(request, Nothing)
        session = await session_of(self.hub, request)
        made = await self.hub.writer.run(session.practice, lambda tx: Outcome(sessions.make_ticket(tx, session.id)))
        return answer_with({"ticket": made.value})

    async def demo_people(self, request: Request) -> Response:
        """The people of the demo practice, to be picked by a click."""
        self._demand_demo()
        return answer_with(await self.hub.read(EVERYWHERE, self._demo_people))

    def _demo_people(self, at: Connection) -> list[dict[str, Any]]:
        active = sa.select(Membership.table).where(Membership.c.state == "active").order_by(Membership.c.id)
        places = rows(at, active, Membership)
        persons = {person.id: person for person in rows(at, sa.select(Person.table), Person)}
        self.hub.keys.load(at, EVERYWHERE, set(persons))
        return [
            {
                "email": person_email(self.hub.keys, persons[place.person]),
                "name": person_name(self.hub.keys, persons[place.person]),
                "roles": place.roles.split(),
                "face": place.face,
            }
            for place in places
        ]

    async def sign_in_demo(self, request: Request) -> Response:
        """Sign in as one of the demo people; no password, no second factor."""
        self._demand_demo()
        ask = await read_body(request, SignInDemo)
        hashed = email_hash(self.hub.keys, ask.email)
        account = await self.hub.read(EVERYWHERE, lambda at: find_account(at, Person.c.email_hash == hashed))
        place = choose_place(account.places, face=ask.face) if account else None
        if place is None:
            raise NotFound("Nobody of the demo has this e-mail address.")
        return welcome(self.hub, await open_at(self.hub, place, is_demo=True))

    def _demand_demo(self) -> None:
        if not self.hub.is_demo:
            raise NotFound()


def _practices_at_door(at: Connection) -> list[dict[str, str]]:
    named = sa.select(Practice.c.name, Practice.c.telephone).order_by(Practice.c.name)
    return [{"name": name, "telephone": telephone} for name, telephone in at.execute(named)]
