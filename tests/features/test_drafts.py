"""Drafts: what somebody has begun to write, for them alone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from hub.auth import sessions
from hub.errors import Conflict, Invalid
from hub.messaging.drafts import Draft
from hub.records.people import Membership
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.shapes import encode, new_id
from hub.ws.protocol import SERVER_FRAME_BYTES
from tests.cast import Cast, One
from tests.doors import Doors
from tests.fakes import Clock

Call = Callable[..., Awaitable[dict[str, Any]]]


async def kept(see: Call, one: One) -> dict[str, str]:
    return {draft["key"]: draft["body"] for draft in (await see(one, "draft.list"))["drafts"]}


async def test_a_draft_is_kept_replaced_and_discarded(do: Call, see: Call, cast: Cast) -> None:
    await do(cast.lin, "draft.save", key="thread:1", body="Dear A")
    await do(cast.lin, "draft.save", key="thread:1", body="Dear Ana")
    await do(cast.lin, "draft.save", key="thread:2", body="Dear Cleo")
    assert await kept(see, cast.lin) == {"thread:1": "Dear Ana", "thread:2": "Dear Cleo"}
    await do(cast.lin, "draft.save", key="thread:1", body="")
    assert await kept(see, cast.lin) == {"thread:2": "Dear Cleo"}


async def test_a_draft_is_its_authors_alone(do: Call, see: Call, cast: Cast, doors: Doors) -> None:
    async with doors.socket(cast.lin) as lin, doors.socket(cast.kim) as kim:
        await do(cast.lin, "draft.save", key="thread:1", body="Not yet fit to be seen")
        assert (await lin.heard("draft.saved"))["data"]["body"] == "Not yet fit to be seen"
        await kim.caught_up()
        assert "Not yet" not in "".join(kim.raw)
    assert await kept(see, cast.kim) == {}


async def test_the_portal_does_not_show_what_was_begun_at_the_desk(do: Call, see: Call, cast: Cast, hub_: Hub) -> None:
    """A nurse may be a patient too; what she drafts about others stays on the staff's side."""

    def join(tx: Tx) -> Outcome:
        place = {"face": "patient", "roles": "patient", "state": "active", "since": tx.now}
        tx.add(Membership(practice=tx.practice, id=new_id(), person=cast.lin.id, **place))
        opened = sessions.open_session(tx, hub_.settings, person=cast.lin.id, practice=tx.practice, face="patient")
        return Outcome(opened)

    session, token = (await hub_.writer.run(cast.practice, join)).value
    at_home = One(cast.lin.id, cast.lin.name, cast.lin.email, session.who, token)
    await do(cast.lin, "draft.save", key="note", body="About somebody else")
    assert await kept(see, at_home) == {}
    await do(at_home, "draft.save", key="note", body="About myself")
    assert await kept(see, at_home) == {"note": "About myself"}
    assert await kept(see, cast.lin) == {"note": "About somebody else"}


async def test_a_draft_is_sealed(do: Call, cast: Cast, hub_: Hub) -> None:
    await do(cast.lin, "draft.save", key="thread:1", body="Not yet fit to be seen")
    rows = await hub_.read(cast.practice, lambda at: at.execute(Draft.table.select()).all())
    assert b"Not yet" not in rows[0].body


@pytest.mark.parametrize(
    ("args", "field"), [({"key": "a b", "body": ""}, "key"), ({"key": "a", "body": "x" * 4_001}, "body")]
)
async def test_a_draft_has_a_key_and_an_end(do: Call, cast: Cast, args: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await do(cast.lin, "draft.save", **args)
    assert refusal.value.field == field


async def test_drafts_fit_one_answer_newest_first(do: Call, see: Call, cast: Cast, clock: Clock) -> None:
    for number in range(20):
        clock.move(seconds=1)
        await do(cast.lin, "draft.save", key=f"thread:{number}", body="\x01" * 4_000)
    data = await see(cast.lin, "draft.list")
    keys = [draft["key"] for draft in data["drafts"]]
    assert keys == [f"thread:{number}" for number in range(19, 19 - len(keys), -1)]
    assert 1 < len(keys) < 20
    assert len(encode(data)) < SERVER_FRAME_BYTES - 32 * 1024


async def test_nobody_keeps_drafts_without_end(
    do: Call, see: Call, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.messaging.drafts.MOST_DRAFTS", 3)
    for number in range(3):
        await do(cast.lin, "draft.save", key=f"thread:{number}", body="Dear A")
    with pytest.raises(Conflict, match="unfinished texts"):
        await do(cast.lin, "draft.save", key="thread:3", body="Dear A")
    await do(cast.kim, "draft.save", key="thread:3", body="Dear A")
    await do(cast.lin, "draft.save", key="thread:2", body="Dear Ana")
    await do(cast.lin, "draft.save", key="thread:0", body="")
    await do(cast.lin, "draft.save", key="thread:3", body="Dear A")
    with pytest.raises(Conflict):
        await do(cast.lin, "draft.save", key="thread:0", body="Dear A")
    assert set(await kept(see, cast.lin)) == {"thread:1", "thread:2", "thread:3"}


async def test_what_was_emptied_long_ago_is_removed(
    do: Call, cast: Cast, hub_: Hub, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.messaging.drafts.EMPTY_KEPT_FOR", timedelta(minutes=5))
    for body in ("Dear A", ""):
        await do(cast.lin, "draft.save", key="thread:1", body=body)
    clock.move(minutes=6)
    await do(cast.lin, "draft.save", key="thread:2", body="Dear A")
    left = await hub_.read(cast.practice, lambda at: at.execute(Draft.table.select()).all())
    assert [row.key for row in left] == ["thread:2"]
