"""`python -m bench.finding`: how long searches take in a practice of many conversations. Exits non-zero when too long.

The practice is made with its messages in the database and then indexed by the follower, as one that was there before.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Goal, Line
from hub import db, migrate, perform
from hub.actor import Who
from hub.app import background, open_hub
from hub.messaging.tables import Message, Thread
from hub.messaging.word_index import index_words
from hub.records import seal
from hub.records.seal import Keys
from hub.records.tx import Tx
from hub.records.writer import Outcome
from hub.runtime import Hub
from hub.settings import Settings
from hub.shapes import new_id
from tests.cast import Cast, make_cast

P95_MS = Goal(50, 20, at_least=False)
AT_ONCE = 500
PATIENTS = 200
ASKED = 200
# By how often they are written: in one message of so many.
WORDS = {2: "appointment", 5: "refill", 20: "metformin", 100: "dizziness", 1_000: "shingles", 10_000: "vasovagal"}
FILLING = "since last monday morning there is a dull pain behind both knees after walking downstairs quickly".split()  # noqa: SIM905


async def fill_practice(hub: Hub, cast: Cast, threads: int, choose: random.Random) -> None:
    """Conversations of one message each, two thirds in the pool of the nurses and one in the front desk's."""
    patients = [cast.patients[f"p{number}"] for number in range(PATIENTS)]
    for start in range(0, threads, AT_ONCE):
        some = [_text(number, choose) for number in range(start, min(threads, start + AT_ONCE))]
        await hub.writer.run(cast.practice, lambda tx, some=some: _add(tx, cast, some, patients, choose))


def _text(number: int, choose: random.Random) -> str:
    words = choose.sample(FILLING, 8) + [word for often, word in WORDS.items() if number % often == 0]
    choose.shuffle(words)
    return " ".join(words)


def _add(tx: Tx, cast: Cast, texts: list[str], patients: list[str], choose: random.Random) -> Outcome:
    tx.keys.load(tx.connection, tx.practice, set(patients))
    for text in texts:
        patient, pool = choose.choice(patients), "desk" if choose.random() < 1 / 3 else "nurses"
        thread, message = new_id(), new_id()
        about = {"practice": tx.practice, "patient": patient}
        subject, line = (tx.seal(patient, f"thread.{part}:{thread}", text[:40]) for part in ("subject", "last_line"))
        tx.add(
            Thread(
                id=thread, topic=cast.topics[pool], subject=subject, pool=cast.pools[pool], last_at=tx.now,
                last_line=line, count=1, shown=1, **about,
            )
        )  # fmt: skip
        tx.add(
            Message(
                id=message, thread=thread, n=1, shown=1, author=cast.people["nurse"].id, author_role="nurse",
                body=tx.seal(patient, f"message.body:{message}", text), sent_at=tx.now, **about,
            )
        )  # fmt: skip
    return Outcome()


async def search_lines(hub: Hub, cast: Cast, choose: random.Random) -> list[Line]:
    """The 95th percentile of searches for each kind of reader, every answer with its audit line kept."""
    asked = [
        *WORDS.values(),
        "refill metformin",
        "appoint dizz",
        "vasovagal appointment",
        "knees pain",
        "ref",
        "nowhere",
    ]
    lines = []
    for what, reader in (("a nurse", cast.people["nurse"].who), ("the front desk", cast.people["desk"].who)):
        spent = time.process_time()
        p95 = await _p95(hub, reader, asked, choose)
        cpu = f"{(time.process_time() - spent) / ASKED * 1000:.1f} ms of processor time each"
        lines.append(Line(f"search of {what}, p95", [p95], "ms", P95_MS, cpu))
    return lines


async def _p95(hub: Hub, reader: Who, asked: list[str], choose: random.Random) -> float:
    took = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        await perform.look(hub, reader, "message.search", {"text": choose.choice(asked)})
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)[int(len(took) * 0.95)]


async def measure(settings: Settings, threads: int) -> list[Line]:
    choose = random.Random(1)
    people: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
        "nurse": ("Robin Hale", "staff", "nurse", ("nurses",)),
        "desk": ("Kit Moss", "staff", "front_desk", ("desk",)),
    }
    people |= {f"p{number}": (f"Patient {number}", "patient", "patient", ()) for number in range(PATIENTS)}
    hub = open_hub(settings)
    async with background(hub):
        cast = await make_cast(hub, people, name="Bench Street Practice")
        await fill_practice(hub, cast, threads, choose)
        begun = time.perf_counter()
        await index_words(hub)
        indexed = Line("messages indexed", [threads / (time.perf_counter() - begun)], "/s")
        return [indexed, *await search_lines(hub, cast, choose)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.finding", description=__doc__)
    parser.add_argument("--threads", type=int, default=100_000, help="conversations in the practice (100000)")
    parser.add_argument(
        "--database", default="", help="URL of an empty PostgreSQL database instead of the embedded one"
    )
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=folder, database=asked.database)
        seal.make_root_key(Path(settings.root_key_path))
        database = db.Database(
            settings, database_key=Keys(seal.read_root_key(settings.root_key_path)).derive("database")
        )
        migrate.upgrade(database)
        database.close()
        lines = asyncio.run(measure(settings, asked.threads))
    print(*lines, sep="\n")
    return 0 if all(line.is_met for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
