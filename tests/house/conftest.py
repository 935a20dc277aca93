"""The doors, opened around a hub."""

from collections.abc import AsyncIterator

import pytest

from hub.runtime import Hub
from tests.doors import Doors, open_doors


@pytest.fixture
async def doors(hub_: Hub) -> AsyncIterator[Doors]:
    async with open_doors(hub_) as opened:
        yield opened
