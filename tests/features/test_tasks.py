"""Tasks: made of a message, handed on, done and brought back, seen by whom they concern, and told once to be late."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.messaging.due import tell_late_tasks, tell_late_threads
from hub.records.log import Event
from hub.runtime import Hub
from hub.settings import Settings
from hub.shapes import instant
from tests.cast import Cast
from tests.conftest import opened
from tests.doors import Doors
from tests.fakes import Clock
from tests.features.late import make_late

Call = Callable[..., Awaitable[dict[str, Any]]]


async def _ask(cast: Cast, do: Call) -> dict[str, Any]:
    about = {"patient": cast.ana.patient, "topic": cast.topics["nurses"]}
    return await do(cast.ana, "thread.open", **about, subject="Knee", body="Please send my letter.")


async def _titles(see: Call, one: Any, **asked: Any) -> list[str]:
    return [task["title"] for task in (await see(one, "task.list", **asked))["tasks"]]


async def told(hub: Hub, practice: str, kind: str) -> int:
    """How often an event of a kind has happened."""
    found = sa.select(sa.func.count()).where(Event.c.practice == practice, Event.c.kind == kind)
    return await hub.read(practice, lambda at: int(at.execute(found).scalar_one()))


async def test_a_message_becomes_a_task_that_knows_its_patient(cast: Cast, do: Call, see: Call) -> None:
    asked = await _ask(cast, do)
    made = await do(cast.lin, "task.create", message=asked["message"], title="Send the letter", owner=cast.sam.id)
    (task,) = (await see(cast.sam, "task.list", box="mine"))["tasks"]
    assert (task["task"], task["thread"], task["message"]) == (made["task"], asked["thread"], asked["message"])
    assert task["patient"] == {"id": cast.ana.patient, "name": "Ana Reyes"}
    assert task["owner"]["name"] == "Sam Ortiz"
    assert await _titles(see, cast.kim, box="patient", patient=cast.ana.patient) == ["Send the letter"]
    assert await _titles(see, cast.lin, box="thread", thread=asked["thread"]) == ["Send the letter"]


async def test_a_task_is_the_makers_own_unless_it_is_given_away(cast: Cast, do: Call, see: Call) -> None:
    await do(cast.lin, "task.create", title="Order gauze")
    await do(cast.lin, "task.create", title="Count the keys", pool=cast.pools["desk"])
    assert await _titles(see, cast.lin, box="mine") == ["Order gauze"]
    assert await _titles(see, cast.sam, box="pool") == ["Count the keys"]


async def test_what_is_about_nobody_is_for_whoever_has_or_made_it(cast: Cast, do: Call, see: Call) -> None:
    task = (await do(cast.lin, "task.create", title="Order gauze", owner=cast.sam.id))["task"]
    assert await _titles(see, cast.lin) == await _titles(see, cast.sam) == ["Order gauze"]
    assert await _titles(see, cast.kim) == []
    with pytest.raises(NotFound):
        await do(cast.kim, "task.done", task=task)
    await do(cast.sam, "task.done", task=task)


async def test_patients_and_the_practice_next_door_see_no_tasks(
    cast: Cast, next_door: Cast, do: Call, see: Call
) -> None:
    asked = await _ask(cast, do)
    task = (await do(cast.lin, "task.create", thread=asked["thread"], title="Send the letter"))["task"]
    with pytest.raises(Forbidden):
        await see(cast.ana, "task.list")
    with pytest.raises(NotFound):
        await do(next_door.zoe, "task.done", task=task)
    with pytest.raises(NotFound):
        await do(next_door.zoe, "task.create", message=asked["message"], title="Steal the letter")


async def test_a_desk_that_may_not_open_the_chart_does_not_see_its_tasks(cast: Cast, do: Call, see: Call) -> None:
    await do(cast.lin, "task.create", patient=cast.ana.patient, title="Ask about the biopsy", owner=cast.kim.id)
    assert await _titles(see, cast.sam) == []
    assert await _titles(see, cast.okafor) == ["Ask about the biopsy"]


async def test_done_is_done_once_and_may_be_brought_back(cast: Cast, do: Call, see: Call) -> None:
    task = {"task": (await do(cast.lin, "task.create", title="Order gauze"))["task"]}
    with pytest.raises(Conflict):
        await do(cast.lin, "task.reopen", **task)
    await do(cast.lin, "task.done", **task)
    with pytest.raises(Conflict):
        await do(cast.lin, "task.done", **task)
    with pytest.raises(Conflict):
        await do(cast.lin, "task.assign", **task, owner=cast.kim.id)
    (done,) = (await see(cast.lin, "task.list", state="done"))["tasks"]
    assert done["done_by"]["id"] == cast.lin.id
    assert await _titles(see, cast.lin) == []
    await do(cast.lin, "task.reopen", **task)
    assert await _titles(see, cast.lin) == ["Order gauze"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": " "}, "title"), ({"due_at": "tomorrow"}, "due_at"), ({"owner": "x", "pool": "y"}, "owner")],
)
async def test_what_cannot_be_a_task_is_told_by_its_field(
    cast: Cast, do: Call, see: Call, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await do(cast.lin, "task.create", **{"title": "Order gauze"} | wrong)
    assert refused.value.field == field
    assert await _titles(see, cast.lin) == []


async def test_a_task_goes_to_nobody_who_does_not_work_here(cast: Cast, next_door: Cast, do: Call) -> None:
    for stranger in (cast.ana, cast.dana, next_door.zoe):
        with pytest.raises(NotFound):
            await do(cast.lin, "task.create", title="Order gauze", owner=stranger.id)


async def test_a_task_cannot_be_about_two_patients(cast: Cast, do: Call) -> None:
    asked = await _ask(cast, do)
    with pytest.raises(Invalid, match="another patient"):
        await do(cast.lin, "task.create", thread=asked["thread"], patient=cast.cleo.patient, title="Send the letter")


async def test_tasks_stand_in_the_order_they_are_due_page_by_page(
    cast: Cast, do: Call, see: Call, clock: Clock
) -> None:
    for days in (3, 1, None, 2):
        due = {"due_at": instant(clock() + timedelta(days=days))} if days else {}
        await do(cast.lin, "task.create", title=f"In {days} days", **due)
    first = await see(cast.lin, "task.list", limit=2)
    rest = await see(cast.lin, "task.list", limit=2, after=first["next"])
    titles = [task["title"] for task in (*first["tasks"], *rest["tasks"])]
    assert titles == ["In 1 days", "In 2 days", "In 3 days", "In None days"]
    assert rest["next"] is None
    with pytest.raises(Invalid):
        await see(cast.lin, "task.list", after="nonsense")


async def test_a_colleague_hears_of_a_task_and_who_loses_sight_is_told(cast: Cast, doors: Doors) -> None:
    async with doors.socket(cast.lin) as lin, doors.socket(cast.sam) as sam, doors.socket(cast.kim) as kim:
        task = (await kim.do("task.create", title="Order gauze", owner=cast.sam.id))["result"]["task"]
        assert (await sam.heard("task.created", task))["data"]["title"] == "Order gauze"
        await sam.do("task.assign", task=task, owner=cast.lin.id)
        assert (await lin.heard("task.assigned", task))["data"]["owner"]["id"] == cast.lin.id
        assert (await sam.heard("gone", task))["data"]["kind"] == "task"
        assert (await kim.heard("task.assigned", task))["data"]["owner"]["id"] == cast.lin.id


async def test_what_is_late_is_told_once_and_again_when_it_is_given_another_time(
    hub_: Hub, cast: Cast, do: Call, see: Call, clock: Clock
) -> None:
    asked = await _ask(cast, do)
    due_at = instant(clock() + timedelta(minutes=1))
    await do(cast.lin, "task.create", title="Order gauze", due_at=due_at)
    await tell_late_tasks(hub_)
    await tell_late_threads(hub_)
    assert await told(hub_, cast.practice, "task.overdue") == await told(hub_, cast.practice, "thread.overdue") == 0
    clock.move(minutes=2)
    await make_late(hub_, cast.practice, asked["thread"])
    for _ in range(3):
        await tell_late_tasks(hub_)
        await tell_late_threads(hub_)
    assert await told(hub_, cast.practice, "task.overdue") == await told(hub_, cast.practice, "thread.overdue") == 1
    assert (await see(cast.lin, "task.list"))["tasks"][0]["overdue"]
    clock.move(minutes=1)
    await make_late(hub_, cast.practice, asked["thread"])
    await tell_late_threads(hub_)
    assert await told(hub_, cast.practice, "thread.overdue") == 2


async def test_a_late_conversation_stands_at_the_top_of_its_box_until_it_is_answered(
    hub_: Hub, cast: Cast, do: Call, see: Call
) -> None:
    late = (await _ask(cast, do))["thread"]
    newer = [(await _ask(cast, do))["thread"] for _ in range(3)][::-1]
    await make_late(hub_, cast.practice, late)
    await tell_late_threads(hub_)
    first = await see(cast.lin, "thread.list", box="pool", limit=2)
    rest = await see(cast.lin, "thread.list", box="pool", limit=2, after=first["next"])
    shown = [*first["threads"], *rest["threads"]]
    assert [thread["thread"] for thread in shown] == [late, *newer]
    assert [thread["overdue"] for thread in shown] == [True, False, False, False]
    assert "overdue" not in (await see(cast.ana, "thread.page", thread=late))["thread"]
    await do(cast.lin, "message.post", thread=late, body="It is on its way.")
    assert not (await see(cast.lin, "thread.page", thread=late))["thread"]["overdue"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_tell_what_is_late_once(
    hub_: Hub, settings: Settings, cast: Cast, do: Call, clock: Clock
) -> None:
    """Both look at the same moment, each with a writer of its own."""
    for n in range(10):
        await do(cast.lin, "task.create", title=f"Errand {n}", due_at=instant(clock() - timedelta(minutes=1)))
    async with opened(settings, clock) as other:
        await asyncio.gather(tell_late_tasks(hub_), tell_late_tasks(other))
    assert await told(hub_, cast.practice, "task.overdue") == 10


async def test_whoever_leaves_leaves_their_tasks_to_a_pool(hub_: Hub, cast: Cast, do: Call, see: Call) -> None:
    from hub.reactions import react

    asked = await _ask(cast, do)
    await do(cast.kim, "task.create", thread=asked["thread"], title="Send the letter", owner=cast.lin.id)
    members = (await see(cast.dana, "member.list"))["members"]
    lin = next(one["membership"] for one in members if one["person"]["id"] == cast.lin.id)
    await do(cast.dana, "member.end", membership=lin)
    await react(hub_)
    assert await _titles(see, cast.kim, box="pool", pool=cast.pools["nurses"]) == ["Send the letter"]
