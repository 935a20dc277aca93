"""What a process holds open: database, keys, clock, threads. Opened once by `serve`, closed in reverse."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from hub.db import Database
from hub.settings import Settings

T = TypeVar("T")


def utc_now() -> datetime:
    """Now, in UTC, to the millisecond the database keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Hub:
    """The open process. `writer`, `keys`, `feed`, `layer` and `drain` are put in by the parts that own them.

    actors: rights of signed-in sessions as last read, by session id. is_demo: the database was made as a demo.
    """

    writer: Any
    keys: Any
    feed: Any
    layer: Any
    drain: Callable[[], Awaitable[None]]

    def __init__(self, settings: Settings, database: Database, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.is_demo = False
        self.actors: dict[str, Any] = {}
        self.readers = ThreadPoolExecutor(settings.readers, thread_name_prefix="reader")

    async def read(self, practice: str, question: Callable[[Connection], T]) -> T:
        """Ask the database in a reader thread, in one snapshot."""

        def ask() -> T:
            with self.database.read(practice) as connection:
                return question(connection)

        return await asyncio.get_running_loop().run_in_executor(self.readers, ask)

    def close(self) -> None:
        self.readers.shutdown(cancel_futures=True)
        self.database.close()
