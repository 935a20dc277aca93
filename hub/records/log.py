"""The log: every event of a practice, numbered without gaps. History, outbox and resume buffer at once.

The number is taken under the lock of the practice's stream row, as the last thing before the commit; a reader that has
seen number n has therefore missed nothing below it.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.db import Row, rows, table
from hub.shapes import new_id


@table("stream", key=("practice",))
class Stream(Row, frozen=True, kw_only=True):
    """The lock row of a practice's log. audited: length of its audit chain. access_rev: grows with every grant change.

    epoch names the incarnation of history: cursors of another epoch mean nothing.
    """

    practice: str
    epoch: str
    head: int = 0
    audited: int = 0
    access_rev: int = 0
    trimmed: int = 0


@table("event", sa.Index("ix_event_at", "practice", "at"), key=("practice", "seq"), is_clustered=True)
class Event(Row, frozen=True, kw_only=True):
    """What happened. topics: its audience before and after, separated by spaces. refs: JSON of the rows it shows."""

    practice: str
    seq: int
    kind: str
    subject: str
    rev: int
    at: datetime
    by: str
    by_role: str
    session: str | None
    for_patient: str | None
    patient: str | None
    command: str | None
    topics: str
    refs: str
    access: bool

    @property
    def topic_set(self) -> frozenset[str]:
        return frozenset(self.topics.split())


@table("receipt", sa.Index("ix_receipt_at", "practice", "at"), key=("practice", "id", "person"), is_clustered=True)
class Receipt(Row, frozen=True, kw_only=True):
    """That a command was done, with which arguments (keyed digest) and what it answered: the whole of idempotency.

    result: sealed for the person, since an answer may hold a link that opens an account.
    """

    practice: str
    id: str
    person: str
    name: str
    digest: str
    seq: int
    result: bytes
    at: datetime


class Position(NamedTuple):
    """Where a practice's history stands."""

    epoch: str
    head: int
    access_rev: int
    trimmed: int = 0


_POSITION = sa.select(Stream.c.epoch, Stream.c.head, Stream.c.access_rev, Stream.c.trimmed)
_POSITION_OF = _POSITION.where(Stream.c.practice == sa.bindparam("of"))
_GROW = (
    "UPDATE stream SET head = head + {0}, audited = audited + {0}, access_rev = access_rev + {0} "
    "WHERE practice = {0} RETURNING epoch, head, access_rev, audited"
)
_GROW_BY = {"sqlite": _GROW.format("?"), "postgresql": _GROW.format("%s")}  # driver SQL: every batch runs it


def position(connection: Connection, practice: str) -> Position:
    return Position(*connection.execute(_POSITION_OF, {"of": practice}).one())


def positions(connection: Connection) -> dict[str, Position]:
    """Of every practice, for the head poll that heals a lost doorbell."""
    found = connection.execute(sa.select(Stream.c.practice, *_POSITION.selected_columns))
    return {practice: Position(*rest) for practice, *rest in found}


def take_numbers(
    connection: Connection, practice: str, *, events: int, audits: int, grants: int
) -> tuple[Position, int]:
    """Lock the stream and take the next numbers. Returns the position after, and the audit chain's length after."""
    text = _GROW_BY[connection.dialect.name]
    grown = connection.exec_driver_sql(text, (events, audits, grants, practice))
    epoch, head, access_rev, audited = grown.one()
    return Position(epoch, head, access_rev), audited


def events_after(connection: Connection, practice: str, seq: int, *, limit: int) -> list[Event]:
    """The events numbered seq + 1 and on, in order."""
    found = sa.select(Event.table).where(Event.c.practice == practice, Event.c.seq > seq)
    return rows(connection, found.order_by(Event.c.seq).limit(limit), Event)


def keep_position(path: Path, heads: dict[str, int]) -> None:
    """Note beside the database how far it had come, so that an older copy put back is noticed."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(heads))
    os.replace(beside, path)


def renew_epochs(connection: Connection, path: Path) -> list[str]:
    """Give a new epoch to every practice whose database is behind the position kept beside it: an older copy was
    put back, and cursors from the lost future must not be trusted. Returns those practices."""
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        kept = {}
    if not isinstance(kept, dict):
        return []
    behind = [name for name, now in positions(connection).items() if now.head < kept.get(name, 0)]
    for practice in behind:
        connection.execute(sa.update(Stream.table).where(Stream.c.practice == practice).values(epoch=new_id()))
    return behind
