"""Portal accounts: patients registered and invited, and who may speak for them. Nothing opens before its link does."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor
from hub.auth import answers
from hub.auth.links import Link, make_link, show_link
from hub.calls import Done, Happened, command, every
from hub.errors import Conflict, Invalid
from hub.records.patients import (
    NO_PATIENT,
    FullName,
    access_changed,
    add_patient,
    proxy_event,
    stop_proxy,
)
from hub.records.people import Membership, Patient, Person, Proxy, patient_name
from hub.records.practice import add_person, email_hash, practice_row
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import Email, Id, Name, Phone, Shape, new_id, read_date

LOOK_EVERY_S = 20.0


class RegisterPatient(Shape, frozen=True):
    """born: YYYY-MM-DD. With an e-mail address the patient is invited at once."""

    name: FullName
    born: Annotated[str, Meta(max_length=10)]
    sex: Literal["female", "male", "other", "unknown"]
    email: Email | None = None
    telephone: Phone | None = None
    language: Literal["en", "es"] = "en"


class InvitePatient(Shape, frozen=True):
    patient: Id
    email: Email


class GrantProxy(Shape, frozen=True):
    """until: the last day of the grant, YYYY-MM-DD on the practice's calendar; without it, until it is ended."""

    patient: Id
    email: Email
    name: Name
    scope: Literal["full", "limited"]
    until: Annotated[str, Meta(max_length=10)] | None = None


@command("patient.register", answers=answers.Registered)
def register_patient(tx: Tx, actor: Actor, ask: RegisterPatient) -> Done:
    """Enter a new patient into the register, and invite them when their e-mail address is known."""
    patient = add_patient(tx, name=ask.name, born=ask.born, sex=ask.sex, telephone=ask.telephone, language=ask.language)
    result: dict[str, Any] = {"patient": patient.id}
    events = [patient_event("patient.registered", patient)]
    if ask.email is not None:
        result |= _invite(tx, patient, ask.email)
        events.append(patient_event("patient.invited", patient))
    return Done(tuple(events), result, patient.id)


@command("patient.invite", answers=answers.Link)
def invite_patient(tx: Tx, actor: Actor, ask: InvitePatient) -> Done:
    """Make a link by which a patient comes to their portal; for one who has been there, a link to a new password.

    Raises Conflict when the patient's account has another e-mail address, or belongs to somebody who works here.
    """
    patient = tx.get(actor, Patient, ask.patient, NO_PATIENT)
    return Done((patient_event("patient.invited", patient),), _invite(tx, patient, ask.email), patient.id)


def _invite(tx: Tx, patient: Patient, email: str) -> dict[str, Any]:
    if patient.person is not None:
        return _invite_back(tx, patient, patient.person, email)
    tx.flush()
    tx.keys.load(tx.connection, tx.practice, {patient.id})
    person = add_person(tx, name=patient_name(tx.keys, patient), email=email, language=patient.language)
    member = portal_membership(tx, person.id)
    link, token = make_link(tx, "join", person.id, membership=member.id, patient=patient.id)
    return show_link(tx, link, token)


def _invite_back(tx: Tx, patient: Patient, person: str, email: str) -> dict[str, Any]:
    """Somebody who has an account: a new password, or the way back after their access was ended."""
    account = tx.find(Person, person)
    if account is None or account.email_hash != email_hash(tx.keys, email):
        raise Conflict("This patient's account has another e-mail address.")
    member = portal_membership(tx, person)
    if member.state != "active":
        link, token = make_link(tx, "join", person, membership=member.id, patient=patient.id)
        return show_link(tx, link, token)
    works_here = sa.select(Membership.table).where(
        Membership.c.practice == tx.practice,
        Membership.c.person == person,
        Membership.c.face == "staff",
        Membership.c.state == "active",
    )
    if tx.select(works_here, Membership):
        raise Conflict("This person works here; an administrator renews their password.")
    link, token = make_link(tx, "reset", person)
    return show_link(tx, link, token)


def portal_membership(tx: Tx, person: str) -> Membership:
    """Somebody's place in the portal: active, or invited from now on."""
    of_person = sa.select(Membership.table).where(
        Membership.c.practice == tx.practice, Membership.c.person == person, Membership.c.face == "patient"
    )
    for known in tx.select(of_person, Membership):
        return known if known.state != "ended" else tx.change(known, state="invited", since=tx.now)
    return tx.add(
        Membership(
            practice=tx.practice,
            id=new_id(),
            person=person,
            face="patient",
            roles="patient",
            state="invited",
            since=tx.now,
        )
    )


