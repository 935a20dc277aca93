"""The directory of patients: registering, finding, and who may speak for whom. What is known of them is the chart."""

from datetime import date, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor, Who
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.errors import Conflict, Invalid
from hub.records import access, answers
from hub.records.facts import Facts, refs_of
from hub.records.fhir.demographics import Demographics
from hub.records.log import Event
from hub.records.people import Patient, Person, Proxy, patient_born, patient_name
from hub.records.read import Read
from hub.records.register import enter_patient, stage_patient
from hub.records.tx import Tx
from hub.shapes import Id, Nothing, Shape, instant, new_id, read_date

NO_PATIENT = "There is no such patient."
OLDEST_YEARS = 130


class FullName(Shape, frozen=True):
    """All given names, and all family names."""

    given: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
    family: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]


class EndProxy(Shape, frozen=True):
    proxy: Id


def _decide_proxy(actor: Actor, proxy: Proxy, now: datetime) -> bool:
    if actor.is_staff:
        return access.works(actor)
    is_mine = actor.person == proxy.person and actor.speaks_for(proxy.patient, now) is not None
    return is_mine or _is_own(actor, proxy.patient, now)


def _where_proxy(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    if actor.is_staff:
        return sa.true() if access.works(actor) else sa.false()
    own = [patient for patient in actor.relations if _is_own(actor, patient, now)]
    mine = sa.and_(Proxy.c.person == actor.person, Proxy.c.patient.in_(access.spoken_for(actor, now, full=False)))
    return sa.or_(mine, Proxy.c.patient.in_(own))


def _is_own(actor: Actor, patient: str, now: datetime) -> bool:
    relation = actor.speaks_for(patient, now)
    return relation is not None and relation.kind == "self"


access.rule(Proxy, decide=_decide_proxy, where=_where_proxy)


def add_patient(tx: Tx, *, name: FullName, born: str, sex: str, telephone: str | None, language: str) -> Patient:
    """Enter somebody into the register.

    Raises Invalid for a birth date that cannot be.
    """
    day = read_date(born, field="born")
    today = tx.now.date()
    if not date(today.year - OLDEST_YEARS, 1, 1) <= day <= today:
        raise Invalid("This cannot be a birth date.", field="born")
    known = Demographics(
        given=name.given.strip(),
        family=name.family.strip(),
        born=day,
        sex=sex,
        language=language,
        telephone=telephone,
        email=None,
        is_deceased=False,
    )
    entered = enter_patient(tx, stage_patient(tx, new_id(), file=""), known)
    return tx.change(entered, staged=None)


def show_patient(known_name: str, born: str, patient: Patient) -> dict[str, Any]:
    """A patient as lists have them."""
    return {"id": patient.id, "rev": patient.rev, "name": known_name, "born": born}


@query("patient.mine", answers=answers.PatientList)
def list_own_patients(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The patients the actor may speak for."""
    return _listed(read, read.select(read.see(actor, Patient).order_by(Patient.c.id), Patient))


def _listed(read: Read, patients: list[Patient]) -> Seen:
    shown = sorted(show_patients(read, patients), key=lambda one: one["name"].casefold())
    return Seen({"patients": shown}, tuple(patient.id for patient in patients))


def show_patients(read: Read, patients: list[Patient]) -> list[dict[str, Any]]:
    """Patients as lists have them, in the order they come in."""
    read.ready(patient.id for patient in patients)
    return [
        show_patient(patient_name(read.keys, patient), patient_born(read.keys, patient), patient)
        for patient in patients
    ]


def access_changed(person: str, rev: int, *, added: tuple[str, ...] = (), removed: tuple[str, ...] = ()) -> Happened:
    """The event by which somebody learns that their rights are others now: what to drop and what to ask for."""
    refs = {"added": " ".join(added), "removed": " ".join(removed)}
    return Happened("access.changed", person, rev, (f"person:{person}",), refs=refs, access=True)


@shows("access.changed", data=answers.AccessChanged)
def show_access_changed(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """Which patients came into the reader's sight and which left it; to that reader alone."""
    if actor.person != event.subject:
        return None
    refs = refs_of(event)
    return Shown({"added": refs["added"].split(), "removed": refs["removed"].split()})


@command("proxy.end", alone=True)
def end_proxy(tx: Tx, actor: Actor, ask: EndProxy) -> Done:
    """Take back the right to speak for a patient."""
    proxy = tx.get(actor, Proxy, ask.proxy, "There is no such proxy.")
    if proxy.state == "ended":
        raise Conflict("This proxy has ended already.")
    return Done(stop_proxy(tx, proxy), {}, proxy.patient)


def stop_proxy(tx: Tx, proxy: Proxy) -> tuple[Happened, ...]:
    """End a proxy, by a person or by the clock. Returns what happened."""
    ended = tx.change(proxy, state="ended")
    events = [proxy_event("proxy.ended", ended)]
    if proxy.state == "active":
        events.append(access_changed(proxy.person, ended.rev, removed=(proxy.patient,)))
    return tuple(events)


def proxy_event(kind: str, proxy: Proxy) -> Happened:
    topics = (f"person:{proxy.person}", f"portal:{proxy.patient}", f"patient:{proxy.patient}")
    refs = {"proxy": proxy.id, "person": proxy.person, "patient": proxy.patient}
    return Happened(kind, proxy.id, proxy.rev, topics, patient=proxy.patient, refs=refs, access=True)


def _proxy_needs(event: Event, who: Who) -> list[Place]:
    refs = refs_of(event)
    return [
        (Proxy, (event.practice, event.subject)),
        (Person, (refs["person"],)),
        (Patient, (event.practice, refs["patient"])),
    ]


@shows("proxy.granted", "proxy.ended", data=answers.ProxyGrant, needs=_proxy_needs)
def show_proxy_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """Who may speak for a patient: to them, to the patient and to the staff."""
    proxy = known.find(Proxy, event.practice, event.subject)
    if proxy is None or not access.decide(actor, proxy, now):
        # Whoever spoke for a patient is told that it is over; whoever never did is told nothing.
        has_lost_it = proxy is not None and actor.person == proxy.person and proxy.state == "ended"
        return Shown({"state": "gone"}) if has_lost_it else None
    shown = {
        "proxy": proxy.id,
        "rev": proxy.rev,
        "patient": {"id": proxy.patient, "name": known.patient_name(proxy.practice, proxy.patient)},
        "person": {"id": proxy.person, "name": known.person_name(proxy.person)},
        "scope": proxy.scope,
        "state": proxy.state,
    }
    return Shown(shown | ({"until": instant(proxy.until)} if proxy.until else {}))


def _patient_needs(event: Event, who: Who) -> list[Place]:
    return [(Patient, (event.practice, event.subject))]


@shows(
    "patient.registered", "patient.invited", "patient.joined", "patient.reset_asked",
    data=answers.Patient, needs=_patient_needs,
)  # fmt: skip
def show_patient_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """A patient as lists have them, to whoever finds them there."""
    patient = known.find(Patient, event.practice, event.subject)
    if patient is None or not access.decide(actor, patient, now):
        return None
    born = known.text(patient.practice, patient.id, f"patient.born:{patient.id}", patient.born)
    return Shown(show_patient(known.patient_name(patient.practice, patient.id), born, patient))
