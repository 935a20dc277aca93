"""Who may see what: one pure decision, one source of scoped selects, and the loading of an actor's rights.

`decide` and `see` say the same thing, one of a row in memory and one in SQL; a test holds them together. What an actor
may not see does not exist. A feature declares the rule of its tables with @rule; nothing is visible without one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import STAFF_ROLES, Actor, Face, Relation
from hub.db import Row, rows
from hub.errors import NotFound, SignedOut
from hub.records import log
from hub.records.people import (
    CareTeam,
    Membership,
    Patient,
    Person,
    PoolMember,
    Practice,
    Proxy,
    patient_name,
    person_name,
)
from hub.records.seal import EVERYWHERE, Keys

CLINICAL = frozenset(("provider", "nurse"))
ANSWERING = CLINICAL | {"front_desk", "biller"}  # who works on conversations
WORKING = ANSWERING | {"admin"}  # whom the directory of patients is for; an auditor reads the audit alone


class Rule(NamedTuple):
    """The same policy twice: decide(actor, row, now) → bool, and where(actor, now) → a condition in SQL."""

    decide: Callable[[Actor, Any, datetime], bool]
    where: Callable[[Actor, datetime], sa.ColumnElement[bool]]


RULES: dict[type[Row], Rule] = {}


def rule(
    table: type[Row],
    *,
    decide: Callable[[Actor, Any, datetime], bool],
    where: Callable[[Actor, datetime], sa.ColumnElement[bool]],
) -> None:
    """Declare who may see the rows of a table."""
    if table in RULES:
        raise ValueError(f"{table.__name__} has two rules")
    RULES[table] = Rule(decide, where)


def decide(actor: Actor, row: Row, now: datetime) -> bool:
    """May this actor see this row now? Pure; a table without a rule is seen by nobody."""
    found = RULES.get(type(row))
    return found is not None and row.practice == actor.practice and found.decide(actor, row, now)  # type: ignore[attr-defined]


def see(actor: Actor, table: type[Row], now: datetime) -> sa.Select[Any]:
    """A select of exactly the rows this actor may see now."""
    return sa.select(table.table).where(table.c.practice == actor.practice, RULES[table].where(actor, now))


def demand(actor: Actor, row: Row | None, now: datetime, sentence: str | None = None) -> None:
    """Raises NotFound unless the row exists and the actor may see it."""
    if row is None or not decide(actor, row, now):
        raise NotFound(sentence)


def sees_patient(actor: Actor, patient: str, now: datetime) -> bool:
    """Whether the clinical record of a patient is open to this actor."""
    if actor.is_staff:
        return bool(actor.roles & CLINICAL) and (actor.every_chart or patient in actor.care)
    relation = actor.speaks_for(patient, now)
    return relation is not None and relation.scope == "full"


def spoken_for(actor: Actor, now: datetime, *, full: bool = True) -> list[str]:
    """The patients a portal user may speak for now; with `full`, only those whose record is wholly open to them."""
    held = (actor.speaks_for(patient, now) for patient in actor.relations)
    return [relation.patient for relation in held if relation and (relation.scope == "full" or not full)]


def writes_about(actor: Actor, patient: str, now: datetime) -> bool:
    """Whether the actor may begin something about a patient of whom they know: the staff, and who wholly speaks."""
    relation = actor.speaks_for(patient, now)
    return actor.is_staff or (relation is not None and relation.scope == "full")


def patients_open_to(actor: Actor, column: Any, now: datetime) -> sa.ColumnElement[bool]:
    """The condition on a patient column that matches `sees_patient`."""
    if not actor.is_staff:
        return column.in_(spoken_for(actor, now))  # type: ignore[no-any-return]
    if not actor.roles & CLINICAL:
        return sa.false()
    return sa.true() if actor.every_chart else column.in_(sorted(actor.care))


def _decide_patient(actor: Actor, patient: Patient, now: datetime) -> bool:
    """The directory: who works here knows every patient's name; portal users those they may speak for."""
    if patient.staged is not None:
        return False
    return works(actor) if actor.is_staff else actor.speaks_for(patient.id, now) is not None


def works(actor: Actor) -> bool:
    """Whether the actor is somebody of the staff whom the directory is for."""
    return actor.is_staff and bool(actor.roles & WORKING)


