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
from hub.records.seal import SealKey

MINE = "mine"  # the box of what somebody owns
UNTOLD = "state = 'open' AND overdue_at IS DISTINCT FROM due_at"  # what may yet be told to be late


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
    sa.Index("ix_thread_patient", "practice", "patient", "listed_at"),
    sa.Index("ix_thread_owner", "practice", "owner", "listed_at", **only_where("owner IS NOT NULL")),
    sa.Index("ix_thread_pool", "practice", "pool", "listed_at", **only_where("owner IS NULL AND state <> 'closed'")),
    sa.Index("ix_thread_listed", "practice", "listed_at"),
    sa.Index("ix_thread_active", "practice", "listed_at", **only_where("state <> 'closed'")),
    sa.Index("ix_thread_state", "practice", "state", "listed_at"),
    sa.Index("ix_thread_urgent", "practice", "listed_at", **only_where("urgent AND state <> 'closed'")),
    sa.Index("ix_thread_due", "practice", "due_at", **only_where("due_at IS NOT NULL AND state = 'open'")),
    sa.Index("ix_thread_closed", "practice", "closed_at", **only_where("closed_at IS NOT NULL")),
    sa.Index("ix_thread_snoozed", "snoozed_until", **only_where("snoozed_until IS NOT NULL")),
    sa.Index("ix_thread_untold", "due_at", **only_where(UNTOLD)),
    sa.Index("ix_thread_staff", "practice", "listed_at", **only_where("kind = 'staff'")),
)
class Thread(Row, frozen=True, kw_only=True):
    """A conversation, in exactly one box: its owner's, or its pool's while nobody owns it; one of colleagues is in each
    member's as well.

    kind: portal (with a patient), call (a telephone call that was taken down) or staff (among colleagues).
    members: the colleagues of a thread of theirs, separated by spaces.
    caller, call_back: who called and under which number to call back, sealed.
    state: open (the practice's turn), waiting (the patient's turn), snoozed or closed.
    count, shown: messages in all, and those the patient sees. seen_by_staff, seen_by_patient: how far (in `shown`)
    anybody of that side has read. last_line is sealed, and of the last message the patient sees. listed_at: its place
    in the lists of the staff: when it was last written in, came back or was closed. due_at: by when the practice
    answers; an open one has it always, but among colleagues. overdue_at: the `due_at` that was told to have passed;
    another `due_at` begins anew. snooze_reason is kept until somebody answers or closes it.
    """

    practice: str
    id: str
    rev: int = 1
    kind: str = "portal"
    patient: str | None = None
    topic: str | None = None
    subject: bytes
    pool: str | None = None
    members: str = ""
    owner: str | None = None
    state: str = "open"
    urgent: bool = False
    due_at: datetime | None = None
    overdue_at: datetime | None = None
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
    caller: bytes | None = None
    call_back: bytes | None = None

    @property
    def sealed_for(self) -> str:
        """Whose key opens it: the patient's, or its own where it is about nobody."""
        return self.patient or self.id

    @property
    def in_portal(self) -> bool:
        """Whether the patient's side may see it at all: a call only once the practice has written to them in it."""
        return self.kind == "portal" or (self.kind == "call" and self.shown > 0)

    @property
    def is_overdue(self) -> bool:
        return self.state == "open" and self.due_at is not None and self.overdue_at == self.due_at

    def has_member(self, person: str) -> bool:
        return person in self.members.split()

    def mentions(self) -> list[tuple[type[Row], tuple[Any, ...]]]:
        staff = (person for person in (self.owner, self.closed_by, *self.members.split()) if person)
        key = (Patient if self.patient else SealKey, (self.practice, self.sealed_for))
        return [key, *((Person, (person,)) for person in staff)]


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
    patient: str | None
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

    @property
    def sealed_for(self) -> str:
        """Whose key opens it: its thread's."""
        return self.patient or self.thread

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
    is_active = thread.state != "closed"
    if thread.owner == actor.person or (is_active and thread.has_member(actor.person)):
        box = MINE
    else:
        box = (thread.pool or "") if not thread.owner and thread.pool in actor.pools and is_active else ""
    return Tally(unread, thread.urgent, box, thread.state == "open") if box else Tally()


def is_unowned() -> sa.ColumnElement[bool]:
    """In its pool, for anybody there to take. Said as the index over such threads says it."""
    return sa.and_(Thread.c.owner.is_(None))


def is_active() -> sa.ColumnElement[bool]:
    """Not finished. Written out: an index over some rows is used only where its condition stands in the statement."""
    return sa.and_(Thread.c.state != sa.literal_column("'closed'"))


def is_member(person: str) -> sa.ColumnElement[bool]:
    """Among the colleagues of a thread of theirs."""
    among = (" " + Thread.c.members + " ").contains(f" {person} ", autoescape=True)
    return sa.and_(Thread.c.kind == sa.literal_column("'staff'"), among)


def _decide_thread(actor: Actor, thread: Thread, now: datetime) -> bool:
    opens_chart = thread.patient is not None and access.sees_patient(actor, thread.patient, now)
    if not actor.is_staff:
        return opens_chart and thread.in_portal
    if not actor.roles & access.ANSWERING:
        return False
    is_theirs = thread.owner == actor.person or thread.pool in actor.pools or thread.has_member(actor.person)
    return is_theirs or opens_chart


def _where_thread(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    chart = sa.and_(Thread.c.patient.is_not(None), access.patients_open_to(actor, Thread.c.patient, now))
    if not actor.is_staff:
        answered_call = sa.and_(Thread.c.kind == "call", Thread.c.shown > 0)
        return sa.and_(chart, sa.or_(Thread.c.kind == "portal", answered_call))
    if not actor.roles & access.ANSWERING:
        return sa.false()
    is_theirs = sa.or_(Thread.c.owner == actor.person, Thread.c.pool.in_(sorted(actor.pools)))
    return sa.or_(is_theirs, is_member(actor.person), chart)


access.rule(Thread, decide=_decide_thread, where=_where_thread)


def _decide_in_practice(actor: Actor, row: Row, now: datetime) -> bool:
    return True


access.rule(Topic, decide=_decide_in_practice, where=lambda actor, now: sa.true())


def may_read(actor: Actor, thread: Thread, message: Message, now: datetime) -> bool:
    """A message is for whoever may see its thread; an internal note only for staff."""
    return access.decide(actor, thread, now) and (actor.is_staff or not message.internal)
