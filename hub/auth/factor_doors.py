"""The doors of the second factor: giving a code at sign-in, setting an authenticator up, exchanging it."""

from datetime import timedelta
from typing import Annotated

import msgspec
import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.auth import mfa
from hub.auth.door import answer_with, answering, read_body, session_of, set_cookie, welcome
from hub.auth.mfa import Checked, Factor
from hub.auth.opening import raise_session
from hub.auth.sessions import Session
from hub.db import rows
from hub.errors import Busy, Conflict, Invalid
from hub.records.audit import Entry
from hub.records.people import Person, person_email
from hub.records.practice import practice_row
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import Nothing, Shape

FRESH_FOR = timedelta(minutes=15)  # after signing in, an authenticator may be exchanged for another


class GiveCode(Shape, frozen=True):
    """Six digits, or a recovery code where one is accepted."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class FactorDoors:
    """The second factor of whoever is signed in."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def routes(self) -> list[BaseRoute]:
        doors = {"mfa": self.give_code, "mfa/begin": self.begin, "mfa/confirm": self.confirm}
        return [Route(f"/auth/{path}", answering(door), methods=["POST"]) for path, door in doors.items()]

    async def give_code(self, request: Request) -> Response:
        """The second factor at sign-in. The session goes on under a new token."""
        ask = await read_body(request, GiveCode)
        mfa.demand_code(ask.code)
        session = await session_of(self.hub, request, full=False)
        if session.mfa != "needed":
            raise Conflict("No code is needed now.")

        def check(tx: Tx) -> Outcome:
            checked = mfa.check_code(tx, session.person, ask.code)
            raised = raise_session(tx, session) if checked == "right" else None
            return Outcome((checked, raised), audits=[_entry(tx, session, "mfa.give", checked)])

        checked, raised = (await self.hub.writer.run(session.practice, check)).value
        _demand_right(checked)
        return welcome(self.hub, raised)

    async def begin(self, request: Request) -> Response:
        """A new seed to scan. It counts for nothing until a code of it is confirmed."""
        await read_body(request, Nothing)
        session = await self._may_set_up(request)

        def begin(tx: Tx) -> Outcome:
            if mfa.is_set_up(tx.find(Factor, session.person)) and tx.now >= session.made_at + FRESH_FOR:
                raise Conflict("Sign in again to change your second factor.")
            issuer = practice_row(tx.connection, tx.practice).name
            return Outcome((mfa.begin_factor(tx, session.person), issuer))

        seed, issuer = (await self.hub.writer.run(session.practice, begin)).value
        return answer_with(mfa.show_seed(seed, account=await self._email(session), issuer=issuer))

    async def confirm(self, request: Request) -> Response:
        """Show a code of the new seed. Answers the recovery codes, this once."""
        ask = await read_body(request, GiveCode)
        mfa.demand_code(ask.code)
        session = await self._may_set_up(request)

        def confirm(tx: Tx) -> Outcome:
            checked = mfa.confirm_factor(tx, session.person, ask.code)
            done = None
            if checked == "right":
                done = (mfa.make_recovery_codes(tx, session.person), raise_session(tx, session))
            return Outcome((checked, done), audits=[_entry(tx, session, "mfa.set_up", checked)])

        checked, done = (await self.hub.writer.run(session.practice, confirm)).value
        _demand_right(checked)
        codes, raised = done
        return set_cookie(answer_with({"recovery_codes": codes}), self.hub.settings, raised.token)

    async def _may_set_up(self, request: Request) -> Session:
        session = await session_of(self.hub, request, full=False)
        if session.mfa == "needed":
            raise Conflict("Enter the code of your present second factor first.")
        return session

    async def _email(self, session: Session) -> str:
        def ask(connection: sa.Connection) -> str:
            self.hub.keys.load(connection, EVERYWHERE, {session.person})
            (person,) = rows(connection, sa.select(Person.table).where(Person.c.id == session.person), Person)
            return person_email(self.hub.keys, person)

        return await self.hub.read(EVERYWHERE, ask)


def _entry(tx: Tx, session: Session, action: str, checked: Checked) -> Entry:
    outcome = {"right": "done", "wrong": "invalid", "too_many": "busy"}[checked]
    return Entry(tx.now, session.person, session.face, session.id, None, None, action, outcome)


def _demand_right(checked: Checked) -> None:
    if checked == "too_many":
        wait_s = int(mfa.TRIES_WINDOW.total_seconds())
        raise Busy("Too many codes were wrong. Try again in 15 minutes.", retry_after_s=wait_s)
    if checked == "wrong":
        raise Invalid("This code is not right, or it was used already. Wait for the next one.", field="code")
