"""The feed between several processes: news that comes while other news is being read is read too, at once."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.messaging.tables import Thread
from hub.records import log
from hub.runtime import Hub
from hub.ws.feed import Stream
from tests.cast import Cast


@pytest.fixture
def database_url() -> str:
    """Following a log is the same on either database."""
    return ""


async def test_a_doorbell_during_a_reading_is_not_lost(hub_: Hub, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    feed, written = hub_.feed, [_event(cast, 1)]
    stream = feed.streams[cast.practice] = Stream(cast.practice, log.Position("epoch", 0, 0))
    is_reading, may_go_on = asyncio.Event(), asyncio.Event()

    async def page(practice: str, seq: int) -> list[log.Event]:
        found = [event for event in written if event.seq > seq]
        is_reading.set()
        await may_go_on.wait()
        return found

    monkeypatch.setattr(feed, "_page", page)
    feed.rung(cast.practice, 1)
    await is_reading.wait()
    written.append(_event(cast, 2))
    feed.rung(cast.practice, 2)
    may_go_on.set()
    await asyncio.gather(*feed._tasks)
    assert stream.head == 2, "read at once, not at the next poll"


def _event(cast: Cast, seq: int) -> log.Event:
    said: dict[str, Any] = {"kind": "pool.created", "subject": "p", "rev": 1, "by": "", "by_role": "", "session": None}
    about = {"for_patient": None, "patient": None, "command": None, "topics": "staff", "refs": "{}", "access": False}
    return log.Event(practice=cast.practice, seq=seq, at=datetime.now(UTC), **said, **about)


async def test_readers_who_come_back_together_share_what_is_read(
    hub_: Hub, cast: Cast, do: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It hurts"}
    opened = [await do(cast.ana, "thread.open", **about) for _ in range(5)]
    places: list[Any] = [(Thread, (cast.practice, one["thread"])) for one in opened]
    hub_.feed.facts.forget_all()
    read, reads = hub_.read, []

    async def counted(practice: str, question: Any) -> Any:
        reads.append(practice)
        return await read(practice, question)

    monkeypatch.setattr(hub_, "read", counted)
    await asyncio.gather(*(hub_.feed.load(cast.practice, {place}) for place in places))
    assert len(reads) == 1
    assert not hub_.feed.facts.missing(places), "and everybody has what they asked for"
