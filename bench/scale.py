"""A practice after years: a hundred thousand conversations, and how long its staff wait for each list of them.

Everything is put into the database in bulk and asked for as clients ask, rights, keys and audit included.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from bench.practice import prepare
from bench.report import Goal, Line
from hub import perform
from hub.app import background, open_hub
from hub.bulk import insert_rows
from hub.messaging.tables import Mark, Message, Thread, mark_id
from hub.records.people import Patient
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.settings import Settings
from hub.shapes import instant, new_id
from tests.cast import Cast, One, make_cast

THREADS, PATIENTS, ASKS = 100_000, 5_000, 200
ACTIVE = 10_000  # not finished; the rest is done
CHUNK = 2_000
PATIENCE_S = 12 * 3600  # nobody is signed out while the years pass
P95_MS = Goal(50, 25, at_least=False)
STAFF: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "lin": ("Lin Park", "staff", "nurse", ("nurses", "desk")),
    "kim": ("Kim Doyle", "staff", "nurse", ("nurses",)),
    "sam": ("Sam Ortiz", "staff", "front_desk", ("desk",)),
    "ana": ("Ana Reyes", "patient", "patient", ()),
}
SAID = "Thank you, I will try that and write again."
Ask = tuple[str, str, dict[str, Any]]  # what it is called, query, arguments


def measure(settings: Settings, *, planted: str = "") -> Iterator[Line]:
    """Every list and total, asked by a nurse who is in all pools. planted: `unindexed`, which must be noticed."""
    settings = replace(settings, staff_idle_s=PATIENCE_S)
    prepare(settings)
    for what, times, bare in asyncio.run(_measure(settings, planted)):
        beside = f"p50 {statistics.median(times):.1f} ms, SELECT 1 p95 {_p95(bare):.1f} ms"
        yield Line(f"{what}, {THREADS:,} threads, p95", [_p95(times)], "ms", P95_MS, beside)


async def _measure(settings: Settings, planted: str) -> list[tuple[str, list[float], list[float]]]:
    hub = open_hub(settings)
    async with background(hub):
        cast = await make_cast(hub, STAFF, name="Old Mill Practice")
        await Years(hub, cast).fill()
        if planted == "unindexed":
            _drop_indexes(hub)
        bare = await _timed(lambda: hub.read(cast.practice, lambda at: at.execute(sa.text("SELECT 1")).scalar()))
        return [
            (what, await _timed(lambda query=query, args=args: perform.look(hub, cast.lin.who, query, args)), bare)
            for what, query, args in asks(cast, hub.clock())
        ]


def asks(cast: Cast, now: datetime) -> list[Ask]:
    """What is asked for. A list that a screen shows belongs here."""
    midnight = instant(now.replace(hour=0, minute=0, second=0, microsecond=0))
    pool = {"box": "pool", "pool": cast.pools["nurses"]}
    boxes: dict[str, dict[str, Any]] = {
        "mine": {"box": "mine"},
        "a pool": pool,
        "my pools": {"box": "pool"},
        "all": {"box": "all"},
    }
    narrowed: dict[str, dict[str, Any]] = {
        "to do": {"state": "open"},
        "waiting": {"state": "waiting"},
        "snoozed": {"state": "snoozed"},
        "urgent": {"only": "urgent"},
        "unread": {"only": "unread"},
        "overdue": {"only": "overdue"},
        "done today": {"done_since": midnight},
        "everything": {},
    }
    lists = [
        (f"{box}, {name}", "thread.list", args | more | {"limit": 50})
        for box, args in boxes.items()
        for name, more in narrowed.items()
    ]
    patient = {"box": "patient", "patient": cast.ana.patient, "limit": 50}
    return [
        *lists,
        ("all, closed", "thread.list", {"box": "all", "state": "closed", "limit": 50}),
        ("a patient", "thread.list", patient),
        ("unread totals", "unread.count", {}),
    ]


async def _timed(ask: Callable[[], Awaitable[Any]]) -> list[float]:
    """Milliseconds of each ask, one after the other; the first ones warm the caches and are not counted."""
    times = []
    for number in range(ASKS + 5):
        start = time.perf_counter()
        await ask()
        if number >= 5:
            times.append((time.perf_counter() - start) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _drop_indexes(hub: Hub) -> None:
    with hub.database.write("*") as connection:
        for index in Thread.table.indexes:
            connection.execute(sa.schema.DropIndex(index))


@dataclass
class Years:
    """Fills a practice with what years leave behind: most of it done, some of it read, a tenth still at work."""

    hub: Hub
    cast: Cast

    def __post_init__(self) -> None:
        self.choose = random.Random(5)
        self.now = self.hub.clock()
        self.staff = [self.cast.lin, self.cast.kim, self.cast.sam]
        self.patients = [self.cast.patients["ana"]]

    async def fill(self) -> None:
        for start in range(0, PATIENTS, CHUNK):
            number = min(CHUNK, PATIENTS - start)
            await self.hub.writer.run(self.cast.practice, lambda tx, number=number: self._admit(tx, number))
        for start in range(0, THREADS, CHUNK):
            with self.hub.database.write(self.cast.practice) as connection:
                self._converse(connection, start)
        if not self.hub.database.is_sqlite:
            with self.hub.database.write("*") as connection:
                connection.execute(sa.text("ANALYZE"))  # what PostgreSQL does by itself in time

    def _admit(self, tx: Tx, number: int) -> Outcome:
        for _ in range(number):
            patient = new_id()
            tx.new_key(patient)
            name = tx.seal(patient, f"patient.name:{patient}", f"Patient {patient[-6:]}")
            born = tx.seal(patient, f"patient.born:{patient}", "1956-04-30")
            tx.add(Patient(practice=tx.practice, id=patient, name=name, born=born, made_at=tx.now))
            self.patients.append(patient)
        return Outcome()

    def _converse(self, connection: sa.Connection, start: int) -> None:
        numbers = range(start, start + CHUNK)
        threads = [self._thread(is_active=n >= THREADS - ACTIVE, age=THREADS - n) for n in numbers]
        self.hub.keys.load(connection, self.cast.practice, {thread.patient for thread in threads})
        threads = [self._sealed(thread) for thread in threads]
        insert_rows(connection, threads)
        insert_rows(connection, [self._message(thread) for thread in threads])
        read = [(thread, one) for thread in threads for one in self.staff if self.choose.random() < 0.6]
        insert_rows(connection, [_read_by(*each) for each in read])

    def _seal(self, thread: Thread, place: str, text: str) -> bytes:
        sealed: bytes = self.hub.keys.seal(self.cast.practice, thread.patient, place, text)
        return sealed

    def _sealed(self, thread: Thread) -> Thread:
        subject = self._seal(thread, f"thread.subject:{thread.id}", "A question about my medicine")
        line = self._seal(thread, f"thread.last_line:{thread.id}", SAID)
        return msgspec.structs.replace(thread, subject=subject, last_line=line)

    def _thread(self, *, is_active: bool, age: int) -> Thread:
        """The newer the later: a hundred thousand over five years, three hundred of them done today."""
        choose, thread = self.choose, new_id()
        at = self.now - timedelta(minutes=26 * age if not is_active else 1.2 * age)
        patient = choose.choice(self.patients)
        state = choose.choices(("open", "waiting", "snoozed"), (5, 4, 1))[0] if is_active else "closed"
        is_new = not is_active and age <= ACTIVE + 300
        is_open = state == "open"
        return Thread(
            practice=self.cast.practice,
            id=thread,
            patient=patient,
            topic=choose.choice([*self.cast.topics.values()]),
            subject=b"",
            pool=choose.choice([*self.cast.pools.values()]),
            owner=choose.choice(self.staff).id if is_active and choose.random() < 0.3 else None,
            state=state,
            urgent=is_open and choose.random() < 0.02,
            due_at=at + timedelta(days=2) if is_open else None,
            snoozed_until=self.now + timedelta(days=3) if state == "snoozed" else None,
            closed_at=None if is_active else self.now if is_new else at,
            closed_by=None if is_active else choose.choice(self.staff).id,
            last_at=at,
            listed_at=self.now if is_new else at,
            last_line=b"",
            count=1,
            shown=1,
        )

    def _message(self, thread: Thread) -> Message:
        message = new_id()
        return Message(
            practice=thread.practice,
            id=message,
            thread=thread.id,
            patient=thread.patient,
            n=1,
            shown=1,
            author=self.cast.ana.id,
            author_role="patient",
            body=self._seal(thread, f"message.body:{message}", SAID),
            sent_at=thread.last_at,
        )


def _read_by(thread: Thread, one: One) -> Mark:
    place = mark_id(thread.id, one.id, "staff")
    return Mark(
        practice=thread.practice, id=place, thread=thread.id, person=one.id, face="staff",
        upto=thread.count, upto_shown=thread.shown,
    )  # fmt: skip
