"""Serving on guarded Daphne: the loop, Twisted's reactor on it, and the order of begin and end."""

import asyncio
import socket
import sys
from typing import Any

from starlette.types import ASGIApp
from twisted.internet import asyncioreactor
from twisted.logger import FilteringLogObserver, LogLevel, LogLevelFilterPredicate, STDLibLogObserver, globalLogBeginner

from hub.server.life import Life, new_loop
from hub.server.limits import Limits


def open_loop() -> asyncio.AbstractEventLoop:
    """The event loop that Twisted's reactor runs on. Has to come before anything that imports the reactor."""
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("something imported Twisted's reactor before the server was chosen")
    loop = new_loop()
    asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    return loop


async def run(app: ASGIApp, sockets: list[socket.socket], limits: Limits, life: Life) -> None:
    """Serve until life.stop, then drain and close."""
    from hub.server.guarded import GuardedDaphne

    # Twisted logs every closed connection; only what it could not handle is worth a line.
    only_failures: Any = LogLevelFilterPredicate(defaultLogLevel=LogLevel.critical)
    to_logging: Any = STDLibLogObserver("hub.server.twisted")
    observer: Any = FilteringLogObserver(to_logging, [only_failures])
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False, discardBuffer=True)

    daphne = GuardedDaphne(app, limits)
    daphne.open(sockets)
    life.ready()
    await life.stop.wait()
    await daphne.stop_listening()
    await life.drain()
    await daphne.close()
