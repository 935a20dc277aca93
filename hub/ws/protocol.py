"""The frames of `chartwire.v1`, the close codes and the ack window. Pure: no socket, no clock, no database."""

from collections import deque
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from hub.errors import BadRequest, HubError, Invalid
from hub.shapes import Id, Ulid, decode, encode, is_shallow, parse

SUBPROTOCOL = "chartwire.v1"
CLIENT_FRAME_BYTES = 64 * 1024
SERVER_FRAME_BYTES = 256 * 1024
WINDOW_EVENTS = 256
WINDOW_BYTES = 256 * 1024
LARGEST_EVENT_BYTES = 32 * 1024  # a body of 4,000 characters, each escaped, and the thread beside it
BEAT_S = 25
HELLO_S = 10
STALLED_S = 60
MOST_COMMANDS = 32
MOST_QUERIES = 4
MOST_WATCHES = 64

MALFORMED, TOO_SLOW, RESTARTING, TOO_FAST = 4400, 4408, 4412, 4429
SIGNED_OUT, NOT_ALLOWED, TAKEN_OVER, TOO_OLD = 4501, 4503, 4509, 4526

Topic = Annotated[str, Meta(pattern=r"^[a-z]+:[0-9A-Za-z_:.-]{1,100}$(?!\n)")]


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Base of what a client sends."""


class Resume(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    epoch: str
    cursor: str


class Hello(Frame, frozen=True, tag="hello"):
    device: Id
    watch: Annotated[list[Topic], Meta(max_length=MOST_WATCHES)] = []
    resume: Resume | None = None
    ticket: str | None = None


class Ack(Frame, frozen=True, tag="ack"):
    cursor: str


class Do(Frame, frozen=True, tag="do"):
    id: Ulid
    name: str
    args: dict[str, Any] = {}


class See(Frame, frozen=True, tag="see"):
    id: Id
    name: str
    args: dict[str, Any] = {}


class Ask(Frame, frozen=True, tag="ask"):
    id: Id
    name: str
    args: dict[str, Any] = {}


class Watch(Frame, frozen=True, tag="watch"):
    id: Id
    topic: Topic


class Unwatch(Frame, frozen=True, tag="unwatch"):
    id: Id
    topic: Topic


class Signal(Frame, frozen=True, tag="signal"):
    kind: Id
    to: Annotated[str, Meta(max_length=120)]
    data: dict[str, Any] = {}


class Active(Frame, frozen=True, tag="active"):
    pass


ClientFrame = Hello | Ack | Do | See | Ask | Watch | Unwatch | Signal | Active
_decode_frame: Callable[[str | bytes], ClientFrame] = msgspec.json.Decoder(ClientFrame).decode


class Refused(Exception):
    """A frame that can be answered: its id, and why it is not obeyed."""

    def __init__(self, frame_id: str, error: HubError) -> None:
        super().__init__(error.code)
        self.frame_id = frame_id
        self.error = error


def read_frame(text: str | bytes) -> ClientFrame:
    """A frame of the client.

    Raises Refused when it has an id to answer, BadRequest when the connection has to end (4400).
    """
    if len(text) > CLIENT_FRAME_BYTES or _size_of(text) > CLIENT_FRAME_BYTES:
        raise BadRequest("A frame is at most 64 KiB.")
    try:
        if is_shallow(text):
            return _decode_frame(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # what is wrong with it is said below
    value = parse(text)
    if not isinstance(value, dict):
        raise BadRequest("A frame is a JSON object.")
    try:
        return decode(value, ClientFrame)  # type: ignore[arg-type]
    except Invalid as error:
        frame_id = value.get("id")
        if isinstance(frame_id, str) and 0 < len(frame_id) <= 64 and value.get("type") != "hello":
            raise Refused(frame_id, error) from None
        raise BadRequest("This frame is not one of the protocol.") from None


def _size_of(text: str | bytes) -> int:
    return len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode(errors="surrogatepass"))


def done(frame_id: str, cursor: str, result: dict[str, Any], *, replay: bool) -> bytes:
    return encode({"type": "done", "id": frame_id, "cursor": cursor, "result": result, "replay": replay})


def seen(frame_id: str, cursor: str, data: dict[str, Any]) -> bytes:
    return encode({"type": "seen", "id": frame_id, "cursor": cursor, "data": data})


def refused(frame_id: str, error: HubError) -> bytes:
    return encode({"type": "refused", "id": frame_id, **error.wire()})


def watching(frame_id: str, topic: str, cursor: str) -> bytes:
    return encode({"type": "watching", "id": frame_id, "topic": topic, "cursor": cursor})


def beat(before: str, after: str, now: str) -> bytes:
    return encode({"type": "beat", "from": before, "to": after, "now": now})


def bye(code: int, retry_ms: int) -> bytes:
    return encode({"type": "bye", "code": code, "retry_ms": retry_ms})


def events(before: str, after: str, parts: list[bytes]) -> bytes:
    """The body shared by an events frame and a long poll: from, to and the events, each encoded before."""
    return b'"from":"%s","to":"%s","events":[%s]' % (before.encode(), after.encode(), b",".join(parts))


class Window:
    """What one reader has been sent and has not acknowledged: the only back-pressure there is.

    A place is kept for the totals that may follow the last event, and bytes for one more event of any size.
    """

    __slots__ = ("_sent", "bytes", "events", "full_since")

    def __init__(self) -> None:
        self._sent: deque[tuple[int, int, int]] = deque()
        self.events = 0
        self.bytes = 0
        self.full_since: float | None = None

    @property
    def room(self) -> int:
        """How many more events may be sent now."""
        return max(0, WINDOW_EVENTS - 1 - self.events) if self.room_bytes >= LARGEST_EVENT_BYTES else 0

    @property
    def room_bytes(self) -> int:
        return WINDOW_BYTES - self.bytes

    def sent(self, position: int, events: int, size: int, *, at: float) -> None:
        self._sent.append((position, events, size))
        self.events += events
        self.bytes += size
        if self.room <= 0 and self.full_since is None:
            self.full_since = at

    def acked(self, position: int) -> None:
        while self._sent and self._sent[0][0] <= position:
            _, events, size = self._sent.popleft()
            self.events -= events
            self.bytes -= size
        if self.room > 0:
            self.full_since = None


class Bucket:
    """A token bucket: `rate` a second, at most `burst` at once."""

    __slots__ = ("_at", "_left", "burst", "rate")

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._left, self._at = burst, 0.0

    def take(self, now: float) -> bool:
        """Take one, if there is one. now: seconds on any steady clock."""
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
