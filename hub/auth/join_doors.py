"""The doors behind a link: an invitation looked at and accepted, a password forgotten and set anew."""

from functools import partial
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.auth import mfa
from hub.auth.accounts import member_event, pools_of, reset_event
from hub.auth.door import address_of, answer_with, answering, read_body, welcome
from hub.auth.ending import end_sessions
from hub.auth.limits import SignInLimits, Throttle, network_of
from hub.auth.links import NO_LINK, Link, find_link, mail_link, make_link, use_link
from hub.auth.opening import Account, choose_place, find_account, note_refusal, open_at
from hub.auth.passwords import Credential, Password, Passwords, demand_strong
from hub.auth.portal import patient_event, take_up
from hub.auth.sessions import Session
from hub.calls import Happened
from hub.db import rows
from hub.errors import Conflict, Invalid, NotFound
from hub.records.lanes import Job
from hub.records.patients import access_changed
from hub.records.people import Membership, Patient, Person, Practice, person_email, person_name
from hub.records.practice import admin_topics, email_hash, practice_row
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import Email, Shape

Token = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class PeekInvitation(Shape, frozen=True):
    token: Token


class UseLink(Shape, frozen=True):
    """password: a new one; on joining with an account that has one already, that one."""

    token: Token
    password: Password


class Forgot(Shape, frozen=True):
    email: Email


class Behind(msgspec.Struct, frozen=True):
    """What a link leads to."""

    link: Link
    account: Account
    practice: Practice
    membership: Membership | None
    name: str
    email: str


class JoinDoors:
    """Ways in for people who are not signed in."""

    def __init__(self, hub: Hub, passwords: Passwords, limits: SignInLimits) -> None:
        self.hub, self.passwords, self.limits = hub, passwords, limits
        self.asked = Throttle(free=3, longest_s=900)

    def routes(self) -> list[BaseRoute]:
        doors = {"invitation": self.peek, "accept": self.accept, "forgot": self.forgot, "reset": self.reset}
        return [Route(f"/auth/{path}", answering(door), methods=["POST"]) for path, door in doors.items()]

    async def behind(self, token: str, purpose: str) -> Behind:
        """What a link leads to. Raises NotFound for a link that is not good."""
        return await self.hub.read(EVERYWHERE, lambda at: self._behind(at, token, purpose))

    def _behind(self, at: Connection, token: str, purpose: str) -> Behind:
        link = find_link(at, token, purpose, self.hub.clock())
        account = find_account(at, Person.c.id == link.person)
        if account is None:
            raise NotFound(NO_LINK)
        keys = self.hub.keys
        keys.load(at, EVERYWHERE, {link.person})
        of_link = sa.select(Membership.table).where(Membership.c.id == link.membership)
        found = rows(at, of_link, Membership) if link.membership else []
        name, email = person_name(keys, account.person), person_email(keys, account.person)
        return Behind(link, account, practice_row(at, link.practice), found[0] if found else None, name, email)

    async def peek(self, request: Request) -> Response:
        """Whom an invitation is for, before they accept it."""
        ask = await read_body(request, PeekInvitation)
        behind = await self.behind(ask.token, "join")
        member = _invited(behind)
        practice = behind.practice
        shown: dict[str, Any] = {
            "name": behind.name,
            "email": behind.email,
            "practice": {"id": practice.practice, "name": practice.name, "telephone": practice.telephone},
            "face": member.face,
            "roles": ["proxy"] if behind.link.proxy else member.roles.split(),
            "has_password": behind.account.credential is not None,
            "language": behind.account.person.language,
        }
        return answer_with(shown)

    async def accept(self, request: Request) -> Response:
        """Join: set a password, or show the one the account has. Signs in."""
        ask = await read_body(request, UseLink)
        behind = await self.behind(ask.token, "join")
        member = _invited(behind)
        fresh, kept = None, behind.account.credential
        if kept is None:
            fresh = await self._fresh_hash(behind, ask.password)
        else:
            await self._demand_password(request, behind.account, kept, ask.password)

        def join(tx: Tx) -> list[Happened]:
            use_link(tx, behind.link)
            if fresh is not None:
                tx.add(Credential(person=behind.link.person, hash=fresh, changed_at=tx.now))
            return _join(tx, behind.link)

        opened = await open_at(self.hub, member, first=join, verified=kept, is_demo=self.hub.is_demo)
        return welcome(self.hub, opened)

    async def _demand_password(self, request: Request, account: Account, kept: Credential, password: str) -> None:
        hashed, address = account.person.email_hash, address_of(request)
        self.limits.demand(hashed, address, self.hub.clock())
        if not await self.passwords.matches(kept.hash, password):
            note_refusal(self.hub, account, "session.open")
            raise Invalid("This is not the password of your account.", field="password")
        self.limits.forgive(hashed, address)

    async def _fresh_hash(self, behind: Behind, password: str) -> str:
        demand_strong(password, known=(behind.email, behind.name, behind.practice.name))
        return await self.passwords.hash(password)

    async def forgot(self, request: Request) -> Response:
        """Help somebody to a new password, after the answer, which is the same and as fast for every address."""
        ask = await read_body(request, Forgot)
        now, hashed, network = self.hub.clock(), email_hash(self.hub.keys, ask.email), network_of(address_of(request))
        waits = [self.asked.wait_s(key, now) for key in (hashed, network)]
        answer = answer_with({})
        if not any(waits):
            self.asked.count(hashed, now)
            self.asked.count(network, now)
            answer.background = BackgroundTask(self._help, hashed)
        return answer

    async def _help(self, hashed: str) -> None:
        """Send a link where this hub sends e-mail; elsewhere every practice of the person is told, to hand one over."""
        account = await self.hub.read(EVERYWHERE, lambda at: find_account(at, Person.c.email_hash == hashed))
        places = account.places if account else ()
        first = choose_place(places)
        if not self.hub.settings.sends_mail:
            for place in places:
                self.hub.writer.submit(Job(place.practice, partial(_tell_practice, place), answered=_nobody_waits))
        elif first is not None:
            self.hub.writer.submit(Job(first.practice, partial(_mail_link, first), answered=_nobody_waits))

    async def reset(self, request: Request) -> Response:
        """Set a new password and sign in. Every other session of this person ends, in every practice.

        Raises Conflict where one practice would give away an account that opens another.
        """
        ask = await read_body(request, UseLink)
        behind = await self.behind(ask.token, "reset")
        link, places = behind.link, behind.account.places
        place = choose_place(places, practice=link.practice)
        if place is None:
            raise NotFound(NO_LINK)
        if not link.is_own and any(other.practice != link.practice for other in places):
            raise Conflict("This account belongs to another practice too. Whoever runs this server must renew it.")
        fresh = await self._fresh_hash(behind, ask.password)

        def renew(tx: Tx) -> list[Happened]:
            use_link(tx, link)
            known = tx.find(Credential, link.person)
            if known is None:
                tx.add(Credential(person=link.person, hash=fresh, changed_at=tx.now))
            else:
                tx.change(known, hash=fresh, changed_at=tx.now)
            if link.clears_factor:
                mfa.remove_factor(tx, link.person)
            return end_sessions(tx, Session.c.person == link.person)

        return welcome(self.hub, await open_at(self.hub, place, first=renew, is_demo=self.hub.is_demo))


