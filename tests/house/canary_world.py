"""Two practices in which every word about a patient is a canary, and everybody who might overhear one.

Every role is there, full and limited proxies, one whose grant runs out, an ended member, one who was invited and never
came, a nurse who is a patient of her own practice and another who is one next door.
"""

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from hub.actor import Who
from hub.auth import sessions
from hub.db import rows
from hub.messaging.quick_replies import QuickReply
from hub.messaging.tables import Topic
from hub.records.importer import import_paths
from hub.records.imports.progress import Progress
from hub.records.people import (
    CareTeam,
    Membership,
    Patient,
    Person,
    Pool,
    PoolMember,
    Practice,
    Proxy,
    fold_email,
    patient_name,
)
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import new_id
from tests.cast import One, make_cast
from tests.house.oracle import Member, Oracle, Secret, Viewer

CANARY = re.compile(rb"kanari-[a-z]+-[a-z]+-\d+|\b19[0-4]\d-\d\d-\d\d\b|\+1 700 \d{3} \d{4}")
POOLS = ("nurses", "desk", "billing")

# key: roles, pools, state of the membership
STAFF_HERE = {
    "okafor": ("provider", ("nurses",), "active"),
    "lin": ("nurse", ("nurses",), "active"),
    "kim": ("nurse", ("nurses",), "active"),
    "sam": ("front_desk", ("desk",), "active"),
    "bo": ("biller", ("billing",), "active"),
    "dana": ("admin", (), "active"),
    "rae": ("admin provider", (), "active"),
    "aud": ("auditor", (), "active"),
    "eve": ("nurse", (), "ended"),
    "ian": ("nurse", ("nurses",), "invited"),
}
STAFF_NEXT_DOOR = {
    "zoe": ("nurse", ("nurses",), "active"),
    "pat": ("provider", (), "active"),
    "fay": ("front_desk", ("desk",), "active"),
    "max": ("admin", (), "active"),
}
# patient: who speaks for them, how; `later` runs out, `over` has ended, `asked` was never taken up
PATIENTS_HERE = {
    "ana": (("ana", "self"), ("gus", "over")),
    "ben": (("ben", "self"),),
    "mia": (("ben", "full"), ("una", "asked")),
    "tom": (("tom", "self"), ("ben", "limited")),
    "cleo": (("cleo", "self"), ("joy", "later")),
    "kim": (("kim", "self"),),
    "nia": (),
}
PATIENTS_NEXT_DOOR = {
    "yan": (("yan", "self"),),
    "vic": (("vic", "self"), ("yan", "limited")),
    "lin": (("lin", "self"),),
}
PORTAL_HERE = ("ana", "ben", "tom", "cleo", "kim", "gus", "una", "joy")
PORTAL_NEXT_DOOR = ("yan", "vic", "lin")


@dataclass
class World:
    """What there is to ask for and to tell, by id, and who asks."""

    hub: Hub
    oracle: Oracle = field(default_factory=Oracle)
    secrets: dict[str, Secret] = field(default_factory=dict)
    people: dict[Viewer, One] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    pools: dict[str, list[str]] = field(default_factory=dict)
    topics: dict[str, dict[str, str]] = field(default_factory=dict)
    patients: dict[str, str] = field(default_factory=dict)  # id → practice
    proxies: dict[str, tuple[str, str]] = field(default_factory=dict)
    members: dict[str, Viewer] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    numbers: dict[str, Any] = field(default_factory=lambda: defaultdict(itertools.count))

    def tell(self, kind: str, whom: str, *practices: str, **about: Any) -> str:
        """A new canary: its text, known to the oracle."""
        number = next(self.numbers[kind])
        match kind:
            case "born":
                text = (date(1900, 1, 1) + timedelta(days=number)).isoformat()
            case "telephone":
                text = f"+1 700 {number // 10_000:03d} {number % 10_000:04d}"
            case _:
                text = f"kanari-{whom}-{kind}-{number}"
        self.secrets[text] = Secret(kind, set(practices), **about)
        return text

    def viewer(self, practice: str, key: str, face: str) -> Viewer:
        return Viewer(practice, self.persons[key], face)


