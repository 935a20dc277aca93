"""A walk through every screen of each build; the walker stops at each and says its name."""

import re
from collections.abc import AsyncIterator

from playwright.async_api import expect

from tests.e2e.people import PatientWindow, StaffWindow

BEN = "Ben Carter"  # speaks for his daughter alone
ELIJAH = "Elijah Brooks"
LIN = "Lin Park"
DANA = "Dana Whitfield"


async def walk_patient(window: PatientWindow) -> AsyncIterator[str]:
    """The patient build, before and after signing in."""
    async for screen in _patient_doors(window):
        yield screen
    await window.sign_in(ELIJAH)
    await expect(window.page.locator(".next")).to_be_visible()
    yield "home"
    await window.to("messages")
    await expect(window.page.locator(".thread-row").first).to_be_visible()
    yield "messages"
    await window.field("find.label").fill("chest")
    await expect(window.page.locator("mark").first).to_be_visible()
    yield "messages, looked for"
    await window.field("find.label").fill("")
    await window.page.locator(".thread-row").first.click()
    await expect(window.messages.first).to_be_visible()
    yield "conversation"
    await window.button("composer.send").click()
    await window.shows("composer.empty")
    yield "conversation, nothing written"
    await window.to("ask")
    await expect(window.page.locator(".need").first).to_be_visible()
    yield "ask"
    await window.page.locator(".need").first.click()
    await expect(window.field("ask.label")).to_be_visible()
    yield "write"
    await window.field("ask.label").fill("May I have a copy of my last letter?")
    await window.button("ask.send").click()
    await expect(window.heading("asked.sent")).to_be_visible()
    yield "sent"
    await window.to("more")
    await expect(window.button("more.sign-out")).to_be_visible()
    yield "more"
    await window.sign_out()
    yield "signed out"
    await window.sign_in(BEN)
    await expect(window.page.locator(".next")).to_be_visible()
    yield "home of a father"


async def _patient_doors(window: PatientWindow) -> AsyncIterator[str]:
    await window.go()
    await window.speak()
    await expect(window.heading("demo.title")).to_be_visible()
    yield "sign in"
    await window.field("signin.email").fill("nobody@mail.example")
    await window.field("signin.password").fill("not the password")
    await window.button("signin.go").click()
    await window.shows("signin.wrong")
    yield "sign in, refused"
    await window.button("signin.forgot").click()
    await expect(window.heading("forgot.title")).to_be_visible()
    yield "forgotten password"
    await window.field("signin.email").fill("nobody@mail.example")
    await window.button("forgot.go").click()
    await window.shows("forgot.sent-mail")
    yield "forgotten password, asked"
    await window.go("/i#worn-out")
    await expect(window.heading("invitation.old-title")).to_be_visible()
    yield "invitation, worn out"
    await window.go("/r#worn-out")
    await expect(window.heading("reset.title")).to_be_visible()
    yield "new password"


async def walk_staff(window: StaffWindow) -> AsyncIterator[str]:
    """The staff build, as a nurse."""
    await window.go()
    await window.speak()
    await expect(window.heading("signin.demoTitle")).to_be_visible()
    yield "sign in"
    await window.button("signin.forgot").click()
    await expect(window.heading("signin.forgotTitle")).to_be_visible()
    yield "forgotten password"
    await window.sign_in(LIN)
    await expect(window.page.locator("#queue-title")).to_be_visible()
    yield "own conversations"
    await window.open_box(window.words("rail.all"))
    await expect(window.page.locator(".row").first).to_be_visible()
    yield "all conversations"
    await window.page.locator(".row").first.click()
    await expect(window.messages.first).to_be_visible()
    await expect(window.heading("context.problems")).to_be_visible()
    yield "conversation"
    async for screen in _in_conversation(window):
        yield screen
    async for screen in _from_the_bar(window):
        yield screen


async def _in_conversation(window: StaffWindow) -> AsyncIterator[str]:
    await window.page.keyboard.press("i")
    await expect(window.field("reply.noteLabel")).to_be_visible()
    yield "note"
    await window.page.keyboard.press("Escape")
    await window.page.keyboard.press("a")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    yield "assign"
    await window.page.keyboard.press("Escape")
    await window.page.locator(".thread-facts a").click()
    await window.page.wait_for_url(re.compile("/inbox/patient-"))
    await expect(window.page.locator(".row").first).to_be_visible()
    await expect(window.page.locator(".timeline-row").first).to_be_attached()
    yield "one patient"


async def _from_the_bar(window: StaffWindow) -> AsyncIterator[str]:
    await window.page.keyboard.press("?")
    await expect(window.page.get_by_role("dialog")).to_be_visible()
    yield "keys"
    await close_dialog(window)
    await window.page.keyboard.press("c")
    await expect(window.field("new.body")).to_be_visible()
    await window.button("new.send").click()
    await window.shows("new.needBody")
    yield "new conversation, nothing written"
    await close_dialog(window)
    await window.page.keyboard.press("/")
    await window.page.keyboard.type("Ana")
    await expect(window.page.get_by_role("option").first).to_be_visible()
    yield "finding a patient"
    await window.page.keyboard.press("Escape")
    await window.page.keyboard.press("/")
    await window.page.keyboard.type("chest")
    await expect(window.page.get_by_role("option").locator("mark").first).to_be_visible()
    yield "finding a message"
    await window.page.keyboard.press("Escape")
    await expect(window.page.get_by_role("option")).to_have_count(0)
    await window.page.locator(".account-button").click()
    await expect(window.page.get_by_role("menu")).to_be_visible()
    yield "account"


async def walk_administration(window: StaffWindow) -> AsyncIterator[str]:
    """The staff build, as the administrator."""
    await window.sign_in(DANA)
    await window.link("rail.people").click()
    await expect(window.page.locator(".admin-row").first).to_be_visible()
    yield "staff"
    await window.button("members.invite").click()
    await window.button("members.send").click()
    await window.shows("members.needRole")
    yield "inviting staff, nothing written"
    await close_dialog(window)
    await window.page.get_by_role("tab", name=window.words("admin.patients")).click()
    await window.field("patients.search").fill("Ana")
    await expect(window.page.locator(".admin-row").first).to_be_visible()
    yield "patients"
    await window.button("patients.register").click()
    await window.button("patients.registerGo").click()
    await window.shows("patients.needDate")
    yield "adding a patient, nothing written"
    await close_dialog(window)
    await window.page.get_by_role("tab", name=window.words("admin.pools")).click()
    await expect(window.page.locator(".admin-row").first).to_be_visible()
    yield "pools and topics"


async def close_dialog(window: StaffWindow) -> None:
    await window.page.keyboard.press("Escape")
    await expect(window.page.get_by_role("dialog")).to_have_count(0)
