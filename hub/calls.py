"""The registries of commands, queries, renderings and clockwork. Importing a feature fills them; no I/O here."""

import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from hub.actor import Who
from hub.answers import Answer, Empty
from hub.errors import NotFound
from hub.shapes import Shape

Warms = Callable[[Any, Who], Mapping[type, str]]


class Done(msgspec.Struct, frozen=True):
    """What a command did: its events and its answer."""

    events: tuple["Happened", ...] = ()
    result: dict[str, Any] = {}
    patient: str | None = None


class Happened(msgspec.Struct, frozen=True):
    """One event before it has a number. Thin: ids, states, times; never free text.

    subject: the row it is about. topics, before: who hears of it, entitled after or before it.
    refs: further rows its rendering needs, table name → id. access: the event changes somebody's rights.
    """

    kind: str
    subject: str
    rev: int
    topics: tuple[str, ...]
    patient: str | None = None
    for_patient: str | None = None
    refs: dict[str, str] = {}
    access: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name, its function (tx, actor, ask) → Done, its shape, its answer and how the writer treats it.

    warms: given ask and who, the rows to load for the whole batch: row class → id. alone: changes grants, so it
    shares no batch. low: waits for live work.
    """

    name: str
    run: Callable[..., Done]
    shape: type[Shape]
    answers: type[Answer]
    warms: Warms | None
    alone: bool
    low: bool


@dataclass(frozen=True, slots=True)
class Query:
    """One query: its name, its function (read, actor, ask) → Seen, its shape, its answer."""

    name: str
    run: Callable[..., "Seen"]
    shape: type[Shape]
    answers: type[Answer]


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer, and whose records it showed: one audit row per patient."""

    data: dict[str, Any]
    patients: tuple[str, ...] = ()


class Tally(NamedTuple):
    """How one subject counts towards a reader's totals. box: the reader's own box it is in, if it is in one."""

    unread: int = 0
    is_urgent: bool = False
    box: str = ""
    is_todo: bool = False


class Shown(msgspec.Struct, frozen=True):
    """An event as one reader sees it. data: whole state of the subject, or {state: "gone"}. beside: further keys.

    tally: the subject that may count towards the reader's totals, and how it does.
    """

    data: dict[str, Any]
    beside: dict[str, Any] = {}
    tally: tuple[str, Tally] | None = None


Place = tuple[type, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class View:
    """How a kind of event is shown: needs(event, who) names the rows it reads; show(facts, actor, event) renders it for
    one reader, or returns None for one it is not meant for. data, beside: the types of what it renders."""

    kind: str
    data: type[Answer]
    beside: Mapping[str, type[Answer]]
    show: Callable[..., Shown | None]
    needs: Callable[..., list[Place]]


@dataclass(frozen=True, slots=True)
class Signal:
    """Where a kind of signal goes: needs(practice, data) names the rows that decide it. data: what it says."""

    kind: str
    data: type[Answer]
    route: Callable[..., tuple[str, ...]]
    needs: Callable[..., list[Place]]


@dataclass(frozen=True, slots=True)
class Chore:
    """Something the clockwork does again and again."""

    name: str
    run: Callable[..., Any]
    every_s: float


COMMANDS: dict[str, Command] = {}
QUERIES: dict[str, Query] = {}
VIEWS: dict[str, View] = {}
CHORES: dict[str, Chore] = {}
TALLIES: dict[str, Callable[..., Any]] = {}
TOPICS: dict[str, Callable[..., bool]] = {}
SIGNALS: dict[str, "Signal"] = {}


def command(
    name: str,
    *,
    answers: type[Answer] = Empty,
    warms: Warms | None = None,
    alone: bool = False,
    low: bool = False,
) -> Callable[[Callable[..., Done]], Callable[..., Done]]:
    """Register `function(tx, actor, ask)` as the command `noun.verb`; its shape is the annotation of `ask`."""

    def register(function: Callable[..., Done]) -> Callable[..., Done]:
        _enter(COMMANDS, name, Command(name, function, _shape_of(function), answers, warms, alone, low))
        return function

    return register


def query(name: str, *, answers: type[Answer]) -> Callable[[Callable[..., Seen]], Callable[..., Seen]]:
    """Register `function(read, actor, ask)` as the query `noun.verb`."""

    def register(function: Callable[..., Seen]) -> Callable[..., Seen]:
        _enter(QUERIES, name, Query(name, function, _shape_of(function), answers))
        return function

    return register


def shows(
    *kinds: str,
    data: type[Answer],
    beside: Mapping[str, type[Answer]] = {},
    needs: Callable[..., list[Place]] = lambda event, who: [],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register `function(facts, actor, event)` as the rendering of these kinds of event."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for kind in kinds:
            _enter(VIEWS, kind, View(kind, data, beside, function, needs))
        return function

    return register


def topic(prefix: str) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Register `function(read, actor, identity)` → may this actor watch `prefix:identity`?"""

    def register(function: Callable[..., bool]) -> Callable[..., bool]:
        _enter(TOPICS, prefix, function)
        return function

    return register


def signal(
    *kinds: str, data: type[Answer], needs: Callable[..., list[Place]]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register `function(facts, actor, kind, data, now)` → the topics a signal goes to; none if it may not be sent."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for kind in kinds:
            _enter(SIGNALS, kind, Signal(kind, data, function, needs))
        return function

    return register


def tallies(function: Callable[..., Any]) -> Callable[..., Any]:
    """Register `function(read, actor)` → {subject: Tally}: where a reader's unread totals start from."""
    _enter(TALLIES, "unread", function)
    return function


def every(name: str, *, seconds: float) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register `async function(hub)` as a chore of the clockwork."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _enter(CHORES, name, Chore(name, function, seconds))
        return function

    return register


def command_named(name: str) -> Command:
    """Raises NotFound for a name nobody registered."""
    try:
        return COMMANDS[name]
    except KeyError:
        raise NotFound("There is no such command.") from None


def query_named(name: str) -> Query:
    """Raises NotFound for a name nobody registered."""
    try:
        return QUERIES[name]
    except KeyError:
        raise NotFound("There is no such query.") from None


def _enter(registry: dict[str, Any], name: str, entry: Any) -> None:
    if name in registry:
        raise ValueError(f"{name} is registered twice")
    registry[name] = entry


def _shape_of(function: Callable[..., Any]) -> type[Shape]:
    hints = typing.get_type_hints(function)
    shape = hints["ask"]
    assert issubclass(shape, Shape)
    return typing.cast("type[Shape]", shape)
