"""What the tests of /auth share: browsers with a cookie jar each, passwords, authenticators, and what was told live."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pyotp
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from hub.auth import sessions
from hub.auth.passwords import Credential, Passwords
from hub.auth.routes import auth_routes
from hub.db import rows
from hub.records.log import Event
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from tests import strict
from tests.cast import One

GOOD = "maple otter lantern"


class Browser:
    """One cookie jar at one address."""

    def __init__(self, hub: Hub, app: Starlette, address: str) -> None:
        self.hub = hub
        transport = httpx.ASGITransport(app, client=(address, 40_000))
        hooks = {"response": [strict.hold_response]}
        self.client = httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", event_hooks=hooks)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.client.post(f"/auth/{path}", json=body)

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"/auth/{path}")

    @property
    def token(self) -> str | None:
        return self.client.cookies.get("session")

    def carry(self, one: One) -> "Browser":
        """Be the one whom the cast signed in."""
        self.client.cookies.set("session", one.token)
        return self

    async def session(self) -> sessions.Session:
        found = await sessions.identify(self.hub, self.token)
        assert found is not None
        return found

    async def one(self, name: str = "") -> One:
        """Whoever is signed in here, for performing and looking."""
        session = await self.session()
        return One(session.person, name, "", session.who, self.token or "")


Open = Callable[..., Browser]


@pytest.fixture
async def browser(hub_: Hub) -> AsyncIterator[Open]:
    """Open a browser."""
    app, opened = Starlette(routes=auth_routes(hub_)), []

    def open_one(one: One | None = None, address: str = "192.0.2.10") -> Browser:
        opened.append(Browser(hub_, app, address))
        return opened[-1].carry(one) if one else opened[-1]

    yield open_one
    for each in opened:
        await each.client.aclose()


@pytest.fixture
def has_password(hub_: Hub) -> Callable[..., Awaitable[None]]:
    """Give somebody of the cast a password."""

    async def give(one: One, password: str = GOOD) -> None:
        passwords = Passwords(hub_.keys)
        hashed = await passwords.hash(password)
        passwords.close()

        def add(tx: Tx) -> Outcome:
            tx.add(Credential(person=one.id, hash=hashed, changed_at=tx.now))
            return Outcome()

        await hub_.writer.run(one.who.practice, add)

    return give


async def set_up_factor(browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an authenticator for whoever is signed in. Returns it, and the recovery codes."""
    begun = (await browser.post("mfa/begin")).json()
    app = pyotp.TOTP(begun["secret"])
    confirmed = await browser.post("mfa/confirm", code=code_at(browser, app))
    assert confirmed.status_code == 200, confirmed.text
    return app, confirmed.json()["recovery_codes"]


def code_at(browser: Browser, app: pyotp.TOTP) -> str:
    """The code an authenticator shows now, on the hub's clock."""
    return app.at(browser.hub.clock())


async def events_of(hub: Hub, practice: str, kind: str) -> list[Event]:
    """The events of one kind in a practice's log."""
    found = select(Event.table).where(Event.c.practice == practice, Event.c.kind == kind).order_by(Event.c.seq)
    return await hub.read(practice, lambda connection: rows(connection, found, Event))
