"""Threads, their messages, how far each reader has read, and the topics a patient may write about."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.actor import Actor, Face
from hub.calls import Tally
from hub.db import EPOCH, Row, only_where, table
from hub.records import access
from hub.records.files.tables import File
from hub.records.people import Patient, Person

MINE = "mine"  # the box of what somebody owns


@table("topic")
class Topic(Row, frozen=True, kw_only=True):
    """What a patient may write about, in their words; the pool answers it."""

    practice: str
    id: str
    rev: int = 1
    name_en: str
    name_es: str
    pool: str
    place: int = 0


@table(
    "thread",
    sa.Index("ix_thread_patient", "practice", "patient", "last_at"),
    sa.Index("ix_thread_owner", "practice", "owner", "listed_at", **only_where("owner IS NOT NULL")),
    sa.Index("ix_thread_pool", "practice", "pool", "listed_at", **only_where("owner IS NULL AND state <> 'closed'")),
    sa.Index("ix_thread_listed", "practice", "listed_at"),
    sa.Index("ix_thread_state", "practice", "state", "listed_at"),
    sa.Index("ix_thread_urgent", "practice", "listed_at", **only_where("urgent AND state <> 'closed'")),
    sa.Index("ix_thread_due", "practice", "due_at", **only_where("due_at IS NOT NULL AND state = 'open'")),
    sa.Index("ix_thread_closed", "practice", "closed_at", **only_where("closed_at IS NOT NULL")),
    sa.Index("ix_thread_snoozed", "snoozed_until", **only_where("snoozed_until IS NOT NULL")),
)
class Thread(Row, frozen=True, kw_only=True):
    """A conversation about one patient, in exactly one box: its owner's, or its pool's while nobody owns it.

    state: open (the practice's turn), waiting (the patient's turn), snoozed or closed.
    count, shown: messages in all, and those the patient sees. seen_by_staff, seen_by_patient: how far (in `shown`)
    anybody of that side has read. last_line is sealed, and of the last message the patient sees. listed_at: its place
    in the lists of the staff: when it was last written in, came back or was closed. due_at: by when the practice
    answers; an open one has it always. snooze_reason is kept until somebody answers or closes it.
    """

    practice: str
    id: str
    rev: int = 1
    patient: str
    topic: str
    subject: bytes
    pool: str
    owner: str | None = None
    state: str = "open"
    urgent: bool = False
    due_at: datetime | None = None
    snoozed_until: datetime | None = None
    snooze_reason: bytes | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    last_at: datetime
    listed_at: datetime = EPOCH
    last_line: bytes
    count: int = 0
    shown: int = 0
    seen_by_staff: int = 0
    seen_by_patient: int = 0

    def mentions(self) -> list[tuple[type[Row], tuple[Any, ...]]]:
        staff = (person for person in (self.owner, self.closed_by) if person)
        return [(Patient, (self.practice, self.patient)), *((Person, (person,)) for person in staff)]


@table("message", sa.Index("ix_message_thread", "practice", "thread", "n", unique=True), is_clustered=True)
class Message(Row, frozen=True, kw_only=True):
    """One message. n: its place in the thread; shown: how many messages the patient sees up to and with it.

    author_for: the patient a proxy wrote for. body: sealed for the `rev` it is of, see `body_place`; empty once it is
    retracted, when its versions keep it. mentioned: ids of the colleagues a note calls. state: sent or retracted;
    `seen` follows from the thread. files: what hangs on it, ids separated by spaces.
    """

    practice: str
    id: str
    rev: int = 1
    thread: str
    patient: str
    n: int
    shown: int
    author: str
    author_role: str
    author_for: str | None = None
    body: bytes
    internal: bool = False
    sent_at: datetime
    amended_at: datetime | None = None
    state: str = "sent"
    mentioned: str = ""
    files: str = ""

    def mentions(self) -> list[tuple[type[Row], tuple[Any, ...]]]:
        named: list[tuple[type[Row], tuple[Any, ...]]] = [(Person, (self.author,))]
        named += [(Person, (person,)) for person in self.mentioned.split()]
        named += [(File, (self.practice, file)) for file in self.files.split()]
        return [*named, (Patient, (self.practice, self.author_for))] if self.author_for else named


def body_place(message: str, rev: int) -> str:
    """What a body is bound to: its message at one revision, so that no older text can stand in for a newer one."""
    return f"message.body:{message}:{rev}"


@table("message_version", key=("practice", "message", "rev"))
class MessageVersion(Row, frozen=True, kw_only=True):
    """What a message said at one `rev` before it was amended or retracted, and why it was; the chart keeps it."""

    practice: str
    message: str
    rev: int
    body: bytes
    reason: bytes | None
    at: datetime
    by: str


@table("mark", is_clustered=True)
class Mark(Row, frozen=True, kw_only=True):
    """How far one reader has read one thread. id: see `mark_id`. upto, upto_shown: counts as in Thread.

    mine: the reader's own messages after it; what is unread is what others wrote since.
    """

    practice: str
    id: str
    rev: int = 1
    thread: str
    person: str
    face: str
    upto: int = 0
    upto_shown: int = 0
    mine: int = 0


def mark_id(thread: str, person: str, face: Face) -> str:
    return f"{thread}:{person}:{face}"


def unread_of(thread: Thread, mark: Mark | None, *, is_staff: bool) -> int:
    """Messages others wrote that this reader has not read."""
    written = thread.count if is_staff else thread.shown
    if mark is None:
        return written
    return max(0, written - (mark.upto if is_staff else mark.upto_shown) - mark.mine)


def tally_of(actor: Actor, thread: Thread, unread: int) -> Tally:
    """How a thread counts for this reader: in the box of theirs that it is in, or not at all.

    A finished conversation is in nobody's box of the staff; the patient may still have an answer to read in it.
    """
    if not actor.is_staff:
        return Tally(unread, thread.urgent)
    if thread.owner:
        box = MINE if thread.owner == actor.person else ""
    else:
        box = thread.pool if thread.pool in actor.pools and thread.state != "closed" else ""
    return Tally(unread, thread.urgent, box, thread.state == "open") if box else Tally()


def is_unowned() -> sa.ColumnElement[bool]:
    """In its pool, for anybody there to take. Said as the index over such threads says it."""
    return sa.and_(Thread.c.owner.is_(None))


def is_active() -> sa.ColumnElement[bool]:
    """Not finished. Written out: an index over some rows is used only where its condition stands in the statement."""
    return sa.and_(Thread.c.state != sa.literal_column("'closed'"))


def _decide_thread(actor: Actor, thread: Thread, now: datetime) -> bool:
    if actor.is_staff and not actor.roles & access.ANSWERING:
        return False
    if actor.is_staff and (thread.owner == actor.person or thread.pool in actor.pools):
        return True
    return access.sees_patient(actor, thread.patient, now)


def _where_thread(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    chart = access.patients_open_to(actor, Thread.c.patient, now)
    if not actor.is_staff:
        return chart
    if not actor.roles & access.ANSWERING:
        return sa.false()
    return sa.or_(Thread.c.owner == actor.person, Thread.c.pool.in_(sorted(actor.pools)), chart)


access.rule(Thread, decide=_decide_thread, where=_where_thread)


def _decide_in_practice(actor: Actor, row: Row, now: datetime) -> bool:
    return True


access.rule(Topic, decide=_decide_in_practice, where=lambda actor, now: sa.true())


def may_read(actor: Actor, thread: Thread, message: Message, now: datetime) -> bool:
    """A message is for whoever may see its thread; an internal note only for staff."""
    return access.decide(actor, thread, now) and (actor.is_staff or not message.internal)
