"""From an empty folder to a conversation: an installation founded on the command line, everything else in browsers."""

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.e2e.inspection import Inspection
from tests.e2e.people import PatientWindow, StaffWindow
from tests.e2e.serving import Served
from tests.e2e.words import LANGUAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")

ABOUT = {
    "name": "Harbour Street Surgery",
    "telephone": "555-0142",
    "time_zone": "America/Chicago",
    "admin_name": "Dana Whitfield",
    "admin_email": "dana@harbour.example",
}
NURSE = ("Lin Park", "lin@harbour.example", "seven quiet herons")
PATIENT = ("Ana", "Reyes", "ana@mail.example", "green kettle morning")
ADMIN_PASSWORD = "long walks at noon"


@pytest_asyncio.fixture(loop_scope="session")
async def empty(tmp_path):
    """A data folder with nothing in it, and nobody serving it yet."""
    hub = Served(tmp_path / "data", is_demo=False)
    yield hub
    await hub.stop()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_invited_nurse_and_an_invited_patient_exchange_a_message(language, empty, open_window):
    link = await empty.found(**ABOUT)
    await empty.start()
    inspection = Inspection()
    may_copy = ["clipboard-read", "clipboard-write"]
    dana = await open_window(StaffWindow, empty, language=language, permissions=may_copy)
    lin = await open_window(StaffWindow, empty, language=language)
    ana = await open_window(PatientWindow, empty, language=language, viewport={"width": 390, "height": 844})

    await accept(dana, link, ADMIN_PASSWORD, inspection)
    await dana.is_live()
    await accept(lin, await invite_nurse(dana, inspection), NURSE[2], inspection)
    await lin.is_live()
    await protect_and_return(lin, inspection)
    await accept(ana, await register_and_invite(dana, inspection), PATIENT[3], inspection)
    await ana.is_live()
    await inspection.look(ana, "home of a patient without messages")

    await ana.to("ask")
    await ana.page.get_by_role("navigation", name=ana.words("ask.about")).get_by_role("link").first.click()
    await ana.field("ask.label").fill("Hello, are you there?")
    await ana.button("ask.send").click()
    await lin.link("rail.all").click()
    await lin.row("Hello, are you there?").click()
    await lin.answer("Ana Reyes", "We are. What can we do for you?")
    await ana.link("asked.see").click()
    await expect(ana.messages).to_have_text(["Hello, are you there?", "We are. What can we do for you?"])
    await expect(lin.messages).to_have_text(["Hello, are you there?", "We are. What can we do for you?"])
    assert (inspection.words, inspection.access) == ([], [])


async def test_an_invitation_works_once(empty, open_window):
    link = await empty.found(**ABOUT)
    await empty.start()
    dana, stranger = await open_window(StaffWindow, empty), await open_window(PatientWindow, empty)
    await accept(dana, link, ADMIN_PASSWORD, Inspection())
    await dana.is_live()
    await stranger.page.goto(link)
    await expect(stranger.heading("invitation.old-title")).to_be_visible()


async def accept(window: StaffWindow | PatientWindow, link: str, password: str, inspection: Inspection) -> None:
    """Follow an invitation and choose a password. The page is one of the patient build, whoever is invited."""
    door = PatientWindow(window.page, window.hub, window.words.language)
    await window.page.goto(link)
    await door.speak()
    await door.field("password.label").fill(password)
    await inspection.look(door, "invitation")
    await door.button("invitation.go").click()
    await expect(door.button("invitation.go")).to_have_count(0)


async def invite_nurse(dana: StaffWindow, inspection: Inspection) -> str:
    name, email, _ = NURSE
    await dana.link("rail.people").click()
    await dana.button("members.invite").click()
    dialog = dana.page.get_by_role("dialog", name=dana.words("members.invite"))
    await dialog.get_by_label(dana.words("members.name"), exact=True).fill(name)
    await dialog.get_by_label(dana.words("members.email"), exact=True).fill(email)
    await tick(dialog.get_by_role("checkbox", name=dana.words("role.nurse"), exact=True))
    for pool in await dialog.get_by_role("group", name=dana.words("members.pools")).get_by_role("checkbox").all():
        await tick(pool)
    await dana.button("members.send").click()
    return await copied_link(dana, inspection)


async def register_and_invite(dana: StaffWindow, inspection: Inspection) -> str:
    given, family, email, _ = PATIENT
    await dana.page.get_by_role("tab", name=dana.words("admin.patients")).click()
    await dana.button("patients.register").click()
    form = dana.page.get_by_role("dialog", name=dana.words("patients.register"))
    await form.get_by_label(dana.words("patients.given"), exact=True).fill(given)
    await form.get_by_label(dana.words("patients.family"), exact=True).fill(family)
    await form.get_by_label(dana.words("patients.born"), exact=True).fill("1961-04-12")
    await dana.button("patients.registerGo").click()
    invitation = dana.page.get_by_role("dialog", name=dana.words("patients.inviteFor", name=f"{given} {family}"))
    await invitation.get_by_label(dana.words("patients.email"), exact=True).fill(email)
    await inspection.look(dana, "inviting a patient")
    await dana.button("members.send").click()
    return await copied_link(dana, inspection)


async def copied_link(dana: StaffWindow, inspection: Inspection) -> str:
    """Copy the link from the dialog that shows it once; the clipboard has what the dialog shows."""
    shown = await dana.field("members.linkLabel").input_value()
    await inspection.look(dana, "a link to hand over")
    await dana.button("staff.copy").click()
    await dana.shows("staff.copied")
    copied: str = await dana.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == shown
    await dana.page.get_by_role("dialog").get_by_role("button", name=dana.words("staff.close")).last.click()
    return copied


async def protect_and_return(lin: StaffWindow, inspection: Inspection) -> None:
    """Set up the second factor, sign out, and come back with it."""
    await inspection.look(lin, "second step due")
    await lin.page.get_by_role("button", name=lin.words("mfa.dueGo")).click()
    secret = await lin.page.locator(".second-step-key").inner_text()
    await inspection.look(lin, "setting up the second step")
    await lin.field("mfa.setupConfirm").fill(pyotp.TOTP(secret).now())
    await lin.button("mfa.setupGo").click()
    recovery_code = await lin.page.locator(".recovery-codes li").first.inner_text()
    await inspection.look(lin, "recovery codes")
    await lin.button("mfa.recoveryGo").click()
    await expect(lin.page.get_by_text(lin.words("mfa.dueGo"))).to_have_count(0)
    await lin.sign_out()
    _, email, password = NURSE
    await lin.field("signin.email").fill(email)
    await lin.field("signin.password").fill(password)
    await lin.button("signin.go").click()
    await lin.field("mfa.code").fill(recovery_code)
    await inspection.look(lin, "second step")
    await lin.button("mfa.go").click()
    await lin.is_live()


async def tick(box: Locator) -> None:
    """The box itself is drawn by its label."""
    await box.check(force=True)
