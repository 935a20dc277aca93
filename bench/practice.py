"""A practice made for measuring, put into its database before anybody serves it.

Pairs of a patient and a nurse with a conversation assigned to that nurse; and patients who do nothing but be there,
each with a conversation of their own. Everybody is signed in, so that no password is hashed while the clock runs.
"""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import msgspec

import hub.features  # noqa: F401 - fills the registries
from hub import db, migrate, perform
from hub.app import background, open_hub
from hub.records import seal
from hub.records.seal import Keys
from hub.runtime import Hub
from hub.settings import Settings
from hub.shapes import new_id
from tests.cast import Cast, One, make_cast

T = TypeVar("T")
BATCH = 200
OPENING = "Hello."  # the first message of every conversation


class Pair(msgspec.Struct):
    """Session tokens of the two, and the conversations between them."""

    patient: str
    nurse: str
    threads: list[str]


class Idle(msgspec.Struct):
    """A patient who waits: session token and their conversation."""

    patient: str
    thread: str


class Practice(msgspec.Struct):
    """What a load generator has to know. nurse: may answer the conversations of the idle."""

    name: str
    pairs: list[Pair]
    idle: list[Idle]
    nurse: str


def read_practice(path: Path) -> Practice:
    return msgspec.json.decode(path.read_bytes(), type=Practice)


def prepare(settings: Settings) -> None:
    """An empty data folder or database with a key and every table."""
    Path(settings.data).mkdir(parents=True, exist_ok=True, mode=0o700)
    seal.make_root_key(settings.root_key_path)
    keys = Keys(seal.read_root_key(settings.root_key_path))
    database = db.Database(settings, database_key=keys.derive("database"))
    migrate.upgrade(database)
    database.close()


def make_practice(settings: Settings, path: Path, *, pairs: int, idle: int = 0, threads: int = 1) -> Practice:
    """Found the practice in an empty data folder or database, and write what generators need to `path`.

    threads: conversations of each pair.
    """
    prepare(settings)
    made = asyncio.run(_found(settings, pairs, idle, threads))
    path.write_bytes(msgspec.json.encode(made))
    return made


async def _found(settings: Settings, pairs: int, idle: int, threads: int) -> Practice:
    people: dict[str, tuple[str, str, str, tuple[str, ...]]] = {"nurse": ("Robin Hale", "staff", "nurse", ("nurses",))}
    for number in range(pairs):
        people[f"n{number}"] = (f"Nurse {number}", "staff", "nurse", ("nurses",))
        people[f"p{number}"] = (f"Patient {number}", "patient", "patient", ())
    for number in range(idle):
        people[f"i{number}"] = (f"Waiting {number}", "patient", "patient", ())
    hub = open_hub(settings)
    async with background(hub):
        cast = await make_cast(hub, people, name="Bench Street Practice")
        named = cast.people
        couples = [(named[f"p{n}"], named[f"n{n}"]) for n in range(pairs)]
        paired = await _in_batches([_pair(hub, cast, *couple, threads) for couple in couples])
        waiting = await _in_batches([_wait(hub, cast, named[f"i{n}"]) for n in range(idle)])
    return Practice(cast.practice, paired, waiting, cast.nurse.token)


async def _in_batches(work: list[Coroutine[Any, Any, T]]) -> list[T]:
    done: list[T] = []
    for start in range(0, len(work), BATCH):
        done += await asyncio.gather(*work[start : start + BATCH])
    return done


async def _pair(hub: Hub, cast: Cast, patient: One, nurse: One, threads: int) -> Pair:
    opened = [await _open(hub, cast, patient) for _ in range(threads)]
    for thread in opened:
        await perform.perform(hub, nurse.who, "thread.claim", new_id(), {"thread": thread})
    return Pair(patient.token, nurse.token, opened)


async def _wait(hub: Hub, cast: Cast, patient: One) -> Idle:
    return Idle(patient.token, await _open(hub, cast, patient))


async def _open(hub: Hub, cast: Cast, patient: One) -> str:
    ask = {"patient": patient.patient, "topic": cast.topics["nurses"], "subject": "A question", "body": OPENING}
    opened = await perform.perform(hub, patient.who, "thread.open", new_id(), ask)
    return str(opened.result["thread"])
