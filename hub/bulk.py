"""Rows read and written many at a time, in driver SQL: what the writer does for every batch.

Built and bound by SQLAlchemy, an update costs 30 µs a row more and a select by a list of ids 140 µs. A statement takes
many rows, because SQLite gives the interpreter's lock away and takes it back at every step, which executemany makes
once a row.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from hub.db import EPOCH, MILLISECOND, Moment, Row

CHUNKS = (64, 16, 4, 1)  # rows in a statement: few sizes, so that each table has few statements, which stay prepared
R = TypeVar("R", bound=Row)
T = TypeVar("T")


def rows_by_id(
    connection: Connection, kind: type[R], practice: str, ids: Sequence[Any], *, lock: bool = False
) -> list[R]:
    """Rows of one table by their ids: the part of the primary key after the practice, if it begins with one.

    lock: wait for whoever is changing them, and keep others from doing so until the commit.
    """
    read = _reader(kind, _is_sqlite(connection))
    of = (practice,) if kind.primary[0] == "practice" else ()
    if not _is_sqlite(connection):
        text = _select_text(kind, 0) + (" FOR UPDATE" if lock else "")
        return [read(values) for values in connection.exec_driver_sql(text, (*of, list(ids)))]
    return [
        read(values)
        for chunk in _chunks(ids)
        for values in connection.exec_driver_sql(_select_text(kind, len(chunk)), (*of, *chunk)).fetchall()
    ]


def insert_rows(connection: Connection, added: Sequence[Row], *, unless_there: bool = False) -> None:
    """Insert rows of one table. unless_there: those whose key is there already stay as they are."""
    kind, is_sqlite = type(added[0]), _is_sqlite(connection)
    written = zip(*map(msgspec.structs.astuple, added), strict=True)
    values = [_bound(column, each, is_sqlite) for column, each in zip(kind.table.columns, written, strict=True)]
    if not is_sqlite:
        connection.exec_driver_sql(_insert_text(kind, 0, unless_there), tuple(map(list, values)))
        return
    for chunk in _chunks(list(zip(*values, strict=True))):
        connection.exec_driver_sql(_insert_text(kind, len(chunk), unless_there), tuple(chain.from_iterable(chunk)))


def update_rows(connection: Connection, changes: Sequence[tuple[Row, Row]]) -> int:
    """Write rows of one table over the versions they were made from: (before, after). Returns how many still were."""
    kind, is_sqlite = type(changes[0][0]), _is_sqlite(connection)
    changed = tuple(
        column.name
        for column in kind.table.columns
        if any(getattr(before, column.name) is not getattr(after, column.name) for before, after in changes)
    )
    new = [_bound(kind.c[name], [getattr(after, name) for _, after in changes], is_sqlite) for name in changed]
    old = [[getattr(before, name) for before, _ in changes] for name in (*kind.primary, "rev")]
    written = list(zip(*new, *old, strict=True))
    if not is_sqlite or len(written) == 1:
        return connection.exec_driver_sql(_update_text(kind, changed, is_sqlite), written).rowcount
    count = 0
    for chunk in _chunks(written):
        text = _update_from_text(kind, changed, len(chunk))
        count += connection.exec_driver_sql(text, tuple(chain.from_iterable(chunk))).rowcount
    return count


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _chunks(listed: Sequence[T]) -> Iterator[Sequence[T]]:
    at = 0
    for size in CHUNKS:
        while len(listed) - at >= size:
            yield listed[at : at + size]
            at += size


def _bound(column: sa.Column[Any], values: Sequence[Any], is_sqlite: bool) -> Sequence[Any]:
    if is_sqlite and isinstance(column.type, Moment):
        return [None if value is None else (value - EPOCH) // MILLISECOND for value in values]
    return values


@cache
def _reader(kind: type[R], is_sqlite: bool) -> Callable[[Sequence[Any]], R]:
    """What makes a row of what the driver found."""
    names = kind.__struct_fields__
    casts: list[tuple[int, Callable[[Any], Any]]] = []
    for at, column in enumerate(kind.table.columns):
        if isinstance(column.type, Moment):
            casts.append((at, _moment_of if is_sqlite else _in_utc))
        elif isinstance(column.type, sa.Boolean) and is_sqlite:
            casts.append((at, bool))

    def read(found: Sequence[Any]) -> R:
        values = list(found)
        for at, cast in casts:
            if values[at] is not None:
                values[at] = cast(values[at])
        return kind(**dict(zip(names, values, strict=True)))

    return read


def _moment_of(milliseconds: int) -> datetime:
    return EPOCH + milliseconds * MILLISECOND


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


@cache
def _select_text(kind: type[Row], count: int) -> str:
    """count: ids at once on SQLite; 0 for PostgreSQL, which takes them as an array."""
    has_practice = kind.primary[0] == "practice"
    identity = _quoted(kind.c[kind.primary[min(1, len(kind.primary) - 1)]])
    mark = "?" if count else "%s"
    where = f"practice = {mark} AND " if has_practice else ""
    which = f"IN ({', '.join('?' * count)})" if count else "= ANY(%s)"
    columns = ", ".join(map(_quoted, kind.table.columns))
    return f"SELECT {columns} FROM {kind.table.name} WHERE {where}{identity} {which} ORDER BY {identity}"  # noqa: S608


@cache
def _insert_text(kind: type[Row], count: int, unless_there: bool) -> str:
    """count: rows at once on SQLite; 0 for PostgreSQL, which takes a column at a time."""
    columns = list(kind.table.columns)
    into = f"INSERT INTO {kind.table.name} ({', '.join(map(_quoted, columns))})"
    end = " ON CONFLICT DO NOTHING" if unless_there else ""
    if count:
        return f"{into} VALUES {_marks(len(columns), count)}{end}"
    arrays = (f"%s::{column.type.compile(postgresql.dialect())}[]" for column in columns)  # type: ignore[no-untyped-call]
    return f"{into} SELECT * FROM unnest({', '.join(arrays)}){end}"  # noqa: S608 - names are ours


@cache
def _update_text(kind: type[Row], changed: tuple[str, ...], is_sqlite: bool) -> str:
    mark = "?" if is_sqlite else "%s"
    values = ", ".join(f"{_quoted(kind.c[name])} = {mark}" for name in changed)
    where = " AND ".join(f"{_quoted(kind.c[name])} = {mark}" for name in (*kind.primary, "rev"))
    return f"UPDATE {kind.table.name} SET {values} WHERE {where}"  # noqa: S608 - names are ours


@cache
def _update_from_text(kind: type[Row], changed: tuple[str, ...], count: int) -> str:
    name, before = kind.table.name, (*kind.primary, "rev")
    given = ", ".join([f"new_{at}" for at in range(len(changed))] + [f"old_{at}" for at in range(len(before))])
    values = ", ".join(f"{_quoted(kind.c[column])} = new_{at}" for at, column in enumerate(changed))
    where = " AND ".join(f"{name}.{_quoted(kind.c[column])} = old_{at}" for at, column in enumerate(before))
    marks = _marks(len(changed) + len(before), count)
    return f"WITH given ({given}) AS (VALUES {marks}) UPDATE {name} SET {values} FROM given WHERE {where}"  # noqa: S608


def _marks(columns: int, count: int) -> str:
    return ", ".join([f"({', '.join('?' * columns)})"] * count)


def _quoted(column: sa.Column[Any]) -> str:
    return f'"{column.name}"'