async def found_world(hub: Hub, folder: Path) -> World:
    """Both practices; next door, charts are for teams."""
    world = World(hub)
    await _found(world, folder, STAFF_HERE, PATIENTS_HERE, PORTAL_HERE)
    there = await _found(world, folder, STAFF_NEXT_DOOR, PATIENTS_NEXT_DOOR, PORTAL_NEXT_DOOR)
    world.oracle.team_only.add(there)
    yan = next(patient for patient, practice in world.patients.items() if practice == there)
    world.oracle.care.add((world.persons["zoe"], yan))

    def tighten(tx: Tx) -> Outcome:
        practice = tx.find(Practice)
        assert practice is not None
        tx.change(practice, charts="team")
        tx.add(CareTeam(practice=there, id=new_id(), patient=yan, person=world.persons["zoe"], since=tx.now))
        return Outcome()

    await hub.writer.run(there, tighten, alone=True)
    return world


async def _found(world: World, folder: Path, staff: Any, patients: Any, portal: Iterable[str]) -> str:
    practice = (await make_cast(world.hub, {"first": ("First", "staff", "auditor", ())})).practice
    await import_paths(world.hub, practice, _bundles(world, folder, practice, patients), progress=_Quiet())
    by_name = await world.hub.read(practice, lambda at: _names(world.hub, at, practice))

    def settle(tx: Tx) -> Outcome:
        _add_boxes(tx, world)
        for key, (roles, pools, state) in staff.items():
            _add_member(tx, world, key, "staff", roles, state, [POOLS.index(pool) for pool in pools])
        _add_replies(tx, world, staff)
        for key in portal:
            _add_member(tx, world, key, "patient", "patient", "active", [])
        for key, speakers in patients.items():
            patient = next(id for name, id in by_name.items() if f"-{key}-" in name)
            world.patients[patient] = practice
            for secret in world.secrets.values():
                secret.patient = patient if secret.patient == f"{practice} {key}" else secret.patient
            for speaker, how in speakers:
                _let_speak(tx, world, patient, world.persons[speaker], how)
        return Outcome()

    await world.hub.writer.run(practice, settle, alone=True)
    return practice


class _Quiet(Progress):
    def line(self, text: str) -> None: ...
    def bar(self, *place: Any) -> None: ...


def _names(hub: Hub, at: Any, practice: str) -> dict[str, str]:
    found = rows(at, Patient.table.select().where(Patient.c.practice == practice), Patient)
    hub.keys.load(at, practice, {patient.id for patient in found})
    return {patient_name(hub.keys, patient): patient.id for patient in found}


def _add_boxes(tx: Tx, world: World) -> None:
    world.pools[tx.practice] = [
        tx.add(Pool(practice=tx.practice, id=new_id(), name=world.tell("pool", name, tx.practice))).id for name in POOLS
    ]
    world.topics[tx.practice] = {}
    for name, pool in zip(POOLS, world.pools[tx.practice], strict=True):
        title = world.tell("topic", name, tx.practice)
        topic = tx.add(Topic(practice=tx.practice, id=new_id(), name_en=title, name_es=title, pool=pool))
        world.topics[tx.practice][topic.id] = pool


def _add_replies(tx: Tx, world: World, staff: Iterable[str]) -> None:
    """A quick reply of the practice, and an own one of everybody on its staff."""
    for owner in (None, *(world.persons[key] for key in staff)):
        kind, author = ("personal", Viewer(tx.practice, owner, "staff")) if owner else ("reply", None)
        title, en, es = (world.tell(kind, "desk", tx.practice, author=author) for _ in range(3))
        reply = QuickReply(
            practice=tx.practice, id=new_id(), owner=owner, title=title, text_en=en, text_es=es, at=tx.now
        )
        world.replies.append(tx.add(reply).id)


def _add_member(tx: Tx, world: World, key: str, face: str, roles: str, state: str, pools: list[int]) -> None:
    """A place in a practice with an open session, whether or not it gives any power."""
    person = world.persons.get(key) or _add_person(tx, world, key)
    for text in (world.names[key], world.emails[key].partition("@")[0]):
        world.secrets[text].practices.add(tx.practice)
    held = [world.pools[tx.practice][number] for number in pools]
    member = Membership(
        practice=tx.practice, id=new_id(), person=person, face=face, roles=roles, state=state, since=tx.now
    )
    tx.add(member)
    for pool in held:
        tx.add(PoolMember(practice=tx.practice, pool=pool, person=person))
    viewer = Viewer(tx.practice, person, face)
    world.members[member.id] = viewer
    world.oracle.members[viewer] = Member(frozenset(roles.split()), frozenset(held), state == "active")
    world.people[viewer] = open_session(tx, world.hub, viewer, key)


