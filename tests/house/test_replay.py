"""State and then events is state asked anew: after every command, for every reader, on both databases."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from hub import calls, reactions
from hub.messaging import due, holding
from hub.records.files.checking import check_due
from hub.records.log import Event
from hub.runtime import Hub
from hub.shapes import instant
from tests.cast import Cast
from tests.doors import Doors
from tests.fakes import Clock
from tests.features.files import PDF, Uploader, digest
from tests.features.late import make_late
from tests.house.store import Store

Call = Callable[..., Awaitable[dict[str, Any]]]
QUEUE = {
    "file.uploads": ("uploads", "file"),
    "notice.list": ("notices", "about"),
    "draft.list": ("drafts", "key"),
    "topic.list": ("topics", "id"),
    "session.list": ("sessions", "session"),
}
REPLIES = {"quick_reply.list": ("quick_replies", "quick_reply")}
STAFF = QUEUE | REPLIES | {"pool.list": ("pools", "id"), "mention.list": ("mentions", "mention")}
PORTAL = QUEUE | {"patient.mine": ("patients", "id")}
ADMIN = REPLIES | {
    "member.list": ("members", "membership"),
    "pool.list": ("pools", "id"),
    "topic.list": ("topics", "id"),
}


class Replay:
    """Everybody of a cast with what they keep, and the names that commands have left behind."""

    def __init__(self, hub: Hub, cast: Cast, doors: Doors, do: Call, see: Call, clock: Clock) -> None:
        self.hub, self.cast, self.do, self.see, self.clock, self.doors = hub, cast, do, see, clock, doors
        charts = tuple(f"patient:{id}" for id in cast.patients.values())
        self.stores = {name: Store(one, cast, doors, see) for name, one in cast.people.items() if name != "okafor"}
        self.stores["okafor"] = Store(cast.okafor, cast, doors, see, watches=charts)
        self.done: set[str] = set()
        self.made: dict[str, Any] = {}

    async def begin(self) -> None:
        nurses, desk = {self.cast.pools["nurses"]}, {self.cast.pools["desk"]}
        for name, store in self.stores.items():
            lists = ADMIN if name == "dana" else STAFF if store.is_staff else PORTAL
            await store.begin(lists, desk if name == "sam" else nurses)

    async def step(self, who: str, command: str, **args: Any) -> dict[str, Any]:
        """One command, and then everybody's events against everybody's questions."""
        before = await self._head()
        result = await self.do(self.cast.people[who], command, **args)
        assert await self._head() > before, f"{command} has left no event"
        self.done.add(command)
        await self.compare(command)
        return result

    async def _head(self) -> int:
        last = sa.select(sa.func.max(Event.c.seq)).where(Event.c.practice == self.cast.practice)
        return await self.hub.read(self.cast.practice, lambda at: at.execute(last).scalar() or 0)

    async def compare(self, after: str) -> None:
        await asyncio.gather(*(self._compare_one(name, after) for name in self.stores))

    async def _compare_one(self, name: str, after: str) -> None:
        store = self.stores[name]
        await store.catch_up()
        anew = await store.asked_anew()
        for part in anew:
            assert store.state[part] == anew[part], f"{name}'s {part} after {after}"


@pytest.fixture
async def replay(hub_: Hub, cast: Cast, doors: Doors, do: Call, see: Call, clock: Clock) -> Replay:
    made = Replay(hub_, cast, doors, do, see, clock)
    await made.begin()
    return made


async def test_state_and_events_are_the_state_asked_anew(replay: Replay) -> None:
    for chapter in (_talk, _route, _wait, _send_files, _call, _discuss, _task, _administer, _speak_for, _leave):
        await chapter(replay)
    assert replay.done == set(calls.COMMANDS)


async def _talk_and_route(replay: Replay) -> None:
    await _talk(replay)
    await _route(replay)


async def _talk(replay: Replay) -> None:
    cast, step = replay.cast, replay.step
    about = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "subject": "Knee", "body": "It aches."}
    opened = await step("ana", "thread.open", **about)
    thread = replay.made["thread"] = opened["thread"]
    await step("lin", "thread.read", thread=thread, upto=opened["message"])
    await step("kim", "thread.read", thread=thread, upto=opened["message"])
    answer = (await step("lin", "message.post", thread=thread, body="Rest it."))["message"]
    note = (await step("lin", "message.post", thread=thread, body="Ask Dr Okafor.", internal=True))["message"]
    await step("lin", "message.amend", message=answer, body="Rest it today.")
    await step("lin", "message.amend", message=note, body="Ask Dr Okafor today.")
    await _call_in(step, thread, cast)
    await step("ana", "thread.read", thread=thread, upto=answer)
    await step("lin", "thread.unread", thread=thread, **{"from": opened["message"]})
    await step("ana", "thread.unread", thread=thread, **{"from": answer})
    await step("lin", "thread.read", thread=thread, upto=note)
    await step("ana", "message.post", thread=thread, body="I cannot breathe.")
    wrong = (await step("kim", "message.post", thread=thread, body="Wrong chart."))["message"]
    await step("kim", "message.retract", message=wrong, reason="Meant for somebody else.")
    child = {"patient": cast.patients["mia"], "topic": cast.topics["desk"], "subject": "Form", "body": "For school."}
    replay.made["child"] = (await step("ben", "thread.open", **child))["thread"]
    await step("sam", "message.post", thread=replay.made["child"], body="It is ready.")
    ours = about | {"patient": cast.cleo.patient, "subject": "Results", "body": "All is well."}
    replay.made["ours"] = (await step("lin", "thread.open", **ours, pool=cast.pools["desk"]))["thread"]


async def _call_in(step: Call, thread: str, cast: Cast) -> None:
    note = {"thread": thread, "internal": True}
    await step("lin", "message.post", **note, body=f"See this, <@{cast.kim.id}>.")
    await step("kim", "mention.read", thread=thread)
    called = (await step("lin", "message.post", **note, body=f"And <@{cast.okafor.id}>."))["message"]
    await step("lin", "message.amend", message=called, body=f"And <@{cast.okafor.id}>, <@{cast.kim.id}>.")
    await step("lin", "message.retract", message=called, reason="Settled.")


async def _route(replay: Replay) -> None:
    cast, step, thread = replay.cast, replay.step, replay.made["thread"]
    await step("lin", "thread.claim", thread=thread)
    await step("ana", "message.post", thread=thread, body="Only Lin hears of this.")
    await step("lin", "thread.assign", thread=thread, person=cast.kim.id)
    await step("lin", "thread.assign", thread=thread, pool=cast.pools["desk"], comment="He asks about a form.")
    await step("sam", "thread.assign", thread=thread, pool=cast.pools["nurses"])
    await step("kim", "thread.claim", thread=thread)
    await step("kim", "thread.close", thread=thread)
    await step("lin", "thread.reopen", thread=thread)
    await step("lin", "thread.close", thread=thread)
    await step("ana", "message.post", thread=thread, body="One more thing.")


async def _wait(replay: Replay) -> None:
    step, thread, clock, hub = replay.step, replay.made["thread"], replay.clock, replay.hub
    held = (await step("lin", "message.post", thread=thread, body="In a moment.", hold_s=10))["message"]
    await step("lin", "message.cancel", message=held)
    await step("lin", "message.post", thread=thread, body="In a moment, then.", hold_s=10)
    clock.move(seconds=11)
    await holding.release_due(hub)
    await replay.compare("the release of a held message")
    clock.move(minutes=1)
    until = instant(hub.clock())
    clock.move(minutes=-1)
    await step("lin", "thread.snooze", thread=thread, until=until, reason="Until the result")
    clock.move(minutes=1)
    await holding.wake_due(hub)
    await replay.compare("the return of a parked conversation")
    await step("lin", "draft.save", key="thread:1", body="Dear")
    await step("lin", "draft.save", key="thread:1", body="")
    await step("ana", "draft.save", key="thread:1", body="Dear nurse")


async def _send_files(replay: Replay) -> None:
    """Files come, hang on a held message that is cancelled and on one that is sent, and are given up."""
    step, cast, thread = replay.step, replay.cast, replay.made["thread"]
    ana = Uploader(replay.hub, replay.doors, cast.ana, cast.ana.patient)
    about = {"patient": cast.ana.patient, "name": "letter.pdf", "size_bytes": len(PDF), "sha256": digest(PDF)}
    file = (await step("ana", "file.begin", **about))["file"]
    await ana.put(file, 0, PDF)
    await step("ana", "file.finish", file=file)
    await check_due(replay.hub)
    await replay.compare("the check of a file")
    held = (await step("ana", "message.post", thread=thread, body="See.", attachments=[file], hold_s=10))["message"]
    await step("ana", "message.cancel", message=held)
    await step("ana", "message.post", thread=thread, body="See this.", attachments=[file])
    other = (await step("ana", "file.begin", **about))["file"]
    await step("ana", "file.discard", file=other)


async def _call(replay: Replay) -> None:
    """A call is the practice's own until it writes to the patient."""
    cast, step = replay.cast, replay.step
    call = {"patient": cast.ana.patient, "topic": cast.topics["nurses"], "caller": "Her son", "subject": "Refill"}
    logged = await step("sam", "call.log", **call, telephone="+1 555 010 0199", body="Has two pills left.")
    await step("kim", "thread.claim", thread=logged["thread"])
    await step("kim", "message.post", thread=logged["thread"], body="It is at the pharmacy.")
    await step("ana", "message.post", thread=logged["thread"], body="Thank you.")
    await make_late(replay.hub, cast.practice, logged["thread"])
    await due.tell_late_threads(replay.hub)
    await replay.compare("the time of an answer")


