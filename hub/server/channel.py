# mypy: disable-error-code="no-untyped-call"
"""HTTP on Daphne: bodies refused before they are kept, deadlines that trickling does not move, room to write."""

import json
from io import BytesIO
from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest
from starlette.types import Message
from twisted.internet.interfaces import IAddress
from twisted.protocols.basic import LineReceiver
from twisted.web.http import HTTPChannel

from hub.errors import TooLarge
from hub.server.flow import Room
from hub.server.frames import unsent_bytes
from hub.server.limits import Limits

LINGER_S = 2  # a client still sending would lose our answer to the reset of a closed socket


class GuardedRequest(WebRequest):  # type: ignore[misc]
    """One request on Daphne."""

    def gotLength(self, length: int | None) -> None:
        # Twisted would put larger bodies, which hold patient data, into a temporary file.
        self.content = BytesIO()

    async def send(self, message: Message) -> None:
        """ASGI send. Waits while the client does not take what was sent before."""
        if self.channel is not None:
            await self.channel.room.wait()
        await self.server.handle_reply(self, message)

    def application_ended(self, error: BaseException | None) -> None:
        """The app returned or failed; without a whole answer the client is told, or cut off where it had a part."""
        if self.finished or self.channel is None:
            return
        if self._response_started:
            self.channel.forceAbortClient()
        else:
            self.basic_error(500, b"Internal Server Error", "The hub could not answer.")

    def check_timeouts(self) -> None:
        # An answer that has begun may take its time (a download); the room to write watches that it moves.
        if not self._response_started:
            super().check_timeouts()


class GuardedChannel(HTTPChannel):
    """One HTTP connection on Daphne.

    Twisted restarts its timer at every byte, so that one byte a minute holds a connection for ever; here a request
    has `header_s` from its first byte to the end of its headers, then `body_s`.
    """

    factory: "GuardedHTTPFactory"
    transport: Any
    callLater: Any
    requestFactory = GuardedRequest

    def connectionMade(self) -> None:
        self.limits = self.factory.limits
        self.maxHeaders, self.totalHeadersSize = self.limits.header_count, self.limits.header_bytes
        self.timeOut: Any = self.limits.header_s
        self.is_refused = False
        self._is_receiving = True
        self._body_bytes = 0
        self.room = Room(
            unsent=lambda: unsent_bytes(self.transport), give_up=self.forceAbortClient, stall_s=self.limits.stall_s
        )
        super().connectionMade()

    def dataReceived(self, data: bytes) -> None:
        if self.is_refused:
            return
        if not self._is_receiving and not self._handlingRequest:
            self._is_receiving = True
            self.setTimeout(self.limits.header_s)
        LineReceiver.dataReceived(self, data)

    def rawDataReceived(self, data: bytes) -> None:
        if self.is_refused:
            return
        if not self._handlingRequest:
            self._body_bytes += len(data)
            if self._body_bytes > self.limits.body_bytes:
                self._refuse()
                return
        super().rawDataReceived(data)

    def allHeadersReceived(self) -> None:
        self._body_bytes = 0
        if (self.length or 0) > self.limits.body_bytes:
            self._refuse()
            return
        if self.length != 0:
            self.setTimeout(self.limits.body_s)
        super().allHeadersReceived()

    def allContentReceived(self) -> None:
        self._is_receiving = False
        self.setTimeout(self.limits.idle_s)  # kept by super() for after the answer
        super().allContentReceived()

    def pauseProducing(self) -> None:
        self.room.pauseProducing()
        super().pauseProducing()

    def resumeProducing(self) -> None:
        self.room.resumeProducing()
        super().resumeProducing()

    def stopProducing(self) -> None:
        self.room.stopProducing()
        super().stopProducing()

    def _refuse(self) -> None:
        """Answer 413, read no more, and hang up once the answer had time to arrive."""
        self.is_refused = True
        body = json.dumps(TooLarge().wire()).encode()
        head = (
            b"HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
            b"X-Content-Type-Options: nosniff\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        self.transport.write(head + body)
        self.transport.loseWriteConnection()
        self.setTimeout(None)
        self._abortingCall = self.callLater(LINGER_S, self.forceAbortClient)


class GuardedHTTPFactory(HTTPFactory):  # type: ignore[misc]
    """Makes the connections of one server."""

    protocol = GuardedChannel

    def __init__(self, server: Any, limits: Limits) -> None:
        super().__init__(server)
        self.limits = limits

    def buildProtocol(self, addr: IAddress | None) -> GuardedChannel:
        channel = GuardedChannel()
        channel.factory = self
        channel.callLater = self.reactor.callLater
        return channel

    def log(self, request: Any) -> None:
        """No access log: paths are nobody's business, and formatting a line that goes nowhere cost 10 µs."""
