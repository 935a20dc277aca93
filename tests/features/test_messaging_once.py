"""A command is done once, however often it is sent; what is refused is not done at all."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from hub.calls import COMMANDS, Command, Done
from hub.db import Row
from hub.errors import Conflict, Forbidden, NotFound, Unavailable
from hub.messaging.tables import Message, Thread
from hub.perform import perform
from hub.records.log import Event, Receipt
from hub.records.people import Pool
from hub.runtime import Hub
from hub.shapes import Nothing, new_id
from tests.cast import Cast

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def thread(do: Call, cast: Cast) -> str:
    ask = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    return str((await do(cast.ana, "thread.open", **ask))["thread"])


async def count(hub: Hub, cast: Cast, kind: type[Row]) -> int:
    counted = sa.select(sa.func.count()).select_from(kind.table).where(kind.c.practice == cast.practice)
    return int(await hub.read(cast.practice, lambda at: at.execute(counted).scalar_one()))


async def test_a_repeated_command_is_answered_and_not_done_again(hub_: Hub, cast: Cast, thread: str) -> None:
    id, args = new_id(), {"thread": thread, "body": "Once."}
    first = await perform(hub_, cast.ana.who, "message.post", id, args)
    second = await perform(hub_, cast.ana.who, "message.post", id, args)
    assert (first.replay, second.replay) == (False, True)
    assert (second.result, second.seq) == (first.result, first.seq)
    assert await count(hub_, cast, Message) == 2


async def test_the_same_command_many_times_at_once_is_done_once(hub_: Hub, cast: Cast, thread: str) -> None:
    id, args = new_id(), {"thread": thread, "body": "Once."}
    did = await asyncio.gather(*(perform(hub_, cast.ana.who, "message.post", id, args) for _ in range(20)))
    assert len({(one.seq, one.result["message"]) for one in did}) == 1
    assert sum(not one.replay for one in did) == 1
    assert await count(hub_, cast, Message) == 2


async def test_the_same_id_for_something_else_is_a_conflict(hub_: Hub, cast: Cast, thread: str) -> None:
    id = new_id()
    await perform(hub_, cast.ana.who, "message.post", id, {"thread": thread, "body": "Once."})
    for name, args in (
        ("message.post", {"thread": thread, "body": "Twice."}),
        ("thread.read", {"thread": thread, "upto": "x"}),
    ):
        with pytest.raises(Conflict):
            await perform(hub_, cast.ana.who, name, id, args)


async def test_the_same_id_of_somebody_else_is_their_own(hub_: Hub, cast: Cast, thread: str) -> None:
    id, args = new_id(), {"thread": thread, "body": "Once each."}
    for one in (cast.ana, cast.lin):
        assert (await perform(hub_, one.who, "message.post", id, args)).replay is False


async def test_a_repeat_is_answered_though_the_right_has_gone(hub_: Hub, do: Call, cast: Cast) -> None:
    grant = {"patient": cast.ana.patient, "email": cast.cleo.email, "name": "Cleo", "scope": "full"}
    proxy = (await do(cast.sam, "proxy.grant", **grant))["proxy"]
    args = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    id = new_id()
    first = await perform(hub_, cast.cleo.who, "thread.open", id, args)
    await do(cast.sam, "proxy.end", proxy=proxy)
    again = await perform(hub_, cast.cleo.who, "thread.open", id, args)
    assert (again.replay, again.result) == (True, first.result)
    with pytest.raises(NotFound):
        await perform(hub_, cast.cleo.who, "thread.open", new_id(), args)


async def test_a_refusal_leaves_its_batch_alone(hub_: Hub, cast: Cast, thread: str) -> None:
    args = {"thread": thread, "body": "Good."}
    calls = [perform(hub_, cast.ana.who, "message.post", new_id(), args) for _ in range(10)]
    bad = [perform(hub_, cast.cleo.who, "message.post", new_id(), args) for _ in range(10)]
    mixed = [call for pair in zip(calls, bad, strict=True) for call in pair]
    outcomes = await asyncio.gather(*mixed, return_exceptions=True)
    assert [isinstance(outcome, NotFound) for outcome in outcomes] == [False, True] * 10
    assert await count(hub_, cast, Message) == 11
    assert await count(hub_, cast, Receipt) == 11


@pytest.fixture
def half(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two commands that write and then fail: one by a refusal, one by a bug."""

    def refuse(tx: Any, actor: Any, ask: Any) -> Done:
        tx.add(Pool(practice=tx.practice, id=new_id(), name="Half done"))
        raise Forbidden()

    def stumble(tx: Any, actor: Any, ask: Any) -> Done:
        tx.add(Pool(practice=tx.practice, id=new_id(), name="Half done"))
        tx.flush()
        raise ZeroDivisionError

    for name, run in (("thread.claim", refuse), ("thread.close", stumble)):
        known = COMMANDS[name]
        changes = {"run": run, "shape": Nothing, "warms": None}
        fields = {field: changes.get(field, getattr(known, field)) for field in Command.__dataclass_fields__}
        monkeypatch.setitem(COMMANDS, name, Command(**fields))


@pytest.mark.usefixtures("half")
async def test_what_fails_after_its_first_write_is_undone_and_its_neighbours_are_done(
    hub_: Hub, cast: Cast, thread: str
) -> None:
    pools = await count(hub_, cast, Pool)
    args = {"thread": thread, "body": "Good."}
    calls = [
        perform(hub_, cast.ana.who, "message.post", new_id(), args),
        perform(hub_, cast.lin.who, "thread.claim", new_id(), {}),
        perform(hub_, cast.ana.who, "message.post", new_id(), args),
        perform(hub_, cast.lin.who, "thread.close", new_id(), {}),
        perform(hub_, cast.ana.who, "message.post", new_id(), args),
    ]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "Performed", "Forbidden", "Performed", "Unavailable", "Performed",
    ]  # fmt: skip
    assert isinstance(outcomes[3], Unavailable)
    assert await count(hub_, cast, Message) == 4
    assert await count(hub_, cast, Pool) == pools
    assert await count(hub_, cast, Thread) == 1
    heads = await hub_.read(
        cast.practice, lambda at: at.execute(sa.select(Event.c.seq).order_by(Event.c.seq)).scalars().all()
    )
    assert list(heads) == list(range(1, 6))
