"""Turns the invented practice into a real one: its people, charts and conversations, dated to today.

Charts come in through the importer and messages through the commands, so the demo holds nothing a practice could not.
"""

import io
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import Actor, Face
from hub.calls import Happened
from hub.demo import cast
from hub.demo.charts import demo_bundles
from hub.demo.conversations import CONVERSATIONS, Conversation, Said
from hub.errors import StartRefused
from hub.messaging import commands, reading
from hub.messaging.quick_replies import add_replies
from hub.messaging.tables import Message, Thread, Topic
from hub.records import access
from hub.records.importer import import_bundle
from hub.records.imports.progress import Progress, Report
from hub.records.people import CareTeam, Membership, Patient, Pool, PoolMember, Practice, Proxy, Site
from hub.records.practice import add_person, add_practice
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import new_id

Ids = dict[str, str]


async def seed_demo(hub: Hub) -> None:
    """Found the demo practice in an empty database."""
    with hub.database.write(EVERYWHERE) as connection:
        about = {"name": cast.PRACTICE_NAME, "telephone": cast.TELEPHONE, "time_zone": cast.TIME_ZONE}
        practice = add_practice(connection, hub.keys, now=hub.clock(), is_demo=True, **about).practice
    places = (await hub.writer.run(practice, _add_places, alone=True)).value
    patients = await import_charts(hub, practice)
    persons = (await hub.writer.run(practice, lambda tx: _add_people(tx, places, patients), alone=True)).value
    for told in CONVERSATIONS:
        await hub.writer.run(practice, partial(_tell, hub, told, places, persons, patients), alone=True)


def _add_places(tx: Tx) -> Outcome:
    tx.add(Site(practice=tx.practice, id=new_id(), name=cast.PRACTICE_NAME))
    ids: Ids = {}
    for pool in cast.POOLS:
        ids[pool.key] = tx.add(Pool(practice=tx.practice, id=new_id(), name=pool.name)).id
    for place, topic in enumerate(cast.TOPICS):
        named = Topic(
            practice=tx.practice,
            id=new_id(),
            name_en=topic.name_en,
            name_es=topic.name_es,
            pool=ids[topic.pool],
            place=place,
        )
        ids[f"topic/{topic.key}"] = tx.add(named).id
    add_replies(tx)
    return Outcome(ids)


async def import_charts(hub: Hub, practice: str) -> Ids:
    """Bring in every persona's chart as of today. Returns persona key → patient."""
    patients: Ids = {}
    today = hub.clock().astimezone(ZoneInfo(cast.TIME_ZONE)).date()
    for persona, bundle in demo_bundles(today):
        report, name = Report(), f"{persona.key}.json"
        await import_bundle(hub, practice, io.BytesIO(bundle), name, progress=Progress(), report=report)
        patients[persona.key] = next(iter(report.patients))
    return patients


def _add_people(tx: Tx, places: Ids, patients: Ids) -> Outcome:
    """Everybody who can sign in, with what they may do."""
    ids: Ids = {}
    for member in cast.STAFF:
        person = ids[member.key] = add_person(tx, name=member.name, email=member.email).id
        _add_membership(tx, person, "staff", " ".join(member.roles))
        for pool in member.pools:
            tx.add(PoolMember(practice=tx.practice, pool=places[pool], person=person))
        for key in member.patients:
            patient = patients[key]
            tx.add(CareTeam(practice=tx.practice, id=new_id(), patient=patient, person=person, since=tx.now))
    for user in cast.PORTAL_USERS:
        person = ids[user.key] = add_person(tx, name=user.name, email=user.email, language=user.language).id
        _add_membership(tx, person, "patient", "patient")
        if user.patient is not None:
            row = tx.find(Patient, patients[user.patient])
            assert row is not None
            tx.change(row, person=person)
    for grant in cast.PROXIES:
        patient, person = patients[grant.patient], ids[grant.person]
        tx.add(Proxy(practice=tx.practice, id=new_id(), patient=patient, person=person, scope=grant.scope))
    return Outcome(ids)


