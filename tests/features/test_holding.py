"""Messages that are held for a moment: they go out in the order of their moments, and one that cannot holds up none."""

from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa

from hub.messaging.holding import HeldMessage, release_due
from hub.runtime import Hub
from tests.cast import Cast
from tests.fakes import Clock

Call = Callable[..., Awaitable[dict[str, Any]]]


async def _hold(cast: Cast, do: Call, *seconds: int) -> str:
    opened = await do(
        cast.ana, "thread.open", patient=cast.ana.patient, topic=cast.topics["nurses"], subject="Knee", body="It hurts"
    )
    for hold_s in seconds:
        await do(cast.ana, "message.post", thread=opened["thread"], body=f"After {hold_s} s", hold_s=hold_s)
    return str(opened["thread"])


async def test_what_was_held_goes_out_in_the_order_of_its_moments(
    hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock
) -> None:
    thread = await _hold(cast, do, 20, 10, 30)
    clock.move(seconds=40)
    await release_due(hub_)
    page = await see(cast.lin, "thread.page", thread=thread)
    assert [message["body"] for message in page["messages"]] == ["It hurts", "After 10 s", "After 20 s", "After 30 s"]


async def test_one_that_cannot_be_sent_holds_up_none(hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock) -> None:
    thread = await _hold(cast, do, 5, 10)
    with hub_.database.write(cast.practice) as connection:
        first = sa.select(sa.func.min(HeldMessage.c.release_at)).scalar_subquery()
        damaged = sa.update(HeldMessage.table).where(HeldMessage.c.release_at == first)
        connection.execute(damaged.values(body=b"\x01" + bytes(40)))
    clock.move(seconds=20)
    await release_due(hub_)
    page = await see(cast.lin, "thread.page", thread=thread)
    assert [message["body"] for message in page["messages"]] == ["It hurts", "After 10 s"]


async def test_what_was_said_before_closing_does_not_reopen(
    hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock
) -> None:
    opened = await do(
        cast.ana, "thread.open", patient=cast.ana.patient, topic=cast.topics["nurses"], subject="Knee", body="It hurts"
    )
    thread = opened["thread"]
    await do(cast.lin, "message.post", thread=thread, body="Rest it, please.", hold_s=10)
    await do(cast.lin, "thread.close", thread=thread)
    clock.move(seconds=11)
    await release_due(hub_)
    page = await see(cast.ana, "thread.page", thread=thread)
    assert [message["body"] for message in page["messages"]] == ["It hurts", "Rest it, please."]
    assert page["thread"]["state"] == "closed"
    await do(cast.ana, "message.post", thread=thread, body="Still hurts")
    assert (await see(cast.lin, "thread.page", thread=thread))["thread"]["state"] == "open"
