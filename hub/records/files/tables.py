"""Files and their sealed chunks; what files hang on decides who may open them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Place
from hub.db import Row, only_where, table
from hub.records.people import Person

NO_FILE = "There is no such file."
PIECE, BODY, PREVIEW = "piece", "body", "preview"


@table(
    "file",
    sa.Index("ix_file_patient", "practice", "patient", "made_at"),
    sa.Index("ix_file_person", "practice", "person", "made_at"),
    sa.Index("ix_file_carrier", "practice", "carrier", **only_where("carrier IS NOT NULL")),
    sa.Index("ix_file_unsent", "expires_at", **only_where("expires_at IS NOT NULL")),
    sa.Index("ix_file_leftover", "practice", "id", **only_where("leftover IS NOT NULL")),
)
class File(Row, frozen=True, kw_only=True):
    """A file of one patient's chart, or on its way there.

    state: receiving, checking, ready, refused, attached or discarded. digest: keyed hash of the content as announced.
    name: sealed. size_bytes: as announced, and from `ready` on as kept. part: which chunks are the file itself.
    mime, has_preview: known once it was checked; reason: why it was refused. carrier_kind, carrier, within: what it
    hangs on, and where that stands. expires_at: when it is forgotten unless it hangs on something by then; while it is
    being checked, leased_until is how long nobody else begins. leftover: the chunks to remove, `*` for all of them.
    """

    practice: str
    id: str
    rev: int = 1
    patient: str
    person: str
    face: str
    name: bytes
    size_bytes: int
    digest: str
    state: str = "receiving"
    reason: str | None = None
    mime: str | None = None
    part: str = PIECE
    has_preview: bool = False
    carrier_kind: str | None = None
    carrier: str | None = None
    within: str | None = None
    made_at: datetime
    expires_at: datetime | None
    leased_until: datetime | None = None
    leftover: str | None = None

    def mentions(self) -> list[Place]:
        return [(Person, (self.person,))]


@table("file_chunk", key=("practice", "file", "part", "n"))
class FileChunk(Row, frozen=True, kw_only=True):
    """Some bytes of a file, sealed with its id and their place, so that none stands for another. n: from 0."""

    practice: str
    file: str
    part: str
    n: int
    size_bytes: int
    data: bytes


def chunk_place(file: str, part: str, n: int) -> str:
    """Where a chunk is sealed to."""
    return f"file_chunk.data:{file}:{part}:{n}"


def name_place(file: str) -> str:
    return f"file.name:{file}"


Carries = Callable[[Actor, datetime], sa.ColumnElement[bool]]
CARRIERS: dict[str, Carries] = {}


def carrier(kind: str) -> Callable[[Carries], Carries]:
    """Register function(actor, now) → the condition that a file hangs on something of this kind the actor may read."""

    def register(function: Carries) -> Carries:
        CARRIERS[kind] = function
        return function

    return register


def see_files(actor: Actor, now: datetime) -> sa.Select[Any]:
    """A select of the files this actor may open: those on what they may read, and own ones that hang on nothing."""
    carried = [sa.and_(File.c.carrier_kind == kind, where(actor, now)) for kind, where in CARRIERS.items()]
    own = sa.and_(File.c.carrier.is_(None), is_own(actor), File.c.state == "ready")
    return sa.select(File.table).where(File.c.practice == actor.practice, sa.or_(own, *carried))


def is_own(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(File.c.person == actor.person, File.c.face == actor.face)
