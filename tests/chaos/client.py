"""A client written from docs/protocol.md: outbox, same ids again, cursor chain, acks; it notes all it sees."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.typing import Origin, Subprotocol

from hub.shapes import new_id
from tests.chaos.history import Acked, Broken, Entry, Heard, Sent

BACK_OFF_S = 0.25  # the product waits up to 30 s; here nobody is spared
REPEAT_S = 0.2  # before a command refused with `retry` is sent again
ANSWER_S = 20.0
ACK_EVERY = 32


class Client:
    """One person with an outbox: at most one unanswered command for each conversation, repeated until answered."""

    def __init__(self, name: str, port: int, token: str, threads: list[str], note: Callable[[Entry], None]) -> None:
        self.name, self.port, self.token, self.threads, self.note = name, port, token, threads, note
        self.resume: dict[str, str] | None = None
        self.device = new_id()
        self.is_writing = True
        self.unanswered: dict[str, tuple[str, str]] = {}  # command id → thread, text
        self.acked = 0
        self.live_at = 0.0  # when the last welcome came; 0 while away
        self._numbers = dict.fromkeys(threads, 0)
        self._unacked = 0
        self._connection: ClientConnection | None = None

    @property
    def is_live(self) -> bool:
        return self.live_at > 0

    async def run(self) -> None:
        """Be connected, until cancelled."""
        while True:
            with contextlib.suppress(OSError, TimeoutError, InvalidHandshake, WebSocketException):
                async with connect(
                    f"ws://localhost:{self.port}/ws",
                    origin=Origin(f"http://localhost:{self.port}"),
                    subprotocols=[Subprotocol("chartwire.v1")],
                    additional_headers={"Cookie": f"session={self.token}"},
                    compression=None,
                    ping_interval=None,
                    open_timeout=5,
                    close_timeout=1,
                ) as connection:
                    self._connection = connection
                    await self._converse(connection)
            self._connection, self.live_at = None, 0.0
            await asyncio.sleep(random.uniform(0, BACK_OFF_S))

    async def _converse(self, connection: ClientConnection) -> None:
        hello: dict[str, Any] = {"type": "hello", "device": self.device, "watch": []}
        await self._send(hello | ({"resume": self.resume} if self.resume else {}))
        self._unacked = 0
        watch = asyncio.create_task(self._leave_a_silent_server(connection))
        try:
            async for text in connection:
                await self._hear(msgspec.json.decode(text))
        finally:
            watch.cancel()

    async def _leave_a_silent_server(self, connection: ClientConnection) -> None:
        """Come back by a new connection when a command stays unanswered for long."""
        while True:
            before = self.acked
            await asyncio.sleep(ANSWER_S)
            if self.unanswered and self.acked == before:
                self.note(Broken(self.name, f"no answer in {ANSWER_S:.0f} s"))
                await connection.close()

    async def _hear(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                await self._welcomed(frame)
            case "events" | "beat":
                await self._follow(frame)
            case "done":
                await self._done(frame)
            case "refused":
                await self._refused(frame)
            case "reset":
                self.note(Broken(self.name, f"reset: {frame['reason']}"))
                self.resume = {"epoch": frame["epoch"], "cursor": frame["cursor"]}

    async def _welcomed(self, frame: dict[str, Any]) -> None:
        wanted = "resume" if self.resume else "fresh"
        if frame["mode"] != wanted:
            self.note(Broken(self.name, f"asked for {wanted}, welcomed with {frame['mode']}"))
        if self.resume is None or frame["mode"] == "reset":
            self.resume = {"epoch": frame["epoch"], "cursor": frame["cursor"]}
        self.live_at = time.monotonic()
        for command_id in list(self.unanswered):
            await self._post(command_id)
        for thread in self.threads:
            await self._write(thread)

    async def _follow(self, frame: dict[str, Any]) -> None:
        assert self.resume is not None
        if frame["from"] != self.resume["cursor"]:
            self.note(Broken(self.name, "a gap between cursors"))
            assert self._connection is not None
            await self._connection.close()
            return
        for event in frame.get("events", ()):
            if event["kind"] == "message.posted":
                data = event["data"]
                self.note(Heard(self.name, data["thread"], data["message"], data["body"]))
        self.resume["cursor"] = frame["to"]
        self._unacked += len(frame.get("events", ()))
        if self._unacked >= ACK_EVERY:
            self._unacked = 0
            await self._send({"type": "ack", "cursor": frame["to"]})

    async def _done(self, frame: dict[str, Any]) -> None:
        waiting = self.unanswered.pop(frame["id"], None)
        if waiting is None:
            return
        thread, text = waiting
        self.acked += 1
        self.note(Acked(self.name, text, frame["result"]["message"]))
        await self._write(thread)

    async def _refused(self, frame: dict[str, Any]) -> None:
        if not frame["retry"]:
            self.note(Broken(self.name, f"refused for good: {frame['code']}"))
            self.unanswered.pop(frame["id"], None)
            return
        await asyncio.sleep(REPEAT_S)
        await self._post(frame["id"])

    async def _write(self, thread: str) -> None:
        """The next message of a conversation, once the one before it is answered."""
        if not self.is_writing or any(waiting[0] == thread for waiting in self.unanswered.values()):
            return
        self._numbers[thread] += 1
        number = self._numbers[thread]
        text, command_id = f"{self.name} {thread} {number}", new_id()
        self.unanswered[command_id] = (thread, text)
        self.note(Sent(self.name, thread, number, text))
        await self._post(command_id)

    async def _post(self, command_id: str) -> None:
        if command_id in self.unanswered:
            thread, text = self.unanswered[command_id]
            args = {"thread": thread, "body": text}
            await self._send({"type": "do", "id": command_id, "name": "message.post", "args": args})

    async def _send(self, frame: dict[str, Any]) -> None:
        assert self._connection is not None
        await self._connection.send(msgspec.json.encode(frame).decode())
