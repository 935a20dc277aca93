"""A client that costs far less than the server it measures: raw sockets, and only what is needed is parsed."""

import base64
import os
import socket
import struct
from collections.abc import Iterator
from typing import Any

import msgspec

TEXT, CLOSE, PING = 0x1, 0x8, 0x9
NO_MASK = bytes(4)  # a masking key of zeros: RFC 6455 asks for a key, and this one spares both sides the work
RECEIVE_BYTES = 256 * 1024


class Cut(ConnectionError):
    """The server ended the connection, or answered with something that must not happen while measuring."""


class Said(msgspec.Struct):
    """Of a message in an event, what is measured by."""

    body: str = ""


class Event(msgspec.Struct):
    """One event, as far as it matters here."""

    kind: str
    data: Said


class Heard(msgspec.Struct, rename={"kind": "type", "before": "from", "after": "to"}):
    """Any frame of the server, as far as it matters here."""

    kind: str
    id: str = ""
    code: Any = None
    mode: str = ""
    epoch: str = ""
    cursor: str = ""
    before: str = ""
    after: str = ""
    events: list[Event] = []


read_frame = msgspec.json.Decoder(Heard).decode


def text_frame(payload: bytes) -> bytes:
    """A whole masked text frame (RFC 6455 §5.2)."""
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x81, 0xFE, size)
    return head + NO_MASK + payload


class Wire:
    """One WebSocket on a raw socket: blocking until it is open, non-blocking afterwards."""

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._unread = b""
        key = base64.b64encode(os.urandom(16)).decode()
        asked = {"Host": f"localhost:{port}", "Upgrade": "websocket", "Connection": "Upgrade"}
        asked |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key, **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        self._opening = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()

    def fileno(self) -> int:
        return self.socket.fileno()

    def ask(self) -> None:
        """Send the handshake; the answer is read by `opened`."""
        self.socket.sendall(self._opening)

    def opened(self) -> None:
        """Read the answer to the handshake. Raises Cut when it is a refusal."""
        while b"\r\n\r\n" not in self._unread:
            more = self.socket.recv(4096)
            if not more:
                raise Cut("the server hung up during the handshake")
            self._unread += more
        head, _, self._unread = self._unread.partition(b"\r\n\r\n")
        if b" 101 " not in head[:20]:
            raise Cut(head.split(b"\r\n")[0].decode())

    def send(self, frames: bytes) -> None:
        """Send frames made by text_frame. They are small and the server reads: the kernel always has room."""
        sent = self.socket.send(frames)
        if sent != len(frames):
            self.socket.setblocking(True)
            self.socket.sendall(frames[sent:])
            self.socket.setblocking(False)

    def receive(self) -> Iterator[bytes]:
        """The text frames that have arrived. Raises Cut when the server closes."""
        try:
            data = self.socket.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return
        if not data:
            raise Cut("the server hung up")
        data, at = self._unread + data if self._unread else data, 0
        while (frame := _frame_at(data, at)) is not None:
            kind, start, at = frame
            if kind == TEXT:
                yield data[start:at]
            elif kind == CLOSE:
                raise Cut(f"closed with {int.from_bytes(data[start : start + 2], 'big')}")
            elif kind == PING:
                payload = data[start:at]
                self.send(struct.pack("!BB", 0x8A, 0x80 | len(payload)) + NO_MASK + payload)
        self._unread = data[at:]

    def cut(self) -> None:
        """End the connection as a dead network would: without goodbye."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def _frame_at(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind, start and end of the frame that begins at a place, or None while it is incomplete."""
    if len(data) < at + 2:
        return None
    kind, size, start = data[at] & 15, data[at + 1], at + 2
    if size == 126:
        size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
    elif size == 127:
        size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
    return (kind, start, start + size) if len(data) >= start + size else None


class Client:
    """A signed-in socket that follows docs/protocol.md: hello, cursors checked one against the next, acks.

    ack_every: how many events may stay unacknowledged; the protocol asks for 32 or one second.
    """

    def __init__(self, port: int, token: str, device: str, *, ack_every: int = 32) -> None:
        self.port, self.token, self.device, self.ack_every = port, token, device, ack_every
        self.epoch = self.cursor = ""
        self.is_live = False
        self._unacked = 0

    def connect(self) -> None:
        """Ask for a socket and say hello; `heard` notes the welcome."""
        headers = {"Origin": f"http://localhost:{self.port}", "Cookie": f"session={self.token}"}
        self.wire = Wire(self.port, "/ws", headers | {"Sec-WebSocket-Protocol": "chartwire.v1"})
        self.wire.ask()

    def greet(self) -> None:
        self.wire.opened()
        hello: dict[str, Any] = {"type": "hello", "device": self.device, "watch": []}
        if self.cursor:
            hello["resume"] = {"epoch": self.epoch, "cursor": self.cursor}
        self.wire.send(text_frame(msgspec.json.encode(hello)))
        self.wire.socket.setblocking(False)

    def heard(self) -> Iterator[Heard]:
        """The frames that have arrived. Raises Cut for a refusal, a goodbye or a gap between cursors."""
        for payload in self.wire.receive():
            frame = read_frame(payload)
            if frame.kind == "events":
                self._follow(frame)
                self._unacked += len(frame.events)
                if self._unacked >= self.ack_every:
                    self.ack()
            elif frame.kind == "beat":
                self._follow(frame)
            elif frame.kind == "welcome":
                if self.cursor and (frame.mode, frame.cursor) != ("resume", self.cursor):
                    raise Cut(f"asked to resume, welcomed with {frame.mode}")
                self.epoch, self.cursor, self.is_live = frame.epoch, frame.cursor, True
            elif frame.kind in ("refused", "bye", "reset"):
                raise Cut(f"{frame.kind} {frame.code}")
            yield frame

    def _follow(self, frame: Heard) -> None:
        if frame.before != self.cursor:
            raise Cut("a gap between cursors")
        self.cursor = frame.after

    def ack(self) -> None:
        """Acknowledge everything received."""
        if self._unacked:
            self._unacked = 0
            self.wire.send(text_frame(b'{"type":"ack","cursor":"%s"}' % self.cursor.encode()))

    def cut(self) -> None:
        self.wire.cut()
        self.is_live, self._unacked = False, 0