def _where_patient(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    shown = Patient.c.staged.is_(None)
    if actor.is_staff:
        return shown if works(actor) else sa.false()
    return sa.and_(shown, Patient.c.id.in_(spoken_for(actor, now, full=False)))


rule(Patient, decide=_decide_patient, where=_where_patient)


def load_actor(
    connection: Connection, keys: Keys, *, practice: str, person: str, face: Face, session: str, now: datetime
) -> Actor:
    """Read a person's rights in a practice.

    Raises SignedOut when their membership through this face is not active.
    """
    found = sa.select(Membership.c.roles).where(
        Membership.c.practice == practice,
        Membership.c.person == person,
        Membership.c.face == face,
        Membership.c.state == "active",
    )
    held = connection.execute(found).scalars().all()
    if not held:
        raise SignedOut("Your access to this practice has ended.")
    keys.load(connection, EVERYWHERE, {person})
    (who,) = rows(connection, sa.select(Person.table).where(Person.c.id == person), Person)
    roles = frozenset(" ".join(held).split())
    at = log.position(connection, practice).access_rev
    common: dict[str, Any] = {"practice": practice, "person": person, "face": face, "session": session}
    if face == "staff":
        return Actor(
            roles=roles & STAFF_ROLES,
            name=person_name(keys, who),
            access_rev=at,
            pools=_pools(connection, practice, person),
            care=_care(connection, practice, person, now),
            every_chart=_every_chart(connection, practice),
            **common,
        )
    relations = _relations(connection, practice, person)
    kinds = {"patient" if relation.kind == "self" else "proxy" for relation in relations.values()}
    return Actor(
        roles=frozenset(kinds) or frozenset(("patient",)),
        name=person_name(keys, who),
        access_rev=at,
        relations=relations,
        **common,
    )


def _pools(connection: Connection, practice: str, person: str) -> frozenset[str]:
    mine = sa.select(PoolMember.c.pool).where(PoolMember.c.practice == practice, PoolMember.c.person == person)
    return frozenset(connection.execute(mine).scalars())


def _care(connection: Connection, practice: str, person: str, now: datetime) -> frozenset[str]:
    mine = sa.select(CareTeam.c.patient).where(
        CareTeam.c.practice == practice,
        CareTeam.c.person == person,
        sa.or_(CareTeam.c.until.is_(None), CareTeam.c.until > now),
    )
    return frozenset(connection.execute(mine).scalars())


def _every_chart(connection: Connection, practice: str) -> bool:
    policy = sa.select(Practice.c.charts).where(Practice.c.practice == practice)
    return bool(connection.execute(policy).scalar_one() == "practice")


def _relations(connection: Connection, practice: str, person: str) -> dict[str, Relation]:
    held = sa.select(Proxy.table).where(
        Proxy.c.practice == practice, Proxy.c.person == person, Proxy.c.state == "active"
    )
    relations = {
        proxy.patient: Relation(proxy.patient, "proxy", scope=proxy.scope, until=proxy.until)  # type: ignore[arg-type]
        for proxy in rows(connection, held, Proxy)
    }
    own = sa.select(Patient.c.id).where(
        Patient.c.practice == practice, Patient.c.person == person, Patient.c.staged.is_(None)
    )
    return relations | {patient: Relation(patient, "self") for patient in connection.execute(own).scalars()}


def describe_actor(connection: Connection, keys: Keys, actor: Actor, now: datetime) -> dict[str, Any]:
    """The actor as the wire shows it to themselves, with the patients they may speak for."""
    mine = spoken_for(actor, now, full=False)
    keys.load(connection, actor.practice, set(mine))
    found = sa.select(Patient.table).where(Patient.c.practice == actor.practice, Patient.c.id.in_(mine))
    patients = [
        {"id": row.id, "name": patient_name(keys, row), "relation": held.kind, "scope": held.scope}
        for row in rows(connection, found, Patient)
        for held in (actor.relations[row.id],)
    ]
    return {
        "person": actor.person,
        "practice": actor.practice,
        "face": actor.face,
        "roles": sorted(actor.roles),
        "name": actor.name,
        "patients": sorted(patients, key=lambda patient: (patient["relation"] != "self", patient["name"])),
    }
