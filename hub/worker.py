"""The clockwork: chores that run every so often, inside `serve` by default."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hub import calls
from hub.errors import HubError
from hub.runtime import Hub

AGAIN_S = 1.0
logger = logging.getLogger("chartwire.worker")


async def keep_running(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run something for the life of the process: what ends it is logged, and it is begun again."""
    while True:
        try:
            await work()
        except Exception:  # background work that dies in silence would leave the process half alive
            logger.exception("%s ended and begins again", name)
        await asyncio.sleep(AGAIN_S)


async def run_chores(hub: Hub) -> None:
    """Run every registered chore at its pace until cancelled; one that fails is logged and tried again."""
    async with asyncio.TaskGroup() as chores:
        for chore in calls.CHORES.values():
            chores.create_task(_repeat(hub, chore))


async def _repeat(hub: Hub, chore: calls.Chore) -> None:
    while True:
        await asyncio.sleep(chore.every_s)
        try:
            await chore.run(hub)
        except HubError as error:
            logger.warning("chore %s refused: %s", chore.name, error.code)
        except Exception:  # a chore that fails once must not stop the clock
            logger.exception("chore %s failed", chore.name)
