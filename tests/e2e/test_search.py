"""Finding things: staff by keyboard from anywhere, patients in their own messages; a found message is gone to."""

import re

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELIJAH = "Elijah Brooks"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
WORDS = "tight feeling in my chest"
LOOKS = pytest.mark.parametrize(("language", "viewport"), [("en", DESK), ("es", PHONE)], ids=["desk-en", "phone-es"])


@LOOKS
async def test_a_nurse_finds_a_message_by_keyboard_and_is_led_to_it(staff, language, viewport):
    window = await staff("Lin Park", language=language, viewport=viewport)
    keyboard, field = window.page.keyboard, window.page.get_by_role("combobox", name=window.words("search.label"))
    await keyboard.press("/")
    await expect(field).to_be_focused()
    await keyboard.type("feeling chest")
    option = window.page.get_by_role("option", name=re.compile(ELIJAH)).first
    await expect(option).to_be_visible()
    await expect(option.locator("mark").first).to_be_visible()
    await keyboard.press("Enter")
    found = window.page.locator("[data-found]")
    await expect(found).to_be_focused()
    await expect(found).to_contain_text(WORDS)
    await expect(found).to_be_in_viewport()

    await keyboard.press("/")
    await keyboard.type("chest")
    await keyboard.press("ArrowUp")
    narrow = window.page.get_by_role("option", name=window.words("search.inThread"))
    await expect(narrow).to_be_visible()
    await narrow.click()
    await expect(window.page.get_by_role("button", name=window.words("search.everywhere"))).to_be_visible()
    await expect(window.page.get_by_role("option", name=re.compile(ELIJAH))).to_have_count(1)
    await keyboard.press("Escape")
    await expect(field).to_have_value("")
    await expect(found).to_be_focused()


@LOOKS
async def test_a_nurse_reads_the_timeline_of_a_patient(staff, language, viewport):
    window = await staff("Lin Park", language=language, viewport=viewport)
    await window.page.keyboard.press("/")
    await window.page.keyboard.type("elijah")
    await expect(window.page.get_by_role("option", name=re.compile(ELIJAH)).first).to_be_visible()
    await window.page.keyboard.press("Enter")
    if viewport == PHONE:
        await window.button("context.open").click()
        await window.page.get_by_role("tab", name=window.words("timeline.title")).click()
    timeline = window.page.get_by_role("region", name=window.words("timeline.title"))
    await expect(timeline.get_by_role("link", name="Chest tightness on the stairs").first).to_be_visible()
    await timeline.get_by_text(window.words("timeline.visit"), exact=True).first.click()
    await expect(timeline.get_by_role("link")).to_have_count(0)
    await expect(timeline.get_by_role("listitem").first).to_be_visible()


@LOOKS
async def test_a_patient_finds_words_in_their_messages(patient, language, viewport):
    window = await patient(ELIJAH, language=language, viewport=viewport)
    await window.go("/messages")
    await window.field("find.label").fill("CHEST tight")
    await window.shows("find.count", count=1)
    await window.page.get_by_role("link", name=re.compile("Chest tightness")).click()
    await expect(window.page.locator("[data-found]")).to_contain_text(WORDS)
    await window.go("/messages")
    await window.field("find.label").fill("zeppelin")
    await window.shows("find.count", count=0)
