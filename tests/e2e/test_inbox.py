"""A nurse works through the inbox without a mouse: answer, assign, snooze, done, undo, several at once, anywhere."""

from uuid import uuid4

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELIJAH = "Elijah Brooks"
BOTH = pytest.mark.parametrize("language", ["en", "es"])


async def at_desk(language, patient, staff):
    """A nurse in front of the Nurses' pool, where a patient has just asked two things; and what they were."""
    told = [f"Question {uuid4().hex[:8]}" for _ in range(2)]
    elijah = await patient(ELIJAH)
    for text in told:
        await elijah.ask("A health question", text)
    window = await staff("Lin Park", language=language)
    await window.open_box("Nurses")
    for text in told:
        await expect(window.row(text)).to_be_visible()
    window.told = told
    window.keyboard = window.page.keyboard
    return window


async def state_of(window, text):
    """The conversation that a question began, as the server has it."""
    listed = (await window.see("thread.list", box="all", limit=100))["threads"]
    for thread in listed:
        if text in (thread["last_line"], thread["subject"]) or thread["subject"].endswith(text):
            return thread
    raise AssertionError(f"no conversation of {text}")


async def open_row(window, text):
    """To the top of the list by K, down it by J until the row has the focus, then Enter."""
    aim = window.row(text)
    for _ in range(30):
        await window.keyboard.press("k")
    for _ in range(30):
        if await aim.evaluate("(row) => row === document.activeElement"):
            break
        await window.keyboard.press("j")
    await window.keyboard.press("Enter")
    await expect(window.messages.first).to_have_text(text)


@BOTH
async def test_answer_and_go_on_then_take_it_back(language, patient, staff):
    desk = await at_desk(language, patient, staff)
    newest, older = reversed(desk.told)
    await open_row(desk, newest)
    await desk.keyboard.press("r")
    await desk.keyboard.type("Rest it for a day.")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.messages.first).to_have_text(older)
    await desk.keyboard.press("z")
    await expect(desk.messages.first).to_have_text(newest)
    await expect(desk.field("reply.toPatient", name=ELIJAH)).to_have_value("Rest it for a day.")
    assert (await state_of(desk, newest))["state"] == "open"


@BOTH
async def test_assign_with_a_comment_snooze_done_unread_and_bring_back(language, patient, staff):
    desk = await at_desk(language, patient, staff)
    newest, older = reversed(desk.told)
    await open_row(desk, newest)
    await desk.keyboard.press("Shift+A")
    await expect(desk.page.get_by_role("dialog")).to_be_visible()
    await desk.keyboard.press("Enter")
    await expect(desk.page.get_by_role("listbox")).to_be_visible()
    await desk.keyboard.type("Lin")
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("Tab")
    await desk.keyboard.type("I know her.")
    await desk.press_at(desk.page.get_by_role("dialog").get_by_role("button", name=desk.words("assign.go"), exact=True))
    await desk.shows("thread.assigned", name="Lin Park")
    await expect(desk.page.get_by_role("dialog")).to_have_count(0)
    await expect(desk.messages.last).to_have_text("I know her.")
    await desk.keyboard.press("t")
    await desk.shows("thread.assigned", name="Nurses")

    await desk.keyboard.press("h")
    await expect(desk.heading("snooze.title", count=1)).to_be_visible()
    await desk.tab_to(desk.field("snooze.reason"))
    await desk.keyboard.type("Lab")
    await desk.keyboard.press("Enter")
    await desk.shows("snooze.done", count=1)
    snoozed = await state_of(desk, newest)
    assert (snoozed["state"], snoozed["snooze_reason"]) == ("snoozed", "Lab")
    await expect(desk.row(newest)).to_have_count(0)
    await desk.keyboard.press("z")
    await expect(desk.row(newest)).to_be_visible()

    await expect(desk.messages.first).to_have_text(older)
    await desk.keyboard.press("u")
    await desk.shows("thread.markedUnread")
    assert (await state_of(desk, older))["unread"] == 1
    await open_row(desk, older)
    await desk.keyboard.press("e")
    await desk.shows("thread.doneNext", count=1)
    await expect(desk.row(older)).to_have_count(0)
    await desk.page.get_by_role("radio", name=desk.words("box.done")).press("Space")
    await desk.row(older).press("Enter")
    await expect(desk.messages.first).to_have_text(older)
    await desk.keyboard.press("u")
    await desk.shows("thread.reopened")
    assert (await state_of(desk, older))["state"] == "open"


@BOTH
async def test_several_are_snoozed_and_undone_at_once(language, patient, staff):
    desk = await at_desk(language, patient, staff)
    await desk.row(desk.told[1]).focus()
    await desk.keyboard.press("x")
    await desk.row(desk.told[0]).focus()
    await desk.keyboard.press("Shift+X")
    await desk.shows("bulk.count", count=2)
    await desk.keyboard.press("h")
    await expect(desk.heading("snooze.title", count=2)).to_be_visible()
    await desk.keyboard.press("Enter")
    await desk.shows("snooze.done", count=2)
    for text in desk.told:
        await expect(desk.row(text)).to_have_count(0)
    await desk.keyboard.press("z")
    for text in desk.told:
        await expect(desk.row(text)).to_be_visible()


@BOTH
async def test_anywhere_by_its_name_and_letters_can_be_switched_off(language, patient, staff):
    desk = await at_desk(language, patient, staff)
    await desk.keyboard.press("Control+k")
    await expect(desk.page.get_by_role("dialog")).to_be_visible()
    await desk.keyboard.type("Ana Luc")
    await expect(desk.page.get_by_role("menuitem", name="Ana Lucía Reyes Ortiz")).to_be_visible()
    await desk.keyboard.press("Enter")
    await expect(desk.page.get_by_role("heading", name="Ana Lucía Reyes Ortiz").first).to_be_visible()
    await desk.keyboard.press("Control+k")
    await desk.keyboard.type(desk.words("rail.all"))
    await desk.keyboard.press("Enter")
    await expect(desk.heading("box.all")).to_be_visible()
    await desk.keyboard.press("g")
    await desk.keyboard.press("i")
    await expect(desk.heading("box.mine")).to_be_visible()
    await desk.keyboard.press("?")
    await desk.press_at(desk.page.get_by_role("checkbox", name=desk.words("keys.single")))
    await desk.page.get_by_role("checkbox", name=desk.words("keys.single")).press("Space")
    await desk.keyboard.press("Escape")
    await expect(desk.page.get_by_role("dialog")).to_have_count(0)
    await desk.keyboard.press("g")
    await desk.keyboard.press("a")
    await expect(desk.heading("box.mine")).to_be_visible()
