"""The audit chain: who did or saw what of which patient, for whom and with what outcome; reads and denials too.

Each row's hash covers the row and the hash before it. Rows hold ids only, so shredding a patient never breaks the
chain. The chain grows only under the stream's lock.
"""

import hashlib
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.bulk import insert_rows
from hub.db import Row, rows, table
from hub.shapes import instant

FIRST = "0" * 64


@table("audit", sa.Index("ix_audit_patient", "practice", "patient", "n"), key=("practice", "n"), is_clustered=True)
class Audit(Row, frozen=True, kw_only=True):
    """One line of the chain. outcome: `done`, `seen`, `delivered`, or the code of a refusal."""

    practice: str
    n: int
    at: datetime
    person: str
    face: str
    session: str
    patient: str | None
    for_patient: str | None
    action: str
    outcome: str
    reason: str | None
    hash: str


class Entry(NamedTuple):
    """A line before it has its place in the chain."""

    at: datetime
    person: str
    face: str
    session: str
    patient: str | None
    for_patient: str | None
    action: str
    outcome: str
    reason: str | None = None


def link(previous: str, practice: str, n: int, entry: Entry) -> str:
    """The hash of one line: SHA-256 over the hash before it and every field, separated by unit separators."""
    at, *rest = entry
    parts = [previous, practice, str(n), instant(at), *("" if part is None else str(part) for part in rest)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def append(connection: Connection, practice: str, entries: list[Entry], *, length: int, previous: str | None) -> str:
    """Add lines at the end of a chain that is `length` long with them. Returns its new last hash."""
    n = length - len(entries)
    last = previous if previous is not None else last_hash(connection, practice, n)
    added = []
    for entry in entries:
        n += 1
        last = link(last, practice, n, entry)
        added.append(Audit(practice=practice, n=n, hash=last, **entry._asdict()))
    insert_rows(connection, added)
    return last


def last_hash(connection: Connection, practice: str, n: int) -> str:
    if n == 0:
        return FIRST
    found = sa.select(Audit.c.hash).where(Audit.c.practice == practice, Audit.c.n == n)
    return str(connection.execute(found).scalar_one())


def verify(connection: Connection, practice: str, length: int, *, page: int = 1000) -> int | None:
    """Walk a chain that should be `length` long. Returns the number of the first line that does not hold, or None."""
    last, n = FIRST, 0
    while n < length:
        found = sa.select(Audit.table).where(Audit.c.practice == practice, Audit.c.n > n).order_by(Audit.c.n)
        chunk = rows(connection, found.limit(page), Audit)
        for row in chunk:
            n += 1
            entry = Entry(*(getattr(row, name) for name in Entry._fields))
            last = link(last, practice, n, entry)
            if row.n != n or row.hash != last:
                return n
        if not chunk:
            return n + 1
    beyond = sa.select(sa.func.count()).where(Audit.c.practice == practice, Audit.c.n > length)
    return length + 1 if connection.execute(beyond).scalar_one() else None
