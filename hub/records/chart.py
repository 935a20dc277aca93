"""The clinical facts of a chart: FHIR R4 resources as they came, sealed, versioned and never overwritten.

Columns beside the sealed text are what charts are searched and sorted by. A fact of an import that has not been shown
yet exists for nobody but the importer.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor
from hub.db import Row, rows, table
from hub.records import access
from hub.records.fhir.names import name_meant
from hub.records.fhir.projection import Projection
from hub.records.fhir.text import Resource, parse
from hub.records.read import Read
from hub.records.seal import Keys

SHARED = "shared"  # owner of the key that seals what belongs to no patient
LONGEST_COLUMN = 100  # a code is short; what is longer is prose and stays in the sealed text


@table(
    "fact",
    sa.Index("ix_fact_patient", "practice", "patient", "kind", "at"),
    sa.Index("ix_fact_file", "practice", "file", "place"),
    key=("practice", "id", "version"),
)
class Fact(Row, frozen=True, kw_only=True):
    """One version of one resource. patient: whose chart it is in; None for what the whole practice shares.

    body: its JSON text, sealed. digest: keyed, of its content, by which a repeat is known. file, place: the import and
    the entry it came with. source: its fullUrl, sealed, where the id does not tell it.
    """

    practice: str
    id: str
    version: int = 1
    patient: str | None
    kind: str
    status: str | None = None
    category: str | None = None
    system: str | None = None
    code: str | None = None
    at: datetime | None = None
    number: float | None = None
    unit: str | None = None
    encounter: str | None = None
    digest: str
    body: bytes
    source: bytes | None = None
    file: str | None = None
    place: int | None = None
    made_at: datetime

    @property
    def owner(self) -> str:
        """Whose key seals it."""
        return self.patient or SHARED


@table("fact_name", key=("practice", "name", "fact"))
class FactName(Row, frozen=True, kw_only=True):
    """A further name of a fact, hashed. One that several facts claim means none of them."""

    practice: str
    name: str
    fact: str


@table("import_file")
class ImportFile(Row, frozen=True, kw_only=True):
    """A bundle being imported, or imported. id: keyed hash of its bytes. state: staged, shown.

    landed: how many of its entries are dealt with. scope: under which its `Type/id` names are kept, sealed.
    """

    practice: str
    id: str
    rev: int = 1
    state: str = "staged"
    entries: int
    landed: int = 0
    taken: int = 0
    unchanged: int = 0
    refused: int = 0
    scope: bytes
    begun_at: datetime
    shown_at: datetime | None = None


def _decide_fact(actor: Actor, fact: Fact, now: datetime) -> bool:
    """Whose it is decides. Whether its import is shown is for `see` alone: an unshown fact is never held in memory."""
    if fact.patient is None:
        return actor.is_staff or bool(actor.relations)
    return access.sees_patient(actor, fact.patient, now)


def _where_fact(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    theirs = access.patients_open_to(actor, Fact.c.patient, now)
    everyones = Fact.c.patient.is_(None) if actor.is_staff or actor.relations else sa.false()
    return sa.and_(sa.or_(theirs, everyones), is_shown(Fact.table))


access.rule(Fact, decide=_decide_fact, where=_where_fact)


def is_shown(fact: sa.FromClause) -> sa.ColumnElement[bool]:
    """The condition that a fact did not come with an import still staged."""
    file = ImportFile.table.alias()
    came_with = (file.c.practice == fact.c.practice, file.c.id == fact.c.file, file.c.state == "shown")
    return sa.or_(fact.c.file.is_(None), sa.exists().where(*came_with).correlate(fact))


def see_current(actor: Actor, now: datetime) -> sa.Select[Any]:
    """A select of the newest shown version of every fact this actor may see."""
    newer = Fact.table.alias()
    later = (newer.c.practice == Fact.c.practice, newer.c.id == Fact.c.id, newer.c.version > Fact.c.version)
    return access.see(actor, Fact, now).where(~sa.exists().where(*later, is_shown(newer)).correlate(Fact.table))


def fact_id(keys: Keys, practice: str, name: str) -> str:
    """The id of the resource that goes by this name: the same whenever and however often it comes."""
    return keys.hash(practice, "fact", name)


def body_place(id: str, version: int) -> str:
    """Where a body is sealed to, so that no version can be put in another's place."""
    return f"fact.body:{id}:{version}"


def text_of_fact(keys: Keys, fact: Fact) -> bytes:
    """The JSON text of a fact as it came, white space aside. The key of its owner must be loaded."""
    return keys.open_bytes(fact.practice, fact.owner, body_place(fact.id, fact.version), fact.body)


def content_of(keys: Keys, fact: Fact) -> Resource:
    """The resource itself, with decimals as Decimal."""
    return parse(text_of_fact(keys, fact))


def columns_of(projection: Projection) -> dict[str, Any]:
    """A projection as the plain columns of a fact: codes and numbers, never prose."""
    number = float(projection.number) if projection.number is not None else None
    return {
        "status": _short(projection.status),
        "category": _short(projection.category),
        "system": _short(projection.system),
        "code": _short(projection.code),
        "at": projection.at,
        "number": number if number is None or abs(number) < float("inf") else None,
        "unit": _short(projection.unit),
    }


def _short(text: str | None) -> str | None:
    return text if text is None or (len(text) <= LONGEST_COLUMN and text.isprintable()) else None


def resolve(read: Read, actor: Actor, fact: Fact, reference: str) -> Fact | None:
    """The fact that a reference within another one means, when it is there and the actor may see it."""
    name = name_meant(reference, scope=_scope_of(read, fact))
    if name is None:
        return None
    id = fact_id(read.keys, read.practice, name)
    claims = sa.select(FactName.c.fact).where(FactName.c.practice == read.practice, FactName.c.name == id)
    claimed = read.connection.execute(claims.limit(2)).scalars().all()
    ids = [id, *claimed] if len(claimed) == 1 else [id]
    found = read.select(see_current(actor, read.now).where(Fact.c.id.in_(ids)), Fact)
    return min(found, key=lambda one: one.id != id, default=None)


def _scope_of(read: Read, fact: Fact) -> str:
    if fact.file is None:
        return ""
    file = ImportFile.table
    found = sa.select(file).where(file.c.practice == read.practice, file.c.id == fact.file)
    read.ready([SHARED])
    return "".join(
        read.open(SHARED, f"import_file.scope:{one.id}", one.scope) for one in rows(read.connection, found, ImportFile)
    )
