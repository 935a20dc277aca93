"""A transaction: reads find what the batch has left so far, and a row that changed meanwhile is never written over."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from hub.actor import Actor
from hub.errors import Conflict, NotFound
from hub.messaging.tables import Thread
from hub.records import log
from hub.records.lanes import Job
from hub.records.people import Pool
from hub.records.tx import StaleRow, Tx
from hub.records.writer import Outcome, settle
from hub.runtime import Hub
from hub.shapes import new_id
from tests.cast import Cast


@pytest.fixture
def database_url() -> str:
    """Two processes at the same rows are shown on PostgreSQL by the lossy tests."""
    return ""


async def run(hub: Hub, cast: Cast, work: Any) -> Any:
    return (await hub.writer.run(cast.practice, lambda tx: Outcome(work(tx)))).value


async def pool_named(hub: Hub, cast: Cast, id: str) -> list[tuple[str, int]]:
    found = sa.select(Pool.c.name, Pool.c.rev).where(Pool.c.id == id)
    return [tuple(row) for row in await hub.read(cast.practice, lambda at: at.execute(found).all())]


async def test_what_was_added_is_found_by_key_and_by_select_before_the_end(hub_: Hub, cast: Cast) -> None:
    def work(tx: Tx) -> Any:
        pool = tx.add(Pool(practice=tx.practice, id=new_id(), name="New"))
        by_key = tx.find(Pool, pool.id)
        by_select = tx.select(Pool.table.select().where(Pool.c.id == pool.id), Pool)
        return by_key == pool == by_select[0]

    assert await run(hub_, cast, work) is True


async def test_several_changes_of_a_row_are_written_as_its_last(hub_: Hub, cast: Cast) -> None:
    def work(tx: Tx) -> str:
        pool = tx.add(Pool(practice=tx.practice, id=new_id(), name="One"))
        pool = tx.change(pool, name="Two")
        tx.flush()
        pool = tx.change(pool, name="Three")
        tx.change(pool, name="Four")
        return pool.id

    id = await run(hub_, cast, work)
    assert await pool_named(hub_, cast, id) == [("Four", 4)]


async def test_a_row_that_was_changed_past_the_batch_is_not_written_over(hub_: Hub, cast: Cast) -> None:
    id = cast.pools["desk"]

    def work(tx: Tx) -> None:
        pool = tx.find(Pool, id)
        assert pool is not None
        tx.change(pool, name="Mine")
        tx.connection.execute(Pool.table.update().where(Pool.c.id == id).values(name="Theirs", rev=7))
        with pytest.raises(StaleRow) as stale:
            tx.flush()
        assert stale.value.places == ((Pool, (tx.practice, id)),)
        raise Conflict

    with pytest.raises(Conflict):
        await run(hub_, cast, work)
    assert await pool_named(hub_, cast, id) == [("Front desk", 1)]


async def test_a_job_whose_rows_keep_changing_is_a_conflict_in_the_end(hub_: Hub, cast: Cast) -> None:
    tries = []

    def work(tx: Tx) -> None:
        tries.append(tx)
        raise StaleRow

    with pytest.raises(Conflict):
        await run(hub_, cast, work)
    assert 2 < len(tries) < 20


async def test_what_may_not_be_seen_is_not_got(hub_: Hub, cast: Cast) -> None:
    portal = Actor(cast.practice, cast.ana.id, "patient", frozenset(("patient",)), "", "")
    for id in (cast.pools["desk"], "absent"):
        with pytest.raises(NotFound):
            await run(hub_, cast, lambda tx, id=id: tx.get(portal, Pool, id))


async def test_jobs_that_are_refused_or_do_nothing_take_no_number(hub_: Hub, cast: Cast) -> None:
    before = await hub_.read(cast.practice, lambda at: log.position(at, cast.practice))

    def refuse(tx: Tx) -> Any:
        raise NotFound

    with pytest.raises(NotFound):
        await run(hub_, cast, refuse)
    await run(hub_, cast, lambda tx: tx.find(Thread, "absent"))
    assert await hub_.read(cast.practice, lambda at: log.position(at, cast.practice)) == before


async def test_a_job_of_the_low_lane_lets_live_work_go_first(hub_: Hub, cast: Cast) -> None:
    loop, order = asyncio.get_running_loop(), []
    waits = [loop.create_future() for _ in range(6)]

    def job(name: str, low: bool, future: Any) -> Job:
        def note(tx: Tx) -> Outcome:
            order.append(name)
            return Outcome()

        return Job(cast.practice, note, settle(future), low=low)

    with hub_.writer._some:  # nothing is taken before all of it waits
        for number, future in enumerate(waits):
            low = number % 2 == 0
            hub_.writer._lanes.put(job("low" if low else "live", low, future))
        hub_.writer._some.notify()
    await asyncio.gather(*waits)
    assert order == ["live"] * 3 + ["low"] * 3
