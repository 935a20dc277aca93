"""What a reader is told follows their rights as they stand, and nothing later than a revocation reaches them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.errors import Busy
from hub.records.audit import Audit
from hub.runtime import Hub
from hub.ws import protocol, reader
from tests.cast import Cast
from tests.doors import Doors, Refused
from tests.live.test_session import open_knee
from tests.live.test_session_window import filled

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def database_url() -> str:
    """Rights are decided in memory; that both databases load them alike is shown by the canary."""
    return ""


async def test_staff_watch_a_chart_and_hear_of_its_conversations(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.okafor, watch=[f"patient:{cast.ana.patient}"]) as okafor:
        _, message = await open_knee(doors.browser(cast.ana), cast)
        await okafor.heard("message.posted", message)


async def test_a_watch_is_complete_from_its_cursor_on_and_ends(doors: Doors, cast: Cast, do: Call) -> None:
    thread, _ = await open_knee(doors.browser(cast.ana), cast)
    await do(cast.lin, "thread.claim", thread=thread)
    async with doors.socket(cast.kim) as kim:
        watching = await kim.watch(f"thread:{thread}")
        assert watching["topic"] == f"thread:{thread}"
        assert (await kim.see("thread.page", thread=thread))["cursor"] == watching["cursor"]
        await do(cast.ana, "message.post", thread=thread, body="Heard.")
        await kim.until(lambda: [data for data in kim.said("message.posted") if data["body"] == "Heard."])
        kim.send(type="unwatch", id="u", topic=f"thread:{thread}")
        await kim.see("practice.show")
        await do(cast.ana, "message.post", thread=thread, body="Not heard.")
        await kim.caught_up()
        assert "Not heard." not in "".join(kim.raw)


@pytest.mark.parametrize("who", ["ana", "sam", "dana", "zoe"])
async def test_nobody_watches_what_is_not_theirs(doors: Doors, cast: Cast, next_door: Cast, who: str) -> None:
    thread, _ = await open_knee(doors.browser(cast.ana), cast)
    one = (cast.people | next_door.people)[who]
    async with doors.socket(one, watch=[f"patient:{cast.cleo.patient}"]) as socket:
        topics = [f"patient:{cast.cleo.patient}", "thread:nothing", "portal:x", f"staff:{cast.lin.id}", "pool:x"]
        topics += [] if who == "ana" else [f"thread:{thread}"]
        for topic in topics:
            with pytest.raises(Refused) as refusal:
                await socket.watch(topic)
            assert refusal.value.code == "not_found"


async def test_who_loses_sight_of_a_conversation_is_told_that_it_is_gone(doors: Doors, cast: Cast, do: Call) -> None:
    asked = {"patient": cast.cleo.patient, "topic": cast.topics["desk"], "subject": "Forms", "body": "For work."}
    thread = (await do(cast.cleo, "thread.open", **asked))["thread"]
    async with doors.socket(cast.sam) as sam, doors.socket(cast.lin) as lin:
        await do(cast.lin, "thread.assign", thread=thread, pool=cast.pools["nurses"])
        gone = await sam.heard("gone", thread)
        assert gone["data"] == {"kind": "thread", "subject": thread, "state": "gone"}
        await lin.heard("thread.assigned", thread)
        await do(cast.cleo, "message.post", thread=thread, body="For my new work.")
        await sam.caught_up()
        assert "For my new work." not in "".join(sam.raw)


async def test_gone_is_no_delivery_of_a_record(doors: Doors, cast: Cast, do: Call, hub_: Hub) -> None:
    asked = {"patient": cast.cleo.patient, "topic": cast.topics["desk"], "subject": "Forms", "body": "For work."}
    thread = (await do(cast.cleo, "thread.open", **asked))["thread"]
    async with doors.socket(cast.sam) as sam, doors.socket(cast.lin) as lin:
        await do(cast.lin, "thread.assign", thread=thread, pool=cast.pools["nurses"])
        await sam.heard("gone", thread)
        await lin.heard("thread.assigned", thread)
    lines = await hub_.read(cast.practice, lambda at: at.execute(Audit.table.select()).all())
    delivered = {(line.person, line.action) for line in lines if line.outcome == "delivered"}
    assert (cast.lin.id, "live.thread") in delivered
    assert cast.sam.id not in {person for person, _ in delivered}


async def test_what_is_delivered_is_audited_first_and_once(doors: Doors, cast: Cast, do: Call, hub_: Hub) -> None:
    async with doors.socket(cast.lin) as lin:
        thread, _ = await open_knee(doors.browser(cast.ana), cast)
        for number in range(5):
            await do(cast.ana, "message.post", thread=thread, body=f"Line {number}")
        await lin.caught_up()
        lines = await hub_.read(cast.practice, lambda at: at.execute(Audit.table.select()).all())
    mine = [line for line in lines if line.person == cast.lin.id and line.outcome == "delivered"]
    assert sorted(line.action for line in mine) == ["live.message", "live.thread"]
    assert {line.patient for line in mine} == {cast.ana.patient}


async def test_the_end_of_a_session_closes_its_sockets_and_no_others(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin, doors.socket(cast.lin) as elsewhere, doors.socket(cast.kim) as kim:
        await doors.browser(cast.lin).post("/auth/sign-out", {})
        assert await lin.closed() == protocol.SIGNED_OUT
        assert await elsewhere.closed() == protocol.SIGNED_OUT
        await kim.caught_up()


async def test_nothing_of_a_session_that_ended_is_delivered_after_it(doors: Doors, cast: Cast, do: Call) -> None:
    thread, _ = await open_knee(doors.browser(cast.ana), cast)
    async with doors.socket(cast.lin) as lin:
        await lin.caught_up()
        ending = do(cast.kim, "message.post", thread=thread, body="Before the end.")
        after = [do(cast.ana, "message.post", thread=thread, body=f"After {number}") for number in range(20)]
        await asyncio.gather(ending, do(cast.lin, "session.end", session=cast.lin.who.session), *after)
        assert await lin.closed() == protocol.SIGNED_OUT
        assert "After" not in "".join(lin.raw)


async def test_a_member_who_is_ended_hears_no_more(doors: Doors, cast: Cast, do: Call, see: Call) -> None:
    thread, _ = await open_knee(doors.browser(cast.ana), cast)
    members = (await see(cast.dana, "member.list"))["members"]
    membership = next(one["membership"] for one in members if one["person"]["id"] == cast.lin.id)
    async with doors.socket(cast.lin) as lin:
        await do(cast.dana, "member.end", membership=membership)
        await do(cast.ana, "message.post", thread=thread, body="After the end.")
        assert await lin.closed() == protocol.SIGNED_OUT
        assert "After the end." not in "".join(lin.raw)
        with pytest.raises(Refused) as refusal:
            await doors.browser(cast.lin).see("thread.page", thread=thread)
        assert refusal.value.code == "signed_out"


async def test_a_right_that_ends_while_a_reader_is_behind_ends_for_what_it_is_still_owed(
    doors: Doors, cast: Cast, do: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MOST_DUE", 20)
    grant = {"patient": cast.ana.patient, "email": cast.cleo.email, "name": "Cleo", "scope": "full"}
    proxy = (await do(cast.sam, "proxy.grant", **grant))["proxy"]
    async with doors.socket(cast.cleo) as cleo:
        await filled(doors, cast, cleo)
        had = len(cleo.said("message.posted"))
        await do(cast.sam, "proxy.end", proxy=proxy)
        cleo.acks = True
        cleo.ack()
        await cleo.caught_up()
        assert len(cleo.said("message.posted")) == had
        assert cleo.said("access.changed")[-1]["removed"] == [cast.ana.patient]


async def test_a_writer_that_cannot_audit_sends_the_reader_away_instead_of_telling(
    doors: Doors, cast: Cast, hub_: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*args: Any) -> None:
        raise Busy()

    async with doors.socket(cast.lin) as lin:
        await lin.caught_up()
        monkeypatch.setattr(hub_.writer, "audit", refuse)
        await open_knee(doors.browser(cast.ana), cast)
        assert await lin.closed() == protocol.RESTARTING
        assert "My knee aches." not in "".join(lin.raw)


async def test_a_client_that_leaves_while_it_is_welcomed_leaves_nothing_behind(
    doors: Doors, cast: Cast, hub_: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: Any, mode: str, actor: Any) -> None:
        raise OSError("gone")

    async with doors.socket(cast.kim) as kim:
        monkeypatch.setattr("hub.ws.session.Session.welcome", fail)
        with pytest.raises(AssertionError):
            async with doors.socket(cast.lin):
                pass
        assert {one.who for one in hub_.feed.streams[cast.practice].readers} == {cast.kim.who}
        await kim.caught_up()


async def test_the_end_of_a_grant_names_the_patient_no_more(doors: Doors, cast: Cast, do: Call) -> None:
    mia = {"patient": cast.patients["mia"], "email": cast.cleo.email, "name": "Cleo", "scope": "full"}
    proxy = (await do(cast.sam, "proxy.grant", **mia))["proxy"]
    async with doors.socket(cast.cleo) as cleo, doors.socket(cast.ben) as ben:
        await do(cast.sam, "proxy.end", proxy=proxy)
        assert (await cleo.heard("gone", proxy))["data"] == {"kind": "proxy", "subject": proxy, "state": "gone"}
        assert (await cleo.heard("access.changed"))["data"]["removed"] == [cast.patients["mia"]]
        assert "Mia" not in str(cleo.events)
        await ben.caught_up()
        assert [event["kind"] for event in ben.events] == ["unread.changed"]