async def _discuss(replay: Replay) -> None:
    cast, step = replay.cast, replay.step
    ours = (await step("lin", "thread.discuss", people=[cast.sam.id], subject="Rota", body="Can you do Monday?"))[
        "thread"
    ]
    said = (await step("sam", "message.post", thread=ours, body="I can."))["message"]
    await step("lin", "thread.read", thread=ours, upto=said)
    await step("sam", "thread.close", thread=ours)
    await step("lin", "message.post", thread=ours, body="Thank you.")
    about = {"patient": cast.ana.patient, "pool": cast.pools["desk"], "subject": "Insurance", "body": "Is it valid?"}
    theirs = (await step("kim", "thread.discuss", **about))["thread"]
    await step("sam", "thread.claim", thread=theirs)
    await step("sam", "message.post", thread=theirs, body="It is.", hold_s=10)
    replay.clock.move(seconds=11)
    await holding.release_due(replay.hub)
    await replay.compare("the release of a message among colleagues")


async def _task(replay: Replay) -> None:
    cast, step, long_ago = replay.cast, replay.step, "2001-01-01T08:00:00.000Z"
    lab = {"title": "Call the lab", "thread": replay.made["thread"], "due_at": long_ago}
    task = (await step("lin", "task.create", **lab))["task"]
    await step("lin", "task.assign", task=task, pool=cast.pools["desk"])
    await step("lin", "task.assign", task=task, owner=cast.sam.id)
    await step("sam", "task.done", task=task)
    await step("sam", "task.reopen", task=task)
    await step("sam", "task.create", title="Order paper", owner=cast.kim.id)
    await due.tell_late_tasks(replay.hub)
    await replay.compare("the time of a task")


