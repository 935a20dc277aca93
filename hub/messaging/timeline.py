"""The conversations' part of a patient's timeline: when each began, and its last line."""

from collections.abc import Sequence
from textwrap import shorten

import sqlalchemy as sa

from hub.actor import Actor
from hub.messaging.tables import Message, Thread, body_place
from hub.messaging.writing import LINE_LENGTH
from hub.records.read import Read
from hub.records.timeline import Before, Entry, comes_before, tells


@tells("message")
def conversations_of(read: Read, actor: Actor, patient: str, before: Before | None, limit: int) -> Sequence[Entry]:
    """The newest beginnings and last lines of the conversations about a patient, of those the actor may see."""
    theirs = read.see(actor, Thread).where(Thread.c.patient == patient)
    return [*_last_lines(read, theirs, before, limit), *_beginnings(read, actor, theirs, before, limit)]


def _last_lines(read: Read, theirs: sa.Select[tuple[object, ...]], before: Before | None, limit: int) -> list[Entry]:
    """Where more was said than the first message."""
    older = theirs.where(Thread.c.shown > 1, comes_before(before, "message", Thread.c.last_at, Thread.c.id))
    newest = older.order_by(Thread.c.last_at.desc(), Thread.c.id.desc()).limit(limit)
    return [
        Entry(
            item=thread.id,
            kind="message",
            at=thread.last_at,
            title=_subject(read, thread),
            detail=read.open(thread.sealed_for, f"thread.last_line:{thread.id}", thread.last_line),
            about=thread.state,
            leads={"thread": thread.id},
        )
        for thread in read.select(newest, Thread)
    ]


def _beginnings(
    read: Read, actor: Actor, theirs: sa.Select[tuple[object, ...]], before: Before | None, limit: int
) -> list[Entry]:
    first = sa.select(Message.table).where(
        Message.c.practice == read.practice,
        Message.c.thread.in_(theirs.with_only_columns(Thread.c.id)),
        Message.c.n == 1,
        comes_before(before, "message", Message.c.sent_at, Message.c.id),
    )
    if not actor.is_staff:
        first = first.where(sa.not_(Message.c.internal))
    newest = first.order_by(Message.c.sent_at.desc(), Message.c.id.desc()).limit(limit)
    messages = {message.thread: message for message in read.select(newest, Message)}
    threads = read.select(theirs.where(Thread.c.id.in_(sorted(messages))), Thread)
    return [_beginning(read, thread, messages[thread.id]) for thread in threads]


def _beginning(read: Read, thread: Thread, message: Message) -> Entry:
    is_told = message.state != "retracted" and not message.internal
    body = read.open(message.sealed_for, body_place(message.id, message.rev), message.body) if is_told else ""
    return Entry(
        item=message.id,
        kind="message",
        at=message.sent_at,
        title=_subject(read, thread),
        detail=shorten(body, LINE_LENGTH, placeholder=" …"),
        about="opened",
        leads={"thread": thread.id},
    )


def _subject(read: Read, thread: Thread) -> str:
    return read.open(thread.sealed_for, f"thread.subject:{thread.id}", thread.subject)
