"""The long poll: the same events as the socket, over plain HTTP."""

import asyncio
import dataclasses
from typing import Any

import pytest

from hub.shapes import new_id
from tests.cast import Cast
from tests.doors import Browser, Doors, Refused
from tests.live.test_session import open_knee


@pytest.fixture
def database_url() -> str:
    """The long poll reads what the socket reads."""
    return ""


async def all_of(browser: Browser, cursor: str) -> tuple[list[dict[str, Any]], str]:
    """Poll until nothing more comes, keeping the chain."""
    events: list[dict[str, Any]] = []
    while True:
        answer = await browser.poll(cursor)
        assert answer["from"] == cursor
        cursor = answer["to"]
        if not answer["events"]:
            return events, cursor
        events += answer["events"]


async def test_a_poll_begins_at_the_head_and_goes_on_from_there(doors: Doors, cast: Cast) -> None:
    lin = doors.browser(cast.lin)
    begun = await lin.poll()
    assert (begun["mode"], begun["events"], begun["from"]) == ("fresh", [], begun["to"])
    _, message = await open_knee(doors.browser(cast.ana), cast)
    events, cursor = await all_of(lin, begun["to"])
    assert [event["kind"] for event in events] == ["thread.opened", "message.posted", "unread.changed"]
    assert events[1]["subject"] == message
    assert await all_of(lin, cursor) == ([], cursor)


async def test_a_poll_waits_for_the_first_event(doors: Doors, cast: Cast) -> None:
    lin = doors.browser(cast.lin)
    begun = await lin.poll()
    waiting = asyncio.create_task(lin.poll(begun["to"], wait=20))
    while not doors.hub.feed.streams[cast.practice].readers:  # noqa: ASYNC110 - nothing to wait for
        await asyncio.sleep(0)
    _, message = await open_knee(doors.browser(cast.ana), cast)
    async with asyncio.timeout(10):
        answer = await waiting
    assert message in [event["subject"] for event in answer["events"]] or answer["events"][0]["kind"] == "thread.opened"
    assert not doors.hub.feed.streams[cast.practice].readers


async def test_a_poll_moves_past_what_is_not_for_the_reader(doors: Doors, cast: Cast) -> None:
    cleo = doors.browser(cast.cleo)
    begun = await cleo.poll()
    await open_knee(doors.browser(cast.ana), cast)
    answer = await cleo.poll(begun["to"], wait=0.05)
    assert answer["events"] == []
    assert answer["to"] != begun["to"]


async def test_more_than_a_window_comes_in_several_answers(doors: Doors, cast: Cast) -> None:
    lin = doors.browser(cast.lin)
    begun = await lin.poll()
    async with doors.socket(cast.ana) as ana:
        thread, _ = await open_knee(ana, cast)
        for first in range(0, 300, 30):
            await asyncio.gather(*(ana.do("message.post", thread=thread, body=f"{first + n}") for n in range(30)))
    first = await lin.poll(begun["to"])
    assert len(first["events"]) <= 257
    events, _ = await all_of(lin, begun["to"])
    bodies = [event["data"]["body"] for event in events if event["kind"] == "message.posted"]
    assert bodies[1:] == [str(number) for number in range(300)]


@pytest.mark.parametrize("cursor", ["nonsense", "é", "AAAA"])
async def test_a_cursor_that_means_nothing_is_a_reset(doors: Doors, cast: Cast, cursor: str) -> None:
    answer = await doors.browser(cast.lin).poll(cursor, wait=5)
    assert (answer["mode"], answer["events"]) == ("reset", [])


async def test_a_cursor_of_somebody_else_is_a_reset(doors: Doors, cast: Cast) -> None:
    begun = await doors.browser(cast.lin).poll()
    assert (await doors.browser(cast.kim).poll(begun["to"]))["mode"] == "reset"


async def test_a_poll_watches_what_it_may(doors: Doors, cast: Cast) -> None:
    sam = doors.browser(cast.sam)
    with pytest.raises(Refused) as refusal:
        await sam.poll(watch=f"patient:{cast.ana.patient}")
    assert (refusal.value.code, refusal.value.field) == ("invalid", "watch")
    okafor = doors.browser(cast.okafor)
    begun = await okafor.poll(watch=f"patient:{cast.ana.patient}")
    _, message = await open_knee(doors.browser(cast.ana), cast)
    answer = await okafor.poll(begun["to"], watch=f"patient:{cast.ana.patient}")
    assert message in [event["subject"] for event in answer["events"]]


