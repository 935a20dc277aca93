"""The doors a client comes through, in this process: the socket and HTTP, each around the whole app with its guard.

Socket keeps what docs/protocol.md promises a client under its eye: the cursor chain, the ack window, the frames' keys.
"""

import asyncio
import contextlib
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
from starlette.types import ASGIApp

from hub.app import build_app
from hub.auth.sessions import cookie_name
from hub.runtime import Hub
from hub.shapes import new_id
from hub.ws import protocol
from tests import strict
from tests.cast import One

PATIENCE_S = 10.0
EVENT_KEYS = {"kind", "subject", "rev", "at", "by", "data"}


class Refused(Exception):
    """What a client is told when its request is not obeyed."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error)
        self.code, self.field, self.error = error["code"], error.get("field"), error


class Doors:
    """Both doors of one hub; the live one keeps its own time, so that tests can hurry a beat."""

    def __init__(self, hub: Hub, app: ASGIApp) -> None:
        self.hub, self.app = hub, app

    @contextlib.asynccontextmanager
    async def socket(self, one: One, **hello: Any) -> AsyncIterator["Socket"]:
        """A socket that has said hello and was welcomed; hung up when the block ends."""
        socket = Socket(self.hub, self.app, one)
        try:
            await socket.say_hello(**hello)
            yield socket
        finally:
            await socket.hang_up()

    def browser(self, one: One) -> "Browser":
        return Browser(self.hub, self.app, one)


@contextlib.asynccontextmanager
async def open_doors(hub: Hub, channel_layer: Any | None = None) -> AsyncIterator[Doors]:
    """Build the app around an open hub and run its live door."""
    app = build_app(hub, channel_layer=channel_layer)
    work = [asyncio.create_task(hub.feed.run()), asyncio.create_task(hub.layer.run(hub.feed))]
    try:
        yield Doors(hub, app)
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


def _headers(hub: Hub, one: One | None) -> dict[str, str]:
    origin = hub.settings.origin
    headers = {"host": origin.partition("://")[2], "origin": origin, "x-chartwire": "1"}
    return headers | ({"cookie": f"{cookie_name(hub.settings)}={one.token}"} if one else {})


class Socket:
    """One connection, from the client's side. acks: whether events are acknowledged as they come."""

    def __init__(self, hub: Hub, app: ASGIApp, one: One | None) -> None:
        self.hub, self.one, self.acks = hub, one, True
        self.frames: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.raw: list[str] = []
        self.welcome: dict[str, Any] = {}
        self.epoch = self.cursor = ""
        self.close_code: int | None = None
        self.unacked: deque[tuple[str, int, int]] = deque()
        self.answers: dict[str, dict[str, Any]] = {}
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._changed = asyncio.Event()
        self._inbox.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(app(self._scope(), self._inbox.get, self._take))
        self._task.add_done_callback(lambda task: self._changed.set())

    def _scope(self) -> dict[str, Any]:
        headers = [(name.encode(), text.encode()) for name, text in _headers(self.hub, self.one).items()]
        return {
            "type": "websocket",
            "path": "/ws",
            "query_string": b"",
            "headers": headers,
            "subprotocols": [protocol.SUBPROTOCOL],
            "client": ("127.0.0.1", 50_000),
            "scheme": "ws",
            "server": ("localhost", 8000),
        }

    # What the server sends

    async def _take(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.close_code = message["code"]
        elif message["type"] == "websocket.send":
            self._read(message["text"])
        self._changed.set()

    def _read(self, text: str) -> None:
        assert len(text.encode()) <= protocol.SERVER_FRAME_BYTES
        frame = json.loads(text)
        strict.hold_frame(frame)
        self.raw.append(text)
        self.frames.append(frame)
        match frame["type"]:
            case "welcome" | "reset":
                self.welcome = frame if frame["type"] == "welcome" else self.welcome
                self.epoch, self.cursor = frame["epoch"], frame["cursor"]
            case "events" | "beat":
                self._follow(frame, len(text.encode()))
            case "done" | "seen" | "refused" | "watching" | "told":
                self.answers[frame["id"]] = frame

    def _follow(self, frame: dict[str, Any], size: int) -> None:
        assert frame["from"] == self.cursor, "the cursor chain is broken"
        self.cursor = frame["to"]
        if frame["type"] == "events":
            assert frame["events"], "an events frame is never empty"
            assert all(event.keys() >= EVENT_KEYS for event in frame["events"])
            self.events.extend(frame["events"])
            self.unacked.append((frame["to"], len(frame["events"]), size))
            assert sum(events for _, events, _ in self.unacked) <= protocol.WINDOW_EVENTS, "more than the window"
            assert sum(size for *_, size in self.unacked) <= protocol.WINDOW_BYTES + 1024, "more than the window"
        if self.acks:
            self.ack()

    # What the client sends

    def send(self, **frame: Any) -> None:
        self.send_text(json.dumps(frame))

    def send_text(self, text: str | None = None, **message: Any) -> None:
        self._inbox.put_nowait({"type": "websocket.receive", "text": text, **message})

    def ack(self) -> None:
        """Acknowledge everything that has come."""
        self.unacked.clear()
        self.send(type="ack", cursor=self.cursor)

    async def say_hello(self, **hello: Any) -> None:
        """Speak first, and wait for the welcome or the end."""
        self.send(**{"type": "hello", "device": new_id(), "watch": []} | hello)
        await self.until(lambda: self.welcome or self.close_code)

    async def do(self, name: str, /, *, id: str | None = None, **args: Any) -> dict[str, Any]:
        """A command. Returns its `done`; raises Refused."""
        return await self._answer({"type": "do", "id": id or new_id(), "name": name, "args": args})

    async def see(self, name: str, /, **args: Any) -> dict[str, Any]:
        """A query. Returns its `seen`; raises Refused."""
        return await self._answer({"type": "see", "id": new_id(), "name": name, "args": args})

    async def watch(self, topic: str) -> dict[str, Any]:
        return await self._answer({"type": "watch", "id": new_id(), "topic": topic})

    async def _answer(self, frame: dict[str, Any]) -> dict[str, Any]:
        self.answers.pop(frame["id"], None)
        self.send(**frame)
        await self.until(lambda: frame["id"] in self.answers)
        answer = self.answers[frame["id"]]
        if answer["type"] == "refused":
            raise Refused(answer)
        if answer["type"] == "done":
            strict.hold_result(frame["name"], answer["result"])
        elif answer["type"] == "seen":
            strict.hold_data(frame["name"], answer["data"])
        return answer

    # Waiting

    async def until(self, condition: Callable[[], Any], patience_s: float = PATIENCE_S) -> Any:
        """Wait for a condition on what has come. Its value; AssertionError when it does not come."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while not (found := condition()):
                    if self._task.done():
                        self._task.result()
                        break
                    self._changed.clear()
                    await self._changed.wait()
        found = condition()
        assert found, f"did not come; the last frames were {[frame['type'] for frame in self.frames[-5:]]}"
        return found

    async def heard(self, kind: str, subject: str | None = None) -> dict[str, Any]:
        """The latest event of a kind, about a subject if one is named; waits for it."""

        def latest() -> dict[str, Any] | None:
            fits = (one for one in reversed(self.events) if one["kind"] == kind and subject in (None, one["subject"]))
            return next(fits, None)

        found: dict[str, Any] = await self.until(latest)
        return found

    async def caught_up(self) -> None:
        """Wait until nothing is on its way: the cursor is the head's. Beats are hurried to tell it."""
        while self.close_code is None:
            head = (await self.see("practice.show"))["cursor"]
            if head == self.cursor:
                return
            frames = len(self.frames)
            for session in self.sessions():
                session.tick(time.monotonic() + 31)
            await self.until(lambda seen=frames: len(self.frames) > seen or self.close_code)

    def sessions(self) -> list[Any]:
        """The server's side of this person's sockets."""
        assert self.one is not None
        stream = self.hub.feed.streams.get(self.one.who.practice)
        return [reader for reader in (stream.readers if stream else ()) if reader.who == self.one.who]

    async def closed(self) -> int:
        """The code the server closes with; a `bye` with the same code comes before it."""
        code: int = await self.until(lambda: self.close_code)
        assert self.frames, "closed without a bye"
        assert self.frames[-1]["type"] == "bye"
        assert self.frames[-1]["code"] == code
        return code

    def said(self, kind: str) -> list[dict[str, Any]]:
        """The data of every event of a kind so far."""
        return [event["data"] for event in self.events if event["kind"] == kind]

    @property
    def resume(self) -> dict[str, str]:
        return {"epoch": self.epoch, "cursor": self.cursor}

    async def hang_up(self) -> None:
        """Go away without a word."""
        self._inbox.put_nowait({"type": "websocket.disconnect", "code": 1006})
        async with asyncio.timeout(PATIENCE_S):
            await self._task


class Browser:
    """Somebody's HTTP client, with their cookie and the headers ours sends."""

    def __init__(self, hub: Hub, app: ASGIApp, one: One | None) -> None:
        transport = httpx.ASGITransport(app=app)
        self.raw: list[str] = []
        hooks = {"response": [strict.hold_response]}
        self.http = httpx.AsyncClient(
            transport=transport, base_url=hub.settings.origin, headers=_headers(hub, one), event_hooks=hooks
        )

    async def do(self, name: str, /, *, id: str | None = None, **args: Any) -> dict[str, Any]:
        return await self.post(f"/api/do/{name}", {"id": id or new_id(), "args": args})

    async def see(self, name: str, /, **args: Any) -> dict[str, Any]:
        return await self.post(f"/api/see/{name}", {"args": args})

    async def poll(self, cursor: str | None = None, *, wait: float = 0, **more: Any) -> dict[str, Any]:
        """The long poll."""
        asked = {"wait": wait, **more} | ({"cursor": cursor} if cursor else {})
        return self._answer(await self.http.get("/api/events", params=asked))

    async def post(self, path: str, body: Any) -> dict[str, Any]:
        return self._answer(await self.http.post(path, json=body))

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        self.raw.append(response.text)
        answer: dict[str, Any] = response.json()
        if response.is_error:
            raise Refused(answer)
        return answer
