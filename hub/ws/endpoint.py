"""The doors to live delivery: the socket, and the long poll that answers the same events over plain HTTP.

Origin and host are checked by the guard around the app; here it is who is speaking, and on which protocol.
"""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Receive, Scope, Send

from hub.actor import Actor, Who
from hub.auth import sessions
from hub.db import enter
from hub.errors import BadRequest, HubError, Invalid, SignedOut
from hub.records import access, log
from hub.records.seal import EVERYWHERE
from hub.runtime import Hub
from hub.ws import protocol
from hub.ws.feed import Feed
from hub.ws.protocol import SUBPROTOCOL, Bucket, Hello
from hub.ws.reader import LogReader
from hub.ws.session import Closed, Session

E = TypeVar("E", bound=BaseException)
DRAIN_BATCH, DRAIN_PAUSE_S = 100, 0.05
MOST_BUCKETS = 50_000
logger = logging.getLogger("chartwire.sockets")


class Gone(Exception):
    """The client has left."""


class Sockets:
    """Every open socket of this process, by device, so that a newer one takes over and a drain reaches all."""

    def __init__(self, hub: Hub, feed: Feed) -> None:
        self.hub, self.feed = hub, feed
        self.open: dict[tuple[str, str], Session] = {}
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: one WebSocket connection from handshake to end."""
        assert (await receive())["type"] == "websocket.connect"
        if SUBPROTOCOL not in scope.get("subprotocols", ()):
            await send({"type": "websocket.close", "code": protocol.TOO_OLD})
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        try:
            await self._converse(scope, receive, send)
        except Closed as end:
            with contextlib.suppress(OSError, RuntimeError):  # the client may be gone already
                await send({"type": "websocket.send", "text": protocol.bye(end.code, end.retry_ms).decode()})
                await send({"type": "websocket.close", "code": end.code})

    async def _converse(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(protocol.HELLO_S):
                first = await receive()
        except TimeoutError:
            raise Closed(protocol.MALFORMED) from None
        if first["type"] == "websocket.disconnect":
            return
        hello = _read_hello(_text_of(first))
        end: Closed | None = None  # raised below: Python 3.11.3 and older wrap what an except* clause raises
        try:
            await self._seated(scope, receive, send, hello)
        except* Closed as ends:
            end = next(iter(_each(ends)))
        except* SignedOut:
            end = Closed(protocol.SIGNED_OUT)
        except* (HubError, SQLAlchemyError) as failures:  # the writer is full, or the database is away
            logger.warning("a socket was sent away: %s", type(next(iter(_each(failures)))).__name__)
            end = end or Closed(protocol.RESTARTING, retry_ms=1_000)
        except* (Gone, OSError, RuntimeError):  # the client went, perhaps while it was being told something
            pass
        if end is not None:
            raise end

    async def _seated(self, scope: Scope, receive: Receive, send: Send, hello: Hello) -> None:
        """Both loops of a session, until one of them ends."""
        session, actor = await self._identify(scope, hello, send)
        try:
            await self._seat(session, hello, actor)
            async with asyncio.TaskGroup() as loops:
                loops.create_task(session.tell())
                loops.create_task(_listen(session, receive))
        finally:
            self._forget(session)

    async def _identify(self, scope: Scope, hello: Hello, send: Send) -> tuple[Session, dict[str, Any]]:
        """A session for whoever is speaking, and the actor as the wire shows it to them."""
        who, actor, shown = await self._who(scope, hello)
        stream = await self.feed.open(who.practice)

        async def tell(frame: bytes) -> None:
            await send({"type": "websocket.send", "text": frame.decode()})

        commands = self.bucket_of(who.session)
        session = Session(self.hub, self.feed, stream, who, actor, device=hello.device, send=tell, commands=commands)
        return session, shown

    async def _seat(self, session: Session, hello: Hello, actor: dict[str, Any]) -> None:
        """Take the reader's place, over from an older connection of the same device, and say welcome."""
        mode = await session.begin(hello.resume)
        place = (session.who.session, hello.device)
        if (older := self.open.get(place)) is not None:
            older.close(protocol.TAKEN_OVER)
        self.open[place] = session
        for topic in hello.watch:
            await session.watch(topic)
        await session.welcome(mode, actor)

    async def _who(self, scope: Scope, hello: Hello) -> tuple[Who, Actor, dict[str, Any]]:
        """Who is speaking, with which rights, and as whom they are welcomed: in one read, since thousands may come
        back in the same instant.
        """
        hub, now = self.hub, self.hub.clock()
        by_ticket = await sessions.redeem_ticket(hub, hello.ticket) if hello.ticket is not None else None
        token = sessions.cookie_of(scope, hub.settings) if hello.ticket is None else None

        def ask(connection: Connection) -> tuple[Who, Actor, dict[str, Any]]:
            signed_in = by_ticket or (sessions.session_by_token(hub, connection, token) if token else None)
            if signed_in is None:
                raise SignedOut()
            enter(connection, signed_in.practice)
            at = log.position(connection, signed_in.practice)
            actor = sessions.admit(hub, connection, signed_in.who, at.access_rev, now)
            return signed_in.who, actor, access.describe_actor(connection, hub.keys, actor, now)

        return await hub.read(EVERYWHERE, ask)

    def _forget(self, session: Session) -> None:
        session.end()
        place = (session.who.session, session.device)
        if self.open.get(place) is session:
            del self.open[place]

    def bucket_of(self, session: str) -> Bucket:
        """What one signed-in session may still send, whichever of its doors it uses."""
        bucket = self._buckets.get(session)
        if bucket is None:
            settings = self.hub.settings
            bucket = self._buckets[session] = Bucket(settings.command_rate, settings.command_burst)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        return bucket

    async def drain(self) -> None:
        """Tell every client to come back in a moment, a hundred at a time."""
        waiting = list(self.open.values())
        for start in range(0, len(waiting), DRAIN_BATCH):
            for number, session in enumerate(waiting[start : start + DRAIN_BATCH], start):
                session.close(protocol.RESTARTING, retry_ms=min(10_000, 2 * number))
            await asyncio.sleep(DRAIN_PAUSE_S)
        for _ in range(100):
            if not self.open:
                return
            await asyncio.sleep(DRAIN_PAUSE_S)


