"""What `chartwire doctor` looks at: whether this installation keeps what it acknowledges and hides what it must."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from hub import db, migrate
from hub.errors import StartRefused
from hub.notify.trial import try_mail
from hub.pages import WEB
from hub.records import seal
from hub.records.outbox import Delivery
from hub.records.seal import Keys
from hub.settings import Settings

FREE_BYTES = 1 << 30
LATELY, LATE = timedelta(days=7), timedelta(hours=1)


class Finding(NamedTuple):
    """One thing looked at: whether it is well, and what was found or has to be done."""

    is_well: bool
    text: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check, in the order in which they matter."""
    try:
        keys = Keys(seal.read_root_key(settings.root_key_path))
    except StartRefused as refusal:
        yield Finding(False, str(refusal))
        return
    yield Finding(True, f"the root key at {settings.root_key_path} is readable by you alone")
    yield from _database(settings, keys)
    yield _disk(settings)
    yield _syncing(settings)
    yield from (Finding(*step) for step in try_mail(settings, None))
    for build in ("patient", "staff"):
        there = (WEB / build / "index.html").is_file()
        yield Finding(there, f"the {build} pages are built" if there else f"the {build} pages are missing: make setup")
    if not settings.is_https:
        yield Finding(True, f"{settings.origin} is for this machine alone; set public_url to https://… to open it")


def _database(settings: Settings, keys: Keys) -> Iterator[Finding]:
    try:
        database = db.Database(settings, database_key=keys.derive("database"))
    except StartRefused as refusal:
        yield Finding(False, str(refusal))
        return
    try:
        migrate.check(database)
        kind = "the embedded database" if settings.is_embedded else "PostgreSQL"
        yield Finding(True, f"{kind} opens, syncs every commit and has this version's tables")
        yield from _outbox(settings, database)
    except StartRefused as refusal:
        yield Finding(False, str(refusal))
    finally:
        database.close()


def _outbox(settings: Settings, database: db.Database) -> Iterator[Finding]:
    """What could not be mailed lately, and what waits for too long."""
    now = datetime.now(UTC)
    dead = sa.select(sa.func.count()).where(Delivery.c.state == "dead", Delivery.c.ended_at > now - LATELY)
    late = sa.select(sa.func.count()).where(
        Delivery.c.state.in_(("waiting", "sending")), Delivery.c.attempts > 0, Delivery.c.made_at < now - LATE
    )
    with database.read("*") as connection:
        given_up, waiting = connection.execute(dead).scalar_one(), connection.execute(late).scalar_one()
    if given_up:
        yield Finding(False, f"{given_up} mails of the last week could not be delivered; administrators see which")
    if waiting and settings.sends_mail:
        yield Finding(False, f"{waiting} mails have been waiting for more than an hour; try `chartwire mail-test`")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data).free
    text = f"{free / (1 << 30):,.1f} GiB free in {settings.data}"
    return Finding(
        free >= FREE_BYTES, text if free >= FREE_BYTES else f"{text}: make room, writes stop when it is full"
    )


def _syncing(settings: Settings) -> Finding:
    """How long the disk takes to keep a write; a file system that answers at once may keep nothing."""
    with tempfile.NamedTemporaryFile(dir=Path(settings.data)) as file:
        began = time.perf_counter()
        for _ in range(20):
            file.write(b"x" * 512)
            file.flush()
            os.fdatasync(file.fileno())
        each_ms = (time.perf_counter() - began) / 20 * 1000
    return Finding(True, f"a synced write takes {each_ms:.2f} ms here")
