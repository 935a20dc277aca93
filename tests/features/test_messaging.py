"""Conversations: each command beside what it refuses."""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.messaging.holding import release_due, wake_due
from hub.runtime import Hub
from hub.shapes import encode, instant
from hub.ws.protocol import SERVER_FRAME_BYTES
from tests.cast import Cast, One
from tests.fakes import Clock

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def database_url() -> str:
    """What a conversation is does not depend on the database; that both keep it is shown by the house tests."""
    return ""


@pytest.fixture
def ask(cast: Cast) -> dict[str, Any]:
    """What Ana asks the nurses about."""
    return {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}


@pytest.fixture
async def thread(do: Call, cast: Cast, ask: dict[str, Any]) -> str:
    """Ana's conversation with the nurses: open, and nobody's yet."""
    return str((await do(cast.ana, "thread.open", **ask))["thread"])


async def page(see: Call, one: One, thread: str) -> dict[str, Any]:
    return await see(one, "thread.page", thread=thread)


async def bodies(see: Call, one: One, thread: str) -> list[str]:
    return [message["body"] for message in (await page(see, one, thread))["messages"]]


async def in_box(see: Call, one: One, box: str, **more: Any) -> list[str]:
    return [shown["thread"] for shown in (await see(one, "thread.list", box=box, **more))["threads"]]


# Opening


async def test_a_patient_opens_a_conversation_and_it_waits_in_the_topics_pool(
    see: Call, cast: Cast, thread: str
) -> None:
    shown = (await page(see, cast.lin, thread))["thread"]
    assert (shown["pool"], shown["state"], shown["subject"]) == (cast.pools["nurses"], "open", "Knee")
    assert shown["patient"] == {"id": cast.ana.patient, "name": "Ana Reyes"}
    assert shown["due_at"]
    assert await in_box(see, cast.lin, "pool") == [thread]
    assert await in_box(see, cast.lin, "mine") == []


async def test_staff_open_a_conversation_and_own_it(do: Call, see: Call, cast: Cast, ask: dict[str, Any]) -> None:
    opened = await do(cast.lin, "thread.open", **ask | {"pool": cast.pools["desk"]})
    assert await in_box(see, cast.lin, "mine") == [opened["thread"]]
    assert (await page(see, cast.ana, opened["thread"]))["thread"]["pool"] == cast.pools["desk"]
    assert "owner" not in (await page(see, cast.ana, opened["thread"]))["thread"]


@pytest.mark.parametrize("patient", ["cleo", "mia", "yan"])
async def test_nobody_opens_a_conversation_about_a_stranger(
    do: Call, cast: Cast, next_door: Cast, ask: dict[str, Any], patient: str
) -> None:
    stranger = (cast.patients | next_door.patients)[patient]
    with pytest.raises(NotFound):
        await do(cast.ana, "thread.open", **ask | {"patient": stranger})


