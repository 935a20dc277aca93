"""Unread totals: what the counters say is what a recount of every message finds."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from hub.messaging.tables import Thread
from hub.runtime import Hub
from tests.cast import Cast
from tests.doors import Doors
from tests.fakes import Clock
from tests.unread_ledger import Ledger

Call = Callable[..., Awaitable[dict[str, Any]]]
NOTHING = {"threads": 0, "messages": 0, "urgent": 0, "boxes": []}


@pytest.fixture
def database_url() -> str:
    """Counting is the same on either database; the house tests replay it on both."""
    return ""


async def test_what_others_write_is_unread_until_it_is_read(do: Call, see: Call, cast: Cast) -> None:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    opened = await do(cast.ana, "thread.open", **ask)
    assert await see(cast.ana, "unread.count") == {"threads": 0, "messages": 0, "urgent": 0}
    box = {"box": cast.pools["nurses"], "todo": 1, "unread": 1}
    assert await see(cast.lin, "unread.count") == {"threads": 1, "messages": 1, "urgent": 0, "boxes": [box]}
    assert await see(cast.sam, "unread.count") == NOTHING
    await do(cast.lin, "thread.read", thread=opened["thread"], upto=opened["message"])
    assert await see(cast.lin, "unread.count") == NOTHING | {"boxes": [box | {"unread": 0}]}
    assert (await see(cast.kim, "unread.count"))["messages"] == 1


async def test_a_message_is_seen_once_the_other_side_has_read_that_far(do: Call, see: Call, cast: Cast) -> None:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    opened = await do(cast.ana, "thread.open", **ask)

    async def state() -> str:
        return str((await see(cast.ana, "thread.page", thread=opened["thread"]))["messages"][0]["state"])

    assert await state() == "sent"
    await do(cast.ana, "thread.read", thread=opened["thread"], upto=opened["message"])
    assert await state() == "sent"
    await do(cast.kim, "thread.read", thread=opened["thread"], upto=opened["message"])
    assert await state() == "seen"


async def test_reading_never_moves_back(do: Call, see: Call, cast: Cast) -> None:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    opened = await do(cast.ana, "thread.open", **ask)
    second = await do(cast.ana, "message.post", thread=opened["thread"], body="Still.")
    for upto in (second["message"], opened["message"]):
        await do(cast.lin, "thread.read", thread=opened["thread"], upto=upto)
    assert (await see(cast.lin, "unread.count"))["messages"] == 0


async def test_a_finished_conversation_is_in_nobodys_count_but_the_patients(do: Call, see: Call, cast: Cast) -> None:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    thread = (await do(cast.ana, "thread.open", **ask))["thread"]
    await do(cast.lin, "message.post", thread=thread, body="All is well.")
    await do(cast.lin, "thread.close", thread=thread)
    assert await see(cast.kim, "unread.count") == NOTHING
    assert await see(cast.ana, "unread.count") == {"threads": 1, "messages": 1, "urgent": 0}


async def test_after_thousands_of_operations_counters_equal_a_recount(
    hub_: Hub, doors: Doors, do: Call, see: Call, cast: Cast, clock: Clock
) -> None:
    ledger = Ledger(hub_, cast, do, see, clock, random.Random(20))
    async with doors.socket(cast.lin) as lin, doors.socket(cast.ana) as ana:
        for number in range(1_200):
            await ledger.step()
            if number % 100 == 0:
                assert await ledger.misplaced() == []
        assert [wrong for one in ledger.people for wrong in await ledger.complaints(one)] == []
        for one, socket in ((cast.lin, lin), (cast.ana, ana)):
            await socket.caught_up()
            assert socket.said("unread.changed")[-1] == await see(one, "unread.count")
    assert ledger.done > 600


async def test_a_conversation_out_of_its_box_or_time_is_noticed(
    hub_: Hub, do: Call, see: Call, cast: Cast, clock: Clock
) -> None:
    ledger = Ledger(hub_, cast, do, see, clock, random.Random(20))
    for _ in range(40):
        await ledger.step()
    with hub_.database.write(cast.practice) as connection:
        connection.execute(sa.update(Thread.table).values(due_at=None, state="open", owner=cast.dana.id))
    wrong = await ledger.misplaced()
    assert any("is in []" in one for one in wrong)
    assert any("has no time" in one for one in wrong)
