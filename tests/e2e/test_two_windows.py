"""A patient in one window, a nurse in another: what one writes the other sees, without reloading."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANA = "Ana Lucía Reyes Ortiz"
LIN = "Lin Park"


async def test_a_nurse_sees_a_message_arrive_and_the_patient_sees_the_answer(patient, staff):
    ana, lin = await patient(ANA), await staff(LIN)
    unread = (await ana.see("unread.count"))["messages"]
    await lin.open_box("Nurses")
    await ana.mark()
    await lin.mark()

    await ana.ask("A health question", "My ankle is still swollen.")
    row = lin.row("My ankle is still swollen.")
    await expect(row).to_contain_text(lin.words("row.unread", count=1))
    await ana.link("asked.see").click()
    await expect(ana.messages).to_have_text(["My ankle is still swollen."])
    await row.click()
    await expect(lin.messages).to_have_text(["My ankle is still swollen."])
    await expect(ana.said(ana.words("state.seen"))).to_be_visible()

    await ana.to("home")
    await lin.answer(ANA, "Can you put weight on it?")
    await expect(ana.heading("home.read-title", count=1)).to_be_visible()
    await expect(ana.page.get_by_text(ana.words("places.unread", count=unread + 1))).to_be_attached()
    await ana.link("home.read-go", count=1).click()
    await expect(ana.messages).to_have_text(["My ankle is still swollen.", "Can you put weight on it?"])
    await expect(lin.said(lin.words("message.seen"))).to_be_visible()
    assert await ana.is_marked()
    assert await lin.is_marked()

    for window in (ana, lin):
        await window.reload()
        await expect(window.messages).to_have_text(["My ankle is still swollen.", "Can you put weight on it?"])
    assert (await ana.see("unread.count"))["messages"] == unread


async def test_who_is_writing_shows_on_the_other_side_and_goes_away(patient, staff):
    ana, lin = await patient(ANA), await staff(LIN)
    await ana.ask("A health question", "Which of my pills go with food?")
    await ana.link("asked.see").click()
    await lin.open_box("Nurses")
    await lin.row("Which of my pills go with food?").click()

    await ana.field("composer.label").press_sequentially("Or")
    await expect(lin.said(lin.words("thread.typing", name=ANA))).to_be_visible()
    await lin.field("reply.toPatient", name=ANA).press_sequentially("Only")
    await expect(ana.said(ana.words("thread.writing", name=LIN))).to_be_visible()
    await lin.button("reply.send").click()
    await expect(ana.messages).to_have_text(["Which of my pills go with food?", "Only"])
    await expect(ana.said(ana.words("thread.writing", name=LIN))).to_have_count(0)


async def test_an_internal_note_never_reaches_the_patient(patient, staff):
    ana, lin = await patient(ANA), await staff(LIN)
    await ana.ask("A health question", "May I swim with this bandage?")
    await ana.link("asked.see").click()
    await lin.open_box("Nurses")
    await lin.row("May I swim with this bandage?").click()
    await lin.page.get_by_role("radio", name=lin.words("reply.note")).check(force=True)
    await lin.field("reply.noteLabel").fill("Ask the doctor first.")
    await lin.button("reply.sendNote").click()
    await expect(lin.messages).to_have_text(["May I swim with this bandage?", "Ask the doctor first."])
    await lin.page.get_by_role("radio", name=lin.words("reply.reply")).check(force=True)
    await lin.answer(ANA, "Not this week.")
    await expect(ana.messages).to_have_text(["May I swim with this bandage?", "Not this week."])
    await ana.reload()
    await expect(ana.messages).to_have_text(["May I swim with this bandage?", "Not this week."])


async def test_an_answer_taken_back_in_time_never_reaches_the_patient(patient, staff):
    ana, lin = await patient(ANA), await staff(LIN)
    await ana.ask("A health question", "Do I need another appointment?")
    await ana.link("asked.see").click()
    await lin.open_box("Nurses")
    await lin.row("Do I need another appointment?").click()
    await lin.answer(ANA, "No, never.")
    await lin.button("staff.undo").last.click()
    await expect(lin.field("reply.toPatient", name=ANA)).to_have_value("No, never.")
    await lin.answer(ANA, "No, you are well again.")
    await expect(ana.messages).to_have_text(["Do I need another appointment?", "No, you are well again."])
    assert "never" not in await ana.text()
