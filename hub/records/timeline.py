"""What happened to a patient, newest first, in one list. Whoever keeps something of a patient registers a source.

A source answers for its kinds alone, with the newest that came before a place in the list; the list is merged of them.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor
from hub.calls import Seen, query
from hub.errors import Invalid, NotFound
from hub.records import access, answers
from hub.records.answers import TimelineKind
from hub.records.people import Patient
from hub.records.practice import practice_row
from hub.records.read import Read
from hub.shapes import Id, Shape, decode, instant

NOBODY = "There is no such patient."


class Before(NamedTuple):
    """A place in the list; what is asked for is older."""

    at: datetime
    kind: TimelineKind
    item: str


class Entry(NamedTuple):
    """One item of the list. day: where it is known without a time. leads: thread, file or task → its id."""

    item: str
    kind: TimelineKind
    at: datetime
    title: str
    detail: str = ""
    about: str | None = None
    day: str | None = None
    leads: dict[str, str] = {}


Source = Callable[[Read, Actor, str, Before | None, int], Sequence[Entry]]
SOURCES: dict[TimelineKind, Source] = {}


def tells(kind: TimelineKind) -> Callable[[Source], Source]:
    """Register `function(read, actor, patient, before, limit)` → the newest entries of a kind older than `before`."""

    def register(source: Source) -> Source:
        SOURCES[kind] = source
        return source

    return register


class AskTimeline(Shape, frozen=True):
    """kinds: these alone. before: the `next` of a later page."""

    patient: Id
    kinds: Annotated[list[TimelineKind], Meta(min_length=1, max_length=20)] | None = None
    before: Annotated[str, Meta(max_length=200)] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 40


@query("patient.timeline", answers=answers.Timeline)
def show_timeline(read: Read, actor: Actor, ask: AskTimeline) -> Seen:
    """What happened to a patient, for whoever may open the chart."""
    read.get(actor, Patient, ask.patient, NOBODY)
    if not access.sees_patient(actor, ask.patient, read.now):
        raise NotFound(NOBODY)
    read.ready([ask.patient])
    before = _read_token(ask.before) if ask.before is not None else None
    asked = [kind for kind in SOURCES if ask.kinds is None or kind in ask.kinds]
    entries = [entry for kind in asked for entry in SOURCES[kind](read, actor, ask.patient, before, ask.limit + 1)]
    entries.sort(key=lambda entry: (entry.at, entry.kind, entry.item), reverse=True)
    zone = ZoneInfo(practice_row(read.connection, read.practice).time_zone)
    page = entries[: ask.limit]
    after = _write_token(page[-1]) if len(entries) > len(page) else None
    return Seen({"items": [_shown(entry, zone) for entry in page], "next": after}, (ask.patient,))


def _shown(entry: Entry, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "item": entry.item,
        "kind": entry.kind,
        "at": instant(entry.at),
        "day": entry.day or entry.at.astimezone(zone).date().isoformat(),
        "has_time": entry.day is None,
        "title": entry.title,
        "detail": entry.detail,
        "about": entry.about,
        **entry.leads,
    }


def comes_before(before: Before | None, kind: TimelineKind, at: Any, item: Any) -> sa.ColumnElement[bool]:
    """The condition that a row is older than a place in the list. Of one instant, kinds and then items decide.

    Kinds are compared here, not by the database, whose collation may order letters otherwise.
    """
    if before is None:
        return at.is_not(None)  # type: ignore[no-any-return]
    when = sa.literal(before.at, at.type)
    if kind == before.kind:
        return sa.or_(at < when, sa.and_(at == when, item < sa.literal(before.item)))
    return at <= when if kind < before.kind else at < when  # type: ignore[no-any-return]


def _write_token(entry: Entry) -> str:
    return urlsafe_b64encode(f"{entry.at.isoformat()} {entry.kind} {entry.item}".encode()).decode()


def _read_token(token: str) -> Before:
    try:
        at, kind, item = urlsafe_b64decode(token).decode().split(" ")
        moment = datetime.fromisoformat(at).astimezone(UTC)
        return Before(moment, decode(kind, TimelineKind), decode(item, Id))  # type: ignore[arg-type]
    except (ValueError, OverflowError, Invalid):
        raise Invalid("This is not a place in the list; ask for the list again.", field="before") from None
