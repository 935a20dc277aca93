"""The log: numbered without gaps, and not to be mistaken for an older copy of itself."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from hub.records import log
from hub.runtime import Hub
from tests.cast import Cast

Call = Callable[..., Awaitable[dict[str, Any]]]


async def test_each_practice_counts_for_itself_without_gaps(do: Call, cast: Cast, next_door: Cast, hub_: Hub) -> None:
    saves = [
        do(one, "draft.save", key=f"note{number}", body="x")
        for number in range(30)
        for one in (cast.lin, next_door.zoe, cast.kim)
    ]
    await asyncio.gather(*saves)
    for place, expected in ((cast, 60), (next_door, 30)):
        events = await hub_.read(
            place.practice, lambda at, place=place: log.events_after(at, place.practice, 0, limit=1_000)
        )
        assert [event.seq for event in events] == list(range(1, expected + 1))
        assert {event.practice for event in events} == {place.practice}


async def test_events_are_thin(do: Call, cast: Cast, hub_: Hub) -> None:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    await do(cast.ana, "thread.open", **ask)
    events = await hub_.read(cast.practice, lambda at: log.events_after(at, cast.practice, 0, limit=10))
    assert [event.kind for event in events] == ["thread.opened", "message.posted"]
    for event in events:
        words = " ".join(str(getattr(event, name)) for name in event.__struct_fields__)
        assert not {"Knee", "aches", "Reyes"} & set(words.replace('"', " ").split())


async def test_an_older_copy_put_back_begins_a_new_epoch(do: Call, cast: Cast, hub_: Hub, tmp_path: Path) -> None:
    await do(cast.lin, "draft.save", key="note", body="x")
    at = await hub_.read("*", log.positions)
    beside = tmp_path / "position.json"

    def renewed(heads: dict[str, int]) -> list[str]:
        log.keep_position(beside, heads)
        with hub_.database.write("*") as connection:
            return log.renew_epochs(connection, beside)

    head = at[cast.practice].head
    assert renewed({cast.practice: head}) == []
    assert renewed({cast.practice: head - 1}) == []
    assert renewed({"another": 7}) == []
    assert renewed({cast.practice: head + 1}) == [cast.practice]
    after = await hub_.read("*", log.positions)
    assert after[cast.practice].epoch != at[cast.practice].epoch


async def test_a_position_that_cannot_be_read_is_no_reason_for_alarm(hub_: Hub, cast: Cast, tmp_path: Path) -> None:
    for text in (None, "", "{", "[]"):
        beside = tmp_path / "position.json"
        if text is not None:
            beside.write_text(text)
        with hub_.database.write("*") as connection:
            assert log.renew_epochs(connection, beside) == [], text
