"""Tx: what a command may do inside the writer's transaction. Reads are decided, writes collected until the flush."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.actor import Actor
from hub.bulk import insert_rows, rows_by_id, update_rows
from hub.db import Row, rows
from hub.errors import Conflict, NotFound
from hub.records import access
from hub.records.seal import EVERYWHERE, Keys, SealKey
from hub.settings import Settings

R = TypeVar("R", bound=Row)
DEFAULTS = Settings()


class StaleRow(Exception):
    """One of these rows, or somebody's rights, changed in another process after they were read: run again."""

    def __init__(self, places: tuple[tuple[type[Row], tuple[Any, ...]], ...] = ()) -> None:
        super().__init__(f"{len(places)} rows")
        self.places = places


class Tx:
    """One transaction of one practice, shared by the commands of a batch.

    Nothing reaches the database before `flush`, except through `execute` and `select`, which flush first.
    `wrote` says whether the command now running has changed anything. origin: where links lead that are handed out.
    """

    def __init__(
        self, connection: Connection, keys: Keys, practice: str, now: datetime, settings: Settings = DEFAULTS
    ) -> None:
        self.connection = connection
        self.keys = keys
        self.practice = practice
        self.now = now
        self.settings, self.origin = settings, settings.origin
        self.wrote = False
        self.held: dict[tuple[type[Row], tuple[Any, ...]], Row | None] = {}
        self._written: set[tuple[type[Row], tuple[Any, ...]]] = set()
        self._added: dict[type[Row], list[Row]] = {}
        self._unchanged: dict[tuple[type[Row], tuple[Any, ...]], Row] = {}
        self.after_commit: list[Callable[[], None]] = []
        self.new_keys: list[tuple[str, str]] = []

    def warm(self, wanted: Iterable[tuple[type[Row], tuple[Any, ...]]], *, lock: bool = False) -> None:
        """Load these rows, one query for each table, so that commands find them in memory.

        lock: wait for whoever is changing them, and keep others from doing so until the commit.
        """
        by_table: dict[type[Row], set[tuple[Any, ...]]] = {}
        for kind, identity in wanted:
            if (kind, identity) not in self.held:
                by_table.setdefault(kind, set()).add(identity)
        for kind, identities in by_table.items():
            at = _place_of_id(kind)
            ids = sorted({identity[at] for identity in identities})
            self.held.update(((kind, identity), None) for identity in identities)
            found = rows_by_id(self.connection, kind, self.practice, ids, lock=lock)
            self.held.update(((kind, row.identity), row) for row in found)

    def find(self, kind: type[R], *identity: Any) -> R | None:
        """A row by its key within the practice, for the system itself: no access check."""
        full = (self.practice, *identity) if kind.primary[0] == "practice" else identity
        if (kind, full) not in self.held:
            self.warm([(kind, full)])  # what was collected is held, so it need not be written first
        return cast("R | None", self.held[kind, full])

    def get(self, actor: Actor, kind: type[R], identity: str, sentence: str | None = None) -> R:
        """A row this actor may see. Raises NotFound when it is absent or not theirs; the two look alike on purpose."""
        row = self.find(kind, identity)
        if row is None or not access.decide(actor, row, self.now):
            raise NotFound(sentence)
        return row

    def select(self, statement: sa.Select[Any], kind: type[R]) -> list[R]:
        """Rows by a select, as the batch has left them so far. Scope it with `access.see`."""
        self.flush()
        found = rows(self.connection, statement, kind)
        for row in found:
            self.held.setdefault((kind, row.identity), row)
        return found

    def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:
        """Anything else in SQL; what was collected is written first."""
        self.flush()
        self.wrote = True
        return self.connection.execute(statement, parameters)

    def add(self, row: R) -> R:
        """Add a row at the next flush."""
        self.wrote = True
        self._added.setdefault(type(row), []).append(row)
        place = (type(row), row.identity)
        self.held[place] = row
        self._written.add(place)
        return row

    def change(self, row: R, **values: Any) -> R:
        """Replace a row by a changed one of the next `rev`. Written only if nobody else changed it meanwhile."""
        self.wrote = True
        place = (type(row), row.identity)
        changed = msgspec.structs.replace(row, rev=row.rev + 1, **values)  # type: ignore[attr-defined]
        pending = self._added.get(type(row))
        if pending and pending[-1] is row:
            pending[-1] = changed
        elif pending and row in pending:
            pending[pending.index(row)] = changed
        else:
            self._unchanged.setdefault(place, row)
        self.held[place] = changed
        self._written.add(place)
        return changed

    def flush(self) -> None:
        """Write what was collected: one statement for each table's changes and one for its additions.

        Changes first and in one order, so that processes queue at the rows they share instead of deadlocking.
        """
        changed: dict[type[Row], list[tuple[Row, Row]]] = {}
        for place in sorted(self._unchanged, key=lambda place: (place[0].table.name, place[1])):
            pair = (self._unchanged[place], cast("Row", self.held[place]))
            changed.setdefault(place[0], []).append(pair)
        self._unchanged = {}
        for kind, pairs in changed.items():
            self._write_changes(kind, pairs)
        for added in self._added.values():
            insert_rows(self.connection, added)
        self._added = {}

    def _write_changes(self, kind: type[Row], pairs: Sequence[tuple[Row, Row]]) -> None:
        if update_rows(self.connection, pairs) != len(pairs):
            raise StaleRow(tuple((kind, before.identity) for before, _ in pairs))

    def new_key(self, owner: str, *, practice: str | None = None) -> None:
        """Make the key of a new patient, or of a new person (practice EVERYWHERE)."""
        self.new_keys.append((practice or self.practice, owner))
        self.add(self.keys.make_key(self.connection, practice or self.practice, owner))

    def seal(self, owner: str, place: str, text: str) -> bytes:
        """Seal text for a patient of this practice. place: `table.column:row`."""
        self._ready(self.practice, owner)
        return self.keys.seal(self.practice, owner, place, text)

    def seal_for_person(self, person: str, place: str, text: str) -> bytes:
        self._ready(EVERYWHERE, person)
        return self.keys.seal(EVERYWHERE, person, place, text)

    def open_for_person(self, person: str, place: str, sealed: bytes) -> str:
        self._ready(EVERYWHERE, person)
        return self.keys.open(EVERYWHERE, person, place, sealed)

    def open(self, owner: str, place: str, sealed: bytes) -> str:
        self._ready(self.practice, owner)
        return self.keys.open(self.practice, owner, place, sealed)

    def _ready(self, practice: str, owner: str) -> None:
        if not self.keys.holds(practice, owner):
            self.keys.load(self.connection, practice, {owner})
            if not self.keys.holds(practice, owner):
                raise Conflict("This record was destroyed and can no longer be written to.")

    def touched(self) -> list[Row]:
        """The rows the batch wrote, for readers in the same process. What it only read may be old news by now."""
        rows = (self.held[place] for place in self._written)
        return [row for row in rows if row is not None and not isinstance(row, SealKey)]


def _place_of_id(kind: type[Row]) -> int:
    """Which part of the primary key tells the rows of one practice apart."""
    return min(1, len(kind.primary) - 1)
