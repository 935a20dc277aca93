"""The boxes: which conversations one reader finds in each, newest first, narrowed to what they look for."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa

from hub.actor import Actor
from hub.calls import Seen, query
from hub.errors import Invalid
from hub.messaging import answers
from hub.messaging.pages import fill_page
from hub.messaging.tables import Thread, is_active, is_member, is_unowned
from hub.messaging.unread import unread_by
from hub.messaging.views import facts_of, show_thread
from hub.records.read import Read
from hub.shapes import Id, Limit, Shape, decode, read_instant


class ListThreads(Shape, frozen=True):
    """box: mine (I own it, or am among its colleagues), pool (unassigned, in `pool` or any of mine), all (all I may
    see), patient.

    only: those that hold something urgent, something unread, or wait beyond their time. done_since: those closed at or
    after this instant; in `mine` by me, in `pool` out of it.
    """

    box: Literal["mine", "pool", "all", "patient"]
    pool: Id | None = None
    patient: Id | None = None
    state: Literal["open", "waiting", "snoozed", "closed"] | None = None
    only: Literal["urgent", "unread", "overdue"] | None = None
    done_since: str | None = None
    after: str | None = None
    limit: Limit = 50


@query("thread.list", answers=answers.ThreadList)
def list_threads(read: Read, actor: Actor, ask: ListThreads) -> Seen:
    """The threads of one box, newest activity first.

    For the staff one that came back, by its time or by hand, or is told to be overdue, stands first as well.
    """
    place = Thread.c.listed_at if actor.is_staff else Thread.c.last_at
    found = read.see(actor, Thread).where(*_in_box(actor, ask), *_narrowed(read, actor, ask))
    if ask.after is not None:
        at, thread_id = _read_token(ask.after)
        found = found.where(
            sa.tuple_(place, Thread.c.id) < sa.tuple_(sa.literal(at, place.type), sa.literal(thread_id))
        )
    found = found.order_by(place.desc(), Thread.c.id.desc()).limit(ask.limit + 1)
    threads = read.select(found, Thread)
    known = facts_of(read, actor, threads)
    shown = fill_page(show_thread(known, actor, thread) for thread in threads[: ask.limit])
    page = threads[: len(shown)]
    after = _write_token(getattr(page[-1], place.name), page[-1].id) if len(threads) > len(page) else None
    return Seen({"threads": shown, "next": after}, tuple({thread.patient for thread in page if thread.patient}))


def _in_box(actor: Actor, ask: ListThreads) -> list[sa.ColumnElement[bool]]:
    if ask.box == "mine":
        if ask.done_since:
            return [Thread.c.closed_by == actor.person]
        return [sa.or_(Thread.c.owner == actor.person, sa.and_(is_member(actor.person), is_active()))]
    if ask.box == "pool":
        pools = [ask.pool] if ask.pool else sorted(actor.pools)
        within = Thread.c.pool.in_(pools)
        return [within] if ask.done_since else [within, is_unowned(), is_active(), sa.not_(is_member(actor.person))]
    if ask.box == "patient":
        if ask.patient is None:
            raise Invalid("Name the patient.", field="patient")
        return [Thread.c.patient == ask.patient]
    return []


def _narrowed(read: Read, actor: Actor, ask: ListThreads) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if ask.state is not None:
        # In a box of one's own the index of the box is the narrow one; coalesce keeps SQLite from that of the state.
        is_wide = ask.box == "all"
        wanted.append((Thread.c.state if is_wide else sa.func.coalesce(Thread.c.state, "")) == ask.state)
    if ask.done_since is not None:
        since = read_instant(ask.done_since, field="done_since")
        wanted += [Thread.c.state == "closed", Thread.c.closed_at >= since]
    if ask.only == "urgent":
        wanted += [sa.and_(sa.text("thread.urgent")), is_active()]  # said as its index says it: no `= 1`
    elif ask.only == "overdue":
        wanted += [Thread.c.state == sa.literal_column("'open'"), Thread.c.due_at < read.now]
    elif ask.only == "unread":
        wanted += [unread_by(actor) > 0, is_active()]
    return wanted


def _write_token(at: datetime, thread_id: str) -> str:
    return urlsafe_b64encode(f"{at.timestamp():.3f} {thread_id}".encode()).decode()


def _read_token(token: str) -> tuple[datetime, str]:
    try:
        at, thread_id = urlsafe_b64decode(token).decode().split(" ")
        return datetime.fromtimestamp(float(at), UTC), decode(thread_id, Id)
    except (ValueError, OverflowError, Invalid):
        raise Invalid("This is not a place in the list; ask for the list again.", field="after") from None
