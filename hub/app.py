"""Puts the process together: opens the hub, starts its parts in order, and builds the ASGI app around them."""

import asyncio
import contextlib
import gc
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.types import ASGIApp

import hub.features
import hub.reactions  # noqa: F401 - with the features, fills the registries
from hub import db, migrate, worker
from hub.auth.routes import auth_routes
from hub.downloads import FileDoors
from hub.guard import Guard, allowed_origins
from hub.http import Doors
from hub.pages import web_routes
from hub.records import log, seal
from hub.records.people import Practice
from hub.records.seal import Keys
from hub.records.spool import Spool
from hub.records.writer import Writer
from hub.runtime import Hub
from hub.settings import Settings
from hub.ws.endpoint import Sockets
from hub.ws.feed import Feed
from hub.ws.layer import Layer

KEEP_POSITION_S = 1.0


def open_hub(settings: Settings) -> Hub:
    """Open keys and database. Raises StartRefused with one sentence when something is not as it must be."""
    keys = Keys(seal.read_root_key(settings.root_key_path))
    database = db.Database(settings, database_key=keys.derive("database"))
    migrate.check(database)
    made = Hub(settings, database)
    made.keys = keys
    made.writer = Writer(database, keys, made.clock, spool=Spool(Path(settings.data) / "audit.spool"))
    with database.write("*") as connection:
        log.renew_epochs(connection, position_path(settings))
        made.writer.heads = {practice: at.head for practice, at in log.positions(connection).items()}
    with database.read("*") as connection:
        demos = sa.select(sa.func.count()).where(Practice.c.is_demo)
        made.is_demo = connection.execute(demos).scalar_one() > 0
    return made


Beside = Callable[[Hub], contextlib.AbstractAsyncContextManager[None]]


def build_app(hub: Hub, *, channel_layer: Any | None = None, beside: Beside | None = None) -> ASGIApp:
    """The ASGI app of an open hub; its lifespan starts and stops the hub's parts, and whatever runs beside them."""
    hub.layer = Layer(hub, channel_layer)
    hub.feed = feed = Feed(hub, ring=hub.layer.ring)
    sockets = Sockets(hub, feed)
    hub.writer.committed = feed.committed

    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        async with running(hub), beside(hub) if beside else contextlib.nullcontext():
            yield

    app = Starlette(
        routes=[*Doors(hub, sockets).routes(), *FileDoors(hub, sockets).routes(), *auth_routes(hub), *web_routes(hub)],
        lifespan=life,
    )
    hub.drain = sockets.drain
    origins = allowed_origins(hub.settings.origin, is_demo=hub.is_demo)
    return Guard(app, origins=origins, trusted_proxies=hub.settings.trusted_proxies)


@contextlib.asynccontextmanager
async def background(hub: Hub) -> AsyncIterator[None]:
    """The writer alone, for an action of the operator; closes the hub at the end."""
    hub.writer.start(asyncio.get_running_loop())
    try:
        yield
    finally:
        await hub.writer.close()
        _write_position(hub)
        hub.close()


@contextlib.asynccontextmanager
async def running(hub: Hub) -> AsyncIterator[None]:
    """The hub's threads and background work, from start to orderly end."""
    sys.setswitchinterval(0.0005)  # the writer's thread and the event loop take short turns
    async with background(hub):
        work = [
            asyncio.create_task(worker.keep_running("feed", hub.feed.run)),
            asyncio.create_task(worker.keep_running("layer", lambda: hub.layer.run(hub.feed))),
            asyncio.create_task(worker.keep_running("chores", lambda: worker.run_chores(hub))),
            asyncio.create_task(worker.keep_running("position", lambda: _keep_position(hub))),
        ]
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        try:
            yield
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            await hub.feed.close()


async def _keep_position(hub: Hub) -> None:
    while True:
        await asyncio.sleep(KEEP_POSITION_S)
        await asyncio.to_thread(_write_position, hub)


def _write_position(hub: Hub) -> None:
    if hub.writer.heads:
        with contextlib.suppress(OSError):  # a full disk must not stop the hub; the position is a second look
            log.keep_position(position_path(hub.settings), dict(hub.writer.heads))


def position_path(settings: Settings) -> Path:
    return Path(settings.data) / "position.json"
