"""How the app is served: guarded Daphne by default, uvicorn as an option, with the same limits, lifespan and drain."""

import asyncio
from collections.abc import Callable
from typing import Literal

from starlette.types import ASGIApp

from hub.server.life import Drain, Life, lifespan, with_state
from hub.server.limits import Limits
from hub.server.listen import Address, address_of, listen

__all__ = ["Address", "Limits", "serve"]


def serve(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    fd: int | None = None,
    server: Literal["daphne", "uvicorn"] = "daphne",
    drain: Drain | None = None,
    on_ready: Callable[[Address], None] | None = None,
    limits: Limits | None = None,
) -> None:
    """Serve any ASGI app until SIGTERM or SIGINT, then drain; returns when the app's lifespan has ended.

    port: 0 for any free one; on_ready is told the address once connections are accepted.
    fd: an open listening socket instead of host and port.
    drain: says goodbye to the clients; begins when nobody new is accepted, and has limits.drain_s.
    Raises what the app's startup raised, and OSError when the address is taken.
    """
    limits = limits or Limits()
    if server == "uvicorn":
        from hub.server.on_uvicorn import open_loop, run
    else:
        # Not before it is chosen: importing Daphne installs Twisted's reactor for the whole process.
        from hub.server.on_daphne import open_loop, run
    sockets = listen(host, port, fd)
    address = address_of(sockets[0])

    def ready() -> None:
        if on_ready is not None:
            on_ready(address)

    async def main() -> None:
        async with lifespan(app) as state:
            life = Life(ready=ready, drain=drain, drain_s=limits.drain_s)
            life.end_on_signals()
            await run(with_state(app, state), sockets, limits, life)

    loop = open_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(main())
    finally:
        for listener in sockets:
            listener.close()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
