"""The clockwork under kills: what was held, parked or due has its effect once, however often the server dies over it.

A thousand things become due while the serving process is killed again and again, each time just after it has begun to
write. Afterwards our database is read: each effect must be in it once.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import server
from bench.practice import make_practice
from hub import db, perform
from hub.actor import Who
from hub.app import background, open_hub
from hub.auth import sessions
from hub.db import rows
from hub.messaging.holding import HeldMessage
from hub.messaging.tables import Message, Thread
from hub.messaging.tasks import Task
from hub.records import seal
from hub.records.facts import refs_of
from hub.records.log import Event
from hub.records.seal import Keys
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub, utc_now
from hub.settings import Settings
from hub.shapes import instant, new_id
from tests.chaos.kills import until

THINGS, KILLS = 1_000, 100
KINDS = ("held", "snoozed", "late", "task")
REST_S = 120.0
SPREAD_S = 60  # over which what is due by an instant becomes so; the rest is due at once
AT_ONCE = 50


@dataclass(frozen=True)
class Seen:
    """What the database holds in the end. expected: kind → ids. effects: kind → how often each id was told or sent.

    unsettled: rows that still wait for the clockwork. kills: how often the server died; busy: how often of these
    something was left for it to do.
    """

    expected: dict[str, frozenset[str]]
    effects: dict[str, Counter[str]]
    unsettled: int = 0
    kills: int = KILLS
    busy: int = KILLS


def judge(seen: Seen, *, kills: int = KILLS) -> list[str]:
    """A sentence for each thing that should not have been. Pure."""
    wrong = []
    if seen.busy < kills // 2:
        wrong.append(f"only {seen.busy} of {seen.kills} kills fell while there was something to do")
    if seen.unsettled:
        wrong.append(f"{seen.unsettled} things still wait")
    for kind, ids in seen.expected.items():
        told = seen.effects.get(kind, Counter())
        missing = sum(1 for each in ids if told[each] == 0)
        doubled = sum(1 for each in ids if told[each] > 1)
        strange = len(told.keys() - ids)
        wrong += [
            f"{count} of {kind} {how}"
            for count, how in ((missing, "never happened"), (doubled, "happened more than once"), (strange, "unasked"))
            if count
        ]
    return wrong


_IDS = frozenset("ab")
SOUND = Seen(dict.fromkeys(KINDS, _IDS), {kind: Counter(_IDS) for kind in KINDS})
PLANTED = {
    "a message lost": replace(SOUND, effects=SOUND.effects | {"held": Counter("a")}),
    "a message sent twice": replace(SOUND, effects=SOUND.effects | {"held": Counter("aab")}),
    "a conversation that never came back": replace(SOUND, effects=SOUND.effects | {"snoozed": Counter("b")}),
    "late told twice": replace(SOUND, effects=SOUND.effects | {"late": Counter("abb")}),
    "a task told that was never due": replace(SOUND, effects=SOUND.effects | {"task": Counter("abc")}),
    "something left waiting": replace(SOUND, unsettled=1),
    "a server that was killed when all was done": replace(SOUND, busy=3),
}


def prove_the_judge() -> int:
    """Raises AssertionError unless the sound run passes and every planted one is caught; how many."""
    assert judge(SOUND) == []
    for name, seen in PLANTED.items():
        assert judge(seen), f"the judge missed: {name}"
    return len(PLANTED)


class Clockwork:
    """What is put into a practice, and the server that is killed over it."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings, self.random = settings, random.Random(seed)
        self.keys = Keys(seal.read_root_key(settings.root_key_path))
        self.database = db.Database(settings, database_key=self.keys.derive("database"))
        self.expected: dict[str, frozenset[str]] = {}

    async def run(self, *, kills: int) -> Seen:
        """Kill the server so often that each of its lives does about the same; then let it finish, and look."""
        busy, pace_per_s = 0, 100.0
        left = self.look(_unsettled)
        for life in range(kills):
            process = await asyncio.to_thread(server.start, self.settings)
            await self._until_it_writes(within_s=3.0)
            began, share = time.monotonic(), left / (kills - life)
            await asyncio.sleep(self.random.uniform(0, 2 * share / pace_per_s))
            process.kill()
            before, left = left, self.look(_unsettled)
            busy += left > 0
            pace_per_s = max(20.0, (pace_per_s + (before - left) / (time.monotonic() - began)) / 2)
            if sys.stdout.isatty():
                print(f"\r  {life + 1} of {kills} kills, {left} things left", end="", flush=True)
        print(end="\r")
        process = await asyncio.to_thread(server.start, self.settings)
        end = time.monotonic() + REST_S
        await until(lambda: self.look(_unsettled) == 0 or time.monotonic() > end, REST_S * 2, "the server stands still")
        process.stop()
        return Seen(self.expected, self.look(_effects), self.look(_unsettled), kills, busy)

    async def _until_it_writes(self, *, within_s: float) -> None:
        """Until the database grows: the clockwork has begun on what is due."""
        log = Path(self.settings.data, "chartwire.db-wal")
        before, end = _size_of(log), time.monotonic() + within_s
        await until(lambda: _size_of(log) != before or time.monotonic() > end, within_s * 2, "time stands still")

    def look(self, question: Callable[[sa.Connection], Any]) -> Any:
        with self.database.read("*") as connection:
            return question(connection)


