"""Two hubs on one database, with a layer between them that loses most doorbells and reorders the rest."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from hub.records import audit, log
from hub.records.people import Proxy
from hub.runtime import Hub
from hub.settings import Settings
from hub.ws.feed import Feed
from tests.cast import Cast, make_cast
from tests.conftest import opened
from tests.doors import Doors, open_doors
from tests.fakes import Clock, LossyLayer
from tests.live.test_session import open_knee


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """Several processes serve one practice only on PostgreSQL."""
    return postgres_url


@dataclass
class Pair:
    """Two hubs that stand for two processes, and the layer between them."""

    here: Doors
    there: Doors
    layer: LossyLayer
    cast: Cast


@pytest.fixture
async def pair(settings: Settings, clock: Clock) -> AsyncIterator[Pair]:
    layer = LossyLayer(loss=0.9, seed=11)
    async with contextlib.AsyncExitStack() as stack:
        hubs: list[Hub] = [await stack.enter_async_context(opened(settings, clock)) for _ in range(2)]
        here, there = [await stack.enter_async_context(open_doors(hub, layer)) for hub in hubs]
        yield Pair(here, there, layer, await make_cast(hubs[0]))


async def test_nothing_is_lost_when_nine_doorbells_of_ten_are(pair: Pair) -> None:
    cast = pair.cast
    async with (
        pair.here.socket(cast.ana) as ana,
        pair.there.socket(cast.lin) as lin,
        pair.here.socket(cast.kim) as kim,
        pair.there.socket(cast.okafor) as okafor,
    ):
        thread, _ = await open_knee(ana, cast)
        await lin.heard("thread.opened", thread)
        await asyncio.gather(*(_write(door, thread, seed) for seed, door in enumerate((ana, lin, kim, okafor))))
        for reader in (ana, lin, kim, okafor):
            await reader.caught_up()
        told = [_story(reader) for reader in (ana, lin, kim, okafor)]
        page = (await kim.see("thread.page", thread=thread, limit=200))["data"]
        assert told[0] == told[1] == told[2] == told[3] == [one["message"] for one in page["messages"]]
        assert len(told[0]) == 81
        assert pair.layer.dropped > 10


async def _write(door: Any, thread: str, seed: int) -> None:
    for number in range(20):
        await door.do("message.post", thread=thread, body=f"{seed} says {number}")


def _story(reader: Any) -> list[str]:
    return [event["subject"] for event in reader.events if event["kind"] == "message.posted"]


async def test_what_each_hub_shows_is_what_the_other_has_written(pair: Pair) -> None:
    """Both write to the same rows; after every event the reader has the newest state of the thread."""
    cast, choose = pair.cast, random.Random(5)
    async with pair.here.socket(cast.lin) as lin, pair.there.socket(cast.okafor) as okafor:
        thread, _ = await open_knee(pair.here.browser(cast.ana), cast)
        await okafor.heard("thread.opened", thread)
        is_closed = False
        for number in range(60):
            writer = choose.choice((lin, okafor))
            if not is_closed or choose.random() < 0.5:
                is_closed = not is_closed
                await writer.do("thread.close" if is_closed else "thread.reopen", thread=thread)
            await writer.do("message.post", thread=thread, body=f"Step {number}")
        newest = (await lin.see("thread.page", thread=thread))["data"]["thread"]
        for reader in (lin, okafor):
            await reader.caught_up()
            shown = [event["thread"] for event in reader.events if event["kind"] == "message.posted"][-1]
            assert shown["rev"] == newest["rev"]
            assert shown["last_line"] == "Step 59"


async def test_a_client_that_changes_hubs_goes_on_where_it_was(pair: Pair) -> None:
    cast = pair.cast
    thread, _ = await open_knee(pair.here.browser(cast.ana), cast)
    async with pair.there.socket(cast.lin):  # so that the other hub follows the practice already
        async with pair.here.socket(cast.kim) as kim:
            await kim.do("message.post", thread=thread, body="Written here.")
            await kim.heard("message.posted")
            await kim.caught_up()
            place = kim.resume
        async with pair.there.socket(cast.kim, resume=place) as again:
            assert again.welcome["mode"] == "resume"
            await again.caught_up()
            assert again.said("message.posted") == []


async def test_of_many_who_claim_at_once_exactly_one_has_it(pair: Pair) -> None:
    cast = pair.cast
    for _ in range(5):
        thread, _ = await open_knee(pair.here.browser(cast.ana), cast)
        claims = [
            door.browser(one).do("thread.claim", thread=thread)
            for one, door in (
                (cast.lin, pair.here),
                (cast.kim, pair.there),
                (cast.okafor, pair.here),
            )
        ]
        outcomes = await asyncio.gather(*claims, return_exceptions=True)
        refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert [getattr(refusal, "code", refusal) for refusal in refused] == ["conflict", "conflict"]


async def test_a_right_that_ends_on_one_hub_ends_on_the_other(pair: Pair) -> None:
    cast = pair.cast
    mia = {"patient": cast.patients["mia"], "topic": cast.topics["nurses"], "subject": "Cough"}
    async with pair.here.socket(cast.ben) as ben:
        thread = (await ben.do("thread.open", **mia, body="She coughs."))["result"]["thread"]
        (proxy,) = await _proxies(pair, cast)
        await pair.there.browser(cast.sam).do("proxy.end", proxy=proxy)
        await ben.heard("access.changed", cast.ben.id)
        await pair.there.browser(cast.lin).do("message.post", thread=thread, body="Come in today.")
        await ben.caught_up()
        assert [data["body"] for data in ben.said("message.posted")] == ["She coughs."]


async def _proxies(pair: Pair, cast: Cast) -> list[str]:
    found = Proxy.table.select().with_only_columns(Proxy.c.id).where(Proxy.c.practice == cast.practice)
    return list(await pair.here.hub.read(cast.practice, lambda at: at.execute(found).scalars().all()))


async def test_numbers_have_no_gap_though_two_writers_write(pair: Pair) -> None:
    cast = pair.cast
    thread, _ = await open_knee(pair.here.browser(cast.ana), cast)

    def burst(door: Doors, one: Any) -> Any:
        return asyncio.gather(*(door.browser(one).do("message.post", thread=thread, body=f"{n}") for n in range(40)))

    await asyncio.gather(burst(pair.here, cast.lin), burst(pair.there, cast.kim))

    def look(connection: Any) -> Any:
        events = log.events_after(connection, cast.practice, 0, limit=1_000)
        stream = connection.execute(log.Stream.table.select()).one()
        return [event.seq for event in events], stream, audit.verify(connection, cast.practice, stream.audited)

    numbers, stream, broken = await pair.here.hub.read(cast.practice, look)
    assert numbers == list(range(1, stream.head + 1))
    assert broken is None


async def test_without_the_poll_of_the_heads_a_lost_doorbell_is_news_lost(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first test would report: a hub that trusted its doorbells."""

    async def trust(self: Feed) -> None:
        return None

    monkeypatch.setattr(Feed, "_poll", trust)
    pair.layer.loss = 1.0
    async with pair.there.socket(pair.cast.lin) as lin:
        thread, _ = await open_knee(pair.here.browser(pair.cast.ana), pair.cast)
        with pytest.raises(AssertionError, match="did not come"):
            await lin.until(lambda: [event for event in lin.events if event["subject"] == thread], patience_s=2.5)
