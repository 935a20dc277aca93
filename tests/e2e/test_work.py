"""A call becomes a conversation, a message a task, colleagues write to each other: each live at the other desk."""

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.people import StaffWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")

FRONT_DESK, LIN, TUNDE, ELIJAH = "Sam Ortiz", "Lin Park", "Tunde Adeyemi", "Elijah Brooks"


async def choose(window: StaffWindow, form: Locator, word: str, option: str) -> None:
    """Pick from one of a form's lists."""
    await form.get_by_role("button", name=window.words(word)).click()
    await window.page.get_by_role("option", name=option).click()


async def test_a_call_of_somebody_new_stands_in_the_pool_with_the_number_to_call_back(staff):
    desk, lin = await staff(FRONT_DESK), await staff(LIN)
    await lin.open_box("Nurses")
    await lin.mark()
    await desk.page.keyboard.press("p")
    form = desk.page.get_by_role("dialog")
    await form.get_by_role("button", name=desk.words("call.log")).click()
    await desk.shows("call.needCaller", "new.needPatient", "call.needBody")
    await desk.button("call.register").click()
    await desk.field("patients.given").fill("Wilma")
    await desk.field("patients.family").fill("Tate")
    await desk.field("patients.born").fill("1941-05-06")
    await desk.button("patients.registerGo").click()
    await expect(form.get_by_role("combobox", name=desk.words("new.patient"))).to_have_value("Wilma Tate")
    await desk.field("call.caller").fill("Her daughter")
    await desk.page.get_by_label(desk.words("call.telephone")).fill("555-0177")
    await choose(desk, form, "new.topic", "A health question")
    await desk.page.get_by_label(desk.words("new.subject")).fill("Dizzy since breakfast")
    await desk.page.get_by_label(desk.words("call.body")).fill("Please call before noon.")
    await desk.button("call.log").click()
    await desk.shows("call.logged")

    row = lin.row("Dizzy since breakfast")
    await expect(row).to_contain_text(lin.words("kind.call"))
    await expect(row).to_contain_text("Her daughter, 555-0177")
    await row.click()
    await expect(lin.messages).to_have_text(["Please call before noon."])
    await expect(lin.page.locator(".thread-facts a[href='tel:555-0177']")).to_be_visible()
    assert await lin.is_marked()


async def test_a_message_becomes_a_colleagues_task_and_is_done_with_one_key(patient, staff):
    elijah, lin, tunde = await patient(ELIJAH), await staff(LIN), await staff(TUNDE)
    await tunde.page.get_by_role("navigation").get_by_role("link", name=tunde.words("tasks.title")).click()
    await tunde.mark()
    await elijah.ask("A health question", "Please send my letter to the gym.")
    await lin.open_box("Nurses")
    await lin.row("Please send my letter to the gym.").click()
    await expect(lin.messages).to_have_text(["Please send my letter to the gym."])
    await lin.page.keyboard.press("d")
    form = lin.page.get_by_role("dialog")
    await expect(lin.field("task.title")).to_have_value("Please send my letter to the gym.")
    await lin.field("task.title").fill("Send the letter")
    await choose(lin, form, "task.owner", TUNDE)
    await choose(lin, form, "task.due", lin.words("due.tomorrow"))
    await lin.button("task.make").click()
    await lin.shows("task.made")
    await expect(
        lin.page.get_by_role("button", name=lin.words("task.doneName", title="Send the letter"))
    ).to_be_visible()

    mine = tunde.page.get_by_role("button", name=tunde.words("task.doneName", title="Send the letter"))
    await expect(mine).to_be_visible()
    await tunde.page.keyboard.press("j")
    await expect(mine).to_be_focused()
    await tunde.page.keyboard.press("e")
    await tunde.shows("task.finished", title="Send the letter")
    await expect(mine).to_have_count(0)
    assert await tunde.is_marked()
    await expect(
        lin.page.get_by_role("button", name=lin.words("task.doneName", title="Send the letter"))
    ).to_have_count(0)


async def test_colleagues_write_to_each_other(staff):
    lin, tunde = await staff(LIN), await staff(TUNDE)
    await tunde.mark()
    await lin.page.keyboard.press("c")
    form = lin.page.get_by_role("dialog")
    await form.get_by_role("tab", name=lin.words("kind.staff")).click()
    await choose(lin, form, "ours.to", TUNDE)
    await lin.field("new.subject").fill("Monday")
    await lin.field("new.body").fill("Can you take my Monday?")
    await lin.button("new.send").click()
    await expect(lin.messages).to_have_text(["Can you take my Monday?"])

    row = tunde.row("Can you take my Monday?")
    await expect(row).to_contain_text(tunde.words("kind.staff"))
    await row.click()
    await tunde.field("reply.toColleagues").fill("I can.")
    await tunde.button("reply.send").click()
    await expect(lin.messages).to_have_text(["Can you take my Monday?", "I can."])
    assert await tunde.is_marked()
