"""Serving: everything between the command line and the first accepted connection."""

import asyncio
import dataclasses
import logging
import os
from pathlib import Path
from urllib.parse import urlsplit

from hub import (
    actions,  # noqa: F401 - registered for the operator who asks this process
    operator,
)
from hub.app import background, build_app, open_hub
from hub.errors import StartRefused
from hub.records import seal
from hub.runtime import Hub
from hub.server import Address, serve
from hub.settings import Settings, is_loopback

logger = logging.getLogger("chartwire")


def run(settings: Settings, *, demo: bool) -> None:
    """Serve until told to stop. Raises StartRefused when it may not start."""
    if demo:
        settings = demo_settings(settings)
        _make_room(settings)
    with operator.sole_writer(settings):
        if settings.is_embedded:
            operator.prepare(settings)
        if demo:
            asyncio.run(_ready_demo(settings))
        hub = open_hub(settings)
        if hub.is_demo and not demo:
            raise StartRefused("This data folder holds the demo; serve it with --demo, or choose another with --data.")
        app = build_app(hub, beside=operator.listening)
        try:
            serve(
                app,
                host=settings.host,
                port=settings.port,
                server="uvicorn" if settings.server == "uvicorn" else "daphne",
                drain=hub.drain,
                on_ready=lambda address: _announce(hub, address, demo=demo),
            )
        except OSError as error:
            at = f"{settings.host}:{settings.port}"
            raise StartRefused(
                f"Cannot listen on {at}: {os.strerror(error.errno or 0)}. Choose another with --port."
            ) from None


def demo_settings(settings: Settings) -> Settings:
    """The settings of a demo: a folder of its own, this machine alone, and no mail that leaves it."""
    host = urlsplit(settings.origin).hostname or ""
    if not is_loopback(settings.host) or not is_loopback(host):
        raise StartRefused("The demo is for this machine alone; leave --host and public_url at their defaults.")
    is_default = settings.data == Settings().data
    data = f"{settings.data}/demo" if is_default else settings.data
    return dataclasses.replace(settings, data=data, smtp_host="", mail_sink=f"{data}/mails")


def _make_room(settings: Settings) -> None:
    Path(settings.data).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.root_key_path.exists():
        seal.make_root_key(settings.root_key_path)
    if not settings.is_embedded:
        operator.prepare(settings)


async def _ready_demo(settings: Settings) -> None:
    """Seed an empty database, or bring the demo that is there to today."""
    from hub.demo.seeding import roll_forward, seed_demo
    from hub.records import log

    hub = open_hub(settings)
    async with background(hub):
        if await hub.read("*", log.positions):
            await roll_forward(hub)
        else:
            logger.info("making the demo practice")
            await seed_demo(hub)


def _announce(hub: Hub, address: Address, *, demo: bool) -> None:
    url = hub.settings.origin
    print(f"Chartwire is ready at {url}" + ("  (patients and staff have a door each)" if demo else ""), flush=True)
