"""How much is unread and to do in a reader's own boxes: counted by the database, in the same way as `tally_of`."""

from typing import Any

import sqlalchemy as sa

from hub.actor import Actor
from hub.answers import Unread
from hub.calls import Seen, Tally, query, tallies
from hub.messaging.tables import MINE, Mark, Thread, is_active, is_member, is_unowned
from hub.records.read import Read
from hub.shapes import Nothing


def unread_by(actor: Actor) -> sa.ColumnElement[int]:
    """What is unread in a thread: what others wrote beyond the reader's mark, if they have left one."""
    count, upto = (Thread.c.count, Mark.c.upto) if actor.is_staff else (Thread.c.shown, Mark.c.upto_shown)
    own = sa.and_(
        Mark.c.practice == Thread.c.practice,
        Mark.c.id == Thread.c.id + f":{actor.person}:{actor.face}",
    )
    read = sa.select(upto + Mark.c.mine).where(own).correlate(Thread.table).scalar_subquery()
    unread: sa.ColumnElement[int] = count - sa.func.coalesce(read, 0)
    return unread


def _counting(read: Read, actor: Actor) -> sa.Subquery:
    """What may count for this reader: id, box, unread, urgent and whether it is to be done; each thread once."""

    def within(box: Any, *conditions: sa.ColumnElement[bool], is_todo: Any) -> sa.Select[Any]:
        columns = (
            Thread.c.id,
            box.label("box"),
            unread_by(actor).label("unread"),
            Thread.c.urgent,
            is_todo.label("todo"),
        )
        return read.see(actor, Thread).with_only_columns(*columns).where(*conditions)

    if not actor.is_staff:
        return within(sa.literal(""), is_todo=sa.false()).subquery()
    is_todo = Thread.c.state == "open"
    among, not_owned = is_member(actor.person), Thread.c.owner.is_distinct_from(actor.person)
    mine = within(sa.literal(MINE), Thread.c.owner == actor.person, is_todo=is_todo)
    ours = within(sa.literal(MINE), among, not_owned, is_active(), is_todo=is_todo)
    pools = [
        within(sa.literal(pool), Thread.c.pool == pool, is_unowned(), is_active(), sa.not_(among), is_todo=is_todo)
        for pool in sorted(actor.pools)
    ]
    return sa.union_all(mine, ours, *pools).subquery()


@tallies
def load_tallies(read: Read, actor: Actor) -> dict[str, Tally]:
    """How each thread counts that does."""
    counting = _counting(read, actor)
    found = sa.select(counting).where(sa.or_(counting.c.unread > 0, counting.c.todo))
    return {
        thread: Tally(max(0, unread), bool(urgent), box, bool(todo))
        for thread, box, unread, urgent, todo in read.connection.execute(found)
    }


@query("unread.count", answers=Unread)
def count_unread(read: Read, actor: Actor, ask: Nothing) -> Seen:
    """How much is unread and to be done in the reader's own boxes."""
    one = _counting(read, actor).c
    is_unread = one.unread > 0
    sums = sa.select(
        one.box,
        _number_of(is_unread),
        sa.func.coalesce(sa.func.sum(sa.case((is_unread, one.unread), else_=0)), 0),
        _number_of(sa.and_(is_unread, one.urgent)),
        _number_of(one.todo),
    ).group_by(one.box)
    by_box = {box: [int(number) for number in rest] for box, *rest in read.connection.execute(sums)}
    threads, messages, urgent = (sum(numbers[at] for numbers in by_box.values()) for at in range(3))
    counted: dict[str, Any] = {"threads": threads, "messages": messages, "urgent": urgent}
    if actor.is_staff:
        boxes = sorted((box, todo, unread) for box, (_, unread, _, todo) in by_box.items() if todo or unread)
        counted["boxes"] = [{"box": box, "todo": todo, "unread": unread} for box, todo, unread in boxes]
    return Seen(counted)


def _number_of(condition: Any) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
