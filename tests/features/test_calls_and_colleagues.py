"""Telephone calls taken down, and conversations among colleagues: what the portal never sees, and who does."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.errors import Forbidden, Invalid, NotFound
from hub.runtime import Hub
from tests.cast import Cast
from tests.doors import Doors

Call = Callable[..., Awaitable[dict[str, Any]]]


async def _call(cast: Cast, do: Call, patient: str, **more: Any) -> str:
    about = {"patient": patient, "topic": cast.topics["nurses"], "caller": "Her sister", "subject": "Refill"}
    logged = await do(cast.sam, "call.log", **about, body="Two pills left.", telephone="+1 555 010 0199", **more)
    return str(logged["thread"])


async def _threads(see: Call, one: Any, box: str = "all") -> list[str]:
    return [thread["thread"] for thread in (await see(one, "thread.list", box=box))["threads"]]


async def test_a_call_stands_in_the_pool_that_answers_it_with_the_number_to_call_back(
    cast: Cast, do: Call, see: Call
) -> None:
    thread = await _call(cast, do, cast.patients["mia"], urgent=True)
    (shown,) = (await see(cast.lin, "thread.list", box="pool"))["threads"]
    assert (shown["thread"], shown["kind"], shown["state"], shown["urgent"]) == (thread, "call", "open", True)
    assert shown["call"] == {"caller": "Her sister", "telephone": "+1 555 010 0199"}
    assert shown["due_at"]
    (note,) = (await see(cast.lin, "thread.page", thread=thread))["messages"]
    assert (note["body"], note["internal"], note["author"]["name"]) == ("Two pills left.", True, "Sam Ortiz")


async def test_the_patient_sees_a_call_from_the_first_answer_on_and_never_the_note(
    cast: Cast, do: Call, see: Call, doors: Doors
) -> None:
    thread = await _call(cast, do, cast.patients["ana"])
    async with doors.socket(cast.ana) as ana:
        assert await _threads(see, cast.ana) == []
        with pytest.raises(NotFound):
            await see(cast.ana, "thread.page", thread=thread)
        with pytest.raises(NotFound):
            await do(cast.ana, "message.post", thread=thread, body="Hello?")
        await do(cast.lin, "thread.claim", thread=thread)
        await do(cast.lin, "message.post", thread=thread, body="Only for us.", internal=True)
        await do(cast.lin, "message.post", thread=thread, body="It is at the pharmacy.")
        posted = await ana.heard("message.posted")
        assert posted["data"]["body"] == "It is at the pharmacy."
        assert {event["kind"] for event in ana.events} == {"message.posted", "unread.changed"}
        page = await see(cast.ana, "thread.page", thread=thread)
        assert [message["body"] for message in page["messages"]] == ["It is at the pharmacy."]
        assert "call" not in page["thread"]


async def test_patients_do_not_log_calls_and_a_call_is_about_somebody_here(
    cast: Cast, next_door: Cast, do: Call
) -> None:
    about = {"topic": cast.topics["desk"], "caller": "Ana", "subject": "Hi", "body": "Hi"}
    with pytest.raises(Forbidden):
        await do(cast.ana, "call.log", patient=cast.ana.patient, **about)
    with pytest.raises(NotFound):
        await do(cast.sam, "call.log", patient=next_door.yan.patient, **about)
    with pytest.raises(Invalid) as refused:
        await do(cast.sam, "call.log", patient=cast.ana.patient, **about, telephone="call me")
    assert refused.value.field == "telephone"


async def test_colleagues_write_about_nobody_and_only_they_see_it(cast: Cast, do: Call, see: Call) -> None:
    about = {"people": [cast.sam.id], "subject": "Rota", "body": "Can you do Monday?"}
    thread = (await do(cast.lin, "thread.discuss", **about))["thread"]
    assert await _threads(see, cast.sam, "mine") == await _threads(see, cast.lin, "mine") == [thread]
    for other in (cast.kim, cast.okafor, cast.ana):
        assert await _threads(see, other) == []
        with pytest.raises(NotFound):
            await see(other, "thread.page", thread=thread)
    page = await see(cast.sam, "thread.page", thread=thread)
    assert "patient" not in page["thread"]
    assert {member["name"] for member in page["thread"]["members"]} == {"Lin Park", "Sam Ortiz"}
    assert page["thread"]["unread"] == 1


async def test_what_is_about_a_patient_stands_in_the_chart_and_not_in_the_portal(
    cast: Cast, do: Call, see: Call
) -> None:
    about = {"patient": cast.ana.patient, "people": [cast.sam.id], "subject": "Biopsy", "body": "She is worried."}
    thread = (await do(cast.lin, "thread.discuss", **about))["thread"]
    for one in (cast.sam, cast.okafor):
        assert (await see(one, "thread.page", thread=thread))["messages"][0]["body"] == "She is worried."
    assert await _threads(see, cast.ana) == []
    with pytest.raises(NotFound):
        await see(cast.ana, "thread.page", thread=thread)


async def test_a_pool_hears_of_what_is_written_to_it_and_patients_hear_nothing(
    cast: Cast, do: Call, see: Call, doors: Doors
) -> None:
    async with doors.socket(cast.sam) as sam, doors.socket(cast.ana) as ana:
        about = {"patient": cast.ana.patient, "pool": cast.pools["desk"], "subject": "Insurance", "body": "Valid?"}
        thread = (await do(cast.lin, "thread.discuss", **about))["thread"]
        assert (await sam.heard("message.posted"))["thread"]["kind"] == "staff"
        await do(cast.sam, "message.post", thread=thread, body="It is.")
        await ana.caught_up()
        assert ana.events == []
    assert await _threads(see, cast.sam, "pool") == [thread]


async def test_a_closed_conversation_of_colleagues_comes_back_with_the_next_message(
    cast: Cast, do: Call, see: Call
) -> None:
    about = {"people": [cast.sam.id], "subject": "Rota", "body": "Can you do Monday?"}
    thread = (await do(cast.lin, "thread.discuss", **about))["thread"]
    await do(cast.sam, "thread.close", thread=thread)
    assert await _threads(see, cast.lin, "mine") == []
    await do(cast.sam, "message.post", thread=thread, body="Tuesday?", internal=True)
    (shown,) = (await see(cast.lin, "thread.list", box="mine"))["threads"]
    assert (shown["state"], shown["last_line"]) == ("open", "Tuesday?")


async def test_a_conversation_among_colleagues_needs_some(cast: Cast, next_door: Cast, do: Call) -> None:
    words = {"subject": "Rota", "body": "Monday?"}
    for wrong in ({}, {"people": [cast.lin.id]}, {"people": [cast.sam.id], "pool": cast.pools["desk"]}):
        with pytest.raises(Invalid) as refused:
            await do(cast.lin, "thread.discuss", **words, **wrong)
        assert refused.value.field == "people"
    for stranger in (cast.ana, cast.dana, next_door.zoe):
        with pytest.raises(NotFound):
            await do(cast.lin, "thread.discuss", **words, people=[stranger.id])
    with pytest.raises(Forbidden):
        await do(cast.ana, "thread.discuss", **words, people=[cast.lin.id])


async def test_typing_in_what_the_portal_does_not_see_is_not_told_to_it(
    hub_: Hub, cast: Cast, do: Call, doors: Doors
) -> None:
    thread = await _call(cast, do, cast.patients["ana"])
    async with doors.socket(cast.lin) as lin, doors.socket(cast.kim) as kim, doors.socket(cast.ana) as ana:
        lin.send(type="signal", kind="typing", to=f"thread:{thread}", data={"thread": thread, "on": True})
        await kim.until(lambda: [frame for frame in kim.frames if frame["type"] == "signal"])
        await ana.caught_up()
        assert [frame for frame in ana.frames if frame["type"] == "signal"] == []
