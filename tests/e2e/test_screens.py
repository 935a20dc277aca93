"""Every screen of both builds, in both languages, in light and dark: words, access for all, and narrow windows."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from tests.e2e import screens
from tests.e2e.inspection import Inspection
from tests.e2e.people import PatientWindow, StaffWindow
from tests.e2e.windows import Window, new_context
from tests.e2e.words import LANGUAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Walk:
    """A way through one build, in a window of its usual size. count: how many screens it passes."""

    name: str
    kind: type[Window]
    through: Callable[[Any], AsyncIterator[str]]
    size: dict[str, int]
    count: int


WALKS = (
    Walk("patient", PatientWindow, screens.walk_patient, PHONE, 17),
    Walk("staff", StaffWindow, screens.walk_staff, DESK, 13),
    Walk("administration", StaffWindow, screens.walk_administration, DESK, 5),
)


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="session",
    params=[(walk, language) for walk in WALKS for language in LANGUAGES],
    ids=lambda each: f"{each[0].name}-{each[1]}",
)
async def inspected(request, browser, demo) -> Inspection:
    """What was found on one walk in one language; the walk is made once for all who ask."""
    walk, language = request.param
    context = await new_context(browser, language=language, viewport=walk.size)
    window = walk.kind(await context.new_page(), demo, language)
    inspection = Inspection()
    async for screen in walk.through(window):
        await inspection.look(window, screen)
        if walk.kind is PatientWindow:
            await inspection.squeeze(window, screen)
    await context.close()
    assert len(inspection.screens) == walk.count
    assert window.troubles == []
    return inspection


async def test_every_word_is_there_and_of_the_language_chosen(inspected: Inspection):
    assert inspected.words == []


async def test_axe_finds_no_barrier_in_light_or_dark(inspected: Inspection):
    assert inspected.access == []


async def test_a_narrow_window_with_large_letters_needs_no_sideways_scrolling(inspected: Inspection):
    assert inspected.overflow == []


PLANTS = """() => {
  const main = document.querySelector("main");
  const plant = (text) => Object.assign(main.appendChild(document.createElement("p")), { textContent: text });
  plant("signin.go");
  plant("Ahora {name}");
  plant("Iniciar sesión");
  plant("Too pale to read").style.color = "#e3e5e7";
  Object.assign(plant("Too wide").style, { width: "700px" });
}"""


async def test_what_is_planted_on_a_screen_is_found(patient):
    window = await patient("Elijah Brooks", viewport=PHONE)
    await window.page.evaluate(PLANTS)
    inspection = Inspection()
    await inspection.look(window, "planted")
    await inspection.squeeze(window, "planted")
    assert [finding.partition(": ")[2] for finding in inspection.words] == [
        "id signin.go",
        "hole in 'Ahora {name}'",
        "foreign 'Iniciar sesión'",
    ]
    assert any("planted, light: color-contrast" in finding for finding in inspection.access)
    assert len(inspection.overflow) == 2
