"""The staff's inbox: why something waits, where it stands, what a colleague says with it, what is unread again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.messaging.holding import release_due, wake_due
from hub.messaging.tables import Thread
from hub.runtime import Hub
from hub.shapes import instant
from tests.cast import Cast, One
from tests.doors import Doors
from tests.fakes import Clock

Call = Callable[..., Awaitable[dict[str, Any]]]


async def open_thread(do: Call, cast: Cast, one: One, body: str = "It aches.") -> dict[str, Any]:
    ask = {"patient": one.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": body}
    return await do(one, "thread.open", **ask)


async def listed(see: Call, one: One, box: str, **more: Any) -> list[str]:
    return [shown["thread"] for shown in (await see(one, "thread.list", box=box, **more))["threads"]]


async def thread_of(see: Call, one: One, thread: str) -> dict[str, Any]:
    return dict((await see(one, "thread.page", thread=thread))["thread"])


async def test_the_staff_see_why_a_conversation_waits_and_the_patient_does_not(do: Call, see: Call, cast: Cast) -> None:
    thread = (await open_thread(do, cast, cast.ana))["thread"]
    later = {"until": "2100-01-01T00:00:00Z", "reason": "Until the result"}
    await do(cast.lin, "thread.snooze", thread=thread, **later)
    assert (await thread_of(see, cast.kim, thread))["snooze_reason"] == "Until the result"
    assert "snooze_reason" not in await thread_of(see, cast.ana, thread)


async def test_what_wakes_stands_first_and_still_says_why_it_waited(
    do: Call, see: Call, cast: Cast, hub_: Hub, clock: Clock
) -> None:
    first = (await open_thread(do, cast, cast.ana))["thread"]
    until = instant(hub_.clock() + timedelta(minutes=5))
    await do(cast.lin, "thread.snooze", thread=first, until=until, reason="Until the result")
    clock.move(minutes=1)
    second = (await open_thread(do, cast, cast.cleo))["thread"]
    assert await listed(see, cast.kim, "pool", state="open") == [second]
    clock.move(minutes=5)
    await wake_due(hub_)
    assert await listed(see, cast.kim, "pool", state="open") == [first, second]
    woken = await thread_of(see, cast.kim, first)
    assert (woken["snooze_reason"], "snoozed_until" in woken) == ("Until the result", False)
    await do(cast.kim, "message.post", thread=first, body="The result is fine.")
    assert "snooze_reason" not in await thread_of(see, cast.kim, first)


async def test_an_answer_that_was_on_its_way_leaves_a_parked_conversation_parked(
    do: Call, see: Call, cast: Cast, hub_: Hub, clock: Clock
) -> None:
    thread = (await open_thread(do, cast, cast.ana))["thread"]
    await do(cast.lin, "message.post", thread=thread, body="Does it swell?", hold_s=10)
    until = instant(hub_.clock() + timedelta(minutes=5))
    await do(cast.lin, "thread.snooze", thread=thread, until=until, reason="If no reply by then")
    clock.move(seconds=11)
    await release_due(hub_)
    parked = await thread_of(see, cast.kim, thread)
    assert (parked["state"], parked["snooze_reason"], parked["last_line"]) == (
        "snoozed", "If no reply by then", "Does it swell?",
    )  # fmt: skip
    clock.move(minutes=5)
    await wake_due(hub_)
    assert (await thread_of(see, cast.kim, thread))["state"] == "open"


async def test_handing_on_with_a_comment_leaves_a_note_for_the_staff_alone(do: Call, see: Call, cast: Cast) -> None:
    thread = (await open_thread(do, cast, cast.ana))["thread"]
    await do(cast.lin, "thread.assign", thread=thread, person=cast.kim.id, comment="She needs a new brace.")
    notes = (await see(cast.kim, "thread.page", thread=thread))["messages"]
    assert [(note["body"], note["internal"], note["author"]["id"]) for note in notes[1:]] == [
        ("She needs a new brace.", True, cast.lin.id)
    ]
    assert len((await see(cast.ana, "thread.page", thread=thread))["messages"]) == 1
    assert (await see(cast.kim, "unread.count"))["boxes"] == [{"box": "mine", "todo": 1, "unread": 2}]


async def test_a_refused_handing_on_leaves_no_comment(do: Call, see: Call, cast: Cast) -> None:
    thread = (await open_thread(do, cast, cast.ana))["thread"]
    with pytest.raises(NotFound):
        await do(cast.lin, "thread.assign", thread=thread, person=cast.ana.id, comment="Not for her.")
    with pytest.raises(Invalid):
        await do(cast.lin, "thread.assign", thread=thread, person=cast.kim.id, comment=" ")
    assert len((await see(cast.lin, "thread.page", thread=thread))["messages"]) == 1


async def test_a_message_is_marked_as_unread_for_one_reader_alone(
    do: Call, see: Call, cast: Cast, doors: Doors
) -> None:
    opened = await open_thread(do, cast, cast.ana)
    thread = opened["thread"]
    second = (await do(cast.ana, "message.post", thread=thread, body="And it swells."))["message"]
    await do(cast.lin, "message.post", thread=thread, body="Ask Dr Okafor.", internal=True)
    for one in (cast.lin, cast.kim):
        await do(one, "thread.read", thread=thread, upto=second)
    async with doors.socket(cast.lin) as lin:
        await do(cast.lin, "thread.unread", thread=thread, **{"from": second})
        await lin.caught_up()
        assert lin.said("unread.changed")[-1] == await see(cast.lin, "unread.count")
    assert (await thread_of(see, cast.lin, thread))["unread"] == 1
    assert (await thread_of(see, cast.kim, thread))["unread"] == 1  # the note
    await do(cast.lin, "thread.unread", thread=thread, **{"from": opened["message"]})
    assert (await thread_of(see, cast.lin, thread))["unread"] == 2
    assert (await see(cast.ana, "thread.page", thread=thread))["messages"][1]["state"] == "seen"


async def test_a_patient_marks_an_answer_as_unread(do: Call, see: Call, cast: Cast) -> None:
    thread = (await open_thread(do, cast, cast.ana))["thread"]
    note = (await do(cast.lin, "message.post", thread=thread, body="Brace?", internal=True))["message"]
    answer = (await do(cast.lin, "message.post", thread=thread, body="Rest it."))["message"]
    await do(cast.ana, "thread.read", thread=thread, upto=answer)
    await do(cast.ana, "thread.unread", thread=thread, **{"from": answer})
    assert (await see(cast.ana, "unread.count"))["messages"] == 1
    for somebody, message in ((cast.ana, note), (cast.cleo, answer)):
        with pytest.raises(NotFound):
            await do(somebody, "thread.unread", thread=thread, **{"from": message})


async def test_done_today_is_found_by_who_did_it_and_can_be_brought_back(do: Call, see: Call, cast: Cast) -> None:
    thread = (await open_thread(do, cast, cast.ana))["thread"]
    due = (await thread_of(see, cast.lin, thread))["due_at"]
    await do(cast.lin, "thread.claim", thread=thread)
    await do(cast.lin, "thread.close", thread=thread)
    today = {"done_since": "2020-01-01T00:00:00Z"}
    assert await listed(see, cast.lin, "mine", **today) == [thread]
    assert await listed(see, cast.kim, "mine", **today) == []
    assert await listed(see, cast.kim, "pool", pool=cast.pools["nurses"], **today) == [thread]
    assert await listed(see, cast.kim, "all", done_since="2100-01-01T00:00:00Z") == []
    done = await thread_of(see, cast.kim, thread)
    assert (done["closed_by"]["id"], "due_at" in done) == (cast.lin.id, False)
    assert "closed_by" not in await thread_of(see, cast.ana, thread)
    with pytest.raises(Conflict, match="done already"):
        await do(cast.kim, "thread.close", thread=thread)
    await do(cast.kim, "thread.reopen", thread=thread)
    back = await thread_of(see, cast.kim, thread)
    assert (back["state"], back["due_at"], "closed_by" in back) == ("open", due, False)


async def test_a_box_is_narrowed_to_what_is_looked_for(do: Call, see: Call, cast: Cast, hub_: Hub) -> None:
    calm = await open_thread(do, cast, cast.ana)
    urgent = await open_thread(do, cast, cast.cleo, "I have chest pain.")
    await do(cast.lin, "thread.read", thread=calm["thread"], upto=calm["message"])
    pool = {"pool": cast.pools["nurses"]}
    assert await listed(see, cast.lin, "pool", **pool, only="urgent") == [urgent["thread"]]
    assert await listed(see, cast.lin, "pool", **pool, only="unread") == [urgent["thread"]]
    assert await listed(see, cast.lin, "all", only="overdue") == []
    with hub_.database.write(cast.practice) as connection:
        connection.execute(sa.update(Thread.table).values(due_at=hub_.clock() - timedelta(hours=1)))
    assert await listed(see, cast.lin, "all", only="overdue") == [urgent["thread"], calm["thread"]]
    await do(cast.lin, "message.post", thread=urgent["thread"], body="Call 911.")
    assert await listed(see, cast.lin, "pool", only="urgent") == []
    assert await listed(see, cast.lin, "all", only="overdue") == [calm["thread"]]


async def test_the_order_of_the_staffs_lists_goes_on_over_pages(do: Call, see: Call, cast: Cast, clock: Clock) -> None:
    threads = []
    for _ in range(5):
        threads.append((await open_thread(do, cast, cast.ana))["thread"])
        clock.move(seconds=1)
    await do(cast.lin, "thread.close", thread=threads[0])
    await do(cast.lin, "thread.reopen", thread=threads[0])
    found, after = [], {}
    while True:
        page = await see(cast.lin, "thread.list", box="pool", limit=2, **after)
        found += [shown["thread"] for shown in page["threads"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert found == [threads[0], *threads[:0:-1]]


@pytest.mark.parametrize("name", ["thread.assign", "thread.snooze"])
async def test_reasons_and_comments_are_the_staffs(do: Call, cast: Cast, name: str) -> None:
    thread = (await open_thread(do, cast, cast.ana))["thread"]
    more = {
        "thread.assign": {"pool": cast.pools["desk"], "comment": "Mine."},
        "thread.snooze": {"until": "2100-01-01T00:00:00Z", "reason": "Mine."},
    }
    with pytest.raises(Forbidden):
        await do(cast.ana, name, thread=thread, **more[name])
