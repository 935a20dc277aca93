"""Sealing: what is stored cannot be read without the keys, nor moved to where it does not belong."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from hub.db import TABLES
from hub.errors import Conflict, HubError, StartRefused
from hub.messaging.tables import Message, body_place
from hub.records import seal
from hub.records.seal import Cursors, Keys, SealKey
from hub.runtime import Hub
from tests.cast import Cast

Call = Callable[..., Awaitable[dict[str, Any]]]
WORDS = "a-most-unusual-complaint"


@pytest.fixture
async def thread(do: Call, cast: Cast) -> str:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": WORDS, "body": WORDS}
    thread = str((await do(cast.ana, "thread.open", **ask))["thread"])
    answer = (await do(cast.lin, "message.post", thread=thread, body=WORDS, internal=True))["message"]
    await do(cast.lin, "message.amend", message=answer, body=WORDS)
    await do(cast.lin, "message.retract", message=answer, reason=WORDS)
    await do(cast.lin, "message.post", thread=thread, body=WORDS, hold_s=30)
    await do(cast.lin, "draft.save", key="note", body=WORDS)
    return thread


@pytest.mark.usefixtures("thread")
async def test_no_table_holds_what_people_wrote_or_are_called(cast: Cast, hub_: Hub) -> None:
    """Every cell of every table; the names of patients and staff, their addresses, and what was written."""
    secrets = [WORDS, "Ana Reyes", "Lin Park", "Mia Carter", cast.ana.email, "1956-04-30", "2017-03-14"]
    for name, row in TABLES.items():
        found = sa.select(row.table)
        cells = await hub_.read("*", lambda at, found=found: [cell for line in at.execute(found) for cell in line])
        told = b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)
        assert [secret for secret in secrets if secret.encode() in told] == [], name


async def test_a_body_moved_to_another_message_does_not_open(
    cast: Cast, hub_: Hub, do: Call, see: Call, thread: str
) -> None:
    other = (await do(cast.ana, "message.post", thread=thread, body="Something else."))["message"]
    bodies = sa.select(Message.c.id, Message.c.rev, Message.c.body).where(Message.c.thread == thread)
    first = await hub_.read(cast.practice, lambda at: at.execute(bodies.order_by(Message.c.n)).first())
    with hub_.database.write(cast.practice) as connection:
        connection.execute(Message.table.update().where(Message.c.id == other).values(body=first.body))
    hub_.keys.open(cast.practice, cast.ana.patient, body_place(first.id, first.rev), first.body)
    with pytest.raises(InvalidTag):
        hub_.keys.open(cast.practice, cast.ana.patient, body_place(other, first.rev), first.body)
    with pytest.raises((InvalidTag, HubError)):
        await see(cast.ana, "thread.page", thread=thread)


@pytest.mark.parametrize("moved", ["practice", "owner", "place", "bit"])
def test_sealed_text_opens_where_it_was_sealed_and_nowhere_else(moved: str) -> None:
    keys = Keys(b"\x01" * 32)
    for practice, owner in (("here", "ana"), ("elsewhere", "ana"), ("here", "ben")):
        keys._keep(practice, owner, b"\x02" * 32)
    sealed = keys.seal("here", "ana", "message.body:1", "Hello")
    assert keys.open("here", "ana", "message.body:1", sealed) == "Hello"
    wrong = {
        "practice": ("elsewhere", "ana", "message.body:1", sealed),
        "owner": ("here", "ben", "message.body:1", sealed),
        "place": ("here", "ana", "message.body:2", sealed),
        "bit": ("here", "ana", "message.body:1", sealed[:-1] + bytes([sealed[-1] ^ 1])),
    }
    with pytest.raises(InvalidTag):
        keys.open(*wrong[moved])


async def test_without_its_key_a_record_is_gone(cast: Cast, hub_: Hub, do: Call, thread: str) -> None:
    with hub_.database.write(cast.practice) as connection:
        connection.execute(SealKey.table.delete().where(SealKey.c.id == cast.ana.patient))
    hub_.keys.forget(cast.practice, cast.ana.patient)
    with pytest.raises(Conflict):
        await do(cast.ana, "message.post", thread=thread, body="Is anybody there?")


def test_equal_text_is_sealed_differently_and_hashed_alike() -> None:
    keys = Keys(b"\x01" * 32)
    keys._keep("p", "o", b"\x02" * 32)
    assert keys.seal("p", "o", "a", "x") != keys.seal("p", "o", "a", "x")
    assert keys.hash("p", "email", "x") == keys.hash("p", "email", "x")
    others = {keys.hash("q", "email", "x"), keys.hash("p", "word", "x"), Keys(b"\x03" * 32).hash("p", "email", "x")}
    assert keys.hash("p", "email", "x") not in others


def test_a_cursor_is_its_readers_its_practices_and_its_epochs() -> None:
    keys = Keys(b"\x01" * 32)
    mine = Cursors(keys, "practice", "ana", "e1")
    assert mine.read(mine.write(7)) == 7
    assert mine.write(7) == mine.write(7) != mine.write(8)
    for other in (("practice", "ben", "e1"), ("other", "ana", "e1"), ("practice", "ana", "e2")):
        assert Cursors(keys, *other).read(mine.write(7)) is None
    for nonsense in ("", "x", "é", "AAAA", mine.write(7)[:-2]):
        assert mine.read(nonsense) is None


def test_a_root_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "root.key"
    seal.make_root_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(seal.read_root_key(path)) == 32
    with pytest.raises(StartRefused):
        seal.make_root_key(path)


@pytest.mark.parametrize(
    ("text", "mode", "says"),
    [
        (None, 0, "There is no root key"),
        ("ab" * 32, 0o644, "Others can read the root key"),
        ("ab" * 31, 0o600, "does not hold a root key"),
        ("not hex", 0o600, "does not hold a root key"),
    ],
)
def test_a_key_that_cannot_be_used_stops_the_start(tmp_path: Path, text: str | None, mode: int, says: str) -> None:
    path = tmp_path / "root.key"
    if text is not None:
        path.write_text(text)
        path.chmod(mode)
    with pytest.raises(StartRefused, match=says):
        seal.read_root_key(path)
