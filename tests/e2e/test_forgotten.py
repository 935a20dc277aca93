"""A patient who forgot the password gets a mail, chooses a new one and comes in with it; the desk is not asked."""

import re

import pytest
from playwright.async_api import Locator, expect

from hub.demo.cast import PORTAL_USERS
from tests.e2e.inspection import Inspection
from tests.e2e.people import PatientWindow, StaffWindow
from tests.e2e.words import LANGUAGES

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORGETFUL = {user.language: user for user in PORTAL_USERS if user.language in LANGUAGES}
SUBJECT = {"en": "Choose a new password for {practice}", "es": "Elija una contraseña nueva para {practice}"}
PASSWORD = "seven quiet herons"


def mails(window: PatientWindow) -> Locator:
    """The page of the demo that shows what it would send, newest first."""
    return window.page.locator("article")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_forgotten_password_is_renewed_by_mail(language, demo, open_window):
    user, inspection = FORGETFUL[language], Inspection()
    window = await open_window(PatientWindow, demo, language=language, viewport={"width": 390, "height": 844})
    await window.go()
    await window.speak()
    await window.button("signin.forgot").click()
    await window.field("signin.email").fill(user.email)
    await inspection.look(window, "forgotten password")
    await window.button("forgot.go").click()
    await window.shows("forgot.sent-mail")

    post = await open_window(PatientWindow, demo, language=language)
    mail = mails(post).filter(has_text=user.email).filter(has_text=SUBJECT[language].partition(" {")[0])
    await expect(mail).to_have_count(0)
    while not await mail.count():
        await post.go("/demo/mails")
    assert user.name not in await mail.first.inner_text()
    link = await mail.first.get_by_role("link").get_attribute("href")
    assert link is not None

    await window.go(re.sub(r"^http://[^/]+", "", link))
    await window.field("password.label").fill(PASSWORD)
    await inspection.look(window, "new password")
    await window.button("reset.go").click()
    await window.is_live()
    await window.sign_out()
    await window.field("signin.email").fill(user.email)
    await window.field("signin.password").fill(PASSWORD)
    await window.button("signin.go").click()
    await window.is_live()
    await window.go("/r" + link.partition("/r")[2])
    await window.field("password.label").fill(PASSWORD)
    await window.button("reset.go").click()
    await window.shows("reset.old")
    assert (inspection.words, inspection.access) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_patient_and_a_nurse_choose_what_they_are_told(language, demo, open_window):
    inspection = Inspection()
    elijah = await open_window(PatientWindow, demo, language=language, viewport={"width": 390, "height": 844})
    await elijah.sign_in("Elijah Brooks")
    await elijah.to("more")
    choice = elijah.page.get_by_role("checkbox", name=elijah.words("notices.messages"))
    await inspection.look(elijah, "more")
    for word, is_on in (("notices.off", False), ("notices.on", True)):
        await elijah.tab_to(choice)
        await elijah.page.keyboard.press("Space")
        await expect(choice).to_be_checked(checked=is_on)
        await expect(elijah.page.get_by_text(elijah.words(word))).to_have_count(1)

    lin = await open_window(StaffWindow, demo, language=language)
    await lin.sign_in("Lin Park")
    await lin.account("account.mail")
    urgent = lin.page.get_by_role("checkbox", name=lin.words("mail.urgent"))
    await inspection.look(lin, "notices")
    await lin.tab_to(urgent)
    await lin.page.keyboard.press("Space")
    await expect(urgent).to_be_checked()
    await lin.reload()
    await lin.account("account.mail")
    await expect(urgent).to_be_checked()
    await lin.tab_to(urgent)
    await lin.page.keyboard.press("Space")
    await expect(urgent).not_to_be_checked()
    assert (inspection.words, inspection.access) == ([], [])
