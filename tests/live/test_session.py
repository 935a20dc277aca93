"""The socket's conversation: hello, answers, events in order, resume, and what ends it."""

import asyncio
import time
from typing import Any

import pytest

from hub.records import log
from hub.runtime import Hub
from hub.shapes import new_id
from hub.ws import protocol
from tests.cast import Cast
from tests.doors import Doors, Refused, Socket


@pytest.fixture
def database_url() -> str:
    """The conversation is the same on either database."""
    return ""


async def open_knee(door: Any, cast: Cast, body: str = "My knee aches.") -> tuple[str, str]:
    asked = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": body}
    result = (await door.do("thread.open", **asked))["result"]
    return result["thread"], result["message"]


async def test_a_message_reaches_the_other_side_and_its_sender(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.ana) as ana, doors.socket(cast.lin) as lin:
        thread, message = await open_knee(ana, cast)
        for socket in (ana, lin):
            event = await socket.heard("message.posted", message)
            assert event["data"]["body"] == "My knee aches."
            assert event["by"] == {"id": cast.ana.id, "name": "Ana Reyes", "role": "patient"}
            assert event["thread"]["thread"] == thread


async def test_the_welcome_says_who_i_am_and_what_i_may_do(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.ben) as ben:
        welcome = ben.welcome
        assert welcome["mode"] == "fresh"
        assert welcome["window"] == {"events": 256, "bytes": 262_144}
        assert welcome["limits"]["frame_bytes"] == 65_536
        assert welcome["actor"]["roles"] == ["patient", "proxy"]
        assert [(one["name"], one["relation"]) for one in welcome["actor"]["patients"]] == [
            ("Ben Carter", "self"),
            ("Mia Carter", "proxy"),
        ]


async def test_an_answer_comes_after_the_commit_with_the_place_of_its_last_event(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.ana) as ana:
        thread, _ = await open_knee(ana, cast)
        done = await ana.do("message.post", thread=thread, body="And it clicks.")
        await ana.heard("message.posted", done["result"]["message"])
        assert done["cursor"] == ana.cursor


async def test_an_event_names_the_command_it_came_from(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.ana) as ana, doors.socket(cast.lin) as lin:
        thread, _ = await open_knee(ana, cast)
        command = new_id()
        done = await ana.do("message.post", id=command, thread=thread, body="And it clicks.")
        mine = await ana.heard("message.posted", done["result"]["message"])
        theirs = await lin.heard("message.posted", done["result"]["message"])
        assert mine["command"] == theirs["command"] == command


async def test_events_come_in_log_order_once(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.ana) as ana, doors.socket(cast.lin) as lin:
        thread, _ = await open_knee(ana, cast)
        posts = [ana.do("message.post", thread=thread, body=f"Line {number}") for number in range(30)]
        sent = [done["result"]["message"] for done in await asyncio.gather(*posts)]
        await lin.caught_up()
        heard = [event["subject"] for event in lin.events if event["kind"] == "message.posted"][1:]
        assert heard == sent


async def test_a_client_that_comes_back_gets_what_it_missed(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        await lin.caught_up()
        place = lin.resume
    thread, message = await open_knee(doors.browser(cast.ana), cast)
    async with doors.socket(cast.lin, resume=place) as again:
        assert again.welcome["mode"] == "resume"
        assert again.welcome["cursor"] == place["cursor"]
        await again.heard("message.posted", message)
        assert [event["kind"] for event in again.events if event["subject"] in (thread, message)] == [
            "thread.opened",
            "message.posted",
        ]


async def test_a_client_that_comes_back_from_before_memory_reads_the_database(
    doors: Doors, cast: Cast, hub_: Hub
) -> None:
    async with doors.socket(cast.lin) as lin:
        await lin.caught_up()
        place = lin.resume
    thread, _ = await open_knee(doors.browser(cast.ana), cast)
    hub_.feed.streams[cast.practice].ring.clear()
    async with doors.socket(cast.lin, resume=place) as again:
        await again.heard("thread.opened", thread)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda place: place | {"cursor": "bm9uc2Vuc2U="}, "an unreadable cursor"),
        (lambda place: place | {"epoch": new_id()}, "a cursor of another epoch"),
        (lambda place: place | {"cursor": "é"}, "not even base64"),
    ],
)
async def test_a_cursor_that_means_nothing_is_a_reset(doors: Doors, cast: Cast, spoil: Any, why: str) -> None:
    async with doors.socket(cast.lin) as lin:
        place = lin.resume
    async with doors.socket(cast.lin, resume=spoil(place)) as again:
        assert again.welcome["mode"] == "reset", why
        await again.caught_up()