def open_session(tx: Tx, hub: Hub, viewer: Viewer, name: str) -> One:
    face: Literal["staff", "patient"] = "staff" if viewer.face == "staff" else "patient"
    session, token = sessions.open_session(tx, hub.settings, person=viewer.person, practice=viewer.practice, face=face)
    return One(viewer.person, name, "", Who(session.id, viewer.practice, viewer.person, face), token)


def _add_person(tx: Tx, world: World, key: str) -> str:
    person = world.persons[key] = new_id()
    name = world.names[key] = world.tell("person", key, person=person)
    email = world.emails[key] = world.tell("address", key, person=person) + "@chartwire.example"
    tx.new_key(person, practice=EVERYWHERE)
    tx.add(
        Person(
            id=person,
            name=tx.seal_for_person(person, f"person.name:{person}", name),
            email=tx.seal_for_person(person, f"person.email:{person}", email),
            email_hash=world.hub.keys.hash(EVERYWHERE, "email", fold_email(email)),
            made_at=tx.now,
        )
    )
    return person


def _let_speak(tx: Tx, world: World, patient: str, person: str, how: str) -> None:
    if how == "self":
        row = tx.find(Patient, patient)
        assert row is not None
        tx.change(row, person=person)
        return world.oracle.speaks(person, patient, "self", None)
    states = {"over": "ended", "asked": "invited"}
    until = tx.now + timedelta(minutes=10) if how == "later" else None
    scope: Literal["full", "limited"] = "limited" if how == "limited" else "full"
    proxy = Proxy(
        practice=tx.practice, id=new_id(), patient=patient, person=person, scope=scope, until=until,
        state=states.get(how, "active"),
    )  # fmt: skip
    world.proxies[tx.add(proxy).id] = (person, patient)
    world.oracle.acquainted.setdefault(patient, set()).add(person)
    if proxy.state == "active":
        world.oracle.speaks(person, patient, scope, until)
    return None


# Charts


def _bundles(world: World, folder: Path, practice: str, patients: Iterable[str]) -> list[Path]:
    return [_bundle(world, folder / f"{key}-{practice}.json", practice, key) for key in patients]


def _bundle(world: World, path: Path, practice: str, key: str) -> Path:
    """One patient's history: every section of a chart, every free text of it a canary."""
    whose = f"{practice} {key}"  # until the import has given them an id
    name, born, telephone = (world.tell(kind, key, practice, patient=whose) for kind in ("name", "born", "telephone"))
    url = f"urn:uuid:00000000-0000-4000-8000-{next(world.numbers['url']):012d}"
    about = {
        "name": [{"given": [name], "family": "Reyes"}],
        "birthDate": born,
        "telecom": [{"system": "phone", "value": telephone}],
    }
    entries: list[dict[str, Any]] = [{"fullUrl": url, "resource": {"resourceType": "Patient", "id": url[9:], **about}}]

    def text() -> dict[str, Any]:
        return {"text": world.tell("chart", key, practice, patient=whose)}

    def add(kind: str, **fields: Any) -> None:
        own = f"urn:uuid:00000000-0000-4000-8000-{next(world.numbers['url']):012d}"
        subject = {"reference": url}
        entries.append(
            {"fullUrl": own, "resource": {"resourceType": kind, "id": own[9:], **fields, "subject": subject}}
        )

    add("Condition", code=text())
    add(
        "MedicationRequest",
        status="active",
        intent="order",
        medicationCodeableConcept=text(),
        dosageInstruction=[text()],
    )
    add("Observation", status="final", code={**text(), "coding": [{"code": "x"}]}, valueString=text()["text"])
    add("Encounter", status="finished", type=[text()], period={"start": "2020-01-01T10:00:00Z"})
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}))
    return path
