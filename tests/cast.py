"""The practice of Dr Okafor, and a neighbour: named people through whom every test speaks.

Lin is a nurse, Sam sits at the front desk, Dana administers. Ana is a patient; Ben is the father of Mia, nine, and
speaks for her. Next door, in another practice, Zoe is a nurse and Yan a patient.
"""

from dataclasses import dataclass, field
from typing import Any

from hub.actor import Who
from hub.auth import sessions
from hub.bulk import insert_rows
from hub.messaging.tables import Topic
from hub.records.log import Stream
from hub.records.people import Membership, Patient, Person, Pool, PoolMember, Practice, Proxy, Site, fold_email
from hub.records.seal import EVERYWHERE
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import new_id


@dataclass
class One:
    """Somebody of the cast: their person, their signed-in session, and their patient record if they have one."""

    id: str
    name: str
    email: str
    who: Who
    token: str
    patient: str | None = None


@dataclass
class Cast:
    """One practice and its people."""

    practice: str
    pools: dict[str, str] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    people: dict[str, One] = field(default_factory=dict)
    patients: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> One:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


RIVERSIDE: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "okafor": ("Dr. Amara Okafor", "staff", "provider", ("nurses",)),
    "lin": ("Lin Park", "staff", "nurse", ("nurses",)),
    "kim": ("Kim Doyle", "staff", "nurse", ("nurses",)),
    "sam": ("Sam Ortiz", "staff", "front_desk", ("desk",)),
    "dana": ("Dana Whitfield", "staff", "admin", ()),
    "ana": ("Ana Reyes", "patient", "patient", ()),
    "ben": ("Ben Carter", "patient", "patient", ()),
    "cleo": ("Cleo Marsh", "patient", "patient", ()),
}
NEXT_DOOR: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "zoe": ("Zoe Quist", "staff", "nurse", ("nurses",)),
    "yan": ("Yan Brandt", "patient", "patient", ()),
}


async def make_cast(hub: Hub, people: dict[str, Any] | None = None, *, name: str = "Riverside Family Practice") -> Cast:
    """Found a practice with these people, all signed in."""
    practice = new_id()
    cast = Cast(practice)
    with hub.database.write(practice) as connection:
        about = {"name": name, "telephone": "+1 555 010 0100", "time_zone": "America/New_York"}
        insert_rows(connection, [Practice(practice=practice, made_at=hub.clock(), **about)])
        insert_rows(connection, [Stream(practice=practice, epoch=new_id())])
        hub.keys.make_practice_key(connection, practice)

    def found(tx: Tx) -> Outcome:
        tx.add(Site(practice=practice, id=new_id(), name="Main Street"))
        for key, title in (("nurses", "Nurses"), ("desk", "Front desk")):
            cast.pools[key] = tx.add(Pool(practice=practice, id=new_id(), name=title)).id
            topic = Topic(practice=practice, id=new_id(), name_en=title, name_es=title, pool=cast.pools[key])
            cast.topics[key] = tx.add(topic).id
        for key, (title, face, roles, pools) in (people or RIVERSIDE).items():
            cast.people[key] = _add(tx, hub, cast, key, title, face, roles, pools)
        if "ben" in cast.people:
            cast.patients["mia"] = _add_patient(tx, "Mia Carter", "2017-03-14", None)
            proxy = Proxy(practice=practice, id=new_id(), patient=cast.patients["mia"], person=cast.ben.id)
            tx.add(proxy)
        return Outcome()

    await hub.writer.run(practice, found, alone=True)
    return cast


def _add(tx: Tx, hub: Hub, cast: Cast, key: str, title: str, face: str, roles: str, pools: tuple[str, ...]) -> One:
    person = new_id()
    tx.new_key(person, practice=EVERYWHERE)
    email = f"{key}-{person[-6:].lower()}@chartwire.example"
    tx.add(
        Person(
            id=person,
            name=tx.seal_for_person(person, f"person.name:{person}", title),
            email=tx.seal_for_person(person, f"person.email:{person}", email),
            email_hash=hub.keys.hash(EVERYWHERE, "email", fold_email(email)),
            made_at=tx.now,
        )
    )
    membership = {"face": face, "roles": roles, "state": "active", "since": tx.now}
    tx.add(Membership(practice=tx.practice, id=new_id(), person=person, **membership))
    for pool in pools:
        tx.add(PoolMember(practice=tx.practice, pool=cast.pools[pool], person=person))
    patient = None
    if face == "patient":
        patient = cast.patients[key] = _add_patient(tx, title, "1956-04-30", person)
    session, token = sessions.open_session(
        tx, hub.settings, person=person, practice=tx.practice, face="staff" if face == "staff" else "patient"
    )
    return One(person, title, email, session.who, token, patient)


def _add_patient(tx: Tx, title: str, born: str, person: str | None) -> str:
    patient = new_id()
    tx.new_key(patient)
    tx.add(
        Patient(
            practice=tx.practice,
            id=patient,
            person=person,
            name=tx.seal(patient, f"patient.name:{patient}", title),
            born=tx.seal(patient, f"patient.born:{patient}", born),
            made_at=tx.now,
        )
    )
    return patient