async def test_a_patient_does_not_choose_the_pool(do: Call, cast: Cast, ask: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        await do(cast.ana, "thread.open", **ask | {"pool": cast.pools["desk"]})


async def test_the_topic_must_be_one_of_the_practice(
    do: Call, cast: Cast, next_door: Cast, ask: dict[str, Any]
) -> None:
    with pytest.raises(NotFound):
        await do(cast.ana, "thread.open", **ask | {"topic": next_door.topics["nurses"]})


async def test_files_that_are_not_there_are_not_attached(do: Call, cast: Cast, ask: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        await do(cast.ana, "thread.open", **ask | {"attachments": ["nothing"]})


# Posting


async def test_an_answer_of_the_staff_makes_it_the_patients_turn(do: Call, see: Call, cast: Cast, thread: str) -> None:
    await do(cast.lin, "message.post", thread=thread, body="Rest it.")
    shown = (await page(see, cast.ana, thread))["thread"]
    assert (shown["state"], shown["last_line"]) == ("waiting", "Rest it.")
    assert "due_at" not in shown
    await do(cast.ana, "message.post", thread=thread, body="Still aches.")
    assert (await page(see, cast.ana, thread))["thread"]["state"] == "open"


@pytest.mark.parametrize("who", ["cleo", "ben", "sam", "yan", "zoe"])
async def test_a_conversation_of_others_does_not_exist(
    do: Call, see: Call, cast: Cast, next_door: Cast, thread: str, who: str
) -> None:
    stranger = (cast.people | next_door.people)[who]
    for name, args in (("message.post", {"body": "Hello"}), ("thread.read", {"upto": "x"})):
        with pytest.raises(NotFound):
            await do(stranger, name, thread=thread, **args)
    with pytest.raises(NotFound):
        await page(see, stranger, thread)
    assert thread not in await in_box(see, stranger, "all")


async def test_an_internal_note_is_for_the_staff_alone(do: Call, see: Call, cast: Cast, thread: str) -> None:
    note = (await do(cast.lin, "message.post", thread=thread, body="Call her son first.", internal=True))["message"]
    assert await bodies(see, cast.kim, thread) == ["It aches.", "Call her son first."]
    shown = await page(see, cast.ana, thread)
    assert [message["body"] for message in shown["messages"]] == ["It aches."]
    assert shown["thread"]["last_line"] == "It aches."
    assert shown["thread"]["unread"] == 0
    with pytest.raises(NotFound):
        await do(cast.ana, "thread.read", thread=thread, upto=note)


async def test_a_patient_writes_no_internal_note(do: Call, see: Call, cast: Cast, thread: str) -> None:
    with pytest.raises(Forbidden):
        await do(cast.ana, "message.post", thread=thread, body="Secret", internal=True)
    assert await bodies(see, cast.ana, thread) == ["It aches."]


# Amending and taking back


async def test_an_author_amends_and_the_chart_keeps_what_was_said(do: Call, see: Call, cast: Cast, thread: str) -> None:
    message = (await do(cast.lin, "message.post", thread=thread, body="Take two."))["message"]
    assert await do(cast.lin, "message.amend", message=message, body="Take one.") == {"message": message, "rev": 2}
    shown = (await page(see, cast.ana, thread))["messages"][-1]
    assert (shown["body"], shown["rev"]) == ("Take one.", 2)
    assert shown["amended_at"]
    assert (await page(see, cast.ana, thread))["thread"]["last_line"] == "Take one."


async def test_an_author_takes_back_and_nobody_is_shown_it(do: Call, see: Call, cast: Cast, thread: str) -> None:
    message = (await do(cast.lin, "message.post", thread=thread, body="Wrong patient."))["message"]
    await do(cast.lin, "message.retract", message=message, reason="Meant for somebody else.")
    for reader in (cast.ana, cast.kim, cast.lin):
        shown = (await page(see, reader, thread))["messages"][-1]
        assert (shown["state"], shown["body"]) == ("retracted", "")
    for again in ("message.amend", "message.retract"):
        more = {"body": "x"} if again == "message.amend" else {"reason": "x"}
        with pytest.raises(Conflict):
            await do(cast.lin, again, message=message, **more)


async def test_only_the_author_amends_or_takes_back(do: Call, cast: Cast, ask: dict[str, Any]) -> None:
    message = (await do(cast.ana, "thread.open", **ask))["message"]
    for who, refusal in ((cast.lin, Forbidden), (cast.cleo, NotFound), (cast.sam, NotFound)):
        with pytest.raises(refusal):
            await do(who, "message.amend", message=message, body="I did not say that.")
        with pytest.raises(refusal):
            await do(who, "message.retract", message=message, reason="x")


# Held messages


async def test_a_held_message_is_its_authors_alone_until_it_is_sent(
    do: Call, see: Call, cast: Cast, thread: str, hub_: Hub, clock: Clock
) -> None:
    message = (await do(cast.lin, "message.post", thread=thread, body="Rest it.", hold_s=10))["message"]
    assert [one["state"] for one in (await page(see, cast.lin, thread))["messages"]] == ["sent", "held"]
    for reader in (cast.ana, cast.kim):
        assert await bodies(see, reader, thread) == ["It aches."]
    await release_due(hub_)
    assert await bodies(see, cast.ana, thread) == ["It aches."]
    clock.move(seconds=11)
    await release_due(hub_)
    await release_due(hub_)
    sent = (await page(see, cast.ana, thread))["messages"]
    assert [(one["message"], one["body"]) for one in sent[1:]] == [(message, "Rest it.")]
    with pytest.raises(Conflict):
        await do(cast.lin, "message.cancel", message=message)


async def test_a_held_message_is_taken_back_by_its_author(
    do: Call, see: Call, cast: Cast, thread: str, hub_: Hub, clock: Clock
) -> None:
    message = (await do(cast.lin, "message.post", thread=thread, body="Wrong patient.", hold_s=10))["message"]
    with pytest.raises(NotFound):
        await do(cast.kim, "message.cancel", message=message)
    await do(cast.lin, "message.cancel", message=message)
    clock.move(seconds=11)
    await release_due(hub_)
    for reader in (cast.ana, cast.lin):
        assert await bodies(see, reader, thread) == ["It aches."]


# Boxes


async def test_a_claimed_conversation_leaves_the_pool_for_its_owners_box(
    do: Call, see: Call, cast: Cast, thread: str
) -> None:
    await do(cast.lin, "thread.claim", thread=thread)
    assert await in_box(see, cast.lin, "mine") == [thread]
    assert await in_box(see, cast.kim, "pool") == []
    assert (await page(see, cast.kim, thread))["thread"]["owner"]["name"] == "Lin Park"
    with pytest.raises(Conflict):
        await do(cast.kim, "thread.claim", thread=thread)


async def test_a_conversation_is_handed_to_a_colleague_or_back(do: Call, see: Call, cast: Cast, thread: str) -> None:
    await do(cast.lin, "thread.assign", thread=thread, person=cast.okafor.id)
    assert await in_box(see, cast.okafor, "mine") == [thread]
    await do(cast.okafor, "thread.assign", thread=thread, pool=cast.pools["desk"])
    assert await in_box(see, cast.sam, "pool") == [thread]
    assert await in_box(see, cast.lin, "pool") == []


@pytest.mark.parametrize("who", ["ana", "zoe", "dana"])
async def test_a_conversation_is_handed_to_nobody_who_cannot_answer_it(
    do: Call, cast: Cast, next_door: Cast, thread: str, who: str
) -> None:
    with pytest.raises(NotFound):
        await do(cast.lin, "thread.assign", thread=thread, person=(cast.people | next_door.people)[who].id)


async def test_handing_over_names_one_person_or_one_pool(do: Call, cast: Cast, thread: str) -> None:
    for to in ({}, {"person": cast.kim.id, "pool": cast.pools["desk"]}):
        with pytest.raises(Invalid):
            await do(cast.lin, "thread.assign", thread=thread, **to)


async def test_a_finished_conversation_comes_back_with_the_patients_next_message(
    do: Call, see: Call, cast: Cast, thread: str
) -> None:
    await do(cast.lin, "thread.claim", thread=thread)
    await do(cast.lin, "thread.close", thread=thread)
    assert await in_box(see, cast.kim, "pool") == []
    await do(cast.kim, "message.post", thread=thread, body="For the record.", internal=True)
    assert await in_box(see, cast.kim, "pool") == []
    await do(cast.ana, "message.post", thread=thread, body="One more thing.")
    assert await in_box(see, cast.kim, "pool") == [thread]


async def test_a_parked_conversation_comes_back_by_itself(
    do: Call, see: Call, cast: Cast, thread: str, hub_: Hub, clock: Clock
) -> None:
    with pytest.raises(Invalid):
        await do(cast.lin, "thread.snooze", thread=thread, until=instant(hub_.clock()))
    later = instant(hub_.clock() + timedelta(minutes=10))
    await do(cast.lin, "thread.snooze", thread=thread, until=later, reason="Lab results")
    assert (await page(see, cast.lin, thread))["thread"]["snoozed_until"] == later
    assert (await page(see, cast.ana, thread))["thread"]["state"] == "open"
    await wake_due(hub_)
    assert (await page(see, cast.lin, thread))["thread"]["state"] == "snoozed"
    clock.move(minutes=10, seconds=1)
    await wake_due(hub_)
    assert (await page(see, cast.lin, thread))["thread"]["state"] == "open"


async def test_only_what_is_not_finished_is_parked(do: Call, see: Call, cast: Cast, thread: str) -> None:
    await do(cast.lin, "thread.close", thread=thread)
    with pytest.raises(Conflict, match="closed"):
        await do(cast.lin, "thread.snooze", thread=thread, until="2100-01-01T00:00:00Z")
    assert (await page(see, cast.lin, thread))["thread"]["state"] == "closed"


async def test_only_what_is_finished_or_parked_is_brought_back(do: Call, see: Call, cast: Cast, thread: str) -> None:
    with pytest.raises(Conflict, match="neither"):
        await do(cast.lin, "thread.reopen", thread=thread)
    await do(cast.lin, "message.post", thread=thread, body="Does it swell?")
    with pytest.raises(Conflict, match="neither"):
        await do(cast.lin, "thread.reopen", thread=thread)
    assert (await page(see, cast.lin, thread))["thread"]["state"] == "waiting"
    for name, more in (("thread.close", {}), ("thread.snooze", {"until": "2100-01-01T00:00:00Z"})):
        await do(cast.lin, name, thread=thread, **more)
        await do(cast.lin, "thread.reopen", thread=thread)
        assert (await page(see, cast.lin, thread))["thread"]["state"] == "open"


@pytest.mark.parametrize("until", ["tomorrow", "2026-11-21T09:30:00", "0001-01-01T00:00:00+14:00", "9999-12-31"])
async def test_a_time_must_be_an_instant(do: Call, cast: Cast, thread: str, until: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await do(cast.lin, "thread.snooze", thread=thread, until=until)
    assert refusal.value.field == "until"


@pytest.mark.parametrize("name", ["thread.claim", "thread.close", "thread.reopen", "thread.snooze", "thread.assign"])
async def test_boxes_are_the_staffs_business(do: Call, cast: Cast, thread: str, name: str) -> None:
    more = {"thread.snooze": {"until": "2100-01-01T00:00:00Z"}, "thread.assign": {"person": cast.lin.id}}
    for who, refusal in ((cast.ana, Forbidden), (cast.dana, Forbidden), (cast.sam, NotFound)):
        with pytest.raises(refusal):
            await do(who, name, thread=thread, **more.get(name, {}))


# Lists


async def test_lists_turn_their_pages_newest_first_without_loss(
    do: Call, see: Call, cast: Cast, ask: dict[str, Any]
) -> None:
    opened = [(await do(cast.ana, "thread.open", **ask))["thread"] for _ in range(7)]
    listed, after = [], None
    while True:
        more = {"after": after} if after else {}
        answer = await see(cast.lin, "thread.list", box="pool", limit=3, **more)
        listed += [shown["thread"] for shown in answer["threads"]]
        if (after := answer["next"]) is None:
            break
    assert listed == opened[::-1]


async def test_a_page_of_a_list_fits_a_frame_however_long_its_lines_are(
    do: Call, see: Call, cast: Cast, ask: dict[str, Any]
) -> None:
    long = ask | {"subject": "🩺" * 200, "body": "🩺" * 200}
    opened = [(await do(cast.ana, "thread.open", **long))["thread"] for _ in range(180)]
    first = await see(cast.lin, "thread.list", box="pool", limit=200)
    assert len(encode(first)) < SERVER_FRAME_BYTES - 32 * 1024
    rest = await see(cast.lin, "thread.list", box="pool", limit=200, after=first["next"])
    assert [shown["thread"] for shown in first["threads"] + rest["threads"]] == opened[::-1]
    assert rest["next"] is None


async def test_a_conversation_turns_its_pages_oldest_first_without_loss(
    do: Call, see: Call, cast: Cast, thread: str
) -> None:
    for number in range(7):
        await do(cast.ana, "message.post", thread=thread, body=f"Line {number}")
    read: list[str] = []
    before = None
    while True:
        more = {"before": before} if before else {}
        answer = await see(cast.lin, "thread.page", thread=thread, limit=3, **more)
        read = [message["body"] for message in answer["messages"]] + read
        if (before := answer["next"]) is None:
            break
    assert read == ["It aches.", *(f"Line {number}" for number in range(7))]


@pytest.mark.parametrize(
    ("name", "args", "field"),
    [
        ("thread.list", {"box": "patient"}, "patient"),
        ("thread.list", {"box": "all", "after": "nonsense"}, "after"),
        ("thread.list", {"box": "all", "after": "é"}, "after"),
        ("thread.list", {"box": "all", "after": urlsafe_b64encode(b"1.000 a\x00b").decode()}, "after"),
        ("thread.list", {"box": "all", "after": "\x00"}, "after"),
        ("thread.list", {"box": "all", "limit": 0}, "limit"),
        ("thread.list", {"box": "attic"}, "box"),
        ("thread.page", {"before": "-1"}, "before"),
        ("thread.page", {"before": "1\x00"}, "before"),
        ("thread.page", {"before": "9" * 19}, "before"),
    ],
)
async def test_a_question_that_cannot_be_is_refused_by_its_field(
    see: Call, cast: Cast, thread: str, name: str, args: dict[str, Any], field: str
) -> None:
    more = {"thread": thread} if name == "thread.page" else {}
    with pytest.raises(Invalid) as refusal:
        await see(cast.lin, name, **args, **more)
    assert refusal.value.field == field
