"""The chart's part of a patient's timeline: visits, problems, medicines, allergies, results and what was done."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa

from hub.actor import Actor
from hub.records.answers import TimelineKind
from hub.records.chart import Fact, content_of, see_current
from hub.records.fhir.dosage import dose_text
from hub.records.fhir.projection import COLUMNS, Projection, project
from hub.records.fhir.text import Resource
from hub.records.fhir.values import concept, day, moment, pick
from hub.records.read import Read
from hub.records.summary import is_valid, name_of_fact
from hub.records.timeline import Before, Entry, comes_before, tells

LABORATORY = "laboratory"


class _Kept(NamedTuple):
    """Where a kind of entry is kept, and what is said of it beside its name."""

    resource: str
    detail: Callable[[Projection, Resource], str | None]


def _value(projection: Projection, content: Resource) -> str | None:
    return projection.text


def _dose(projection: Projection, content: Resource) -> str | None:
    return dose_text(content)


def _reason(projection: Projection, content: Resource) -> str | None:
    return concept(pick(content, "reasonCode")).words


def _nothing(projection: Projection, content: Resource) -> str | None:
    return None


KEPT: dict[TimelineKind, _Kept] = {
    "visit": _Kept("Encounter", _reason),
    "problem": _Kept("Condition", _nothing),
    "medicine": _Kept("MedicationRequest", _dose),
    "allergy": _Kept("AllergyIntolerance", _nothing),
    "result": _Kept("Observation", _value),
    "immunization": _Kept("Immunization", _nothing),
    "procedure": _Kept("Procedure", _reason),
}


def _entries_of(
    kind: TimelineKind, read: Read, actor: Actor, patient: str, before: Before | None, limit: int
) -> Sequence[Entry]:
    """The newest facts of a kind that came before a place; what is known without a date stands in the chart alone."""
    found = see_current(actor, read.now).where(
        Fact.c.patient == patient,
        Fact.c.kind == KEPT[kind].resource,
        Fact.c.at.is_not(None),
        comes_before(before, kind, Fact.c.at, Fact.c.id),
        is_valid(),
    )
    if kind == "result":
        found = found.where(sa.or_(Fact.c.category.is_(None), Fact.c.category == LABORATORY))
    facts = read.select(found.order_by(Fact.c.at.desc(), Fact.c.id.desc()).limit(limit), Fact)
    return [_entry(kind, read, actor, fact) for fact in facts]


def _entry(kind: TimelineKind, read: Read, actor: Actor, fact: Fact) -> Entry:
    content = content_of(read.keys, fact)
    projection = project(content)
    assert fact.at is not None
    return Entry(
        item=fact.id,
        kind=kind,
        at=fact.at,
        title=name_of_fact(read, actor, fact, content, projection),
        detail=KEPT[kind].detail(projection, content) or "",
        about=fact.status,
        day=_day_alone(content, fact.kind),
    )


def _day_alone(content: Resource, resource: str) -> str | None:
    """The day as it was written, where no time was written with it."""
    written = next((text for path in COLUMNS[resource].at if moment(text := pick(content, path))), "")
    found = day(written) if len(written) <= 10 else None
    return found.isoformat() if found else None


for each in KEPT:
    tells(each)(partial(_entries_of, each))
