"""What one connection may do to itself, and never to the process or to others."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from hub import calls
from hub.errors import NotFound
from hub.records import log
from hub.runtime import Hub
from hub.shapes import new_id
from hub.ws import protocol, session
from tests.cast import Cast
from tests.doors import Doors, Refused, Socket
from tests.fakes import Clock
from tests.live.test_session import open_knee


@pytest.fixture
def database_url() -> str:
    """The conversation is the same on either database."""
    return ""


@pytest.mark.parametrize("fault", ["show", "needs"])
async def test_an_event_that_cannot_be_shown_holds_up_nobody(
    doors: Doors, cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    def fail(*arguments: Any) -> Any:
        raise KeyError("what an older release did not write")

    view = calls.VIEWS["thread.opened"]
    broken = calls.View(**{name: getattr(view, name) for name in view.__slots__} | {fault: fail})
    monkeypatch.setitem(calls.VIEWS, "thread.opened", broken)
    async with doors.socket(cast.lin) as lin:
        _, message = await open_knee(doors.browser(cast.ana), cast)
        await lin.heard("message.posted", message)
        assert lin.close_code is None


async def test_a_client_that_reads_no_answers_is_kept_few(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        (mine,) = lin.sessions()
        may_send = _hold_back(mine)
        for _ in range(3 * session.MOST_WAITING_FRAMES):
            lin.send(type="ask", id=new_id(), name="media.publish", args={})
        await asyncio.sleep(0.2)
        assert len(mine._answers) <= session.MOST_WAITING_FRAMES
        may_send.set()
        assert await lin.closed() == protocol.TOO_SLOW


async def test_large_answers_that_nobody_reads_are_kept_fewer_still(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        (mine,) = lin.sessions()
        may_send = _hold_back(mine)
        for _ in range(40):
            mine.answer(b"x" * protocol.SERVER_FRAME_BYTES)
        assert sum(len(frame) for frame in mine._answers) <= session.MOST_WAITING_BYTES
        mine._answers.clear()
        may_send.set()
        assert await lin.closed() == protocol.TOO_SLOW


def _hold_back(mine: Any) -> asyncio.Event:
    """Let the client take nothing until the event is set."""
    send, may_send = mine._send, asyncio.Event()

    async def hold(frame: bytes) -> None:
        await may_send.wait()
        await send(frame)

    mine._send = hold
    return may_send


async def test_watches_that_wait_count_as_watched(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        for _ in range(3 * protocol.MOST_WATCHES):
            lin.send(type="watch", id=new_id(), topic=f"thread:{new_id()}")
        await lin.until(lambda: len(lin.answers) == 3 * protocol.MOST_WATCHES)
        codes = [answer["code"] for answer in lin.answers.values()]
        assert codes.count("not_found") == protocol.MOST_WATCHES
        assert codes.count("busy") == 2 * protocol.MOST_WATCHES


async def test_a_human_is_noted_once_however_often_the_client_says_so(
    doors: Doors, cast: Cast, hub_: Hub, clock: Clock
) -> None:
    async with doors.socket(cast.lin) as lin:
        await lin.caught_up()
        clock.move(minutes=2)
        before = hub_.writer.jobs
        for _ in range(500):
            lin.send(type="active")
        await lin.caught_up()
        assert hub_.writer.jobs - before < 10


async def test_a_client_that_comes_while_the_database_is_away_is_told_to_come_back(
    doors: Doors, cast: Cast, hub_: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*arguments: Any) -> Any:
        raise OperationalError("", None, ConnectionError())

    monkeypatch.setattr(hub_, "read", fail)
    lin = Socket(hub_, doors.app, cast.lin)
    lin.send(type="hello", device=new_id(), watch=[])
    assert await lin.closed() == protocol.RESTARTING


async def test_an_ack_that_crossed_a_reset_is_no_fault(doors: Doors, cast: Cast, hub_: Hub) -> None:
    async with doors.socket(cast.lin) as lin:
        await open_knee(doors.browser(cast.ana), cast)
        await lin.caught_up()
        before = lin.cursor
        with hub_.database.write(cast.practice) as connection:
            connection.execute(log.Stream.table.update().values(epoch=new_id()))
        await lin.until(lambda: any(frame["type"] == "reset" for frame in lin.frames))
        lin.send(type="ack", cursor=before)
        await lin.caught_up()
        assert lin.close_code is None


async def test_what_is_rendered_waits_for_no_answer(doors: Doors, cast: Cast) -> None:
    """Or it would be delivered under rights that ended while the client took the answer."""
    async with doors.socket(cast.lin) as lin:
        (mine,) = lin.sessions()
        render, send, may_send = mine.next_packet, mine._send, asyncio.Event()

        async def render_and_answer(*arguments: Any) -> Any:
            packet = await render(*arguments)
            if packet is not None:
                mine.answer(protocol.refused(new_id(), NotFound()))
            return packet

        async def hold_answers(frame: bytes) -> None:
            if frame.startswith(b'{"type":"refused"'):
                await may_send.wait()
            await send(frame)

        mine.next_packet, mine._send = render_and_answer, hold_answers
        _, message = await open_knee(doors.browser(cast.ana), cast)
        await lin.until(lambda: message in [event["subject"] for event in lin.events], 2)
        mine.next_packet = render
        may_send.set()
        await lin.caught_up()


async def test_four_questions_at_once_are_as_many_by_http(doors: Doors, cast: Cast) -> None:
    lin = doors.browser(cast.lin)
    asked = [lin.see("topic.list") for _ in range(3 * protocol.MOST_QUERIES)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [answer.code for answer in answers if isinstance(answer, Refused)]
    assert refused == ["busy"] * (2 * protocol.MOST_QUERIES)
    assert await lin.see("topic.list"), "and then there is room again"