def _size_of(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _unsettled(connection: sa.Connection) -> int:
    """How much still waits for the clockwork, whether or not its time has come."""

    def untold(kind: type[Thread] | type[Task]) -> sa.ColumnElement[bool]:
        is_late = kind.c.due_at <= utc_now() + timedelta(seconds=SPREAD_S)
        return sa.and_(kind.c.state == "open", is_late, kind.c.overdue_at.is_distinct_from(kind.c.due_at))

    waiting = (
        (HeldMessage, HeldMessage.c.state == "held"),
        (Thread, Thread.c.state == "snoozed"),
        (Thread, untold(Thread)),
        (Task, untold(Task)),
    )
    counts = (sa.select(sa.func.count()).select_from(kind.table).where(condition) for kind, condition in waiting)
    return sum(connection.execute(count).scalar_one() for count in counts)


def _effects(connection: sa.Connection) -> dict[str, Counter[str]]:
    """How often each thing was done, by the events of it; a message that was sent must be in the chart as well."""
    told = {"thread.reopened": "snoozed", "thread.overdue": "late", "task.overdue": "task"}
    effects: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    sent = set(connection.execute(sa.select(Message.c.id)).scalars())
    held = set(connection.execute(sa.select(HeldMessage.c.id)).scalars())
    for event in rows(connection, sa.select(Event.table), Event):
        if event.kind in told:
            effects[told[event.kind]][event.subject] += 1
        elif event.kind == "message.posted" and "message" in refs_of(event) and event.subject in held & sent:
            effects["held"][event.subject] += 1
    return effects


# What becomes due


class Winder:
    """Puts things into a practice, in which nothing else happens, an hour ago: most are due at once."""

    def __init__(self, hub: Hub, patient: Who, nurse: Who, choose: random.Random) -> None:
        self.hub, self.patient, self.nurse, self.random = hub, patient, nurse, choose

    async def wind_up(self) -> dict[str, frozenset[str]]:
        """So many things of each kind, by their ids."""
        of_each = THINGS // len(KINDS)
        talks, parked, late = [await self._each(self._open, n) for n in (of_each // 10, of_each, of_each)]
        held = await self._each(lambda n: self._hold(talks[n % len(talks)]), of_each)
        await self._each(lambda n: self._park(parked[n]), of_each)
        await self.hub.writer.run(self.nurse.practice, lambda tx: self._make_late(tx, late))
        tasks = await self._each(self._give, of_each)
        found = zip(KINDS, (held, parked, late, tasks), strict=True)
        return {kind: frozenset(ids) for kind, ids in found}

    async def _each(self, make: Callable[[int], Awaitable[str]], count: int) -> list[str]:
        made: list[str] = []
        for start in range(0, count, AT_ONCE):
            made += await asyncio.gather(*(make(n) for n in range(start, min(count, start + AT_ONCE))))
        return made

    async def _do(self, who: Who, name: str, **args: Any) -> dict[str, Any]:
        return (await perform.perform(self.hub, who, name, new_id(), args)).result

    async def _open(self, n: int) -> str:
        mine = (await perform.look(self.hub, self.patient, "patient.mine", {})).data["patients"][0]["id"]
        topic = (await perform.look(self.hub, self.patient, "topic.list", {})).data["topics"][0]["id"]
        about = {"patient": mine, "topic": topic, "subject": f"Question {n}", "body": "How long?"}
        return str((await self._do(self.patient, "thread.open", **about))["thread"])

    async def _hold(self, thread: str) -> str:
        return str((await self._do(self.nurse, "message.post", thread=thread, body="Soon.", hold_s=1))["message"])

    async def _park(self, thread: str) -> str:
        await self._do(self.nurse, "thread.snooze", thread=thread, until=instant(self._soon()))
        return thread

    async def _give(self, n: int) -> str:
        task = await self._do(self.nurse, "task.create", title=f"Errand {n}", due_at=instant(self._soon()))
        return str(task["task"])

    def _soon(self) -> datetime:
        """Half of it has passed already, the rest will while the server is being killed."""
        return utc_now() + timedelta(seconds=self.random.uniform(-SPREAD_S, SPREAD_S))

    def _make_late(self, tx: Tx, threads: Sequence[str]) -> Outcome:
        for thread in threads:
            row = tx.find(Thread, thread)
            assert row is not None
            tx.change(row, due_at=self._soon())
        return Outcome()


async def _wind_up(settings: Settings, folder: Path, seed: int) -> dict[str, frozenset[str]]:
    (pair,) = (await asyncio.to_thread(make_practice, settings, folder / "practice.json", pairs=1)).pairs
    hub = open_hub(settings)
    async with background(hub):
        signed_in = [await sessions.identify(hub, token) for token in (pair.patient, pair.nurse)]
        hub.clock = hub.writer.clock = lambda: utc_now() - timedelta(hours=1)
        patient, nurse = (found.who for found in signed_in if found)
        return await Winder(hub, patient, nurse, random.Random(seed)).wind_up()


async def _run(folder: Path, kills: int, seed: int) -> Seen:
    settings = server.settings_for(folder / "data", "", "daphne")
    expected = await _wind_up(settings, folder, seed)
    clockwork = Clockwork(settings, seed)
    clockwork.expected = expected
    return await clockwork.run(kills=kills)


def check(kills: int | None, seed: int | None) -> int:
    """0 when each of a thousand things was done once."""
    seed = seed if seed is not None else random.randrange(1_000_000)
    print(f"clockwork: kill -9 of the server over {THINGS} things, seed {seed}, load {os.getloadavg()[0]:.1f}")
    print(f"  the judge finds its {prove_the_judge()} planted faults")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chartwire-clockwork-") as folder:
        seen = asyncio.run(_run(Path(folder), kills or KILLS, seed))
    wrong = judge(seen, kills=kills or KILLS)
    done = ", ".join(f"{sum(seen.effects[kind].values())} {kind}" for kind in KINDS)
    print(
        f"  {seen.kills} kills in {time.monotonic() - began:.0f} s, {seen.busy} with things still to do; done: {done}"
    )
    for sentence in wrong:
        print(f"    {sentence}")
    print("  DID NOT HOLD" if wrong else "  held")
    return 1 if wrong else 0
