"""The people of a practice: who is a patient, who works here, who may speak for whom, who shares a queue."""

from datetime import datetime

from sqlalchemy import Index

from hub.db import Row, table
from hub.records.seal import EVERYWHERE, Keys


@table("practice", key=("practice",))
class Practice(Row, frozen=True, kw_only=True):
    """One practice. charts: `practice` (providers and nurses may open every chart) or `team` (their own patients)."""

    practice: str
    rev: int = 1
    name: str
    telephone: str
    time_zone: str
    opens: str = "08:00"
    closes: str = "17:00"
    charts: str = "practice"
    is_demo: bool = False
    made_at: datetime


@table("site")
class Site(Row, frozen=True, kw_only=True):
    practice: str
    id: str
    name: str


@table("person", Index("ix_person_email", "email_hash", unique=True), key=("id",))
class Person(Row, frozen=True, kw_only=True):
    """Somebody who can sign in; may belong to several practices. Name and e-mail are sealed under their own key."""

    id: str
    rev: int = 1
    name: bytes
    email: bytes
    email_hash: str
    language: str = "en"
    made_at: datetime


@table("patient", Index("ix_patient_person", "practice", "person"))
class Patient(Row, frozen=True, kw_only=True):
    """Somebody who is treated here. person: their own account, when they have one. staged: an import not yet shown."""

    practice: str
    id: str
    rev: int = 1
    person: str | None = None
    name: bytes
    born: bytes
    telephone: bytes | None = None
    sex: str = "unknown"
    language: str = "en"
    staged: str | None = None
    made_at: datetime


@table(
    "patient_word", Index("ix_patient_word_patient", "practice", "patient"), key=("practice", "word", "patient"),
)  # fmt: skip
class PatientWord(Row, frozen=True, kw_only=True):
    """A keyed hash of what a patient is found by: see `typed.keys_of`."""

    practice: str
    word: str
    patient: str


@table(
    "membership",
    Index("ix_membership_person", "person"),
    Index("ix_membership_place", "practice", "person", "face", unique=True),
)
class Membership(Row, frozen=True, kw_only=True):
    """A person's place in a practice through one face. roles: separated by spaces. state: invited, active or ended."""

    practice: str
    id: str
    rev: int = 1
    person: str
    face: str
    roles: str
    state: str
    since: datetime


@table("proxy", Index("ix_proxy_person", "practice", "person"), Index("ix_proxy_patient", "practice", "patient"))
class Proxy(Row, frozen=True, kw_only=True):
    """Who may speak for a patient. scope: full, limited. until: when it ends by itself. state: active, ended."""

    practice: str
    id: str
    rev: int = 1
    patient: str
    person: str
    scope: str = "full"
    until: datetime | None = None
    state: str = "active"


@table("care_team", Index("ix_care_team_person", "practice", "person"))
class CareTeam(Row, frozen=True, kw_only=True):
    """Who looks after a patient, from and until when."""

    practice: str
    id: str
    patient: str
    person: str
    since: datetime
    until: datetime | None = None


@table("pool", Index("ix_pool_name", "practice", "name", unique=True))
class Pool(Row, frozen=True, kw_only=True):
    """A shared queue of the staff."""

    practice: str
    id: str
    rev: int = 1
    name: str


@table("pool_member", Index("ix_pool_member_person", "practice", "person"), key=("practice", "pool", "person"))
class PoolMember(Row, frozen=True, kw_only=True):
    practice: str
    pool: str
    person: str


def person_name(keys: Keys, person: Person) -> str:
    return keys.open(EVERYWHERE, person.id, f"person.name:{person.id}", person.name)


def person_email(keys: Keys, person: Person) -> str:
    return keys.open(EVERYWHERE, person.id, f"person.email:{person.id}", person.email)


def patient_name(keys: Keys, patient: Patient) -> str:
    return keys.open(patient.practice, patient.id, f"patient.name:{patient.id}", patient.name)


def patient_born(keys: Keys, patient: Patient) -> str:
    return keys.open(patient.practice, patient.id, f"patient.born:{patient.id}", patient.born)


def patient_telephone(keys: Keys, patient: Patient) -> str | None:
    if patient.telephone is None:
        return None
    return keys.open(patient.practice, patient.id, f"patient.telephone:{patient.id}", patient.telephone)


def fold_email(email: str) -> str:
    """The form under which an e-mail address is compared."""
    return email.strip().casefold()
