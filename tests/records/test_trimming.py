"""What is old leaves the log; whoever still stands there is told to start afresh."""

from collections.abc import Awaitable, Callable
from typing import Any

from hub.records import log
from hub.records.trimming import trim_logs
from hub.runtime import Hub
from tests.cast import Cast
from tests.fakes import Clock

Do = Callable[..., Awaitable[dict[str, Any]]]


async def test_old_events_go_and_new_ones_stay(hub_: Hub, cast: Cast, do: Do, clock: Clock) -> None:
    opened = await do(
        cast.ana, "thread.open", patient=cast.ana.patient, topic=cast.topics["nurses"], subject="Knee", body="It hurts"
    )
    before = await hub_.read(cast.practice, lambda at: log.position(at, cast.practice))
    await trim_logs(hub_)
    kept = await hub_.read(cast.practice, lambda at: log.events_after(at, cast.practice, 0, limit=100))
    assert len(kept) == before.head, "nothing is old yet"

    clock.move(days=36)
    await trim_logs(hub_)
    left = await hub_.read(cast.practice, lambda at: log.events_after(at, cast.practice, 0, limit=100))
    after = await hub_.read(cast.practice, lambda at: log.position(at, cast.practice))
    assert left == []
    assert (after.trimmed, after.head) == (before.head, before.head)
    assert opened["thread"]
