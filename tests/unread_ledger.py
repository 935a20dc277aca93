"""Random conversations, and a ledger of its own of who wrote what, read how far, and whose box each one is in.

It knows the hub by its wire alone, so that what the hub counts can be held against a recount.
"""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from hub.errors import HubError
from hub.messaging.holding import release_due, wake_due
from hub.runtime import Hub
from hub.shapes import instant
from tests.cast import Cast, One
from tests.fakes import Clock

Call = Callable[..., Awaitable[dict[str, Any]]]
POOLS = {"lin": "nurses", "kim": "nurses", "okafor": "nurses", "sam": "desk"}
MOST_THREADS = 24


class Ledger:
    """People who do anything at random, and what was obeyed."""

    def __init__(self, hub: Hub, cast: Cast, do: Call, see: Call, clock: Clock, choose: random.Random) -> None:
        self.hub, self.cast, self.do, self.see, self.clock, self.choose = hub, cast, do, see, clock, choose
        self.people = [cast.lin, cast.kim, cast.okafor, cast.sam, cast.ana, cast.ben, cast.cleo]
        self.written: dict[str, list[tuple[str, str, bool]]] = {}
        self.read: dict[tuple[str, str], int] = {}
        self.done = self.tried = 0

    async def step(self) -> None:
        """One operation by somebody, obeyed or refused."""
        self.tried += 1
        one = self.choose.choice(self.people)
        thread = self.choose.choice(list(self.written) or ["none"])
        moves = [self._open] * (len(self.written) < MOST_THREADS)
        moves += [self._post] * 4 + [self._read] * 3 + [self._unread] + [self._route] * 3 + [self._wait]
        try:
            await self.choose.choice(moves)(one, thread)
        except HubError:
            return
        self.done += 1

    async def _open(self, one: One, thread: str) -> None:
        patient = self.choose.choice(list(self.cast.patients.values()))
        topic = self.choose.choice(list(self.cast.topics.values()))
        opened = await self.do(one, "thread.open", patient=patient, topic=topic, subject="A", body="B")
        self.written[opened["thread"]] = [(opened["message"], one.id, False)]

    async def _post(self, one: One, thread: str) -> None:
        internal = self.choose.random() < 0.2
        posted = await self.do(one, "message.post", thread=thread, body="B", internal=internal)
        self.written[thread].append((posted["message"], one.id, internal))

    async def _read(self, one: One, thread: str) -> None:
        at, message = self._some_message(thread)
        await self.do(one, "thread.read", thread=thread, upto=message)
        self.read[thread, one.id] = max(at + 1, self.read.get((thread, one.id), 0))

    async def _unread(self, one: One, thread: str) -> None:
        at, message = self._some_message(thread)
        await self.do(one, "thread.unread", thread=thread, **{"from": message})
        self.read[thread, one.id] = at

    async def _route(self, one: One, thread: str) -> None:
        name = self.choose.choice(["thread.claim", "thread.close", "thread.reopen", "thread.assign", "thread.assign"])
        args: dict[str, Any] = {}
        if name == "thread.assign":
            to_pool = self.choose.random() < 0.5
            whom = self.cast.pools.values() if to_pool else [self.cast.people[key].id for key in POOLS]
            args = {"pool" if to_pool else "person": self.choose.choice(list(whom))}
            if self.choose.random() < 0.3:
                args["comment"] = "C"
        await self.do(one, name, thread=thread, **args)
        if "comment" in args:
            page = await self.see(self.cast.okafor, "thread.page", thread=thread, limit=1)
            self.written[thread].append((page["messages"][0]["message"], one.id, True))

    async def _wait(self, one: One, thread: str) -> None:
        """Park it a moment, or let a moment pass."""
        if self.choose.random() < 0.7:
            until = instant(self.hub.clock() + timedelta(seconds=self.choose.choice((1, 20))))
            await self.do(one, "thread.snooze", thread=thread, until=until, reason="R")
        else:
            self.clock.move(seconds=2)
            await wake_due(self.hub)
            await release_due(self.hub)

    def _some_message(self, thread: str) -> tuple[int, str]:
        at = self.choose.randrange(len(self.written.get(thread, "x")))
        return at, self.written[thread][at][0] if thread in self.written else "none"

    # Counting again

    async def complaints(self, one: One) -> list[str]:
        """Where what the hub counts for somebody is not what a recount finds."""
        counted = await self.see(one, "unread.count")
        expected = await self.recount(one)
        return [] if counted == expected else [f"{one.name} is told {counted}, a recount finds {expected}"]

    async def recount(self, one: One) -> dict[str, Any]:
        """Totals from the lists as the wire has them and from who wrote and read what."""
        listed = (await self.see(one, "thread.list", box="all", limit=200))["threads"]
        totals: dict[str, Any] = {"threads": 0, "messages": 0, "urgent": 0}
        boxes: dict[str, dict[str, Any]] = {}
        for shown in listed:
            box = self.box_of(one, shown)
            if box is None:
                continue
            unread = self.unread(one, shown["thread"])
            totals["threads"] += unread > 0
            totals["messages"] += unread
            totals["urgent"] += unread > 0 and shown["urgent"]
            here = boxes.setdefault(box, {"box": box, "todo": 0, "unread": 0})
            here["todo"] += shown["state"] == "open"
            here["unread"] += unread
        if one.who.face == "staff":
            totals["boxes"] = [boxes[name] for name in sorted(boxes) if boxes[name]["todo"] or boxes[name]["unread"]]
        return totals

    def box_of(self, one: One, shown: dict[str, Any]) -> str | None:
        """Which of somebody's own boxes a conversation is in."""
        if one.who.face != "staff":
            return ""
        if "owner" in shown:
            return "mine" if shown["owner"]["id"] == one.id else None
        mine = next(self.cast.pools[pool] for key, pool in POOLS.items() if self.cast.people[key] is one)
        return mine if shown["pool"] == mine and shown["state"] != "closed" else None

    def unread(self, one: One, thread: str) -> int:
        """What others wrote after what was read."""
        later = self.written[thread][self.read.get((thread, one.id), 0) :]
        is_staff = one.who.face == "staff"
        return sum(author != one.id and (is_staff or not internal) for _, author, internal in later)

    async def misplaced(self) -> list[str]:
        """Conversations that are not in exactly one box, or wait for the practice without a time."""
        found: dict[str, list[str]] = {thread: [] for thread in self.written}
        for key in POOLS:
            for shown in (await self.see(self.cast.people[key], "thread.list", box="mine", limit=200))["threads"]:
                found[shown["thread"]].append(key)
        for name, pool in self.cast.pools.items():
            asked = {"box": "pool", "pool": pool, "limit": 200}
            for shown in (await self.see(self.cast.okafor, "thread.list", **asked))["threads"]:
                found[shown["thread"]].append(name)
        every = (await self.see(self.cast.okafor, "thread.list", box="all", limit=200))["threads"]
        for shown in every:
            found[shown["thread"]] += ["done"] * (shown["state"] == "closed")
        late = [shown["thread"] for shown in every if shown["state"] == "open" and "due_at" not in shown]
        return [f"{thread} is in {places}" for thread, places in found.items() if len(places) != 1] + [
            f"{thread} has no time" for thread in late
        ]
