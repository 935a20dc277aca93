"""The writer when something goes wrong in the middle: nothing half done is believed, and nobody else suffers."""

import asyncio

from hub.records.imports import landing
from hub.records.lanes import Job
from hub.records.seal import Keys, read_root_key
from hub.records.tx import StaleRow, Tx
from hub.records.writer import Answer, Outcome, settle
from hub.runtime import Hub
from hub.settings import Settings
from tests.cast import Cast


async def test_a_key_that_was_rolled_back_seals_nothing(hub_: Hub, cast: Cast, settings: Settings) -> None:
    """The first attempt makes a key and is undone; the second has to store the key it seals with."""
    attempts = []

    def begin(tx: Tx) -> Outcome:
        outcome = landing.begin(tx, "file", entries=0, scope="https://ehr.example/")
        attempts.append(tx)
        if len(attempts) == 1:
            raise StaleRow
        return outcome

    begun = (await hub_.writer.run(cast.practice, begin)).value
    restarted = Keys(read_root_key(settings.root_key_path))
    with hub_.database.read(cast.practice) as connection:
        restarted.load(connection, cast.practice, {landing.SHARED})
    assert len(attempts) > 1
    assert (
        restarted.open(cast.practice, landing.SHARED, "import_file.scope:file", begun.scope) == "https://ehr.example/"
    )


async def test_an_answer_that_finds_nobody_keeps_the_others_from_nothing(hub_: Hub, cast: Cast) -> None:
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def lost(answer: Answer | BaseException) -> None:
        raise RuntimeError("whoever asked is gone")

    for answered in (lost, settle(future)):
        hub_.writer.submit(Job(cast.practice, lambda tx: Outcome("kept"), answered))
    assert (await asyncio.wait_for(future, 2)).value == "kept"
