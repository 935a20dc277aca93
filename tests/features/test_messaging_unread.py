"""Unread totals: what the counters say is what a recount of every message finds."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.errors import HubError
from tests.cast import Cast, One
from tests.doors import Doors
from tests.fakes import Clock

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


async def recount(see: Call, one: One) -> tuple[int, int]:
    """Threads and messages in a reader's own boxes, counted from the lists as the wire has them."""
    boxes = ("mine", "pool") if one.who.face == "staff" else ("all",)
    unread = {
        shown["thread"]: shown["unread"]
        for box in boxes
        for shown in (await see(one, "thread.list", box=box, limit=200))["threads"]
    }
    return sum(1 for number in unread.values() if number), sum(unread.values())


async def test_after_thousands_of_operations_counters_equal_a_recount(
    doors: Doors, do: Call, see: Call, cast: Cast, clock: Clock
) -> None:
    choose = random.Random(20)
    people = [cast.lin, cast.kim, cast.okafor, cast.sam, cast.ana, cast.ben, cast.cleo]
    world = World(do, see, cast, choose)
    async with doors.socket(cast.lin) as lin, doors.socket(cast.ana) as ana:
        for _ in range(1_500):
            await world.step(choose.choice(people))
        for one in people:
            counted = await see(one, "unread.count")
            assert (counted["threads"], counted["messages"]) == await recount(see, one), one.name
            assert counted["messages"] == world.unread(one, await see(one, "thread.list", box="all", limit=200))
        for one, socket in ((cast.lin, lin), (cast.ana, ana)):
            await socket.caught_up()
            assert socket.said("unread.changed")[-1] == await see(one, "unread.count")
    assert world.done > 700


class World:
    """Random conversations, and a ledger of its own of who wrote what and read how far."""

    def __init__(self, do: Call, see: Call, cast: Cast, choose: random.Random) -> None:
        self.do, self.see, self.cast, self.choose = do, see, cast, choose
        self.written: dict[str, list[tuple[str, str, bool]]] = {}
        self.read: dict[tuple[str, str], int] = {}
        self.done = 0

    async def step(self, one: One) -> None:
        thread = self.choose.choice(list(self.written) or [""])
        moves = [self._open] * (len(self.written) < 12) + [self._post] * 4 + [self._read] * 3 + [self._route] * 2
        try:
            await self.choose.choice(moves)(one, thread)
        except HubError:
            return
        self.done += 1

    async def _open(self, one: One, thread: str) -> None:
        patient = self.choose.choice(list(self.cast.patients.values()))
        topic = self.choose.choice(list(self.cast.topics.values()))
        opened = await self.do(one, "thread.open", patient=patient, topic=topic, subject="A", body="B")
        self.written[opened["thread"]] = [(opened["message"], one.id, False)]

    async def _post(self, one: One, thread: str) -> None:
        internal = self.choose.random() < 0.2
        posted = await self.do(one, "message.post", thread=thread, body="B", internal=internal)
        self.written[thread].append((posted["message"], one.id, internal))

    async def _read(self, one: One, thread: str) -> None:
        at = self.choose.randrange(len(self.written.get(thread, "x")))
        message = self.written[thread][at][0] if thread else "none"
        await self.do(one, "thread.read", thread=thread or "none", upto=message)
        self.read[thread, one.id] = max(at + 1, self.read.get((thread, one.id), 0))

    async def _route(self, one: One, thread: str) -> None:
        name = self.choose.choice(["thread.claim", "thread.close", "thread.reopen", "thread.assign"])
        to = {"pool": self.choose.choice(list(self.cast.pools.values()))} if name == "thread.assign" else {}
        await self.do(one, name, thread=thread or "none", **to)

    def unread(self, one: One, listed: dict[str, Any]) -> int:
        """What others wrote after the last message read, in the reader's own boxes."""
        pools = {"lin": "nurses", "kim": "nurses", "okafor": "nurses", "sam": "desk"}
        mine = next(
            (self.cast.pools[pools[key]] for key, person in self.cast.people.items() if person is one and key in pools),
            None,
        )
        total = 0
        for shown in listed["threads"]:
            owner = shown.get("owner", {}).get("id")
            if mine and not (owner == one.id or (not owner and shown["pool"] == mine and shown["state"] != "closed")):
                continue
            later = self.written[shown["thread"]][self.read.get((shown["thread"], one.id), 0) :]
            total += sum(author != one.id and not (internal and not mine) for _, author, internal in later)
        return total
