"""The HTTP door: commands, queries, the long poll, and what an operator watches."""

import contextlib
import hmac
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from hub import __version__, perform, wire
from hub.actor import Who
from hub.auth.door import answer_with, answering, read_body, session_of
from hub.errors import Busy, Invalid, NotFound, Unavailable
from hub.records import log
from hub.records.seal import Cursors
from hub.runtime import Hub
from hub.shapes import Shape, Ulid
from hub.ws import endpoint
from hub.ws.endpoint import Sockets
from hub.ws.protocol import MOST_QUERIES

MOST_WAIT_S = 25.0  # the servers give an answer 30 s to begin (server/limits.py)


class DoBody(Shape, frozen=True):
    id: Ulid
    args: dict[str, Any] = {}


class SeeBody(Shape, frozen=True):
    args: dict[str, Any] = {}


class Doors:
    """The routes of one hub."""

    def __init__(self, hub: Hub, sockets: Sockets) -> None:
        self.hub, self.sockets = hub, sockets
        self._asking: Counter[str] = Counter()

    async def who(self, request: Request) -> Who:
        """Who is signed in. Raises SignedOut."""
        return (await session_of(self.hub, request)).who

    def cursor(self, who: Who, seq: int, epoch: str) -> str:
        return Cursors(self.hub.keys, who.practice, who.person, epoch).write(seq)

    async def do(self, request: Request) -> Response:
        who = await self.who(request)
        body = await read_body(request, DoBody)
        if not self.sockets.bucket_of(who.session).take(time.monotonic()):
            raise Busy(retry_after_s=1)
        did = await perform.perform(self.hub, who, request.path_params["name"], body.id, body.args)
        cursor = self.cursor(who, did.seq, did.epoch)
        return answer_with({"id": body.id, "cursor": cursor, "result": did.result, "replay": did.replay})

    async def see(self, request: Request) -> Response:
        who = await self.who(request)
        body = await read_body(request, SeeBody)
        with self._asks(who):
            looked = await perform.look(self.hub, who, request.path_params["name"], body.args)
        return answer_with({"cursor": self.cursor(who, looked.seq, looked.epoch), "data": looked.data})

    @contextlib.contextmanager
    def _asks(self, who: Who) -> Iterator[None]:
        """Count a question as long as it is unanswered. Raises Busy when its session has asked too many."""
        if self._asking[who.session] >= MOST_QUERIES:
            raise Busy(retry_after_s=1)
        self._asking[who.session] += 1
        try:
            yield
        finally:
            self._asking[who.session] -= 1
            if not self._asking[who.session]:
                del self._asking[who.session]

    async def events(self, request: Request) -> Response:
        who = await self.who(request)
        asked = request.query_params
        try:
            wait_s = min(MOST_WAIT_S, max(0.0, float(asked.get("wait", "25"))))
        except ValueError:
            raise Invalid("wait is a number of seconds.", field="wait") from None
        watch = [topic for listed in asked.getlist("watch") for topic in listed.split(",") if topic]
        cursor, feed = asked.get("cursor"), self.sockets.feed
        body = await endpoint.poll(self.hub, feed, who, cursor=cursor, wait_s=wait_s, watch=watch)
        return Response(body, media_type="application/json")

    async def openapi(self, request: Request) -> Response:
        return answer_with(wire.contract())

    async def alive(self, request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(self, request: Request) -> Response:
        """Ready when the database answers and this process knows its position."""
        if not self.sockets.feed.is_confirmed:
            raise Unavailable("The hub has not confirmed its position.")
        found = await self.hub.read("*", log.positions)
        return JSONResponse({"practices": len(found), "version": __version__})

    async def metrics(self, request: Request) -> Response:
        token = self.hub.settings.metrics_token
        shown = request.headers.get("authorization", "")
        if not token or not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
            raise NotFound()
        writer, feed = self.hub.writer, self.sockets.feed
        figures = {
            "chartwire_sockets": len(self.sockets.open),
            "chartwire_batches_total": writer.batches,
            "chartwire_jobs_total": writer.jobs,
            "chartwire_position_age_seconds": round(time.monotonic() - feed.confirmed_at, 3),
        }
        return PlainTextResponse("".join(f"{name} {value}\n" for name, value in figures.items()))

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/do/{name}", answering(self.do), methods=["POST"]),
            Route("/api/see/{name}", answering(self.see), methods=["POST"]),
            Route("/api/events", answering(self.events)),
            Route("/api/openapi.json", self.openapi),
            Route("/healthz", self.alive),
            Route("/readyz", answering(self.ready)),
            Route("/metrics", answering(self.metrics)),
            WebSocketRoute("/ws", Socket(self.sockets)),
        ]


class Socket:
    """The socket as a raw ASGI endpoint: Starlette's own helpers close with codes that Daphne refuses."""

    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.sockets(scope, receive, send)
