"""The ack window: the only back-pressure there is, and what becomes of a client that does not acknowledge."""

import asyncio
import time

import pytest

from hub.ws import protocol, reader
from tests.cast import Cast
from tests.doors import Doors, Socket
from tests.live.test_session import open_knee


@pytest.fixture
def database_url() -> str:
    """The window is the same on either database."""
    return ""


async def post(doors: Doors, cast: Cast, thread: str, count: int, *, body: str = "Line", start: int = 0) -> None:
    async with doors.socket(cast.ana) as ana:
        for first in range(start, start + count, 30):
            lines = range(first, min(first + 30, start + count))
            await asyncio.gather(*(ana.do("message.post", thread=thread, body=f"{body} {n}") for n in lines))


async def filled(doors: Doors, cast: Cast, lin: Socket, *, count: int = 300, body: str = "Line") -> str:
    """A thread with more in it than the window of a client that acknowledges nothing. Returns the thread."""
    thread, _ = await open_knee(doors.browser(cast.ana), cast)
    lin.acks = False
    await post(doors, cast, thread, count, body=body)
    await lin.until(lambda: not any(session.window.room for session in lin.sessions()))
    return thread


async def test_at_most_256_events_go_out_unacknowledged_and_an_ack_brings_the_rest(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        await filled(doors, cast, lin)
        assert 200 < len(lin.events) <= 256
        frames = len(lin.frames)
        await lin.see("practice.show")
        assert [frame["type"] for frame in lin.frames[frames:]] == ["seen"]
        lin.acks = True
        lin.ack()
        await lin.caught_up()
        bodies = [data["body"] for data in lin.said("message.posted")]
        assert bodies == ["My knee aches.", *(f"Line {number}" for number in range(300))]


async def test_at_most_256_kib_go_out_unacknowledged(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        await filled(doors, cast, lin, count=120, body="é" * 3_900)
        sent = sum(size for *_, size in lin.unacked)
        assert 200_000 < sent <= protocol.WINDOW_BYTES
        lin.acks = True
        lin.ack()
        await lin.caught_up()
        assert len(lin.said("message.posted")) == 121


async def test_the_window_opens_as_far_as_was_acknowledged(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        await filled(doors, cast, lin)
        had = len(lin.events)
        to, events, _ = lin.unacked.popleft()
        lin.send(type="ack", cursor=to)
        await lin.until(lambda: len(lin.events) > had)
        await lin.see("practice.show")
        assert sum(number for _, number, _ in lin.unacked) <= protocol.WINDOW_EVENTS
        room = protocol.WINDOW_EVENTS - had  # a window may be full by bytes before it is by events
        assert len(lin.events) <= had + events + room + 1


async def test_a_client_that_acknowledges_nothing_for_a_minute_is_let_go_and_comes_back(
    doors: Doors, cast: Cast
) -> None:
    async with doors.socket(cast.lin) as lin:
        await filled(doors, cast, lin)
        (session,) = lin.sessions()
        session.tick(session.window.full_since + 60)
        assert session.closing is None
        session.tick(session.window.full_since + 61)
        assert await lin.closed() == protocol.TOO_SLOW
        place, had = lin.resume, len(lin.said("message.posted"))
    async with doors.socket(cast.lin, resume=place) as again:
        await again.caught_up()
        assert had + len(again.said("message.posted")) == 301


async def test_a_client_far_behind_costs_its_place_and_no_more(
    doors: Doors, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MOST_DUE", 20)
    async with doors.socket(cast.lin) as lin:
        thread = await filled(doors, cast, lin)
        (session,) = lin.sessions()
        await post(doors, cast, thread, 100, start=300)
        assert len(session.due) <= 20
        lin.acks = True
        lin.ack()
        await lin.caught_up()
        assert [data["body"] for data in lin.said("message.posted")][1:] == [f"Line {n}" for n in range(400)]


async def test_beats_go_on_while_the_window_is_full(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        await filled(doors, cast, lin)
        (session,) = lin.sessions()
        session.tick(time.monotonic() + 31)
        await lin.until(lambda: lin.frames[-1]["type"] == "beat")


async def test_a_session_that_ends_closes_its_socket_though_the_window_is_full(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        await filled(doors, cast, lin)
        await doors.browser(cast.lin).do("session.end", session=cast.lin.who.session)
        assert await lin.closed() == protocol.SIGNED_OUT


async def test_a_session_that_ends_closes_its_socket_though_it_is_far_behind(
    doors: Doors, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MOST_DUE", 20)
    async with doors.socket(cast.lin) as lin:
        await filled(doors, cast, lin)
        await doors.browser(cast.lin).do("session.end", session=cast.lin.who.session)
        assert await lin.closed() == protocol.SIGNED_OUT
