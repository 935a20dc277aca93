"""Going through what was there before somebody came: once, a little at a time, and on from there after a crash.

How far it has come moves in the transaction of what it does, as with followers of the log, who go on from there.
"""

from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.db import Row, rows, table
from hub.records import log
from hub.records.following import stand_at
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub

Write = Callable[[Tx], None]
Prepare = Callable[[Connection, str], tuple[str | None, Write]]


@table("catch_up", key=("practice", "name"))
class CatchUp(Row, frozen=True, kw_only=True):
    """How far somebody has come through the rows that were there before them. version: by which rules."""

    practice: str
    name: str
    rev: int = 1
    version: int
    upto: str = ""
    is_done: bool = False


async def catch_up(
    hub: Hub,
    practice: str,
    name: str,
    version: int,
    *,
    begin: Write,
    follower: bool,
    prepare: Prepare,
) -> None:
    """Go once through what was there before, and again when the rules have another version.

    begin: makes room for a new beginning. prepare: reads the rows after an id in a reader thread, and returns the last
    id, None for none, and what writes them. follower: one of the same name goes on from where the log stands when this
    begins, so that nothing falls between the two.
    """
    known = await hub.read(practice, partial(_caught_up, practice, name))
    if known is None or known.version != version:
        start = partial(_begin, name=name, version=version, write=begin, follower=follower)
        known = (await hub.writer.run(practice, start, low=True)).value
    while not known.is_done:
        last, write = await hub.read(practice, partial(_prepared, prepare, known.upto))
        step = partial(_go_on, name=name, after=known, last=last, write=write)
        known = (await hub.writer.run(practice, step, low=True)).value


def _prepared(prepare: Prepare, after: str, connection: Connection) -> tuple[str | None, Write]:
    return prepare(connection, after)


def _caught_up(practice: str, name: str, connection: Connection) -> CatchUp | None:
    found = sa.select(CatchUp.table).where(CatchUp.c.practice == practice, CatchUp.c.name == name)
    return next(iter(rows(connection, found, CatchUp)), None)


def _begin(tx: Tx, name: str, version: int, write: Write, *, follower: bool) -> Outcome:
    known = tx.find(CatchUp, name)
    if known is not None and known.version == version:
        return Outcome(known)
    if follower:
        stand_at(tx, name, log.position(tx.connection, tx.practice).head)
    write(tx)
    if known is None:
        return Outcome(tx.add(CatchUp(practice=tx.practice, name=name, version=version)))
    return Outcome(tx.change(known, version=version, upto="", is_done=False))


def _go_on(tx: Tx, name: str, after: CatchUp, last: str | None, write: Write) -> Outcome:
    known = tx.find(CatchUp, name)
    assert known is not None
    if known != after:
        return Outcome(known)
    write(tx)
    return Outcome(tx.change(known, is_done=True) if last is None else tx.change(known, upto=last))