async def test_a_poll_that_waits_ends_with_its_session(doors: Doors, cast: Cast) -> None:
    lin = doors.browser(cast.lin)
    begun = await lin.poll()
    waiting = asyncio.create_task(lin.poll(begun["to"], wait=20))
    while not doors.hub.feed.streams[cast.practice].readers:  # noqa: ASYNC110 - nothing to wait for
        await asyncio.sleep(0)
    await doors.browser(cast.lin).do("session.end", session=cast.lin.who.session)
    with pytest.raises(Refused) as refusal:
        async with asyncio.timeout(10):
            await waiting
    assert refusal.value.code == "signed_out"


@pytest.mark.parametrize("wait", ["soon", "1e9", "-5", "nan"])
async def test_a_wait_is_a_number_of_seconds(doors: Doors, cast: Cast, wait: str) -> None:
    lin = doors.browser(cast.lin)
    if wait == "soon":
        with pytest.raises(Refused) as refusal:
            await lin.poll(wait=wait)  # type: ignore[arg-type]
        assert refusal.value.field == "wait"
    else:
        assert (await lin.poll(wait=wait))["mode"] == "fresh"  # type: ignore[arg-type]


async def test_without_a_session_nothing_is_answered(doors: Doors, cast: Cast, hub_: Any) -> None:
    stranger = Browser(hub_, doors.app, None)
    for asked in (stranger.poll(), stranger.see("practice.show"), stranger.do("draft.save", key="a", body="")):
        with pytest.raises(Refused) as refusal:
            await asked
        assert refusal.value.code == "signed_out"


async def test_a_command_by_http_is_the_command_of_the_socket(doors: Doors, cast: Cast) -> None:
    ana, id = doors.browser(cast.ana), new_id()
    asked = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    by_http = await ana.do("thread.open", id=id, **asked)
    async with doors.socket(cast.ana) as socket:
        again = await socket.do("thread.open", id=id, **asked)
    assert (again["replay"], again["result"], again["cursor"]) == (True, by_http["result"], by_http["cursor"])


async def test_what_is_wrong_with_a_call_is_said_by_its_field(doors: Doors, cast: Cast) -> None:
    lin = doors.browser(cast.lin)
    for path, body, code, field in (
        ("/api/do/message.post", {"id": "short", "args": {}}, "invalid", "id"),
        ("/api/do/message.post", {"args": {}}, "invalid", "id"),
        ("/api/do/message.post", {"id": new_id(), "args": {}, "x": 1}, "invalid", "x"),
        ("/api/do/message.post", {"id": new_id(), "args": {"thread": "a", "body": "b", "x": 1}}, "invalid", "x"),
        ("/api/see/thread.list", {"args": {"box": "attic"}}, "invalid", "box"),
        ("/api/see/thread.dance", {"args": {}}, "not_found", None),
        ("/api/see/thread.list", [], "invalid", None),
    ):
        with pytest.raises(Refused) as refusal:
            await lin.post(path, body)
        assert (refusal.value.code, refusal.value.field) == (code, field), path


async def test_a_poll_watches_no_more_than_a_socket(doors: Doors, cast: Cast) -> None:
    thread, _ = await open_knee(doors.browser(cast.ana), cast)
    lin = doors.browser(cast.lin)
    await lin.poll(watch=",".join([f"thread:{thread}"] * 64))
    with pytest.raises(Refused) as refusal:
        await lin.poll(watch=",".join([f"thread:{thread}"] * 65))
    assert refusal.value.field == "watch"


async def test_a_session_has_one_rate_of_commands_for_both_doors(doors: Doors, cast: Cast, hub_: Any) -> None:
    hub_.settings = dataclasses.replace(hub_.settings, command_rate=1, command_burst=3)
    lin, saved = doors.browser(cast.lin), {"key": "note", "body": "x"}
    async with doors.socket(cast.lin) as socket:
        for door in (lin, socket, lin):
            await door.do("draft.save", **saved)
        for door in (lin, socket):
            with pytest.raises(Refused) as refusal:
                await door.do("draft.save", **saved)
            assert (refusal.value.code, refusal.value.error["retry"]) == ("busy", True)
        await doors.browser(cast.kim).do("draft.save", **saved)
