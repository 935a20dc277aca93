"""Pictures of the demo: those of the documentation, and with a folder as argument every main screen for review.

`python -m tests.e2e.pictures [FOLDER]`
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright, expect

from tests.e2e.people import PatientWindow, StaffWindow
from tests.e2e.screens import walk_administration, walk_patient, walk_staff
from tests.e2e.serving import Served
from tests.e2e.windows import CHROMIUM_FLAGS, Window, new_context
from tests.servers import installed

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
LARGEST_BYTES = 200_000

ELIJAH = "Elijah Brooks"
NOTE = "Called him: no pain at rest, 148/88. Dr. Okafor sees him at 10:30."
ANSWER = "Thank you for writing at once, Mr. Brooks. Please come at 10:30 today, and rest until then."


async def picture_documentation(browser: Browser, hub: Served) -> None:
    """The nurse's inbox with a conversation and the chart, and the patient's home with the answer on it."""
    lin = await open_at(browser, hub, StaffWindow, DESK, "light", "en")
    await lin.sign_in("Lin Park")
    await lin.open_box("Nurses")
    await lin.row("Chest tightness").click()
    await expect(lin.heading("context.problems")).to_be_visible()
    await lin.page.keyboard.press("i")
    await lin.field("reply.noteLabel").fill(NOTE)
    await lin.button("reply.sendNote").click()
    await expect(lin.messages).to_have_count(2)
    await lin.page.get_by_role("radio", name=lin.words("reply.reply")).check(force=True)
    await lin.field("reply.toPatient", name=ELIJAH).fill(ANSWER)
    await expect(lin.said(lin.words("reply.saved"))).to_be_visible()
    await lin.page.evaluate("() => document.activeElement.blur()")
    await snap(lin, IMAGES / "staff-inbox.png")

    await lin.button("reply.send").click()
    elijah = await open_at(browser, hub, PatientWindow, PHONE, "light", "en")
    await elijah.sign_in(ELIJAH)
    await expect(elijah.heading("home.read-title", count=1)).to_be_visible()
    await snap(elijah, IMAGES / "patient-home.png")


async def picture_guides(browser: Browser, hub: Served) -> None:
    """The screens that the guides speak of, as their readers have them before them."""
    elijah = await open_at(browser, hub, PatientWindow, PHONE, "light", "en")
    await elijah.sign_in(ELIJAH)
    await elijah.to("ask")
    await expect(elijah.page.locator(".need").first).to_be_visible()
    await snap(elijah, IMAGES / "guide-ask.png")
    await elijah.to("more")
    await expect(elijah.button("more.sign-out")).to_be_visible()
    await snap(elijah, IMAGES / "guide-more.png")

    lin = await open_at(browser, hub, StaffWindow, DESK, "light", "en")
    await lin.sign_in("Lin Park")
    await lin.account("account.mail")
    await expect(lin.page.get_by_role("checkbox").first).to_be_visible()
    await snap(lin, IMAGES / "guide-notices.png")

    dana = await open_at(browser, hub, StaffWindow, DESK, "light", "en")
    await dana.sign_in("Dana Whitfield")
    await dana.link("rail.people").click()
    await expect(dana.page.locator(".admin-row").first).to_be_visible()
    await snap(dana, IMAGES / "guide-staff.png")
    await dana.button("members.invite").click()
    await expect(dana.button("members.send")).to_be_visible()
    await snap(dana, IMAGES / "guide-invite.png")


async def picture_everything(browser: Browser, hub: Served, folder: Path) -> None:
    """Every screen of every walk: phone and desk, light and dark, English and Spanish."""
    walks = ((PatientWindow, walk_patient), (StaffWindow, walk_staff), (StaffWindow, walk_administration))
    for scheme in ("light", "dark"):
        for language in ("en", "es"):
            for size in (PHONE, DESK):
                for kind, walk in walks:
                    if kind is StaffWindow and size is PHONE:
                        continue
                    window = await open_at(browser, hub, kind, size, scheme, language)
                    place = folder / f"{size['width']}-{scheme}-{language}"
                    async for screen in walk(window):
                        await snap(window, place / f"{walk.__name__}-{screen.replace(' ', '-').replace(',', '')}.png")
                    await window.page.context.close()


async def open_at(
    browser: Browser, hub: Served, kind: type[Any], size: dict[str, int], scheme: str, language: str
) -> Any:
    context = await new_context(browser, language=language, viewport=size, color_scheme=scheme)
    return kind(await context.new_page(), hub, language)


async def snap(window: Window, path: Path) -> None:
    picture = await window.page.screenshot(path=path)
    assert len(picture) <= LARGEST_BYTES, f"{path}: {len(picture)} bytes"
    print(path, len(picture))


async def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hub = Served(Path(folder) / "data")
        await hub.start()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=installed("chromium"), args=CHROMIUM_FLAGS)
                if arguments:
                    await picture_everything(browser, hub, Path(arguments[0]))
                else:
                    await picture_guides(browser, hub)
                    await picture_documentation(browser, hub)
                await browser.close()
        finally:
            await hub.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
