"""The frames the server sends on the socket, and what an event and a long poll look like, as types."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hub.answers import Actor, Answer, By, Cursor, Error, Instant, Named, Ref

AnyEvent = Annotated[Any, Meta(description="event")]
Mode = Literal["resume", "fresh", "reset"]


class Frame(Answer, frozen=True, tag_field="type"):
    """Base of what the server sends on the socket."""


class Window(Answer, frozen=True):
    """How much the server sends ahead of the client's ack."""

    events: int
    bytes: int


class Limits(Answer, frozen=True):
    """What one client may do. commands, queries: unanswered at once. command_rate: a second; command_burst: at once."""

    frame_bytes: int
    commands: int
    queries: int
    command_rate: int
    command_burst: int


class Welcome(Frame, frozen=True, tag="welcome"):
    """The answer to `hello`: who you are, where you stand and what you may do."""

    actor: Actor
    epoch: str
    cursor: Cursor
    mode: Mode
    beat_s: int
    window: Window
    limits: Limits
    now: Instant


class EventHead(Answer, frozen=True):
    """What every event has, whatever its kind. command: the id of the command that caused it. for: as in `by`."""

    kind: str
    subject: Ref
    rev: int
    at: Instant
    by: By
    for_: Named | UnsetType = msgspec.field(name="for", default=UNSET)
    command: Ref | UnsetType = UNSET


class Events(Frame, frozen=True, tag="events"):
    """What happened. Valid only if `from` is the client's cursor, which is `to` afterwards."""

    from_: Cursor = msgspec.field(name="from")
    to: Cursor
    events: list[AnyEvent]


class Beat(Frame, frozen=True, tag="beat"):
    """Nothing happened for this reader; the cursor moves like with `events`."""

    from_: Cursor = msgspec.field(name="from")
    to: Cursor
    now: Instant


class Done(Frame, frozen=True, tag="done"):
    """A command is committed. replay: it was before, and this is the first answer again."""

    id: Ref
    cursor: Cursor
    result: dict[str, Any]
    replay: bool


class Seen(Frame, frozen=True, tag="seen"):
    """The answer to a query, complete together with the events after `cursor`."""

    id: Ref
    cursor: Cursor
    data: dict[str, Any]


class Refused(Error, frozen=True, kw_only=True, tag_field="type", tag="refused"):
    """The answer to `do`, `see`, `ask` or `watch` when it is not obeyed."""

    id: Ref


class Watching(Frame, frozen=True, tag="watching"):
    """A watched topic is complete from this cursor on."""

    id: Ref
    topic: str
    cursor: Cursor


class Signalled(Frame, frozen=True, tag="signal"):
    """What somebody else signals. Never repeated, worth nothing after 6 s."""

    kind: str
    to: str
    data: dict[str, Any]
    by: By


class Reset(Frame, frozen=True, tag="reset"):
    """History was replaced: drop what you know, ask your queries again and go on from here."""

    reason: str
    epoch: str
    cursor: Cursor


class Bye(Frame, frozen=True, tag="bye"):
    """The last frame. code: the close code that follows; retry_ms: how long to wait at least."""

    code: int
    retry_ms: int


ServerFrame = Welcome | Events | Beat | Done | Seen | Refused | Watching | Signalled | Reset | Bye


class Polled(Answer, frozen=True):
    """The answer of the long poll: as `events`, and where the reader stands."""

    mode: Mode
    epoch: str
    from_: Cursor = msgspec.field(name="from")
    to: Cursor
    events: list[AnyEvent]


class Performed(Answer, frozen=True):
    """A command's answer over HTTP: as `done`."""

    id: Ref
    cursor: Cursor
    result: dict[str, Any]
    replay: bool


class Looked(Answer, frozen=True):
    """A query's answer over HTTP: as `seen`."""

    cursor: Cursor
    data: dict[str, Any]
