"""The words of the practice's messages as keyed hashes, by which staff find them: a follower of the log writes them.

A hash says which message may hold a word; whoever searches opens the message to be sure. Words of a retracted message
are taken out, and what an amended one no longer says.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.bulk import insert_rows, rows_by_id
from hub.calls import every
from hub.db import Row, rows, table
from hub.messaging.tables import Message, MessageVersion, Thread, body_place
from hub.messaging.words import kept_beginnings
from hub.records import log
from hub.records.catching_up import catch_up
from hub.records.following import follow_pages
from hub.records.log import Event
from hub.records.seal import EVERYWHERE, Keys
from hub.records.tx import Tx
from hub.runtime import Hub

NAME = "message.words"
RULES = 1  # grows when `kept_beginnings` changes
KINDS = frozenset(("message.posted", "message.amended", "message.retracted"))
AT_ONCE = 40


@table("message_word", key=("practice", "word", "message"), is_clustered=True)
class MessageWord(Row, frozen=True, kw_only=True):
    """That a message holds a word that begins like this. word: half of a keyed hash, see `hash_word`."""

    practice: str
    word: int
    message: str
    thread: str


def hash_word(keys: Keys, practice: str, beginning: str) -> int:
    """64 bits of a keyed hash, as a number that fits a column: two words that share them cost an opening in vain."""
    return int(keys.hash(practice, "message-word", beginning)[:16], 16) - 2**63


@every("message.index", seconds=1.0)
async def index_words(hub: Hub) -> None:
    """Keep up with the log; in a practice that was there before, with its old messages first."""
    for practice in await hub.read(EVERYWHERE, log.positions):
        old = partial(_next_messages, hub.keys, practice)
        await catch_up(hub, practice, NAME, RULES, begin=_forget_all, follower=True, prepare=old)
        await follow_pages(hub, practice, NAME, KINDS, partial(_news_of, hub.keys, practice))


def _forget_all(tx: Tx) -> None:
    tx.execute(sa.delete(MessageWord.table).where(MessageWord.c.practice == tx.practice))


def _next_messages(
    keys: Keys, practice: str, connection: Connection, after: str
) -> tuple[str | None, Callable[[Tx], None]]:
    some = sa.select(Message.table).where(Message.c.practice == practice, Message.c.id > after)
    messages = rows(connection, some.order_by(Message.c.id).limit(AT_ONCE), Message)
    return (messages[-1].id if messages else None), _writing(_Texts(connection, keys, practice, messages), messages)


def _news_of(keys: Keys, practice: str, connection: Connection, events: Sequence[Event]) -> Callable[[Tx], None]:
    messages = rows_by_id(connection, Message, practice, sorted({event.subject for event in events}))
    return _writing(_Texts(connection, keys, practice, messages), messages)


class _Texts:
    """What these messages say, and said before, with the subject beside the first of a conversation."""

    def __init__(self, connection: Connection, keys: Keys, practice: str, messages: Sequence[Message]) -> None:
        self._keys, self._practice = keys, practice
        keys.load(connection, practice, {message.sealed_for for message in messages})
        opening = sorted({message.thread for message in messages if message.n == 1})
        self._threads = {thread.id: thread for thread in rows_by_id(connection, Thread, practice, opening)}
        changed = [message.id for message in messages if message.rev > 1]
        versions = sa.select(MessageVersion.table).where(
            MessageVersion.c.practice == practice, MessageVersion.c.message.in_(changed)
        )
        self._before: dict[str, list[MessageVersion]] = {}
        for version in rows(connection, versions, MessageVersion) if changed else ():
            self._before.setdefault(version.message, []).append(version)

    def words_now(self, message: Message) -> set[int]:
        """Nothing for one that was taken back, or whose patient was shredded."""
        if message.state == "retracted" or not self._keys.holds(self._practice, message.sealed_for):
            return set()
        return self._hashed(message, message.rev, message.body) | self._of_subject(message)

    def words_ever(self, message: Message) -> set[int]:
        """All it can have been kept under, once it has changed."""
        before = self._before.get(message.id)
        if not before or not self._keys.holds(self._practice, message.sealed_for):
            return set()
        said: list[Message | MessageVersion] = [*before]
        if message.state != "retracted":
            said.append(message)
        return {word for one in said for word in self._hashed(message, one.rev, one.body)} | self._of_subject(message)

    def _hashed(self, message: Message, rev: int, body: bytes) -> set[int]:
        return self._kept(self._keys.open(self._practice, message.sealed_for, body_place(message.id, rev), body))

    def _of_subject(self, message: Message) -> set[int]:
        thread = self._threads.get(message.thread) if message.n == 1 else None
        if thread is None:
            return set()
        place = f"thread.subject:{thread.id}"
        return self._kept(self._keys.open(self._practice, thread.sealed_for, place, thread.subject))

    def _kept(self, text: str) -> set[int]:
        return {hash_word(self._keys, self._practice, beginning) for beginning in kept_beginnings(text)}


def _writing(texts: _Texts, messages: Iterable[Message]) -> Callable[[Tx], None]:
    """What puts these messages into the index, and takes out what they do not say any more."""
    new: list[MessageWord] = []
    old: list[dict[str, str | int]] = []
    for message in messages:
        now = texts.words_now(message)
        place = {"practice": message.practice, "message": message.id}
        new += [MessageWord(word=word, thread=message.thread, **place) for word in sorted(now)]
        old += [{"of": message.practice, "about": message.id, "gone": word} for word in texts.words_ever(message) - now]
    return partial(_write, new=new, old=old)


def _write(tx: Tx, new: Sequence[MessageWord], old: Sequence[dict[str, str | int]]) -> None:
    if old:
        column, bind = MessageWord.c, sa.bindparam
        is_of = (column.practice == bind("of"), column.message == bind("about"), column.word == bind("gone"))
        tx.execute(sa.delete(MessageWord.table).where(*is_of), list(old))
    if new:
        insert_rows(tx.connection, new, unless_there=True)