def _add_membership(tx: Tx, person: str, face: str, roles: str) -> None:
    member = Membership(
        practice=tx.practice, id=new_id(), person=person, face=face, roles=roles, state="active", since=tx.now
    )
    tx.add(member)


def _tell(hub: Hub, told: Conversation, places: Ids, persons: Ids, patients: Ids, tx: Tx) -> Outcome:
    """One conversation, by the commands everybody uses, each at the time it was said."""
    started = tx.now

    def at(said: Said) -> Actor:
        tx.now = started - timedelta(minutes=said.minutes_ago)
        return _actor(hub, tx, persons[said.by])

    first, *rest = told.said
    ask = commands.OpenThread(
        patient=patients[told.patient], topic=places[f"topic/{told.topic}"], subject=told.subject, body=first.text
    )
    done = commands.open_thread(tx, at(first), ask)
    thread, upto = done.result["thread"], done.result["message"]
    shown = upto
    events = [(done, at(first))]
    for said in rest:
        actor = at(said)
        read = reading.ReadThread(thread=thread, upto=upto if actor.is_staff else shown)
        events.append((reading.read_thread(tx, actor, read), actor))
        post = commands.PostMessage(thread=thread, body=said.text, internal=said.internal)
        done = commands.post_message(tx, actor, post)
        events.append((done, actor))
        upto = done.result["message"]
        shown = shown if said.internal else upto
    happened = [event for done, _ in events for event in done.events]
    happened += _leave_as(tx, told, hub, persons, thread, upto)
    tx.now = started
    return Outcome(events=happened, by=events[0][1])


def _leave_as(tx: Tx, told: Conversation, hub: Hub, persons: Ids, thread: str, upto: str) -> list[Happened]:
    row = tx.find(Thread, thread)
    assert row is not None
    happened: list[Happened] = []
    if told.is_read:
        reader = _actor(hub, tx, persons[told.owner or "park"])
        happened += reading.read_thread(tx, reader, reading.ReadThread(thread=thread, upto=upto)).events
        row = tx.find(Thread, thread) or row
    owner = persons[told.owner] if told.owner else None
    if told.state == "closed":
        tx.change(row, owner=None, state="closed", closed_at=row.last_at, closed_by=owner)
    else:
        tx.change(row, owner=owner, state=told.state)
    return happened


def _actor(hub: Hub, tx: Tx, person: str) -> Actor:
    tx.flush()
    found = sa.select(Membership.c.face).where(Membership.c.practice == tx.practice, Membership.c.person == person)
    face: Face = "staff" if tx.connection.execute(found).scalar_one() == "staff" else "patient"
    return access.load_actor(
        tx.connection, hub.keys, practice=tx.practice, person=person, face=face, session="", now=tx.now
    )


async def roll_forward(hub: Hub) -> None:
    """Move the demo's dates to today: charts are imported again as of today, conversations are shifted whole days."""
    practice, newest = await hub.read(EVERYWHERE, _stamp)
    days = (hub.clock().date() - newest.date()).days
    if days <= 0:
        return
    await import_charts(hub, practice)

    def shift(tx: Tx) -> Outcome:
        by = timedelta(days=days)
        for thread in tx.select(sa.select(Thread.table).where(Thread.c.practice == practice), Thread):
            dates = {name: getattr(thread, name) for name in ("last_at", "listed_at", "due_at", "closed_at")}
            tx.change(thread, **{name: at + by for name, at in dates.items() if at is not None})
        for message in tx.select(sa.select(Message.table).where(Message.c.practice == practice), Message):
            tx.change(message, sent_at=message.sent_at + by)
        stamp = tx.find(Practice)
        assert stamp is not None
        tx.change(stamp, made_at=stamp.made_at + by)
        return Outcome()

    await hub.writer.run(practice, shift, alone=True)


def _stamp(connection: Connection) -> tuple[str, datetime]:
    found = connection.execute(sa.select(Practice.c.practice, Practice.c.made_at).where(Practice.c.is_demo)).all()
    if len(found) != 1:
        raise StartRefused("This database is not a demo; choose another data folder for the demo.")
    return found[0].practice, found[0].made_at
