"""Fixtures of the stories: one browser, one served demo for all who leave it standing, watched windows."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.e2e.people import PatientWindow, StaffWindow
from tests.e2e.serving import Served
from tests.e2e.windows import CHROMIUM_FLAGS, Window, new_context
from tests.servers import installed

OpenWindow = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=installed("chromium"), args=CHROMIUM_FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The demo practice, shared by every story that leaves it standing."""
    hub = Served(tmp_path_factory.mktemp("demo") / "data")
    await hub.start()
    yield hub
    await hub.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A demo of one module's own, which its stories may kill."""
    hub = Served(tmp_path_factory.mktemp("own") / "data")
    await hub.start()
    yield hub
    await hub.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(browser: Browser) -> AsyncIterator[OpenWindow]:
    """Opens a watched window in a browser of its own; at the end none may have seen trouble."""
    windows: list[Window] = []
    contexts: list[BrowserContext] = []

    async def open_one(kind: type[Window], hub: Served, *, language: str = "en", **look: Any) -> Window:
        contexts.append(await new_context(browser, language=language, **look))
        window = kind(await contexts[-1].new_page(), hub, language)
        windows.append(window)
        return window

    yield open_one
    for context in contexts:
        await context.close()
    assert [trouble for window in windows for trouble in window.troubles] == []


@pytest.fixture
def patient(open_window: OpenWindow, demo: Served) -> Callable[..., Awaitable[PatientWindow]]:
    """Opens a patient's window at the shared demo, signed in: await patient("Ana")."""

    async def open_patient(name: str, hub: Served = demo, **look: Any) -> PatientWindow:
        window = await open_window(PatientWindow, hub, **look)
        await window.sign_in(name)
        return window

    return open_patient


@pytest.fixture
def staff(open_window: OpenWindow, demo: Served) -> Callable[..., Awaitable[StaffWindow]]:
    """Opens a staff window at the shared demo, signed in: await staff("Lin")."""

    async def open_staff(name: str, hub: Served = demo, **look: Any) -> StaffWindow:
        window = await open_window(StaffWindow, hub, **look)
        await window.sign_in(name)
        return window

    return open_staff
