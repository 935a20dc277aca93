"""Quick replies: kept by administrators and by oneself, told live, refused when they leave open what nobody knows."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.errors import Conflict, Forbidden, Invalid, NotFound
from tests.cast import Cast, One
from tests.doors import Doors, Refused

Call = Callable[..., Awaitable[dict[str, Any]]]
REST = {"title": "Rest", "text": {"en": "Rest, {patient_first_name}.", "es": "Descanse, {patient_first_name}."}}


async def titles(see: Call, one: One) -> list[str]:
    return [reply["title"] for reply in (await see(one, "quick_reply.list"))["quick_replies"]]


async def test_the_practices_replies_are_the_administrators_and_everybody_who_works_here_has_them(
    do: Call, see: Call, cast: Cast, next_door: Cast
) -> None:
    with pytest.raises(Forbidden):
        await do(cast.lin, "quick_reply.save", **REST)
    saved = await do(cast.dana, "quick_reply.save", **REST)
    for one in (cast.dana, cast.lin, cast.sam):
        assert await titles(see, one) == ["Rest"]
    assert await titles(see, next_door.zoe) == []
    with pytest.raises(Forbidden):
        await see(cast.ana, "quick_reply.list")
    with pytest.raises(Forbidden):
        await do(cast.lin, "quick_reply.retire", quick_reply=saved["quick_reply"])
    await do(cast.dana, "quick_reply.retire", quick_reply=saved["quick_reply"])
    assert await titles(see, cast.lin) == []


async def test_an_own_reply_is_nobody_elses(do: Call, see: Call, cast: Cast) -> None:
    own = await do(cast.lin, "quick_reply.save", **REST, own=True)
    assert await titles(see, cast.lin) == ["Rest"]
    for other in (cast.kim, cast.dana):
        assert await titles(see, other) == []
        with pytest.raises(NotFound):
            await do(other, "quick_reply.save", **REST, **own)
        with pytest.raises(NotFound):
            await do(other, "quick_reply.retire", quick_reply=own["quick_reply"])
    with pytest.raises(Forbidden):
        await do(cast.dana, "quick_reply.save", **REST, own=True)


async def test_a_variable_nobody_knows_is_refused_by_its_field_through_the_door(doors: Doors, cast: Cast) -> None:
    browser = doors.browser(cast.dana)
    with pytest.raises(Refused) as refusal:
        await browser.do("quick_reply.save", title="x", text={"en": "Hi", "es": "Hola {patient_nombre}"})
    assert (refusal.value.code, refusal.value.field) == ("invalid", "text.es")
    assert "{patient_nombre}" in refusal.value.error["message"]
    assert "{patient_first_name}" in refusal.value.error["message"]
    assert (await browser.see("quick_reply.list"))["data"]["quick_replies"] == []


async def test_a_reply_is_written_in_one_language_at_least(do: Call, see: Call, cast: Cast) -> None:
    with pytest.raises(Invalid):
        await do(cast.dana, "quick_reply.save", title="x", text={"en": " ", "es": ""})
    await do(cast.dana, "quick_reply.save", title="x", text={"es": "Descanse."})
    assert await titles(see, cast.dana) == ["x"]


async def test_what_somebody_else_changed_meanwhile_is_not_written_over(do: Call, see: Call, cast: Cast) -> None:
    seen = await do(cast.dana, "quick_reply.save", **REST)
    await do(cast.dana, "quick_reply.save", **REST | {"title": "Rest well"}, **seen)
    with pytest.raises(Conflict):
        await do(cast.dana, "quick_reply.save", **REST | {"title": "Sleep"}, **seen)
    assert await titles(see, cast.dana) == ["Rest well"]


async def test_a_reply_that_is_saved_or_retired_is_told_at_once(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.dana) as dana, doors.socket(cast.lin) as lin, doors.socket(cast.ana) as ana:
        reply = (await dana.do("quick_reply.save", **REST))["result"]["quick_reply"]
        assert (await lin.heard("quick_reply.saved", reply))["data"]["title"] == "Rest"
        await dana.do("quick_reply.retire", quick_reply=reply)
        assert (await lin.heard("quick_reply.retired", reply))["data"]["state"] == "retired"
        own = (await lin.do("quick_reply.save", **REST, own=True))["result"]["quick_reply"]
        await lin.heard("quick_reply.saved", own)
        for other in (dana, ana):
            await other.caught_up()
        assert [event["subject"] for event in dana.events if event["kind"] == "quick_reply.saved"] == [reply]
        assert ana.events == []


async def test_the_variables_stand_for_what_is_so_in_the_conversation(do: Call, see: Call, cast: Cast) -> None:
    about = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    thread = (await do(cast.ana, "thread.open", **about))["thread"]
    values = await see(cast.lin, "quick_reply.values", thread=thread)
    assert {name: values[name] for name in ("language", "patient_first_name", "patient_name", "my_name")} == {
        "language": "en",
        "patient_first_name": "Ana",
        "patient_name": "Ana Reyes",
        "my_name": "Lin Park",
    }
    assert values["practice_telephone"] == "+1 555 010 0100"
    with pytest.raises(NotFound):
        await see(cast.sam, "quick_reply.values", thread=thread)
    with pytest.raises(Forbidden):
        await see(cast.ana, "quick_reply.values", thread=thread)
