"""What `chartwire doctor` looks at: whether this installation keeps what it acknowledges and hides what it must."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hub import db, migrate
from hub.errors import StartRefused
from hub.pages import WEB
from hub.records import seal
from hub.records.seal import Keys
from hub.settings import Settings

FREE_BYTES = 1 << 30


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
    except StartRefused as refusal:
        yield Finding(False, str(refusal))
    finally:
        database.close()


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
