"""Read: what a query may do inside one snapshot of one practice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import Actor
from hub.db import Row, rows
from hub.errors import NotFound
from hub.records import access
from hub.records.seal import EVERYWHERE, Keys

R = TypeVar("R", bound=Row)


class Read:
    """One read-only snapshot, with the keys to open what it finds."""

    def __init__(self, connection: Connection, keys: Keys, practice: str, now: datetime) -> None:
        self.connection, self.keys, self.practice, self.now = connection, keys, practice, now

    def select(self, statement: sa.Select[Any], kind: type[R]) -> list[R]:
        """Rows by a select of a whole table. Scope it with `see`."""
        return rows(self.connection, statement, kind)

    def see(self, actor: Actor, kind: type[Row]) -> sa.Select[Any]:
        """A select of exactly the rows of a table this actor may see."""
        return access.see(actor, kind, self.now)

    def get(self, actor: Actor, kind: type[R], identity: str, sentence: str | None = None) -> R:
        """One row this actor may see. Raises NotFound when it is absent or not theirs."""
        found = self.select(self.see(actor, kind).where(kind.c[kind.primary[-1]] == identity), kind)
        if not found:
            raise NotFound(sentence)
        return found[0]

    def ready(self, owners: Iterable[str]) -> None:
        """Load the keys of these patients, to open what is sealed for them."""
        self.keys.load(self.connection, self.practice, set(owners))

    def ready_for_persons(self, persons: Iterable[str]) -> None:
        self.keys.load(self.connection, EVERYWHERE, set(persons))

    def open(self, owner: str, place: str, sealed: bytes) -> str:
        """Open text sealed for a patient of this practice. place: `table.column:row`."""
        return self.keys.open(self.practice, owner, place, sealed)