def patient_event(kind: str, patient: Patient) -> Happened:
    topics = ("staff", f"portal:{patient.id}")
    return Happened(kind, patient.id, patient.rev, topics, patient=patient.id, refs={"patient": patient.id})


@command("proxy.grant", answers=answers.Granted, alone=True)
def grant_proxy(tx: Tx, actor: Actor, ask: GrantProxy) -> Done:
    """Let somebody speak for a patient. Who has a portal account may at once; anybody else after following the link.

    Raises Conflict when they may already, Invalid for a day that has passed.
    """
    patient = tx.get(actor, Patient, ask.patient, NO_PATIENT)
    until = _end_of(tx, ask.until) if ask.until else None
    person = add_person(tx, name=ask.name, email=ask.email, language=patient.language)
    if person.id == patient.person:
        raise Conflict("This is the patient's own account.")
    _supersede(tx, patient.id, person.id)
    member = portal_membership(tx, person.id)
    is_active = member.state == "active"
    proxy = tx.add(
        Proxy(
            practice=tx.practice,
            id=new_id(),
            patient=patient.id,
            person=person.id,
            scope=ask.scope,
            until=until,
            state="active" if is_active else "invited",
        )
    )
    events = [proxy_event("proxy.granted", proxy)]
    if is_active:
        events.append(access_changed(person.id, proxy.rev, added=(patient.id,)))
        return Done(tuple(events), {"proxy": proxy.id}, patient.id)
    link, token = make_link(tx, "join", person.id, membership=member.id, proxy=proxy.id)
    return Done(tuple(events), {"proxy": proxy.id} | show_link(tx, link, token), patient.id)


def _supersede(tx: Tx, patient: str, person: str) -> None:
    """Drop grants that were never taken up. Raises Conflict when one holds."""
    of_pair = sa.select(Proxy.table).where(
        Proxy.c.practice == tx.practice, Proxy.c.patient == patient, Proxy.c.person == person, Proxy.c.state != "ended"
    )
    for known in tx.select(of_pair, Proxy):
        if known.state == "active":
            raise Conflict("This person may speak for the patient already.")
        tx.change(known, state="ended")


def _end_of(tx: Tx, day: str) -> datetime:
    """The end of a day on the practice's own calendar."""
    zone = ZoneInfo(practice_row(tx.connection, tx.practice).time_zone)
    try:
        following = read_date(day, field="until") + timedelta(days=1)
        ends_at = datetime.combine(following, time.min, zone).astimezone(UTC)
    except OverflowError:
        raise Invalid("There is no such day.", field="until") from None
    if ends_at <= tx.now:
        raise Invalid("This day has passed.", field="until")
    return ends_at


def take_up(tx: Tx, link: Link) -> list[Happened]:
    """What begins when somebody follows an invitation: their own chart, or the grant of a proxy.

    Raises Conflict when the chart has become somebody else's since.
    """
    events = []
    if link.patient is not None:
        patient = tx.find(Patient, link.patient)
        if patient is None or patient.person not in (None, link.person):
            raise Conflict("This chart belongs to another account.")
        own = tx.change(patient, person=link.person)
        events += [patient_event("patient.joined", own), access_changed(link.person, own.rev, added=(own.id,))]
    if link.proxy is not None:
        proxy = tx.find(Proxy, link.proxy)
        if proxy is None or proxy.state != "invited":
            raise Conflict("This grant has been taken back.")
        active = tx.change(proxy, state="active")
        events += [
            proxy_event("proxy.granted", active),
            access_changed(link.person, active.rev, added=(active.patient,)),
        ]
    return events


@every("proxies.end_overdue", seconds=LOOK_EVERY_S)
async def end_overdue_proxies(hub: Hub) -> None:
    """End the grants whose last day is over. They gave nothing any more; now their holders are told."""
    late = sa.and_(Proxy.c.state != "ended", Proxy.c.until <= hub.clock())
    found = sa.select(Proxy.c.practice).where(late).distinct()
    practices = await hub.read(EVERYWHERE, lambda at: at.execute(found).scalars().all())

    def end(tx: Tx) -> Outcome:
        over = sa.select(Proxy.table).where(Proxy.c.practice == tx.practice, late)
        return Outcome(events=[event for proxy in tx.select(over, Proxy) for event in stop_proxy(tx, proxy)])

    for practice in practices:
        await hub.writer.run(practice, end, alone=True)
