"""The HTTP door: commands, queries, the long poll, the two web builds, and what an operator watches."""

import stat
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from hub import __version__, perform, shapes, wire
from hub.actor import Who
from hub.auth import sessions
from hub.errors import BadRequest, Busy, HubError, Invalid, NotFound, SignedOut, Unavailable
from hub.records import log
from hub.records.seal import Cursors
from hub.runtime import Hub
from hub.shapes import Shape, Ulid
from hub.ws import endpoint
from hub.ws.endpoint import Sockets

BODY_BYTES = 64 * 1024
MOST_WAIT_S = 55.0
WEB = Path(__file__).parent.parent / "web" / "dist"


class DoBody(Shape, frozen=True):
    id: Ulid
    args: dict[str, Any] = {}


class SeeBody(Shape, frozen=True):
    args: dict[str, Any] = {}


Answer = Callable[[Request], Awaitable[Response]]


def answering(handler: Answer) -> Answer:
    """Turn a HubError into the error every door shows."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except HubError as error:
            return refuse(error)

    return answer


def refuse(error: HubError) -> Response:
    headers = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s else {}
    return JSONResponse(error.wire(), error.status, headers)


def json_bytes(body: bytes) -> Response:
    return Response(body, media_type="application/json")


async def body_of(request: Request) -> Any:
    """The JSON body of a request. Raises BadRequest."""
    if int(request.headers.get("content-length") or 0) > BODY_BYTES:
        raise BadRequest("The body is at most 64 KiB.")
    return shapes.parse(await request.body() or b"{}")


class Doors:
    """The routes of one hub."""

    def __init__(self, hub: Hub, sockets: Sockets) -> None:
        self.hub, self.sockets = hub, sockets

    async def who(self, request: Request) -> Who:
        """Who is signed in. Raises SignedOut."""
        session = await sessions.identify(self.hub, sessions.cookie_of(request.scope, self.hub.settings))
        if session is None:
            raise SignedOut()
        return session.who

    def cursor(self, who: Who, seq: int, epoch: str) -> str:
        return Cursors(self.hub.keys, who.practice, who.person, epoch).write(seq)

    async def do(self, request: Request) -> Response:
        body = shapes.decode(await body_of(request), DoBody)
        who = await self.who(request)
        if not self.sockets.bucket_of(who.session).take(time.monotonic()):
            raise Busy(retry_after_s=1)
        did = await perform.perform(self.hub, who, request.path_params["name"], body.id, body.args)
        cursor = self.cursor(who, did.seq, did.epoch)
        return json_bytes(shapes.encode({"id": body.id, "cursor": cursor, "result": did.result, "replay": did.replay}))

    async def see(self, request: Request) -> Response:
        body = shapes.decode(await body_of(request), SeeBody)
        who = await self.who(request)
        looked = await perform.look(self.hub, who, request.path_params["name"], body.args)
        return json_bytes(shapes.encode({"cursor": self.cursor(who, looked.seq, looked.epoch), "data": looked.data}))

    async def events(self, request: Request) -> Response:
        who = await self.who(request)
        asked = request.query_params
        try:
            wait_s = min(MOST_WAIT_S, max(0.0, float(asked.get("wait", "25"))))
        except ValueError:
            raise Invalid("wait is a number of seconds.", field="wait") from None
        watch = [topic for listed in asked.getlist("watch") for topic in listed.split(",") if topic]
        return json_bytes(
            await endpoint.poll(
                self.hub, self.sockets.feed, who, cursor=asked.get("cursor"), wait_s=wait_s, watch=watch
            )
        )

    async def openapi(self, request: Request) -> Response:
        return json_bytes(shapes.encode(wire.contract()))

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
        if not token or request.headers.get("authorization") != f"Bearer {token}":
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


def web_routes(hub: Hub) -> list[BaseRoute]:
    """The patient build at `/`, the staff build at `/staff/`; in a demo each on a host of its own."""
    return [
        Mount("/staff", Build(hub, WEB / "staff")),
        Mount("/", Build(hub, WEB / "patient")),
    ]


class Build:
    """One web build: its files, and its page for every route the browser makes up itself."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        self.files = StaticFiles(directory=folder, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = self._elsewhere(request) or await self._file(request)
        await response(scope, receive, send)

    def _elsewhere(self, request: Request) -> Response | None:
        host = request.url.hostname or ""
        if self.hub.is_demo and self.folder.name == "patient" and request.scope["path"] == "/":
            if host == "localhost":
                return HTMLResponse(_front_page(request.url.port))
            if host == "staff.localhost":
                return RedirectResponse("/staff/")
        return None

    async def _file(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return refuse(BadRequest("Pages are only read."))
        path = request.scope["path"].removeprefix(request.scope.get("root_path", "")).lstrip("/")
        found, kind = self.files.lookup_path(path) if path else ("", None)
        if kind is not None and stat.S_ISREG(kind.st_mode):
            lasting = "immutable, max-age=31536000" if "/assets/" in found else "no-cache"
            return FileResponse(found, headers={"Cache-Control": f"public, {lasting}"})
        if "." in path.rpartition("/")[2]:
            return refuse(NotFound("There is no such page."))
        return FileResponse(self.folder / "index.html", headers={"Cache-Control": "no-cache"})


def _front_page(port: int | None) -> str:
    at = f":{port}" if port else ""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chartwire demo practice</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/front.css"></head><body><main>
<h1>Chartwire</h1><p>A demo practice with made-up patients. Open both sides in two windows and write to each other.</p>
<p><a href="http://patient.localhost{at}/">I am a patient</a>
<a href="http://staff.localhost{at}/staff/">I work here</a></p>
<p lang="es">Un consultorio de demostración con pacientes inventados. Abra los dos lados en dos ventanas.</p>
</main></body></html>"""
