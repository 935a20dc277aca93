"""Finding messages by their words: across the practice by the index, within a patient or conversation by opening them.

Whichever finds a message, it is opened and read here for whoever may read it, so a hit never tells more than the
conversation itself would.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from hub.actor import Actor
from hub.bulk import rows_by_id
from hub.calls import Seen, query
from hub.messaging import answers
from hub.messaging.tables import Message, Thread, body_place, may_read
from hub.messaging.word_index import MessageWord, hash_word
from hub.messaging.words import asked_words, beginning_of, marked, places_of, snippet_of
from hub.records import facts
from hub.records.facts import Facts
from hub.records.people import Patient
from hub.records.read import Read
from hub.shapes import Id, Shape, instant

MOST_OPENED = 400  # messages of a patient opened for one answer
MOST_EXAMINED = 2_000  # hashes looked at for one answer
MOST_COUNTED = 2_000
SPARE = 12  # messages opened beyond those that are shown, for hashes that led nowhere


class SearchMessages(Shape, frozen=True):
    """text: beginnings of words, all of which a message holds. patient, thread: search there alone.

    Staff who name neither search the practice; patients all they may read. after: the `next` of an earlier page.
    """

    text: Annotated[str, Meta(max_length=200)]
    patient: Id | None = None
    thread: Id | None = None
    after: Id | None = None
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


class _Found(msgspec.Struct):
    """Messages that may fit, newest first. upto: the last one looked at, when there are older ones."""

    messages: list[Message]
    upto: str | None


@query("message.search", answers=answers.Hits)
def search_messages(read: Read, actor: Actor, ask: SearchMessages) -> Seen:
    """Messages that hold all the words, newest first, with the words around them.

    An answer may be short or empty and still have a `next`: there is more to search.
    """
    words = asked_words(ask.text)
    is_narrow = ask.thread is not None or ask.patient is not None
    if ask.thread is not None:
        read.get(actor, Thread, ask.thread, "There is no such conversation.")
    if ask.patient is not None:
        read.get(actor, Patient, ask.patient, "There is no such patient.")
    if not words:
        return Seen({"hits": [], "next": None})
    found = _opened(read, actor, ask) if is_narrow or not actor.is_staff else _indexed(read, actor, ask, words)
    known = _known(read, found.messages)
    fitting = (hit for message in found.messages if (hit := _hit(known, actor, message, words, read)))
    hits = list(islice(fitting, ask.limit + 1))
    shown = hits[: ask.limit]
    after = shown[-1]["message"] if len(hits) > ask.limit else found.upto
    return Seen({"hits": shown, "next": after}, _patients_in(shown))


def _patients_in(hits: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple({hit["patient"]["id"] for hit in hits if "patient" in hit})


def _opened(read: Read, actor: Actor, ask: SearchMessages) -> _Found:
    """The newest messages within reach, to be opened."""
    threads = read.see(actor, Thread)
    if ask.thread is not None:
        threads = threads.where(Thread.c.id == ask.thread)
    if ask.patient is not None:
        threads = threads.where(Thread.c.patient == ask.patient)
    messages = sa.select(Message.table).where(
        Message.c.practice == read.practice,
        Message.c.thread.in_(threads.with_only_columns(Thread.c.id)),
        Message.c.state != "retracted",
    )
    if not actor.is_staff:
        messages = messages.where(sa.not_(Message.c.internal))
    if ask.after is not None:
        messages = messages.where(Message.c.id < ask.after)
    found = read.select(messages.order_by(Message.c.id.desc()).limit(MOST_OPENED + 1), Message)
    page = found[:MOST_OPENED]
    return _Found(page, page[-1].id if len(found) > len(page) else None)


def _indexed(read: Read, actor: Actor, ask: SearchMessages, words: Sequence[str]) -> _Found:
    """The newest messages under the hashes of all the words, in conversations this actor may see."""
    hashes = {hash_word(read.keys, read.practice, beginning_of(word)) for word in words}
    rarest, *others = sorted(hashes, key=lambda word: (_count(read, word), word))
    within = sa.select(MessageWord.c.message, MessageWord.c.thread).where(_is(MessageWord.table, read, rarest))
    if ask.after is not None:
        within = within.where(MessageWord.c.message < ask.after)
    some = within.order_by(MessageWord.c.message.desc()).limit(MOST_EXAMINED).subquery()
    seen = read.see(actor, Thread).with_only_columns(Thread.c.id).where(Thread.c.id == some.c.thread)
    fitting = sa.select(some.c.message).where(sa.exists(seen.correlate(some)))
    for word in others:
        other = MessageWord.table.alias()
        fitting = fitting.where(sa.exists().where(_is(other, read, word), other.c.message == some.c.message))
    found = fitting.order_by(some.c.message.desc()).limit(ask.limit + SPARE)
    ids = read.connection.execute(found).scalars().all()
    if len(ids) == ask.limit + SPARE:
        upto: str | None = ids[-1]
    else:
        last = within.with_only_columns(MessageWord.c.message).order_by(MessageWord.c.message.desc())
        upto = read.connection.execute(last.offset(MOST_EXAMINED - 1).limit(1)).scalar()
    messages = rows_by_id(read.connection, Message, read.practice, sorted(ids))
    return _Found(messages[::-1], upto)


def _is(words: sa.FromClause, read: Read, word: int) -> sa.ColumnElement[bool]:
    return sa.and_(words.c.practice == read.practice, words.c.word == word)


def _count(read: Read, word: int) -> int:
    """How often a word is there, as far as it matters."""
    some = sa.select(sa.literal(1)).select_from(MessageWord.table).where(_is(MessageWord.table, read, word))
    counted = sa.select(sa.func.count()).select_from(some.limit(MOST_COUNTED).subquery())
    return int(read.connection.execute(counted).scalar_one())


def _known(read: Read, messages: Iterable[Message]) -> Facts:
    """The conversations of these messages and the people in them."""
    found = list(messages)
    known = Facts(read.keys)
    wanted: set[facts.Place] = {(Thread, (read.practice, message.thread)) for message in found}
    wanted |= {place for message in found for place in message.mentions()}
    known.settle(facts.load(read.connection, read.keys, read.practice, wanted))
    return known


def _hit(known: Facts, actor: Actor, message: Message, words: Sequence[str], read: Read) -> dict[str, Any] | None:
    """The message as a hit, if this actor may read it and it holds every word."""
    thread = known.find(Thread, message.practice, message.thread)
    if thread is None or message.state == "retracted" or not may_read(actor, thread, message, read.now):
        return None
    body = known.text(message.practice, message.sealed_for, body_place(message.id, message.rev), message.body)
    subject = known.text(thread.practice, thread.sealed_for, f"thread.subject:{thread.id}", thread.subject)
    is_first = message.n == 1 if actor.is_staff else message.shown == 1
    in_subject = places_of(subject, words) if is_first else []
    if {one for _, _, one in (*places_of(body, words), *in_subject)} != set(words):
        return None
    author: dict[str, Any] = {
        "id": message.author,
        "name": known.person_name(message.author),
        "role": message.author_role,
    }
    if message.author_for:
        author["for"] = {"id": message.author_for, "name": known.patient_name(message.practice, message.author_for)}
    patient = thread.patient
    about = {"patient": {"id": patient, "name": known.patient_name(thread.practice, patient)}} if patient else {}
    return about | {
        "thread": thread.id,
        "subject": marked(subject, in_subject),
        "message": message.id,
        "author": author,
        "internal": message.internal,
        "sent_at": instant(message.sent_at),
        "snippet": snippet_of(body, words),
    }
