"""One screen of a chart: problems, medicines, allergies, the latest results and visits, in the words they came with."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Place, Seen, Shown, query, shows
from hub.db import Row
from hub.errors import NotFound
from hub.records import access, answers
from hub.records.chart import Fact, content_of, resolve, see_current
from hub.records.facts import Facts
from hub.records.fhir.dosage import dose_text
from hub.records.fhir.projection import Projection, project
from hub.records.fhir.text import Resource
from hub.records.fhir.values import day, pick
from hub.records.log import Event
from hub.records.people import Patient, patient_born, patient_name, patient_telephone
from hub.records.read import Read
from hub.shapes import Id, Shape, instant

MOST_RESULTS = 40
MOST_VISITS = 10
MOST_LISTED = 100
WITHDRAWN = ("entered-in-error", "refuted", "cancelled")
RESULT_CATEGORIES = ("laboratory", "vital-signs")

_KEY = ("practice", "id", "version")

# In this order a list of problems or medicines is of use; within a rank the newest comes first.
_OVER = ("completed", "ended", "inactive", "resolved", "stopped")
_RANKS = {"active": 0, "recurrence": 0, "relapse": 0} | dict.fromkeys(_OVER, 2)

Item = dict[str, Any]


class SummariseChart(Shape, frozen=True):
    """patient: whose chart."""

    patient: Id


@query("chart.summary", answers=answers.ChartSummary)
def summarise_chart(read: Read, actor: Actor, ask: SummariseChart) -> Seen:
    """What a clinician or the patient needs to see at a glance."""
    patient = read.get(actor, Patient, ask.patient, "There is no such patient.")
    if not access.sees_patient(actor, patient.id, read.now):
        raise NotFound("There is no such patient.")
    read.ready([patient.id])
    chart = _Chart(read, actor, patient.id)
    data = {
        "patient": show_patient(read, patient),
        "problems": chart.ranked("Condition", _problem),
        "medicines": chart.ranked("MedicationRequest", _medicine),
        "allergies": chart.ranked("AllergyIntolerance", _allergy),
        "results": chart.listed(_latest_of_each_code(see_current(actor, read.now), patient.id), _result),
        "visits": chart.listed(chart.newest("Encounter").limit(MOST_VISITS), _visit),
    }
    return Seen(data, (patient.id,))


def show_patient(read: Read, patient: Patient) -> Item:
    """Who it is, as the head of a chart shows it."""
    return {
        "id": patient.id,
        "name": patient_name(read.keys, patient),
        "born": patient_born(read.keys, patient) or None,
        "sex": patient.sex,
        "language": patient.language,
        "telephone": patient_telephone(read.keys, patient),
    }


class _Chart:
    """The facts of one patient as one actor sees them, turned into items of lists."""

    def __init__(self, read: Read, actor: Actor, patient: str) -> None:
        self._read, self._actor, self._patient = read, actor, patient

    def newest(self, kind: str) -> sa.Select[Any]:
        """The current facts of a kind, newest first, without what was never true."""
        return (
            see_current(self._actor, self._read.now)
            .where(Fact.c.patient == self._patient, Fact.c.kind == kind, is_valid())
            .order_by(Fact.c.at.desc().nulls_last(), Fact.c.id)
        )

    def listed(self, found: sa.Select[Any], show: Callable[[Projection, Resource], Item]) -> list[Item]:
        return [self._item(fact, show) for fact in self._read.select(found, Fact)]

    def ranked(self, kind: str, show: Callable[[Projection, Resource], Item]) -> list[Item]:
        """The newest fact of each code, those that hold now before those that are over."""
        facts = _first_of_each_code(self._read.select(self.newest(kind).limit(10 * MOST_LISTED), Fact))
        facts.sort(key=lambda fact: _RANKS.get(fact.status or "", 1))
        return [self._item(fact, show) for fact in facts[:MOST_LISTED]]

    def _item(self, fact: Fact, show: Callable[[Projection, Resource], Item]) -> Item:
        content = content_of(self._read.keys, fact)
        projection = project(content)
        name = name_of_fact(self._read, self._actor, fact, content, projection)
        return {"id": fact.id, "name": name} | show(projection, content)


def name_of_fact(read: Read, actor: Actor, fact: Fact, content: Resource, projection: Projection) -> str:
    """What a fact is called; the name of a medicine may stand in a resource of its own."""
    if projection.words:
        return projection.words
    reference = pick(content, "medicationReference.reference")
    medication = resolve(read, actor, fact, reference) if isinstance(reference, str) else None
    if medication is None:
        return fact.kind
    read.ready([medication.owner])
    return project(content_of(read.keys, medication)).words or fact.kind


def is_valid() -> sa.ColumnElement[bool]:
    """The condition that a fact was not taken back as one that was never true."""
    return sa.or_(Fact.c.status.is_(None), Fact.c.status.not_in(WITHDRAWN))


def _first_of_each_code(facts: Sequence[Fact]) -> list[Fact]:
    seen: set[Any] = set()
    first = []
    for fact in facts:
        key = (fact.system, fact.code) if fact.code else fact.id
        if key not in seen:
            seen.add(key)
            first.append(fact)
    return first


def _latest_of_each_code(seen: sa.Select[Any], patient: str) -> sa.Select[Any]:
    """The latest measurement under each code, newest first."""
    rank = sa.func.row_number().over(
        partition_by=(Fact.c.system, Fact.c.code), order_by=(Fact.c.at.desc().nulls_last(), Fact.c.id)
    )
    ranked = seen.where(
        Fact.c.patient == patient,
        Fact.c.kind == "Observation",
        Fact.c.code.is_not(None),
        sa.or_(Fact.c.category.is_(None), Fact.c.category.in_(RESULT_CATEGORIES)),
        is_valid(),
    ).with_only_columns(*(Fact.c[name] for name in _KEY), rank.label("rank"))
    latest = ranked.subquery()
    return (
        sa.select(Fact.table)
        .join(latest, sa.and_(*(Fact.c[name] == latest.c[name] for name in _KEY)))
        .where(latest.c.rank == 1)
        .order_by(Fact.c.at.desc().nulls_last(), Fact.c.code)
        .limit(MOST_RESULTS)
    )


def _problem(projection: Projection, content: Resource) -> Item:
    return {
        "code": projection.code,
        "since": _day(content, "onsetDateTime", "onsetPeriod.start", "recordedDate"),
        "until": _day(content, "abatementDateTime", "abatementPeriod.end", "abatementPeriod.start"),
        "status": projection.status,
    }


def _medicine(projection: Projection, content: Resource) -> Item:
    return {
        "code": projection.code,
        "since": _day(content, "authoredOn"),
        "until": _day(content, "dosageInstruction.timing.repeat.boundsPeriod.end"),
        "status": projection.status,
        "dose": dose_text(content),
    }


def _allergy(projection: Projection, content: Resource) -> Item:
    criticality = content.get("criticality")
    return {
        "code": projection.code,
        "criticality": criticality if criticality in ("low", "high", "unable-to-assess") else None,
        "since": _day(content, "onsetDateTime", "recordedDate"),
    }


def _result(projection: Projection, content: Resource) -> Item:
    return {
        "code": projection.code,
        "value": None if projection.number is None else float(projection.number),
        "unit": projection.unit,
        "text": projection.text,
        "at": _instant(projection.at),
    }


def _visit(projection: Projection, content: Resource) -> Item:
    return {"at": _instant(projection.at)}


def _day(content: Resource, *paths: str) -> str | None:
    return next((found.isoformat() for path in paths if (found := day(pick(content, path)))), None)


def _instant(at: datetime | None) -> str | None:
    return instant(at) if at else None


def _chart_needs(event: Event, who: Any) -> list[Place]:
    return [(Patient, (event.practice, event.subject))]


@shows("chart.changed", data=answers.ChartChanged, needs=_chart_needs)
def show_chart_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """That a chart has news: ask `chart.summary` again. For whoever may open it."""
    patient: Row | None = known.find(Patient, event.practice, event.subject)
    if patient is None or not access.sees_patient(actor, event.subject, now):
        return None
    return Shown({"patient": event.subject})
