"""The audit chain: who did and saw what, denials too, and any meddling with it is found."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from hub.errors import Forbidden, NotFound
from hub.records import audit, log
from hub.records.audit import Audit
from hub.runtime import Hub
from tests.cast import Cast

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def thread(do: Call, see: Call, cast: Cast) -> str:
    """A conversation with something in its history: twenty lines or so."""
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    thread = str((await do(cast.ana, "thread.open", **ask))["thread"])
    for number in range(8):
        await do(cast.lin, "message.post", thread=thread, body=f"Line {number}")
        await see(cast.ana, "thread.page", thread=thread)
    return thread


async def lines(hub: Hub, cast: Cast) -> list[Any]:
    found = sa.select(Audit.table).where(Audit.c.practice == cast.practice).order_by(Audit.c.n)
    return list(await hub.read(cast.practice, lambda at: at.execute(found).all()))


async def first_broken(hub: Hub, cast: Cast) -> int | None:
    def walk(at: Connection) -> int | None:
        length = at.execute(sa.select(log.Stream.c.audited).where(log.Stream.c.practice == cast.practice)).scalar_one()
        return audit.verify(at, cast.practice, length, page=5)

    return await hub.read(cast.practice, walk)


async def test_what_is_done_seen_and_refused_has_a_line(
    do: Call, see: Call, cast: Cast, thread: str, hub_: Hub
) -> None:
    with pytest.raises(NotFound):
        await see(cast.cleo, "thread.page", thread=thread)
    with pytest.raises(Forbidden):
        await do(cast.ana, "thread.claim", thread=thread)
    with pytest.raises(NotFound):
        await do(cast.sam, "message.post", thread=thread, body="Hello")
    told = [(line.person, line.action, line.outcome, line.patient) for line in await lines(hub_, cast)]
    assert told[0] == (cast.ana.id, "thread.open", "done", cast.ana.patient)
    assert told[1] == (cast.lin.id, "message.post", "done", cast.ana.patient)
    assert told[2] == (cast.ana.id, "thread.page", "seen", cast.ana.patient)
    assert told[-3:] == [
        (cast.cleo.id, "thread.page", "not_found", None),
        (cast.ana.id, "thread.claim", "forbidden", None),
        (cast.sam.id, "message.post", "not_found", None),
    ]
    assert await first_broken(hub_, cast) is None


async def test_a_proxy_is_written_down_with_whom_they_spoke_for(do: Call, see: Call, cast: Cast, hub_: Hub) -> None:
    mia = cast.patients["mia"]
    ask = {"patient": mia, "topic": cast.topics["nurses"], "subject": "Cough", "body": "Since Monday."}
    thread = (await do(cast.ben, "thread.open", **ask))["thread"]
    await see(cast.ben, "thread.page", thread=thread)
    assert [(line.person, line.for_patient) for line in await lines(hub_, cast)] == [(cast.ben.id, mia)] * 2


async def test_a_command_refused_after_a_write_still_has_its_line(cast: Cast, hub_: Hub, do: Call, thread: str) -> None:
    before = len(await lines(hub_, cast))
    with pytest.raises(NotFound):
        await do(cast.lin, "thread.assign", thread=thread, person="nobody")
    assert len(await lines(hub_, cast)) == before + 1


MEDDLING = [
    ("an edited line", Audit.table.update().where(Audit.c.n == 4).values(person="somebody"), 4),
    ("an edited outcome", Audit.table.update().where(Audit.c.n == 9).values(outcome="not_found"), 9),
    ("a deleted line", Audit.table.delete().where(Audit.c.n == 6), 6),
    ("the first line deleted", Audit.table.delete().where(Audit.c.n == 1), 1),
    ("the end cut off", Audit.table.delete().where(Audit.c.n > 12), 13),
]


@pytest.mark.parametrize(("what", "statement", "found"), MEDDLING, ids=[what for what, *_ in MEDDLING])
@pytest.mark.usefixtures("thread")
async def test_meddling_is_found_at_its_line(cast: Cast, hub_: Hub, what: str, statement: Any, found: int) -> None:
    assert await first_broken(hub_, cast) is None
    with hub_.database.write(cast.practice) as connection:
        connection.execute(statement)
    assert await first_broken(hub_, cast) == found, what


@pytest.mark.usefixtures("thread")
async def test_two_lines_that_changed_places_are_found(cast: Cast, hub_: Hub) -> None:
    with hub_.database.write(cast.practice) as connection:
        for was, now in ((5, 1_000), (6, 5), (1_000, 6)):
            connection.execute(Audit.table.update().where(Audit.c.n == was).values(n=now))
    assert await first_broken(hub_, cast) == 5


@pytest.mark.usefixtures("thread")
async def test_a_line_that_was_slipped_in_at_the_end_is_found(cast: Cast, hub_: Hub) -> None:
    last = (await lines(hub_, cast))[-1]
    entry = audit.Entry(*(getattr(last, name) for name in audit.Entry._fields))
    forged = audit.link(last.hash, cast.practice, last.n + 1, entry)
    with hub_.database.write(cast.practice) as connection:
        connection.execute(Audit.table.insert().values(**dict(last._mapping) | {"n": last.n + 1, "hash": forged}))
    assert await first_broken(hub_, cast) == last.n + 1
