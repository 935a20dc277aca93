"""Signing out: every window of the session ends, and nothing of the patient stays in the browser."""

import json
import re

import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELIJAH = "Elijah Brooks"
SECRET = "About the thing I told nobody"

KEPT = """async () => {
  const kept = { local: { ...localStorage }, session: { ...sessionStorage }, bases: [] };
  for (const { name, version } of await indexedDB.databases()) {
    const base = await new Promise((done, fail) => {
      const opening = indexedDB.open(name, version);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    for (const store of base.objectStoreNames) {
      const asking = base.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([asking.getAllKeys(), asking.getAll()].map((request) =>
        new Promise((done) => { request.onsuccess = () => done(request.result); })));
      kept.bases.push({ name, store, keys, values });
    }
    base.close();
  }
  return kept;
}"""


async def kept_by(page: Page) -> str:
    """Everything the browser keeps for this origin, and the whole page, as one text."""
    return json.dumps(await page.evaluate(KEPT), ensure_ascii=False) + await page.content()


async def test_signing_out_in_one_window_ends_the_other(patient):
    here = await patient(ELIJAH)
    there = await here.beside()
    await there.go()
    await there.is_live()
    closed = []
    there.page.on("websocket", lambda socket: closed.append("another socket was opened"))
    await here.sign_out()
    await expect(there.heading("signin.title")).to_be_visible()
    await expect(there.page.get_by_text(ELIJAH)).to_have_count(1)  # the demo's door with his name on it
    assert closed == []


async def test_nothing_of_a_patient_stays_after_signing_out(patient):
    window = await patient(ELIJAH)
    await window.ask("A health question", f"{SECRET}.")
    await window.link("asked.see").click()
    await expect(window.messages).to_have_text([f"{SECRET}."])
    await window.field("composer.label").fill(f"{SECRET} and more")
    await expect(window.said(window.words("composer.kept"))).to_be_visible()
    assert SECRET in await kept_by(window.page)
    await window.sign_out()
    kept = await kept_by(window.page)
    assert SECRET not in kept
    assert "reply:" not in kept
    await window.page.go_back()
    await expect(window.heading("signin.title")).to_be_visible()
    assert SECRET not in await kept_by(window.page)


async def test_unsent_words_of_one_patient_are_gone_when_another_signs_in(patient):
    window = await patient(ELIJAH)
    await window.to("ask")
    await window.page.get_by_role("link", name="A health question").click()
    await window.field("ask.label").fill(SECRET)
    await expect(window.said(window.words("composer.kept"))).to_be_visible()
    await window.page.context.clear_cookies()  # the session is over, without a word
    await window.sign_in("Ben Carter")
    await expect(window.page.get_by_role("heading", name=re.compile("Ben"))).to_be_visible()
    assert SECRET not in await kept_by(window.page)


async def test_a_shared_machine_keeps_nothing_of_staff_work(staff):
    lin = await staff("Lin Park")
    await lin.open_box("Nurses")
    await lin.page.locator(".queue-list a").first.click()
    await expect(lin.messages.first).to_be_visible()
    body = await lin.messages.first.inner_text()
    await lin.page.get_by_role("textbox", name=re.compile(lin.words("reply.toPatient", name=""))).fill(SECRET)
    await expect(lin.said(lin.words("reply.saved"))).to_be_visible()
    assert SECRET not in json.dumps(await lin.page.evaluate(KEPT))
    await lin.sign_out()
    kept = await kept_by(lin.page)
    assert SECRET not in kept
    assert body not in kept
