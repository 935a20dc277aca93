"""The patient pages without their hub: they open, with what was begun; what is written then is sent once, later."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from hub.pages import WEB
from tests.e2e.people import PatientWindow, StaffWindow
from tests.e2e.serving import Served
from tests.e2e.windows import CHROMIUM_FLAGS
from tests.servers import installed

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANA = "Ana Lucía Reyes Ortiz"
BEGUN = "The swelling went down, but"
WORKER = WEB / "patient" / "sw.js"
PAGES_ARE_KEPT = """() => Promise.race([
  navigator.serviceWorker.ready,
  new Promise((_, fail) => setTimeout(() => fail(new Error("no worker keeps these pages")), 20000)),
]).then(() => null)"""
KEPT_FILES = """async () => {
  const files = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) files.push(new URL(url).pathname);
  return files;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def ana(own_demo: Served, open_window) -> AsyncIterator[PatientWindow]:
    """Signed in, in a conversation, with the pages kept by her browser."""
    window = await open_window(PatientWindow, own_demo)
    await window.sign_in(ANA)
    await window.ask("A health question", "My ankle is swollen.")
    await window.link("asked.see").click()
    await expect(window.messages).to_have_count(1)
    await window.page.evaluate(PAGES_ARE_KEPT)
    window.has_outages = True
    yield window
    if own_demo.process is None or own_demo.process.returncode is not None:
        await own_demo.start()


async def test_with_the_hub_gone_the_pages_open_with_the_draft_and_an_answer_is_sent_once(ana, own_demo):
    await ana.field("composer.label").fill(BEGUN)
    await expect(ana.said(ana.words("composer.kept"))).to_be_visible()
    await own_demo.kill()
    await ana.reload()
    await expect(ana.heading("thread.unknown")).to_be_visible()
    await expect(ana.said(ana.words("offline.pill"))).to_be_visible()
    await expect(ana.field("composer.label")).to_have_value(BEGUN)
    await ana.answer(f"{BEGUN} it still hurts.")
    await expect(ana.said(ana.words("state.saved"))).to_be_visible()
    await ana.reload()
    await expect(ana.messages).to_have_text([f"{BEGUN} it still hurts."])
    await own_demo.start()
    await ana.is_live()
    await expect(ana.messages).to_have_text(["My ankle is swollen.", f"{BEGUN} it still hurts."])
    await expect(ana.said(ana.words("state.saved"))).to_have_count(0)
    thread = ana.page.url.rpartition("/")[2]
    page = await ana.see("thread.page", thread=thread, limit=100)
    assert [message["body"] for message in page["messages"]] == ["My ankle is swollen.", f"{BEGUN} it still hurts."]


async def test_with_the_hub_gone_a_new_question_is_kept_and_sent_once(ana, own_demo):
    await ana.to("ask")
    await expect(ana.page.locator(".need").first).to_be_visible()
    await own_demo.kill()
    await ana.go("/ask")
    await ana.write("A health question", "May I walk on it?")
    await expect(ana.heading("asked.saved")).to_be_visible()
    await ana.link("asked.home").click()
    await ana.shows("home.unsent-count", count=1)
    await own_demo.start()
    await ana.is_live()
    await expect(ana.page.locator(".thread-row").filter(has_text="May I walk on it?")).to_have_count(1)
    await expect(ana.page.get_by_text(ana.words("home.unsent-count", count=1))).to_have_count(0)


async def test_signed_out_the_pages_still_say_whom_to_call(ana, own_demo):
    await ana.sign_out()
    await own_demo.kill()
    await ana.reload()
    await expect(ana.heading("unreachable.title")).to_be_visible()
    await expect(ana.link("app.call", practice="Riverside Family Practice", telephone="555-0100")).to_be_visible()


async def test_only_the_files_of_the_pages_are_kept(ana):
    for path in ("/messages", "/ask", "/more", "/"):
        await ana.go(path)
        await ana.is_live()
    files = await ana.page.evaluate(KEPT_FILES)
    assert "/index.html" in files
    assert [each for each in files if each.startswith(("/api", "/auth", "/staff"))] == []
    assert all(each.startswith("/assets/") or (WEB / "patient" / each[1:]).is_file() for each in files)


async def test_the_staff_pages_are_kept_by_no_browser(open_window, own_demo):
    window = await open_window(StaffWindow, own_demo)
    await window.sign_in("Lin Park")
    assert await window.page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    assert await window.page.evaluate(KEPT_FILES) == []


@pytest.fixture
def newer_version(ana) -> Iterator[Path]:
    """The hub serves a newer version from here on."""
    served = WORKER.read_text()
    WORKER.write_text(f"{served}\n// newer")
    yield WORKER
    WORKER.write_text(served)


async def test_a_newer_version_waits_until_it_is_let_in(ana, newer_version):
    await ana.field("composer.label").fill(BEGUN)
    await expect(ana.said(ana.words("composer.kept"))).to_be_visible()
    await ana.reload()
    await expect(ana.said(ana.words("renew.title"))).to_be_visible()
    await ana.mark()
    await ana.button("renew.go").click()
    await expect(ana.said(ana.words("renew.title"))).to_have_count(0)
    await expect(ana.field("composer.label")).to_have_value(BEGUN)
    assert not await ana.is_marked()


async def test_a_browser_finds_nothing_that_speaks_against_installing_the_pages(own_demo, tmp_path):
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=installed("chromium"), args=CHROMIUM_FLAGS
        )
        page = context.pages[0]
        await page.goto(own_demo.at("patient.localhost"))
        await page.evaluate(PAGES_ARE_KEPT)
        assert await installability_errors(page) == []
        await page.goto(own_demo.at("staff.localhost", "/api/openapi.json"))
        assert await installability_errors(page) == ["no-manifest"]
        await context.close()


async def installability_errors(page: Page) -> list[str]:
    session = await page.context.new_cdp_session(page)
    found = await session.send("Page.getInstallabilityErrors")
    return [error["errorId"] for error in found["installabilityErrors"]]
