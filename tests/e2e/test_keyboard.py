"""Both sides of a conversation without a mouse."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.people import PatientWindow, StaffWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELIJAH = "Elijah Brooks"
QUESTION = "Is grapefruit bad with my pills?"
ANSWER = "Yes, please leave it out."


async def test_a_patient_signs_in_asks_and_reads_the_answer_by_keyboard(open_window, demo, staff):
    window = await open_window(PatientWindow, demo)
    await window.go()
    await window.press_at(window.page.get_by_role("button", name=ELIJAH))
    await window.is_live()
    await window.press_at(window.link("app.skip"))
    await expect(window.page).to_have_url(re.compile("#main$"))
    places = window.page.get_by_role("navigation", name=window.words("places.label"))
    await window.press_at(places.get_by_role("link", name=window.words("places.ask")))
    await window.press_at(window.page.get_by_role("link", name="A health question"))
    await window.tab_to(window.field("ask.label"))
    await window.page.keyboard.type(QUESTION)
    await window.press_at(window.button("ask.send"))
    await expect(window.heading("asked.sent")).to_be_focused()

    lin = await staff("Lin Park")
    await lin.open_box("Nurses")
    await lin.row(QUESTION).click()
    await lin.answer(ELIJAH, ANSWER)
    await window.press_at(places.get_by_role("link", name=window.words("places.home")))
    await window.press_at(window.link("home.read-go", count=1))
    await expect(window.messages).to_have_text([QUESTION, ANSWER])
    await window.tab_to(window.field("composer.label"))
    await window.page.keyboard.type("Thank you!")
    await window.page.keyboard.press("Control+Enter")
    await expect(window.messages).to_have_text([QUESTION, ANSWER, "Thank you!"])


async def test_a_nurse_signs_in_answers_assigns_and_is_done_by_keyboard(open_window, demo, patient):
    window = await open_window(StaffWindow, demo)
    elijah = await patient(ELIJAH)
    await elijah.ask("A health question", QUESTION)
    await window.go()
    await window.press_at(window.page.get_by_role("button", name="Lin Park"))
    await window.is_live()
    await window.press_at(window.page.get_by_role("link", name="Nurses"))
    row = window.row(QUESTION).first
    await expect(row).to_be_visible()
    keyboard = window.page.keyboard

    await keyboard.press("j")
    await keyboard.press("Enter")
    await expect(window.messages).to_have_text([QUESTION])
    thread = window.page.url.rpartition("/")[2]
    await keyboard.press("r")
    await keyboard.type(ANSWER)
    await window.press_at(window.button("reply.send"))
    await expect(window.messages).to_have_text([QUESTION, ANSWER])
    await keyboard.press("a")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    await keyboard.type("Tunde")
    await keyboard.press("Enter")
    await window.shows("thread.assigned", name="Tunde Adeyemi")
    await expect(window.page.get_by_role("menu")).to_have_count(0)
    await keyboard.press("e")
    await window.shows("thread.doneNext", count=1)
    assert (await window.see("thread.page", thread=thread, limit=10))["thread"]["state"] == "closed"
    assert thread not in window.page.url


async def test_a_nurse_finds_a_patient_by_keyboard(staff):
    window = await staff("Lin Park")
    search = window.page.get_by_role("combobox", name=window.words("search.label"))
    option = window.page.get_by_role("option")
    await window.page.keyboard.press("/")
    await window.page.keyboard.type("Ana Luc")
    await expect(option).to_have_count(1)
    await window.page.keyboard.press("Tab")
    await expect(option).to_have_count(0)
    await search.fill("")
    await search.press_sequentially("Ana Luc")
    await expect(option).to_have_count(1)
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_role("heading", name="Ana Lucía Reyes Ortiz").first).to_be_visible()