async def _administer(replay: Replay) -> None:
    cast, step = replay.cast, replay.step
    await _keep_replies(step)
    pool = (await step("dana", "pool.create", name="Refills"))["pool"]
    await step("dana", "topic.create", name={"en": "A refill", "es": "Un resurtido"}, pool=pool)
    new = {"name": "Noor Haddad", "email": "noor@chartwire.example", "roles": ["nurse"], "pools": [pool]}
    await step("dana", "member.invite", **new)
    await step("dana", "member.reset", person=cast.kim.id)
    name = {"given": "Ola", "family": "Berg"}
    patient = (await step("sam", "patient.register", name=name, born="1990-01-02", sex="female"))["patient"]
    await step("sam", "patient.invite", patient=patient, email="ola@chartwire.example")
    await step("ana", "notice.prefer", about="messages", email=False)
    await step("kim", "notice.prefer", about="urgent", email=True)


async def _keep_replies(step: Call) -> None:
    text = {"en": "Hello {patient_name}", "es": ""}
    reply = await step("dana", "quick_reply.save", title="Greeting", text=text)
    own = await step("lin", "quick_reply.save", title="Mine", text=text, own=True)
    await step("dana", "quick_reply.save", title="Hello", text=text, **reply)
    await step("dana", "quick_reply.retire", quick_reply=reply["quick_reply"])
    await step("lin", "quick_reply.retire", quick_reply=own["quick_reply"])


async def _speak_for(replay: Replay) -> None:
    cast, step, thread = replay.cast, replay.step, replay.made["thread"]
    grant = {"patient": cast.ana.patient, "email": cast.cleo.email, "name": "Cleo Marsh", "scope": "full"}
    proxy = (await step("sam", "proxy.grant", **grant))["proxy"]
    await step("cleo", "message.post", thread=thread, body="She is my aunt.")
    await step("sam", "proxy.end", proxy=proxy)
    await step("lin", "message.post", thread=thread, body="Not for Cleo any more.")


async def _leave(replay: Replay) -> None:
    cast, step = replay.cast, replay.step
    await step("lin", "thread.claim", thread=replay.made["thread"])
    members = (await replay.see(cast.dana, "member.list"))["members"]
    ends = next(one["membership"] for one in members if one["person"]["id"] == cast.lin.id)
    del replay.stores["lin"]
    await step("dana", "member.end", membership=ends)
    await reactions.react(replay.hub)
    await replay.compare("the leaving of a nurse")
    del replay.stores["sam"]
    await step("sam", "session.end", session=cast.sam.who.session)


ONE_IS_ENOUGH = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ONE_IS_ENOUGH
@pytest.mark.parametrize("kind", ["message.amended", "thread.closed"])
async def test_a_view_that_keeps_silent_is_reported(replay: Replay, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = dataclasses.replace(calls.VIEWS[kind], show=lambda facts, actor, event, now: None)
    monkeypatch.setitem(calls.VIEWS, kind, silent)
    with pytest.raises(AssertionError, match=r"'s (threads|messages|unread) after"):
        await _talk_and_route(replay)


@ONE_IS_ENOUGH
async def test_an_audience_that_is_too_small_is_reported(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.messaging.routing.staff_topics", lambda thread: ())
    with pytest.raises(AssertionError, match="'s threads after thread"):
        await _talk_and_route(replay)
