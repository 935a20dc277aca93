"""A client written from docs/protocol.md alone: it imports nothing of the hub and knows only what stands there.

It signs in to a demo, follows the socket, keeps an outbox, comes back after every cut and checks what it was promised.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.live.plain_door import Door, Json, Refused, make_ulid

SUBPROTOCOL = "chartwire.v1"
OUR_FRAME_BYTES, THEIR_FRAME_BYTES = 64 * 1024, 256 * 1024
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
COME_BACK_BELOW = 4500
MALFORMED = (4400, 1002, 1007, 1009)


class Ended(Exception):
    """The hub does not want this client back."""


class BrokenPromise(AssertionError):
    """The hub did what docs/protocol.md says it does not do."""


class PlainClient:
    """One person in front of one page.

    events: everything heard, in order. on_reset: called when what is known has to be dropped and asked for again.
    """

    def __init__(self, door: Door, *, on_reset: Callable[[], None] = lambda: None, first_wait_s: float = FIRST_WAIT_S):
        self.door, self.on_reset, self.first_wait_s = door, on_reset, first_wait_s
        self.device = make_ulid()
        self.actor: Json | None = None
        self.epoch = self.cursor = ""
        self.modes: list[str] = []
        self.events: list[Json] = []
        self.signals: list[Json] = []
        self.watched: set[str] = set()
        self.unanswered: dict[str, tuple[Json, asyncio.Future[Json]]] = {}
        self.socket: ClientConnection | None = None
        self._subjects: dict[str, asyncio.Lock] = {}
        self._queries = asyncio.Semaphore(4)
        self._news = asyncio.Condition()
        self._malformed = 0
        self._retry_ms = 0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "PlainClient":
        self._task = asyncio.create_task(self._stay())
        await self.until(lambda: bool(self.modes))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self.door.http.aclose()

    # What a program asks of it

    async def do(self, name: str, *, id: str | None = None, **args: Any) -> Json:
        """Perform a command, however often the connection breaks; answers its `done`.

        Commands of one subject go one after the other, so that they stay in order.
        """
        command_id = id or make_ulid()
        subject = str(args.get("thread") or args.get("message") or args.get("patient") or command_id)
        async with self._subjects.setdefault(subject, asyncio.Lock()):
            return await self._send({"type": "do", "id": command_id, "name": name, "args": args})

    async def see(self, name: str, **args: Any) -> Json:
        """Ask a query; answers its `seen`."""
        async with self._queries:
            return await self._send({"type": "see", "id": make_ulid(), "name": name, "args": args})

    async def watch(self, topic: str) -> Json:
        """Hear of a narrower topic; it is complete from the answered cursor on."""
        answer = await self._send({"type": "watch", "id": make_ulid(), "topic": topic})
        self.watched.add(topic)
        return answer

    async def signal(self, kind: str, to: str, **data: Any) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps({"type": "signal", "kind": kind, "to": to, "data": data}))

    async def until(self, holds: Callable[[], bool], *, within_s: float = 20) -> None:
        """Wait until something holds of what was heard."""
        assert self._task is not None
        async with asyncio.timeout(within_s), self._news:
            while not holds():
                if self._task.done():
                    self._task.result()
                await self._news.wait()

    async def cut(self) -> None:
        """Drop the connection as a bad network does."""
        if self.socket is not None:
            self.socket.transport.abort()

    async def _send(self, frame: Json) -> Json:
        text = json.dumps(frame)
        if len(text.encode()) > OUR_FRAME_BYTES:
            raise ValueError("larger than a frame may be")
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.unanswered[frame["id"]] = (frame, answer)
        try:
            await self._post(frame)
            return await answer
        finally:
            self.unanswered.pop(frame["id"], None)

    async def _post(self, frame: Json) -> None:
        """Send it now if there is a connection; what is unanswered is sent again after the next welcome."""
        if self.socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await self.socket.send(json.dumps(frame))

    # Staying connected

    async def _stay(self) -> None:
        wait_s = self.first_wait_s
        while True:
            welcomed = len(self.modes)
            try:
                await self._live()
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError) as end:
                self._judge(end)
            finally:
                self.socket = None
            wait_s = self.first_wait_s if len(self.modes) > welcomed else min(LONGEST_WAIT_S, wait_s * 2)
            await asyncio.sleep(max(self._retry_ms / 1000, random.uniform(0, wait_s)))
            self._retry_ms = 0

    def _judge(self, end: Exception) -> None:
        """Decide whether to come back. Raises Ended."""
        code = end.rcvd.code if isinstance(end, ConnectionClosed) and end.rcvd else 0
        if code >= COME_BACK_BELOW:
            raise Ended(f"closed with {code}")
        self._malformed += code in MALFORMED
        if self._malformed >= 2 and self.unanswered:
            _, answer = self.unanswered.pop(next(iter(self.unanswered)))
            answer.set_exception(Refused({"code": "bad_request", "message": "This could not be sent.", "retry": False}))

    async def _live(self) -> None:
        """One connection, from hello to its end."""
        async with connect(
            self.door.origin.replace("http", "ws", 1) + "/ws",
            origin=self.door.origin,  # type: ignore[arg-type]
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
            additional_headers={"Cookie": self.door.cookie()},
            compression=None,
            max_size=THEIR_FRAME_BYTES,
        ) as socket:
            resume = {"resume": {"epoch": self.epoch, "cursor": self.cursor}} if self.cursor else {}
            hello = {"type": "hello", "device": self.device, "watch": sorted(self.watched), **resume}
            await socket.send(json.dumps(hello))
            async for text in socket:
                frame = json.loads(text)
                took = HEARD.get(frame["type"])
                if took is not None:  # frames of a later version are ignored
                    await took(self, frame, socket)
                async with self._news:
                    self._news.notify_all()

    async def _welcomed(self, frame: Json, socket: ClientConnection) -> None:
        who = {name: frame["actor"][name] for name in ("person", "practice", "face")}
        if self.actor is not None and who != {name: self.actor[name] for name in who}:
            raise Ended("the session is somebody else's now")
        self.actor = frame["actor"]
        if frame["mode"] == "resume" and frame["cursor"] != self.cursor:
            raise BrokenPromise("resumed at another cursor")
        self._take_place(frame, dropped=frame["mode"] == "reset")
        self.modes.append(frame["mode"])
        self.socket = socket
        for waiting, _ in list(self.unanswered.values()):
            await socket.send(json.dumps(waiting))

    async def _was_reset(self, frame: Json, socket: ClientConnection) -> None:
        self.modes.append("reset")
        self._take_place(frame, dropped=True)

    def _take_place(self, frame: Json, *, dropped: bool) -> None:
        self.epoch, self.cursor = frame["epoch"], frame["cursor"]
        if dropped:
            self.events.clear()
            self.on_reset()

    async def _moved_on(self, frame: Json, socket: ClientConnection) -> None:
        """Events or a beat: both move the cursor, and both begin where it is."""
        if frame["from"] != self.cursor:
            raise BrokenPromise("the cursors do not make a chain")
        if frame["type"] == "events":
            if not frame["events"]:
                raise BrokenPromise("an empty events frame")
            self.events.extend(frame["events"])
        self.cursor = frame["to"]
        await socket.send(json.dumps({"type": "ack", "cursor": self.cursor}))

    async def _answered(self, frame: Json, socket: ClientConnection) -> None:
        waiting, answer = self.unanswered.get(frame["id"], ({}, None))
        if answer is None or answer.done():
            return
        if frame["type"] != "refused":
            answer.set_result(frame)
        elif frame["retry"]:
            asyncio.get_running_loop().call_later(random.uniform(0.2, 1), self._try_again, waiting)
        else:
            answer.set_exception(Refused(frame))

    def _try_again(self, frame: Json) -> None:
        if frame["id"] in self.unanswered:
            task = asyncio.ensure_future(self._post(frame))
            self.unanswered[frame["id"]][1].add_done_callback(lambda _: task.cancel())

    async def _signalled(self, frame: Json, socket: ClientConnection) -> None:
        self.signals.append(frame)

    async def _told_goodbye(self, frame: Json, socket: ClientConnection) -> None:
        self._retry_ms = frame["retry_ms"]


HEARD: dict[str, Callable[[PlainClient, Json, ClientConnection], Awaitable[None]]] = {
    "welcome": PlainClient._welcomed,
    "reset": PlainClient._was_reset,
    "events": PlainClient._moved_on,
    "beat": PlainClient._moved_on,
    "done": PlainClient._answered,
    "seen": PlainClient._answered,
    "watching": PlainClient._answered,
    "refused": PlainClient._answered,
    "signal": PlainClient._signalled,
    "bye": PlainClient._told_goodbye,
}