def _nobody_waits(answer: object) -> None:
    """Who has forgotten a password was answered before."""


def _tell_practice(place: Membership, tx: Tx) -> Outcome:
    member = tx.find(Membership, place.id)
    if member is not None and member.face == "staff":
        return Outcome(events=[reset_event(tx, "member.reset_asked", member)])
    own = sa.select(Patient.table).where(Patient.c.practice == tx.practice, Patient.c.person == place.person)
    return Outcome(events=[patient_event("patient.reset_asked", one) for one in tx.select(own, Patient)])


def _mail_link(place: Membership, tx: Tx) -> Outcome:
    link, token = make_link(tx, "reset", place.person, is_own=True)
    mail_link(tx, link, token)
    member = tx.find(Membership, place.id)
    is_staff = member is not None and member.face == "staff"
    return Outcome(events=[reset_event(tx, "member.reset_offered", member)] if member and is_staff else [])


def _invited(behind: Behind) -> Membership:
    if behind.membership is None or behind.membership.state == "ended":
        raise NotFound(NO_LINK)
    return behind.membership


def _join(tx: Tx, link: Link) -> list[Happened]:
    """Make the membership of a link active, and take up what it brings."""
    member = tx.find(Membership, link.membership)
    if member is None or member.state == "ended":
        raise NotFound(NO_LINK)
    events = take_up(tx, link)
    if member.state == "active":
        return events
    joined = tx.change(member, state="active", since=tx.now)
    if joined.face == "staff":
        pools = pools_of(tx.connection, tx.practice).get(joined.person, [])
        topics = admin_topics(tx)
        events.append(member_event("member.joined", joined, pools, topics=topics, is_access=True))
    return [*events, access_changed(joined.person, joined.rev)]
