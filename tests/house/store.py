"""What a client keeps, and how it folds events into it: written from docs/protocol.md, sharing no code with the hub."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.cast import Cast, One
from tests.doors import Browser, Doors

LEAVING = ("session.list", "mention.list", "quick_reply.list")  # whose records leave the list by their state
Json = dict[str, Any]
See = Callable[..., Awaitable[Json]]


class Store:
    """One reader's records: threads, their messages, own drafts, and the lists this reader may ask for.

    watches: topics beyond the default ones. With them every conversation is kept; else those in the reader's own boxes.
    """

    def __init__(self, one: One, cast: Cast, doors: Doors, see: See, *, watches: tuple[str, ...] = ()) -> None:
        self.one, self.watches, self._see = one, watches, see
        self.browser: Browser = doors.browser(one)
        self.is_staff = one.who.face == "staff"
        self.keeps_all = not self.is_staff or bool(watches)
        self.lists: dict[str, tuple[str, str]] = {}
        self.pools: set[str] = set()
        self.cursor = ""
        self.state: Json = {}
        self.kinds: set[str] = set()

    async def begin(self, lists: dict[str, tuple[str, str]], pools: set[str]) -> None:
        """Take a place, then ask. lists: query → (key of the list, key of its records)."""
        self.lists, self.pools = lists, pools
        self.cursor = (await self._poll())["to"]
        self.state = await self.asked_anew()

    async def _poll(self) -> Json:
        watch = {"watch": ",".join(self.watches)} if self.watches else {}
        return await self.browser.poll(self.cursor or None, **watch)

    # Asking

    async def asked_anew(self) -> Json:
        """Everything, by queries."""
        threads = {one["thread"]: one for one in await self._threads()}
        pages = [await self._see(self.one, "thread.page", thread=id, limit=200) for id in threads]
        state: Json = {
            "tasks": {one["task"]: one for one in await self._tasks()},
            "threads": threads,
            "messages": {one["message"]: one for page in pages for one in page["messages"]},
            "unread": await self._see(self.one, "unread.count") if self._may_talk else None,
        }
        for query, (key, name) in self.lists.items():
            state[query] = {one[name]: one for one in (await self._see(self.one, query))[key]}
        return state

    @property
    def _may_talk(self) -> bool:
        return "draft.list" in self.lists

    async def _threads(self) -> list[Json]:
        if not self._may_talk:
            return []
        boxes = ("all",) if self.keeps_all else ("mine", "pool")
        return [
            one for box in boxes for one in (await self._see(self.one, "thread.list", box=box, limit=200))["threads"]
        ]

    async def _tasks(self) -> list[Json]:
        """Open and done ones, of those that are kept."""
        if not (self._may_talk and self.is_staff):
            return []
        asked = [await self._see(self.one, "task.list", state=state, limit=200) for state in ("open", "done")]
        return [one for answer in asked for one in answer["tasks"] if self._is_my_task(one)]

    def _is_my_task(self, task: Json) -> bool:
        """Which are told without a chart that is open."""
        owner = task.get("owner", {}).get("id")
        is_in_pool = not owner and task.get("pool") in self.pools
        return self.keeps_all or self.one.id in (owner, task["made_by"]["id"]) or is_in_pool

    # Following

    async def catch_up(self) -> None:
        """Fold in what has happened since."""
        while (told := await self._poll())["events"]:
            assert told["from"] == self.cursor
            self.cursor = told["to"]
            for event in told["events"]:
                self.kinds.add(event["kind"])
                await self._fold(event)
        self.cursor = told["to"]

    async def _fold(self, event: Json) -> None:
        noun, verb = event["kind"].split(".") if "." in event["kind"] else (event["kind"], "")
        data = event["data"]
        if noun == "gone":
            self._drop(data["kind"], data["subject"])
        elif noun == "thread":
            await self._keep_thread(data, is_new=verb == "opened")
        elif noun == "task":
            self._keep_task(data)
        elif noun == "message":
            await self._keep_thread(event["thread"], is_new=True)
            self._keep_message(data)
        elif event["kind"] == "unread.changed":
            self.state["unread"] = data if self._may_talk else None
        elif event["kind"] == "access.changed":
            await self._change_access(data)
        else:
            self._keep_listed(noun, data)

    def _drop(self, noun: str, subject: str) -> None:
        self.state.get(f"{noun}s", {}).pop(subject, None)
        if noun == "thread":
            kept = self.state["messages"].values()
            self.state["messages"] = {one["message"]: one for one in kept if one["thread"] != subject}

    async def _keep_thread(self, thread: Json, *, is_new: bool) -> None:
        id, threads = thread["thread"], self.state["threads"]
        if not self._is_mine(thread):
            return self._drop("thread", id)
        known = threads.get(id)
        if known is None or known["rev"] <= thread["rev"]:
            threads[id] = thread
        if known is None and not is_new:  # it came into sight: its messages are asked for
            page = await self._see(self.one, "thread.page", thread=id, limit=200)
            self.state["messages"] |= {one["message"]: one for one in page["messages"]}
        self._mark_seen(thread)
        return None

    def _is_mine(self, thread: Json) -> bool:
        if self.keeps_all:
            return True
        if thread["state"] != "closed" and self.one.id in [member["id"] for member in thread.get("members", [])]:
            return True
        owner = thread.get("owner", {}).get("id")
        return owner == self.one.id or (not owner and thread.get("pool") in self.pools and thread["state"] != "closed")

    def _keep_task(self, task: Json) -> None:
        if not self._is_my_task(task):
            return self._drop("task", task["task"])
        known = self.state["tasks"].get(task["task"])
        if known is None or known["rev"] <= task["rev"]:
            self.state["tasks"][task["task"]] = task
        return None

    def _keep_message(self, message: Json) -> None:
        if message["thread"] not in self.state["threads"]:
            return
        known = self.state["messages"].get(message["message"])
        if known is None or known["rev"] <= message["rev"]:
            self.state["messages"][message["message"]] = message

    def _mark_seen(self, thread: Json) -> None:
        """A message is seen once the other side has read up to its `n`."""
        for message in self.state["messages"].values():
            if message["thread"] == thread["thread"] and message["state"] == "sent" and not message["internal"]:
                by_patient = message["author"]["role"] in ("patient", "proxy")
                if message["n"] <= thread["seen_by_staff" if by_patient else "seen_by_patient"]:
                    message["state"] = "seen"

    async def _change_access(self, data: Json) -> None:
        for patient in data["removed"]:
            for thread in [one["thread"] for one in self.state["threads"].values() if one["patient"]["id"] == patient]:
                self._drop("thread", thread)
            self.state.get("patient.mine", {}).pop(patient, None)
        if data["added"]:
            self.state = await self.asked_anew()

    def _keep_listed(self, noun: str, data: Json) -> None:
        for query, (_, name) in self.lists.items():
            if query.split(".")[0] != noun or (query == "patient.mine" and data[name] not in self.state[query]):
                continue
            self.state[query][data[name]] = data
            if query == "draft.list" and not data["body"]:
                del self.state[query][data[name]]
            if query == "file.uploads" and data["state"] in ("attached", "discarded"):
                del self.state[query][data[name]]
            if data.get("state") in ("ended", "read", "withdrawn", "retired") and query in LEAVING:
                del self.state[query][data[name]]
