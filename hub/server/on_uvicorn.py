"""Serving on uvicorn, with the limits of guarded Daphne.

uvicorn has flow control of its own; what it lacks is a deadline for requests that trickle in, and an end to
connections that take nothing.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp, Message
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from hub.server.flow import Room
from hub.server.life import Life, new_loop
from hub.server.limits import Limits

open_loop = new_loop


async def run(app: ASGIApp, sockets: list[socket.socket], limits: Limits, life: Life) -> None:
    """Serve until life.stop, then drain and close."""

    def http(**made_with: Any) -> H11Protocol:
        return GuardedH11(limits, **made_with)

    def websocket(**made_with: Any) -> WebSocketsSansIOProtocol:
        return GuardedSansIO(limits, **made_with)

    config = uvicorn.Config(
        app,
        http=http,  # type: ignore[arg-type]  # only ever called
        ws=websocket,  # type: ignore[arg-type]
        lifespan="off",  # hub.server.life has run it
        ws_max_size=limits.message_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=limits.ping_s,
        ws_ping_timeout=limits.pong_s,
        h11_max_incomplete_event_size=limits.header_bytes,
        timeout_keep_alive=int(limits.idle_s),
        timeout_graceful_shutdown=int(limits.finish_s),
        proxy_headers=False,  # hub.guard decides whom to believe
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
    )
    await DrainedUvicorn(config, life).serve(sockets)


class DrainedUvicorn(uvicorn.Server):
    """One uvicorn, started and stopped by the life of the process."""

    def __init__(self, config: uvicorn.Config, life: Life) -> None:
        super().__init__(config)
        self.life = life

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # uvicorn would raise the signal again afterwards, and the process end by it

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.life.ready()

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self.life.stop.is_set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        await self.life.drain()
        await super().shutdown(sockets)


class GuardedH11(H11Protocol):
    """One HTTP connection on uvicorn, with a deadline for each request and for a client that does not read."""

    def __init__(self, limits: Limits, **made_with: Any) -> None:
        super().__init__(**made_with)
        self.limits = limits
        self._deadline: asyncio.TimerHandle | None = None
        self._is_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.room = _room(transport, self.limits)
        self._set_deadline(self.limits.header_s)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None:
            self._set_deadline(self.limits.header_s)
        if self._is_head_too_large(data):
            self.send_400_response("Header too large.")
            return
        super().data_received(data)
        if self.conn.their_state is h11.SEND_BODY and not self._is_body:
            self._is_body = True
            self._set_deadline(self.limits.body_s)
        elif self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._set_deadline(None)

    def _is_head_too_large(self, data: bytes) -> bool:
        # h11 only measures heads that come in pieces.
        most = self.limits.header_bytes
        return self.conn.their_state is h11.IDLE and len(data) > most and b"\r\n\r\n" not in data[:most]

    def connection_lost(self, exc: Exception | None) -> None:
        self._set_deadline(None)
        self.room.resumeProducing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self.room.pauseProducing()
        super().pause_writing()

    def resume_writing(self) -> None:
        self.room.resumeProducing()
        super().resume_writing()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._set_deadline(None)
        super().handle_websocket_upgrade(event)

    def _set_deadline(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)
        if seconds != self.limits.body_s:
            self._is_body = False


class GuardedSansIO(WebSocketsSansIOProtocol):
    """One WebSocket on uvicorn, given up when its client does not read."""

    def __init__(self, limits: Limits, **made_with: Any) -> None:
        super().__init__(**made_with)
        self.limits = limits
        self.close_timeout = limits.close_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.room = _room(self.transport, self.limits)

    def connection_lost(self, exc: Exception | None) -> None:
        self.room.resumeProducing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self.room.pauseProducing()
        super().pause_writing()

    def resume_writing(self) -> None:
        self.room.resumeProducing()
        super().resume_writing()

    async def send(self, message: Message) -> None:  # type: ignore[override]
        if message["type"] == "websocket.close" and self.room.is_full:
            self.transport.abort()  # the close frame would wait behind what the client does not take
            return
        await super().send(message)  # type: ignore[arg-type]


def _room(transport: asyncio.Transport, limits: Limits) -> Room:
    return Room(unsent=transport.get_write_buffer_size, give_up=transport.abort, stall_s=limits.stall_s)
