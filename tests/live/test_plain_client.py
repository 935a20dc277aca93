"""A client that knows nothing but docs/protocol.md, against the whole hub as it is served, on both servers."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.plain_client import PlainClient
from tests.live.plain_door import Door, Refused, make_ulid
from tests.servers import free_port

STARTS_WITHIN_S = 60


class Served:
    """`chartwire serve --demo` in a process of its own."""

    def __init__(self, server: str, data: Path, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self._run = [sys.executable, "-m", "hub", "serve", "--demo", "--server", server, "--data", str(data)]
        self._run += ["--port", str(port)]
        self._log = data.parent / f"{server}.log"
        self.start()

    def start(self) -> None:
        with self._log.open("w") as log:
            self.process = subprocess.Popen(self._run, stdout=log, stderr=subprocess.STDOUT)
        until = time.monotonic() + STARTS_WITHIN_S
        while "Chartwire is ready" not in self._log.read_text():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
            if self.process.returncode is not None or time.monotonic() > until:
                self.stop(signal.SIGKILL)
                pytest.fail(f"it did not start:\n{self._log.read_text()}")

    def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(by)
        self.process.wait(30)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that both servers open, one after the other: the demo is made once."""
    return tmp_path_factory.mktemp("served") / "demo"


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def served(request: pytest.FixtureRequest, demo: Path) -> Iterator[Served]:
    process = Served(request.param, demo, free_port())
    try:
        yield process
    finally:
        process.stop()


async def signed_in(served: Served, name: str, face: str) -> PlainClient:
    door = Door(served.origin)
    person = next(one for one in await door.demo_people() if one["name"].startswith(name) and one["face"] == face)
    assert (await door.sign_in(person["email"], face))["face"] == face
    return PlainClient(door, first_wait_s=0.05)


async def open_thread(client: PlainClient) -> str:
    topic = (await client.see("topic.list"))["data"]["topics"][0]["id"]
    assert client.actor is not None
    patient = client.actor["patients"][0]["id"]
    done = await client.do("thread.open", patient=patient, topic=topic, subject="Itching", body="Since Monday.")
    return str(done["result"]["thread"])


def bodies(client: PlainClient, thread: str) -> list[str]:
    posted = [event["data"] for event in client.events if event["kind"] == "message.posted"]
    return [message["body"] for message in posted if message["thread"] == thread]


async def test_two_people_write_to_each_other(served: Served) -> None:
    async with await signed_in(served, "Ana", "patient") as ana, await signed_in(served, "Lin", "staff") as lin:
        thread = await open_thread(ana)
        await lin.until(lambda: bodies(lin, thread) == ["Since Monday."])
        await lin.signal("typing", f"thread:{thread}", thread=thread, on=True)
        await ana.until(lambda: any(signal["data"] == {"thread": thread, "on": True} for signal in ana.signals))
        await lin.do("message.post", thread=thread, body="Thank you, I will look.")
        await ana.until(lambda: len(bodies(ana, thread)) == 2)
        page = (await ana.see("thread.page", thread=thread, limit=10))["data"]
    assert [message["body"] for message in page["messages"]] == bodies(ana, thread)
    assert page["messages"][1]["author"]["name"] == "Lin Park"


async def test_nothing_is_missed_or_doubled_over_cuts(served: Served) -> None:
    async with await signed_in(served, "Ana", "patient") as ana, await signed_in(served, "Lin", "staff") as lin:
        thread = await open_thread(ana)
        expected = ["Since Monday.", *(f"Line {number}" for number in range(12))]
        for number, body in enumerate(expected[1:]):
            if number % 3 == 0:
                await (ana, lin)[number // 3 % 2].cut()
            await lin.do("message.post", thread=thread, body=body)
        await ana.until(lambda: len(bodies(ana, thread)) >= len(expected))
        await lin.until(lambda: len(bodies(lin, thread)) >= len(expected))
    assert bodies(ana, thread) == bodies(lin, thread) == expected
    assert {"fresh", "resume"} == set(ana.modes) == set(lin.modes)


async def test_a_repeated_command_is_answered_again_and_done_once(served: Served) -> None:
    async with await signed_in(served, "Ana", "patient") as ana:
        thread, command = await open_thread(ana), make_ulid()
        first = await ana.do("message.post", id=command, thread=thread, body="Once.")
        again = await ana.do("message.post", id=command, thread=thread, body="Once.")
        by_http = await ana.door.do("message.post", id=command, thread=thread, body="Once.")
        assert (first["replay"], again["replay"], by_http["replay"]) == (False, True, True)
        assert first["result"] == again["result"] == by_http["result"]
        with pytest.raises(Refused, match="used before") as refusal:
            await ana.do("message.post", id=command, thread=thread, body="Twice.")
        assert refusal.value.code == "conflict"


async def test_an_unreadable_cursor_begins_anew(served: Served) -> None:
    dropped: list[bool] = []
    async with await signed_in(served, "Ana", "patient") as ana:
        ana.on_reset = lambda: dropped.append(True)
        ana.cursor = "Zm9v"
        await ana.cut()
        await ana.until(lambda: ana.modes == ["fresh", "reset"])
        thread = await open_thread(ana)
        await ana.until(lambda: bodies(ana, thread) == ["Since Monday."])
    assert dropped == [True]


async def test_the_long_poll_tells_the_same_events(served: Served) -> None:
    async with await signed_in(served, "Ana", "patient") as ana:
        begin = await ana.door.poll(None, wait_s=0)
        thread = await open_thread(ana)
        await ana.until(lambda: bool(bodies(ana, thread)))
        polled = await ana.door.poll(begin["to"], wait_s=5)
    assert (begin["mode"], polled["mode"], polled["from"]) == ("fresh", "resume", begin["to"])
    assert told(polled["events"]) == told(ana.events)


def told(events: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["kind"], one["subject"], one["rev"]) for one in events if one["kind"] != "unread.changed"]


async def test_a_restarted_hub_is_taken_up_where_it_left(served: Served) -> None:
    """Ended in order, and killed: either way clients come back by themselves and miss nothing."""
    async with await signed_in(served, "Ana", "patient") as ana, await signed_in(served, "Lin", "staff") as lin:
        thread = await open_thread(ana)
        for number, by in enumerate((signal.SIGTERM, signal.SIGKILL)):
            served.stop(by)
            served.start()
            await lin.do("message.post", thread=thread, body=f"After restart {number}")
        await ana.until(lambda: len(bodies(ana, thread)) >= 3)
    assert bodies(ana, thread) == ["Since Monday.", "After restart 0", "After restart 1"]
    assert set(ana.modes[1:]) == {"resume"}
