"""Fixtures: an open hub on each database, the cast signed in, and the doors they speak through."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import hub.features  # noqa: F401 - fills the registries
from hub import db, migrate, perform
from hub.records import seal
from hub.records.seal import Keys
from hub.records.writer import Writer
from hub.runtime import Hub
from hub.settings import Settings
from hub.shapes import new_id
from hub.ws.feed import Feed
from hub.ws.layer import Layer
from tests import servers, strict
from tests.cast import NEXT_DOOR, Cast, One, make_cast
from tests.doors import Doors, open_doors
from tests.fakes import Clock


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    with servers.postgres(in_memory=True) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: servers.Postgres) -> str:
    """A database with every table and no rows, to be copied."""
    url = postgres.fresh()
    database = db.Database(Settings(database=url), database_key=b"")
    migrate.upgrade(database)
    database.close()
    return url


@pytest.fixture
def postgres_url(postgres: servers.Postgres, postgres_template: str) -> Iterator[str]:
    """A new database on PostgreSQL."""
    url = postgres.fresh(like=postgres_template)
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with keys, every table and no rows, to be copied."""
    settings = Settings(data=str(tmp_path_factory.mktemp("template")))
    seal.make_root_key(settings.root_key_path)
    keys = Keys(seal.read_root_key(settings.root_key_path))
    database = db.Database(settings, database_key=keys.derive("database"))
    migrate.upgrade(database)
    database.close()
    return Path(settings.data)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Where the hub keeps its data: empty for the embedded database."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data=str(tmp_path), database=database_url, command_rate=10_000, command_burst=10_000)


@contextlib.asynccontextmanager
async def opened(settings: Settings, clock: Callable[[], Any], channel_layer: Any | None = None) -> AsyncIterator[Hub]:
    """An open hub with its writer, feed and layer running, and no HTTP around it."""
    if not settings.root_key_path.exists():
        seal.make_root_key(settings.root_key_path)
    keys = Keys(seal.read_root_key(settings.root_key_path))
    database = db.Database(settings, database_key=keys.derive("database"))
    migrate.upgrade(database)
    hub = Hub(settings, database, clock=clock)
    hub.keys = keys
    hub.writer = Writer(database, keys, clock)
    hub.layer = Layer(hub, channel_layer)
    hub.feed = Feed(hub, ring=hub.layer.ring)
    hub.writer.committed = hub.feed.committed
    hub.writer.start(asyncio.get_running_loop())
    work = [asyncio.create_task(hub.feed.run()), asyncio.create_task(hub.layer.run(hub.feed))]
    try:
        yield hub
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await hub.writer.close()
        await hub.feed.close()
        hub.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def hub_(settings: Settings, clock: Clock, sqlite_template: Path) -> AsyncIterator[Hub]:
    if not settings.database:
        shutil.copytree(sqlite_template, settings.data, dirs_exist_ok=True)
    async with opened(settings, clock) as hub:
        yield hub


@pytest.fixture
async def cast(hub_: Hub) -> Cast:
    return await make_cast(hub_)


@pytest.fixture
async def next_door(hub_: Hub) -> Cast:
    """Another practice in the same hub, whose people must never learn anything of the first."""
    return await make_cast(hub_, NEXT_DOOR, name="Hillside Clinic")


@pytest.fixture
async def doors(hub_: Hub) -> AsyncIterator[Doors]:
    """The socket and HTTP, opened around the hub."""
    async with open_doors(hub_) as opened_doors:
        yield opened_doors


@pytest.fixture
def do(hub_: Hub) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Perform a command as somebody; answers its result."""

    async def perform_as(one: One, name: str, /, **args: Any) -> dict[str, Any]:
        command_id = args.pop("id", None) or new_id()
        result = (await perform.perform(hub_, one.who, name, command_id, args)).result
        strict.hold_result(name, result)
        return result

    return perform_as


@pytest.fixture
def see(hub_: Hub) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Look at a query as somebody; answers its data."""

    async def look_as(one: One, name: str, /, **args: Any) -> dict[str, Any]:
        data = (await perform.look(hub_, one.who, name, args)).data
        strict.hold_data(name, data)
        return data

    return look_as
