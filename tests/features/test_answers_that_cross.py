"""Two colleagues answering the same words: the second is asked before a duplicate goes out, and nothing is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.errors import Conflict, NotFound
from hub.messaging.holding import release_due
from hub.runtime import Hub
from tests.cast import Cast, One
from tests.fakes import Clock

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def asked(do: Call, cast: Cast) -> dict[str, str]:
    """Ana's question: thread, and the message that is answered."""
    about = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    opened = await do(cast.ana, "thread.open", **about)
    return {"thread": opened["thread"], "after": opened["message"]}


async def bodies(see: Call, one: One, thread: str) -> list[str]:
    return [message["body"] for message in (await see(one, "thread.page", thread=thread))["messages"]]


async def test_an_answer_after_a_colleagues_is_asked_about_first(
    do: Call, see: Call, cast: Cast, asked: dict[str, str]
) -> None:
    theirs = (await do(cast.lin, "message.post", **asked, body="Rest it."))["message"]
    with pytest.raises(Conflict) as refusal:
        await do(cast.kim, "message.post", **asked, body="Cool it.")
    assert refusal.value.field == "after"
    assert await bodies(see, cast.kim, asked["thread"]) == ["It aches.", "Rest it."]
    await do(cast.kim, "message.post", thread=asked["thread"], after=theirs, body="And cool it.")
    assert await bodies(see, cast.ana, asked["thread"]) == ["It aches.", "Rest it.", "And cool it."]


async def test_an_answer_that_is_still_held_counts_without_being_shown(
    do: Call, see: Call, cast: Cast, asked: dict[str, str], hub_: Hub, clock: Clock
) -> None:
    held = (await do(cast.lin, "message.post", **asked, body="Rest it.", hold_s=10))["message"]
    with pytest.raises(Conflict, match="on its way"):
        await do(cast.kim, "message.post", **asked, body="Cool it.", hold_s=10)
    assert await bodies(see, cast.kim, asked["thread"]) == ["It aches."]
    await do(cast.lin, "message.cancel", message=held)
    await do(cast.kim, "message.post", **asked, body="Cool it.", hold_s=10)
    clock.move(seconds=11)
    await release_due(hub_)
    assert await bodies(see, cast.ana, asked["thread"]) == ["It aches.", "Cool it."]


async def test_of_two_held_answers_at_the_same_moment_one_is_taken(
    do: Call, see: Call, cast: Cast, asked: dict[str, str]
) -> None:
    both = [do(one, "message.post", **asked, body=one.name, hold_s=10) for one in (cast.lin, cast.kim)]
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "dict"]


async def test_ones_own_words_the_patients_and_notes_of_colleagues_ask_nothing(
    do: Call, see: Call, cast: Cast, asked: dict[str, str]
) -> None:
    await do(cast.kim, "message.post", **asked, body="Rest it.")
    await do(cast.ana, "message.post", thread=asked["thread"], body="It is hot, too.")
    await do(cast.lin, "message.post", thread=asked["thread"], body="Looks like gout.", internal=True)
    await do(cast.kim, "message.post", **asked, body="Cool it.", hold_s=10)
    await do(cast.kim, "message.post", **asked, body="And drink.", hold_s=10)
    assert (await bodies(see, cast.kim, asked["thread"]))[-2:] == ["Cool it.", "And drink."]


async def test_a_colleagues_answer_taken_back_asks_nothing(do: Call, cast: Cast, asked: dict[str, str]) -> None:
    wrong = (await do(cast.lin, "message.post", **asked, body="Wrong chart."))["message"]
    await do(cast.lin, "message.retract", message=wrong, reason="Meant for somebody else.")
    await do(cast.kim, "message.post", **asked, body="Rest it.")


async def test_what_was_seen_last_is_of_this_conversation(do: Call, cast: Cast, asked: dict[str, str]) -> None:
    other = {"patient": cast.cleo.patient, "topic": cast.topics["nurses"], "subject": "Hip", "body": "It clicks."}
    elsewhere = (await do(cast.cleo, "thread.open", **other))["message"]
    for after in (elsewhere, "nothing"):
        with pytest.raises(NotFound) as refusal:
            await do(cast.lin, "message.post", thread=asked["thread"], after=after, body="Rest it.")
        assert refusal.value.field == "after"
