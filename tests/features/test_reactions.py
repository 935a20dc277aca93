"""What follows from what: reactions to the log, once each."""

from collections.abc import Awaitable, Callable
from typing import Any

from hub import reactions
from hub.runtime import Hub
from tests.cast import Cast

Call = Callable[..., Awaitable[dict[str, Any]]]


async def test_whoever_leaves_hands_their_conversations_back_once(hub_: Hub, cast: Cast, do: Call, see: Call) -> None:
    opened = await do(
        cast.ana, "thread.open", patient=cast.ana.patient, topic=cast.topics["nurses"], subject="Knee", body="It hurts"
    )
    await do(cast.lin, "thread.claim", thread=opened["thread"])
    members = (await see(cast.dana, "member.list"))["members"]
    lin = next(member for member in members if member["person"]["id"] == cast.lin.id)

    await reactions.react(hub_)
    assert (await see(cast.kim, "thread.list", box="pool"))["threads"] == [], "nothing has happened yet"

    await do(cast.dana, "member.end", membership=lin["membership"])
    await reactions.react(hub_)
    (thread,) = (await see(cast.kim, "thread.list", box="pool"))["threads"]
    assert thread["thread"] == opened["thread"]

    await do(cast.kim, "thread.claim", thread=opened["thread"])
    await reactions.react(hub_)
    assert (await see(cast.kim, "thread.list", box="mine"))["threads"], "the reaction is not repeated"
