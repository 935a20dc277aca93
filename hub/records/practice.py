"""The practice itself: how it is founded, its pools, who works there, and when it answers."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import ROLES as BY_RANK
from hub.actor import STAFF_ROLES, Actor, Who
from hub.bulk import insert_rows
from hub.calls import Done, Happened, Place, Seen, Shown, command, query, shows
from hub.db import rows
from hub.errors import Conflict, Invalid
from hub.records import access, answers
from hub.records.facts import Facts
from hub.records.hours import answer_by
from hub.records.log import Event, Stream
from hub.records.people import Membership, Person, Pool, Practice, fold_email, person_name
from hub.records.read import Read
from hub.records.seal import EVERYWHERE, Keys
from hub.records.tx import Tx
from hub.shapes import Name, Nothing, Shape, instant, new_id

FIRST_POOLS = ("Nurses", "Front desk", "Refills", "Billing")

access.rule(Pool, decide=lambda actor, pool, now: actor.is_staff, where=lambda actor, now: _staff_only(actor))


def _staff_only(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if actor.is_staff else sa.false()


class CreatePool(Shape, frozen=True):
    name: Name


def add_practice(
    connection: Connection,
    keys: Keys,
    *,
    name: str,
    telephone: str,
    time_zone: str,
    now: datetime,
    is_demo: bool = False,
) -> Practice:
    """Found a practice: its row, its log, its key. The writer serves it from then on.

    Raises Invalid for a time zone that is none.
    """
    if time_zone not in available_timezones():
        raise Invalid("The time zone must be a name such as America/New_York.", field="time_zone")
    practice = Practice(
        practice=new_id(), name=name, telephone=telephone, time_zone=time_zone, is_demo=is_demo, made_at=now
    )
    insert_rows(connection, [Stream(practice=practice.practice, epoch=new_id())])
    insert_rows(connection, [practice])
    keys.make_practice_key(connection, practice.practice)
    return practice


def add_pools(tx: Tx, names: tuple[str, ...] = FIRST_POOLS) -> list[Pool]:
    """The pools a new practice begins with."""
    return [tx.add(Pool(practice=tx.practice, id=new_id(), name=name)) for name in names]


def email_hash(keys: Keys, email: str) -> str:
    """What an e-mail address is looked up by."""
    return keys.hash(EVERYWHERE, "email", fold_email(email))


def find_person(connection: Connection, keys: Keys, email: str) -> Person | None:
    """Whoever has this e-mail address, in any practice."""
    found = rows(connection, sa.select(Person.table).where(Person.c.email_hash == email_hash(keys, email)), Person)
    return found[0] if found else None


def add_person(tx: Tx, *, name: str, email: str, language: str = "en") -> Person:
    """The person with this e-mail address: the one there is, under the name they have, or a new one."""
    tx.flush()
    known = find_person(tx.connection, tx.keys, email)
    if known is not None:
        return known
    person = new_id()
    tx.new_key(person, practice=EVERYWHERE)
    return tx.add(
        Person(
            id=person,
            name=tx.seal_for_person(person, f"person.name:{person}", name.strip()),
            email=tx.seal_for_person(person, f"person.email:{person}", email.strip()),
            email_hash=email_hash(tx.keys, email),
            language=language,
            made_at=tx.now,
        )
    )


def working_here(practice: str, *, role: str | None = None) -> sa.Select[Any]:
    """A select of the active memberships of the staff, or of those who hold a role."""
    active = sa.select(Membership.table).where(
        Membership.c.practice == practice, Membership.c.face == "staff", Membership.c.state == "active"
    )
    return active if role is None else active.where((" " + Membership.c.roles + " ").contains(f" {role} "))


def admin_topics(tx: Tx) -> tuple[str, ...]:
    """The topics of the administrators."""
    members = tx.select(working_here(tx.practice, role="admin"), Membership)
    return tuple(sorted({f"staff:{member.person}" for member in members}))


@command("pool.create", answers=answers.PoolMade)
def create_pool(tx: Tx, actor: Actor, ask: CreatePool) -> Done:
    """Add a shared queue. Raises Conflict when one of that name exists."""
    name = ask.name.strip()
    same = sa.select(Pool.table).where(Pool.c.practice == tx.practice, sa.func.lower(Pool.c.name) == name.lower())
    if tx.select(same, Pool):
        raise Conflict("There is a pool of that name already.")
    pool = Pool(practice=tx.practice, id=new_id(), name=name)
    tx.add(pool)
    return Done((Happened("pool.created", pool.id, pool.rev, ("staff",), refs={"pool": pool.id}),), {"pool": pool.id})


@query("pool.list", answers=answers.PoolList)
def list_pools(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The practice's shared queues, by name."""
    pools = read.select(read.see(actor, Pool).order_by(sa.func.lower(Pool.c.name)), Pool)
    return Seen({"pools": [show_pool(actor, pool) for pool in pools]})


def show_pool(actor: Actor, pool: Pool) -> dict[str, Any]:
    """A pool as the reader has it: open when it is theirs, or when every chart is open to them."""
    every_one = actor.every_chart and bool(actor.roles & access.CLINICAL)
    is_open = every_one or (pool.id in actor.pools and bool(actor.roles & access.ANSWERING))
    return {"id": pool.id, "rev": pool.rev, "name": pool.name, "open": is_open}


def _pool_needs(event: Event, who: Who) -> list[Place]:
    return [(Pool, (event.practice, event.subject))]


@shows("pool.created", data=answers.Pool, needs=_pool_needs)
def show_pool_event(known: Facts, actor: Actor, event: Event, now: datetime) -> Shown | None:
    """A pool, to the staff."""
    pool = known.find(Pool, event.practice, event.subject)
    return Shown(show_pool(actor, pool)) if pool is not None and access.decide(actor, pool, now) else None


@query("staff.list", answers=answers.StaffList)
def list_staff(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """Who works here, by name: those a conversation can be handed to."""
    roles: dict[str, set[str]] = {}
    for member in read.select(working_here(read.practice), Membership):
        roles.setdefault(member.person, set()).update(STAFF_ROLES.intersection(member.roles.split()))
    people = [
        {"id": person, "name": name, "role": next((role for role in BY_RANK if role in roles[person]), "")}
        for person, name in names_of(read, roles).items()
    ]
    return Seen({"people": sorted(people, key=lambda one: one["name"].casefold())})


def names_of(read: Read, persons: Any) -> dict[str, str]:
    """The names of these people, by id."""
    wanted = sorted(persons)
    read.ready_for_persons(wanted)
    found = read.select(sa.select(Person.table).where(Person.c.id.in_(wanted)), Person)
    return {person.id: person_name(read.keys, person) for person in found}


@query("practice.show", answers=answers.PracticeShown)
def show_practice(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """The practice, and the instant by which a message sent now is answered."""
    practice = practice_row(read.connection, read.practice)
    by = answer_by(read.now, time_zone=practice.time_zone, opens=practice.opens, closes=practice.closes)
    return Seen({"practice": describe_practice(practice), "answer_by": instant(by)})


def practice_row(connection: Connection, practice: str) -> Practice:
    (found,) = rows(connection, sa.select(Practice.table).where(Practice.c.practice == practice), Practice)
    return found


def describe_practice(practice: Practice) -> dict[str, Any]:
    """A practice as the wire has it."""
    return {
        "id": practice.practice,
        "name": practice.name,
        "telephone": practice.telephone,
        "time_zone": practice.time_zone,
    }
