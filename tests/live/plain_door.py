"""The HTTP half of the client that is written from docs/protocol.md alone."""

import random
import time
from typing import Any

import httpx

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Json = dict[str, Any]


class Refused(Exception):
    """What was asked for is not done; `code` says why, and the sentence is for a person."""

    def __init__(self, error: Json) -> None:
        super().__init__(error["message"])
        self.code, self.field, self.retry = error["code"], error.get("field"), error["retry"]


def make_ulid() -> str:
    """48 bits of milliseconds and 80 random ones, in Crockford's base 32."""
    value = int(time.time() * 1000) << 80 | random.getrandbits(80)
    return "".join(CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))


class Door:
    """The hub over HTTP: signing in, and the same commands, queries and events without a socket."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.http = httpx.AsyncClient(base_url=origin, headers={"X-Chartwire": "1", "Origin": origin}, timeout=60)

    async def ask(self, method: str, path: str, **sent: Any) -> Any:
        response = await self.http.request(method, path, **sent)
        if response.status_code >= 400:
            raise Refused(response.json())
        return response.json()

    async def demo_people(self) -> list[Json]:
        return list(await self.ask("GET", "/auth/demo"))

    async def sign_in(self, email: str, face: str) -> Json:
        return dict(await self.ask("POST", "/auth/demo", json={"email": email, "face": face}))

    async def do(self, name: str, *, id: str | None = None, **args: Any) -> Json:
        return dict(await self.ask("POST", f"/api/do/{name}", json={"id": id or make_ulid(), "args": args}))

    async def see(self, name: str, **args: Any) -> Json:
        return dict(await self.ask("POST", f"/api/see/{name}", json={"args": args}))

    async def poll(self, cursor: str | None, *, wait_s: float = 25) -> Json:
        query = {"wait": str(wait_s)} | ({"cursor": cursor} if cursor else {})
        return dict(await self.ask("GET", "/api/events", params=query))

    def cookie(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)
