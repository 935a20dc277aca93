"""The index of words is the same however often the process that writes it is killed."""

import asyncio
import multiprocessing
import os
import random
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa

from hub import perform
from hub.messaging import word_index
from hub.messaging.word_index import MessageWord, index_words
from hub.records import following
from hub.records.catching_up import CatchUp
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub, utc_now
from hub.settings import Settings
from hub.shapes import new_id
from tests.cast import Cast, make_cast
from tests.conftest import opened

KILLS = 5
Rows = set[tuple[int, str]]


async def _say(hub: Hub, cast: Cast) -> None:
    """Conversations of which some were amended and some taken back."""
    about = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "A question"}
    for n in range(24):
        said = await _do(hub, cast.ana.who, "thread.open", about | {"body": f"Refill number {n} of metformin."})
        if n % 3 == 0:
            await _do(hub, cast.ana.who, "message.amend", {"message": said["message"], "body": f"Ibuprofen {n}."})
        if n % 4 == 0:
            await _do(hub, cast.ana.who, "message.retract", {"message": said["message"], "reason": "Wrong."})


async def _do(hub: Hub, who: object, name: str, args: dict[str, object]) -> dict[str, str]:
    return (await perform.perform(hub, who, name, new_id(), args)).result  # type: ignore[arg-type]


def _index(data: str, told: Connection) -> None:
    """What a worker does, a little at a time so that it may be killed between any two."""
    word_index.AT_ONCE, following.PAGE = 2, 3

    async def run() -> None:
        async with opened(Settings(data=data), utc_now) as hub:
            told.send("begun")
            await index_words(hub)
            told.send("done")
            os._exit(0)

    asyncio.run(run())


def _index_with_kills(data: Path, choose: random.Random) -> int:
    """Index in one process after another; all but the last are killed. Returns how many were at work when killed."""
    spawn, hits = multiprocessing.get_context("spawn"), 0
    for turn in range(KILLS + 1):
        hear, tell = spawn.Pipe(duplex=False)
        worker = spawn.Process(target=_index, args=(str(data), tell))
        worker.start()
        assert hear.recv() == "begun"
        if turn < KILLS:
            if not hear.poll(choose.uniform(0.005, 0.06)):
                hits += 1
            worker.kill()
        else:
            assert hear.recv() == "done"
        worker.join()
    return hits


async def _rows(hub: Hub, practice: str) -> Rows:
    found = sa.select(MessageWord.c.word, MessageWord.c.message).where(MessageWord.c.practice == practice)
    return await hub.read(practice, lambda at: {(word, message) for word, message in at.execute(found)})


def _forget(tx: Tx) -> Outcome:
    for kind in (MessageWord, CatchUp):
        tx.execute(sa.delete(kind.table).where(kind.c.practice == tx.practice))
    return Outcome()


async def test_killed_at_random_the_index_misses_nothing_and_keeps_nothing_too_much(tmp_path: Path) -> None:
    settings, choose = Settings(data=str(tmp_path), command_rate=10_000, command_burst=10_000), random.Random(5)
    async with opened(settings, utc_now) as hub:
        cast = await make_cast(hub)
        await index_words(hub)
        await _say(hub, cast)
    hits = await asyncio.to_thread(_index_with_kills, tmp_path, choose)
    async with opened(settings, utc_now) as hub:
        after_kills = await _rows(hub, cast.practice)
        await hub.writer.run(cast.practice, _forget)
        await index_words(hub)
        assert after_kills == await _rows(hub, cast.practice)
        assert after_kills
    assert hits
