"""Colleagues called into internal notes: told at once, listed until they are seen, and never past their rights."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.errors import Forbidden, Invalid, NotFound
from hub.messaging.holding import release_due
from hub.runtime import Hub
from tests.cast import Cast, One
from tests.doors import Doors
from tests.fakes import Clock

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def thread(do: Call, cast: Cast) -> str:
    """Ana's conversation with the nurses."""
    about = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    return str((await do(cast.ana, "thread.open", **about))["thread"])


async def note(do: Call, author: One, thread: str, body: str) -> str:
    return str((await do(author, "message.post", thread=thread, body=body, internal=True))["message"])


async def listed(see: Call, one: One) -> list[tuple[str, str]]:
    found = (await see(one, "mention.list"))["mentions"]
    return [(mention["by"]["name"], mention["subject"]) for mention in found]


async def test_whoever_is_called_hears_of_it_and_finds_it_until_they_have_seen_it(
    do: Call, see: Call, cast: Cast, thread: str, doors: Doors
) -> None:
    async with doors.socket(cast.kim) as kim:
        message = await note(do, cast.lin, thread, f"<@{cast.kim.id}>, can you call her?")
        heard = (await kim.heard("mention.made"))["data"]
    assert (heard["message"], heard["thread"], heard["subject"]) == (message, thread, "Knee")
    assert await listed(see, cast.kim) == [("Lin Park", "Knee")]
    assert await listed(see, cast.lin) == []
    shown = (await see(cast.okafor, "thread.page", thread=thread))["messages"][-1]
    assert shown["mentions"] == [{"id": cast.kim.id, "name": "Kim Doyle"}]
    await do(cast.kim, "mention.read", thread=thread)
    assert await listed(see, cast.kim) == []
    await do(cast.kim, "mention.read", thread=thread)


async def test_only_colleagues_who_may_see_the_conversation_are_offered_or_taken(
    do: Call, see: Call, cast: Cast, next_door: Cast, thread: str
) -> None:
    offered = (await see(cast.lin, "mention.offer", thread=thread))["people"]
    assert [one["name"] for one in offered] == ["Dr. Amara Okafor", "Kim Doyle", "Lin Park"]
    for stranger in (cast.sam.id, cast.dana.id, cast.ana.id, next_door.zoe.id, "nobody"):
        with pytest.raises(Invalid) as refusal:
            await note(do, cast.lin, thread, f"<@{stranger}> look")
        assert refusal.value.field == "body"
    assert len((await see(cast.lin, "thread.page", thread=thread))["messages"]) == 1
    with pytest.raises(NotFound):
        await see(cast.sam, "mention.offer", thread=thread)
    with pytest.raises(Forbidden):
        await see(cast.ana, "mention.offer", thread=thread)


async def test_a_conversation_handed_out_of_sight_leaves_the_list(do: Call, see: Call, cast: Cast) -> None:
    about = {"patient": cast.ana.patient, "topic": cast.topics["desk"], "subject": "Form", "body": "For school."}
    thread = (await do(cast.ana, "thread.open", **about))["thread"]
    await note(do, cast.lin, thread, f"<@{cast.sam.id}> is it printed?")
    assert await listed(see, cast.sam) == [("Lin Park", "Form")]
    await do(cast.lin, "thread.assign", thread=thread, pool=cast.pools["nurses"])
    assert await listed(see, cast.sam) == []
    with pytest.raises(NotFound):
        await do(cast.sam, "mention.read", thread=thread)


async def test_a_note_taken_back_calls_nobody_any_more_and_an_amended_one_whom_it_names_now(
    do: Call, see: Call, cast: Cast, thread: str
) -> None:
    message = await note(do, cast.lin, thread, f"<@{cast.kim.id}> look")
    await do(cast.lin, "message.amend", message=message, body=f"<@{cast.kim.id}> and <@{cast.okafor.id}>, look")
    for one in (cast.kim, cast.okafor):
        assert await listed(see, one) == [("Lin Park", "Knee")]
    await do(cast.lin, "message.retract", message=message, reason="Settled.")
    for one in (cast.kim, cast.okafor):
        assert await listed(see, one) == []


async def test_words_to_the_patient_call_nobody(do: Call, see: Call, cast: Cast, thread: str) -> None:
    await do(cast.lin, "message.post", thread=thread, body=f"<@{cast.kim.id}> will call you.")
    assert await listed(see, cast.kim) == []
    assert "mentions" not in (await see(cast.ana, "thread.page", thread=thread))["messages"][-1]


async def test_a_held_note_calls_when_it_is_released(
    do: Call, see: Call, cast: Cast, thread: str, hub_: Hub, clock: Clock
) -> None:
    body = f"<@{cast.kim.id}> look"
    await do(cast.lin, "message.post", thread=thread, body=body, internal=True, hold_s=10)
    assert await listed(see, cast.kim) == []
    clock.move(seconds=11)
    await release_due(hub_)
    assert await listed(see, cast.kim) == [("Lin Park", "Knee")]
