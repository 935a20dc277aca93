"""Which language is spoken: one's own, until another is chosen; the choice stays on the device."""

import pytest
from playwright.async_api import expect

from tests.e2e.people import PatientWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANA = "Ana Lucía Reyes Ortiz"  # her record says Spanish


async def test_a_patient_is_spoken_to_in_her_own_language_until_she_chooses_another(open_window, demo):
    window = await open_window(PatientWindow, demo)
    document = window.page.locator("html")
    await window.go()
    await expect(document).to_have_attribute("lang", "en")
    await window.page.get_by_role("button", name=ANA).click()
    await expect(document).to_have_attribute("lang", "es")
    spanish = PatientWindow(window.page, demo, "es")
    await spanish.to("more")
    await spanish.page.get_by_role("button", name="English").click()
    await expect(window.heading("more.title")).to_be_visible()
    await window.reload()
    await expect(window.heading("more.title")).to_be_visible()
    await expect(document).to_have_attribute("lang", "en")


async def test_a_nurse_changes_the_language_without_losing_her_place(staff):
    window = await staff("Lin Park", language="es")
    document = window.page.locator("html")
    await expect(document).to_have_attribute("lang", "es")
    await window.open_box("Nurses")
    await window.page.locator(".queue-list a").first.click()
    address = window.page.url
    await window.page.locator(".account-button").click()
    await window.page.get_by_role("menuitem", name="English").click()
    await expect(document).to_have_attribute("lang", "en")
    await window.reload()
    await expect(document).to_have_attribute("lang", "en")
    assert window.page.url == address