async def test_the_cursor_of_somebody_else_is_unreadable(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        await lin.caught_up()
        place = lin.resume
    async with doors.socket(cast.kim, resume=place) as kim:
        assert kim.welcome["mode"] == "reset"


async def test_replaced_history_resets_those_who_are_connected(doors: Doors, cast: Cast, hub_: Hub) -> None:
    async with doors.socket(cast.lin) as lin:
        await open_knee(doors.browser(cast.ana), cast)
        await lin.caught_up()
        before = lin.resume
        with hub_.database.write(cast.practice) as connection:
            connection.execute(log.Stream.table.update().values(epoch=new_id()))
        reset = await lin.until(lambda: next((one for one in lin.frames if one["type"] == "reset"), None))
        assert reset["epoch"] != before["epoch"]
        assert set(reset) == {"type", "reason", "epoch", "cursor"}
        _, message = await open_knee(doors.browser(cast.ana), cast, "After the restore.")
        await lin.heard("message.posted", message)
    async with doors.socket(cast.lin, resume=before) as again:
        assert again.welcome["mode"] == "reset"


async def test_a_beat_moves_the_cursor_past_what_is_not_for_the_reader(doors: Doors, cast: Cast, hub_: Hub) -> None:
    async with doors.socket(cast.cleo) as cleo:
        before = cleo.cursor
        await open_knee(doors.browser(cast.ana), cast)
        for session in cleo.sessions():
            session.tick(time.monotonic() + 31)
        beat = await cleo.until(lambda: cleo.frames[-1]["type"] == "beat" and cleo.frames[-1])
        assert (beat["from"], beat["to"]) == (before, cleo.cursor)
        assert cleo.cursor != before
        assert cleo.events == []


async def test_a_newer_connection_of_the_same_device_takes_over(doors: Doors, cast: Cast) -> None:
    device = new_id()
    async with (
        doors.socket(cast.lin, device=device) as older,
        doors.socket(cast.kim, device=device) as other,
        doors.socket(cast.lin, device=device) as newer,
    ):
        assert await older.closed() == protocol.TAKEN_OVER
        await newer.caught_up()
        await other.caught_up()


MALFORMED = [
    ("{", "not JSON"),
    ("[]", "not an object"),
    ("{}", "no type"),
    ('{"type":"dance"}', "an unknown type"),
    ('{"type":"ack","cursor":"nonsense"}', "a cursor that was never given"),
    ('{"type":"hello","device":"again"}', "a second hello"),
    ("[" * 5_000 + "]" * 5_000, "nested without end"),
    ('{"type":"signal","kind":"typing","to":"x","data":' + '{"a":' * 20 + "1" + "}" * 20 + "}", "too deep"),
    ('"' + "x" * 70_000 + '"', "larger than a frame may be"),
    ('{"type":"see","id":"q","name":"pool.list","args":{"a":"' + "é" * 40_000 + '"}}', "larger than that in bytes"),
    ('{"type":"signal","kind":"typing","to":"' + "x" * 500 + '"}', "a signal to nobody in particular"),
    ('{"type":"do","id":"x","id2":"\\ud800"}', "half a character"),
]


@pytest.mark.parametrize(("text", "why"), MALFORMED, ids=[why for _, why in MALFORMED])
async def test_a_malformed_frame_ends_that_connection_and_disturbs_nobody(
    doors: Doors, cast: Cast, text: str, why: str
) -> None:
    async with doors.socket(cast.lin) as lin, doors.socket(cast.kim) as kim:
        lin.send_text(text)
        assert await lin.closed() == protocol.MALFORMED, why
        await open_knee(doors.browser(cast.ana), cast)
        await kim.heard("message.posted")


async def test_a_binary_frame_ends_the_connection(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        lin.send_text(None, bytes=b"{}")
        assert await lin.closed() == protocol.MALFORMED


@pytest.mark.parametrize("first", ['{"type":"do","id":"x","name":"a","args":{}}', "{", '{"type":"hello"}'])
async def test_the_client_must_begin_with_hello(doors: Doors, hub_: Hub, cast: Cast, first: str) -> None:
    socket = Socket(hub_, doors.app, cast.lin)
    socket.send_text(first)
    assert await socket.closed() == protocol.MALFORMED
    await socket.hang_up()


async def test_a_client_that_says_nothing_is_let_go(
    doors: Doors, hub_: Hub, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HELLO_S", 0.05)
    socket = Socket(hub_, doors.app, cast.lin)
    assert await socket.closed() == protocol.MALFORMED
    await socket.hang_up()


async def test_without_a_session_there_is_no_welcome(doors: Doors, hub_: Hub) -> None:
    socket = Socket(hub_, doors.app, None)
    await socket.say_hello()
    assert await socket.closed() == protocol.SIGNED_OUT
    await socket.hang_up()


@pytest.mark.parametrize(
    ("name", "args", "code", "field"),
    [
        ("message.post", {"thread": "x", "body": "Hello", "colour": "red"}, "invalid", "colour"),
        ("message.post", {"thread": "x"}, "invalid", "body"),
        ("message.post", {"thread": "x", "body": " \n"}, "invalid", "body"),
        ("message.post", {"thread": "x", "body": "x" * 4_001}, "invalid", "body"),
        ("message.post", {"thread": "../x", "body": "Hello"}, "invalid", "thread"),
        ("message.dance", {}, "not_found", None),
        ("thread.claim", {"thread": "x"}, "not_found", None),
    ],
)
async def test_a_refusal_names_its_reason_and_the_connection_goes_on(
    doors: Doors, cast: Cast, name: str, args: dict[str, Any], code: str, field: str | None
) -> None:
    async with doors.socket(cast.lin) as lin:
        with pytest.raises(Refused) as refusal:
            await lin.do(name, **args)
        assert (refusal.value.code, refusal.value.field) == (code, field)
        assert refusal.value.error["retry"] is False
        await lin.caught_up()


async def test_unknown_keys_of_a_frame_are_refused_by_name(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        lin.send(type="see", id="q1", name="practice.show", args={}, loud=True)
        refused = await lin.until(lambda: lin.answers.get("q1"))
        assert (refused["code"], refused["field"]) == ("invalid", "loud")
        await lin.caught_up()


async def test_too_many_commands_are_busy_and_may_be_repeated(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        (session,) = lin.sessions()
        session._commands = protocol.Bucket(rate=0.001, burst=3)
        ids = [new_id() for _ in range(5)]
        for id in ids:
            lin.send(type="do", id=id, name="draft.save", args={"key": "note", "body": "x"})
        answers = await lin.until(lambda: len(lin.answers) >= 5 and lin.answers)
        kinds = [answers[id]["type"] for id in ids]
        assert kinds == ["done"] * 3 + ["refused"] * 2
        assert (answers[ids[4]]["code"], answers[ids[4]]["retry"]) == ("busy", True)
        session._commands = protocol.Bucket(rate=1_000, burst=1_000)
        assert (await lin.do("draft.save", id=ids[4], key="note", body="x"))["replay"] is False


async def test_five_questions_at_once_are_one_too_many(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        for number in range(5):
            lin.send(type="see", id=f"q{number}", name="pool.list", args={})
        await lin.until(lambda: len(lin.answers) == 5)
        assert [lin.answers[f"q{number}"]["type"] for number in range(5)].count("refused") == 1
        assert lin.answers["q4"]["code"] == "busy"


async def test_a_client_that_never_stops_asking_too_much_is_sent_away(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.lin) as lin:
        (session,) = lin.sessions()
        session._commands = protocol.Bucket(rate=0.001, burst=1)
        for _ in range(202):
            lin.send(type="do", id=new_id(), name="draft.save", args={"key": "note", "body": "x"})
        assert await lin.closed() == protocol.TOO_FAST
        assert lin.frames[-1]["retry_ms"] > 0


async def test_a_drain_sends_everybody_away_to_come_back(doors: Doors, cast: Cast, hub_: Hub) -> None:
    async with doors.socket(cast.lin) as lin, doors.socket(cast.ana) as ana:
        await hub_.drain()
        for socket in (lin, ana):
            assert await socket.closed() == protocol.RESTARTING


async def test_typing_reaches_the_other_side_and_not_oneself(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.ana) as ana, doors.socket(cast.lin) as lin, doors.socket(cast.cleo) as cleo:
        thread, _ = await open_knee(ana, cast)
        for socket in (ana, lin, cleo):
            await socket.caught_up()
        ana.send(type="signal", kind="typing", to=f"thread:{thread}", data={"thread": thread, "on": True})
        signal = await lin.until(lambda: next((one for one in lin.frames if one["type"] == "signal"), None))
        assert (signal["kind"], signal["by"]["name"]) == ("typing", "Ana Reyes")
        lin.send(type="signal", kind="replying", to=f"thread:{thread}", data={"thread": thread, "on": True})
        cleo.send(type="signal", kind="typing", to=f"thread:{thread}", data={"thread": thread, "on": True})
        for socket in (ana, lin, cleo):
            await socket.caught_up()
        assert not [frame for frame in (*ana.frames, *cleo.frames) if frame["type"] == "signal"]


async def test_a_signal_that_says_too_much_is_dropped(doors: Doors, cast: Cast) -> None:
    async with doors.socket(cast.ana) as ana, doors.socket(cast.lin) as lin:
        thread, _ = await open_knee(ana, cast)
        await lin.caught_up()
        said = {"thread": thread, "on": True}
        for more in ({"text": "x" * 2_000}, {"text": "It itches."}, {"on": "x"}):
            ana.send(type="signal", kind="typing", to=f"thread:{thread}", data=said | more)
        ana.send(type="signal", kind="typing", to=f"thread:{thread}", data=said)
        await lin.until(lambda: next((one for one in lin.frames if one["type"] == "signal"), None))
        await lin.caught_up()
        assert [frame["data"] for frame in lin.frames if frame["type"] == "signal"] == [said]
