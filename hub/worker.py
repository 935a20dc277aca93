"""The clockwork: chores that run every so often, inside `serve` by default."""

import asyncio
import logging

from hub import calls
from hub.errors import HubError
from hub.runtime import Hub

logger = logging.getLogger("chartwire.worker")


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
