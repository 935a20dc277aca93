"""Daphne's server with a way to begin and end inside a running event loop, and without its sweeps.

Importing this installs Twisted's reactor, once for the process: see on_daphne.open_loop.
"""

import asyncio
import logging
import socket
import time
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory
from starlette.types import ASGIApp, Scope
from twisted.internet import reactor as installed_reactor

from hub.server.channel import GuardedHTTPFactory
from hub.server.frames import GuardedSocket
from hub.server.limits import Limits

log = logging.getLogger(__name__)
reactor: Any = installed_reactor
SERVICE_RESTART = 1012  # RFC 6455 registry; Daphne lets no app send it, so only for sockets the drain left open


class GuardedSocketFactory(WebSocketFactory):  # type: ignore[misc]
    """Makes the WebSockets of one server."""

    protocol = GuardedSocket


def _with_options(factory: GuardedSocketFactory) -> type[GuardedSocket]:
    """The protocol with the factory's options as its own.

    Autobahn copies them into every connection and formats them for a log line nobody reads: 0.5 ms and 3 KiB each.
    """
    options = {name: getattr(factory, name) for name in GuardedSocket.CONFIG_ATTRS}
    options |= {name: staticmethod(option) for name, option in options.items() if callable(option)}
    return type("OpenSocket", (GuardedSocket,), options | {"CONFIG_ATTRS": ()})


class GuardedDaphne(Server):  # type: ignore[misc]
    """One Daphne in the running loop. `open`, then `stop_listening`, then `close`."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        super().__init__(
            app,
            endpoints=["given sockets"],  # Daphne exits the process without any; run() is not used
            http_timeout=limits.answer_s,
            websocket_timeout=-1,
            websocket_connect_timeout=limits.accept_s,
            ping_interval=limits.ping_s,
            server_name="",
        )
        self.limits = limits
        self.loop = asyncio.get_running_loop()
        self.connections: dict[Any, dict[str, Any]] = {}
        self.ports: list[Any] = []
        self._unchecked: list[Any] = []
        self.ws_factory = GuardedSocketFactory(self, server=None)
        self.ws_factory.setProtocolOptions(
            allowNullOrigin=True,  # hub.guard decides on origins
            autoPingTimeout=limits.pong_s,
            openHandshakeTimeout=limits.accept_s,
            closeHandshakeTimeout=limits.close_s,
            maxMessagePayloadSize=limits.message_bytes,
            maxFramePayloadSize=limits.message_bytes,
            failByDrop=False,  # violations are answered with 1002, 1007 or 1009 instead of a reset
        )
        self.ws_factory.protocol = _with_options(self.ws_factory)

    def open(self, sockets: list[socket.socket]) -> None:
        """Accept connections on listening sockets, which are closed: Twisted has copies, and a copy would listen on."""
        factory = GuardedHTTPFactory(self, self.limits)
        self.ports = [reactor.adoptStreamPort(each.fileno(), each.family, factory) for each in sockets]
        for each in sockets:
            each.close()
        self.timeout_checker()

    async def stop_listening(self) -> None:
        """Accept nobody new."""
        for port in self.ports:
            await port.stopListening().asFuture(self.loop)

    async def close(self) -> None:
        """Let requests under way finish, close the sockets that are still open, then cancel what is left."""
        for protocol in list(self.connections):
            if isinstance(protocol, GuardedSocket) and protocol.state == protocol.STATE_OPEN:
                protocol.sendCloseFrame(code=SERVICE_RESTART)
        tasks = {each["application_instance"] for each in self.connections.values() if "application_instance" in each}
        if tasks:
            _, slow = await asyncio.wait(tasks, timeout=self.limits.finish_s)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
        end = self.loop.time() + self.limits.finish_s
        while reactor.getWriters() and self.loop.time() < end:  # noqa: ASYNC110  # Twisted has no event for it
            await asyncio.sleep(0.02)

    def timeout_checker(self) -> None:
        """As Daphne's, a twentieth of the connections at a time: walking 10,000 at once held the loop for 26 ms."""
        if not self._unchecked:
            self._unchecked = list(self.connections)
        for _ in range(len(self.connections) // 20 + 1):
            if self._unchecked and (protocol := self._unchecked.pop()) in self.connections:
                protocol.check_timeouts()
        self.loop.call_later(0.1, self.timeout_checker)

    # What Daphne finds by walking all connections every second is done here when it happens.

    def create_application(self, protocol: Any, scope: Scope) -> asyncio.Queue[Any]:
        scope["asgi"] = {"version": "3.0", "spec_version": "2.4"}
        inbox = protocol.open_inbox() if isinstance(protocol, GuardedSocket) else asyncio.Queue()
        task = self.loop.create_task(self.application(scope, inbox.get, protocol.send))
        self.connections[protocol]["application_instance"] = task
        task.add_done_callback(lambda _: self._application_ended(protocol, task))
        return inbox

    def _application_ended(self, protocol: Any, task: asyncio.Task[None]) -> None:
        connection = self.connections[protocol]
        del connection["application_instance"]
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("the app failed", exc_info=error)
        if "disconnected" in connection:
            connection["last_call"].cancel()
            del self.connections[protocol]
        else:
            protocol.application_ended(error)

    def protocol_disconnected(self, protocol: Any) -> None:
        connection = self.connections.get(protocol, {"disconnected": 0})
        if "disconnected" in connection:
            return
        connection["disconnected"] = time.time()
        if "application_instance" in connection:
            task = connection["application_instance"]
            connection["last_call"] = self.loop.call_later(self.application_close_timeout, task.cancel)
        else:
            del self.connections[protocol]