def _each(group: BaseExceptionGroup[E]) -> Iterator[E]:
    """The exceptions of a group and of the groups within it."""
    for one in group.exceptions:
        if isinstance(one, BaseExceptionGroup):
            yield from _each(one)
        else:
            yield one


async def _listen(session: Session, receive: Receive) -> None:
    """Take frames until the client goes."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            raise Gone
        session.take(_text_of(message))


def _text_of(message: Any) -> str:
    text = message.get("text")
    if not isinstance(text, str):
        raise Closed(protocol.MALFORMED)
    return text


def _read_hello(text: str) -> Hello:
    try:
        frame = protocol.read_frame(text)
    except (BadRequest, protocol.Refused):
        raise Closed(protocol.MALFORMED) from None
    if not isinstance(frame, Hello):
        raise Closed(protocol.MALFORMED)
    return frame


async def admit(hub: Hub, who: Who) -> Actor:
    """The rights of a signed-in session now. Raises SignedOut."""

    def ask(connection: Connection) -> Actor:
        at = log.position(connection, who.practice)
        return sessions.admit(hub, connection, who, at.access_rev, hub.clock())

    return await hub.read(who.practice, ask)


async def poll(hub: Hub, feed: Feed, who: Who, *, cursor: str | None, wait_s: float, watch: list[str]) -> bytes:
    """The long poll: events after a cursor, waiting up to wait_s for the first of them. JSON of the answer.

    The cursor carries no epoch of its own: one of another epoch does not open, which is a reset.
    """
    if len(watch) > protocol.MOST_WATCHES:
        raise Invalid("Watch fewer things at once.", field="watch")
    actor = await admit(hub, who)
    stream = await feed.open(who.practice)
    reader = LogReader(hub, feed, stream, who, actor)
    try:
        mode = await reader.begin(protocol.Resume(epoch=stream.epoch, cursor=cursor) if cursor else None)
        for topic in watch:
            if not await reader.watch(topic):
                raise Invalid(f"There is nothing to watch at “{topic}”.", field="watch")
        packet = await _wait_for_packet(reader, wait_s if mode == "resume" else 0)
    finally:
        reader.leave()
    before, after = (packet.before, packet.after) if packet else (reader.told, max(reader.seq, reader.told))
    body = protocol.events(reader.cursor(before), reader.cursor(after), packet.parts if packet else [])
    return b'{"mode":"%s","epoch":"%s",%s}' % (mode.encode(), stream.epoch.encode(), body)


async def _wait_for_packet(reader: LogReader, wait_s: float) -> Any:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(wait_s) if wait_s else contextlib.nullcontext():
            while True:
                packet = await reader.next_packet(protocol.WINDOW_EVENTS)
                if packet is not None or not wait_s:
                    return packet
                await reader.wake.wait()
                reader.wake.clear()
    return None
