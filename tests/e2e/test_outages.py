"""What was written is kept, arrives once and in order: through a lost network, and through a server that is killed."""

import itertools
import os
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page, WebSocketRoute, expect

from tests.e2e.people import PatientWindow, StaffWindow
from tests.e2e.serving import Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANA = "Ana Lucía Reyes Ortiz"
OPENINGS = (f"I feel dizzy in the mornings ({number})." for number in itertools.count(1))


class Wire:
    """The socket of one page, whose server can be made to fall silent."""

    def __init__(self) -> None:
        self.is_silent = False

    async def tap(self, page: Page) -> None:
        await page.route_web_socket(re.compile(r"/ws$"), self._carry)

    def _carry(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        browser.on_message(server.send)
        server.on_message(lambda frame: None if self.is_silent else browser.send(frame))


@dataclass
class Pair:
    """A patient and a nurse with the same conversation open."""

    ana: PatientWindow
    lin: StaffWindow
    hub: Served
    wire: Wire
    opening: str

    async def both_show(self, *answers: str) -> None:
        """After the opening, both sides show exactly these, in this order; so does the chart."""
        bodies = [self.opening, *answers]
        for window in (self.ana, self.lin):
            await expect(window.messages).to_have_text(bodies)
        thread = self.ana.page.url.rpartition("/")[2]
        for window in (self.ana, self.lin):
            page = await window.see("thread.page", thread=thread, limit=100)
            assert [message["body"] for message in page["messages"]] == bodies


@pytest_asyncio.fixture(loop_scope="session")
async def pair(own_demo, open_window) -> AsyncIterator[Pair]:
    wire, opening = Wire(), next(OPENINGS)
    ana = await open_window(PatientWindow, own_demo)
    lin = await open_window(StaffWindow, own_demo)
    await wire.tap(ana.page)
    await ana.sign_in(ANA)
    await lin.sign_in("Lin Park")
    await ana.ask("A health question", opening)
    await ana.link("asked.see").click()
    await lin.open_box("Nurses")
    await lin.row(opening).click()
    await expect(lin.messages).to_have_text([opening])
    ana.has_outages = lin.has_outages = True
    yield Pair(ana, lin, own_demo, wire, opening)


async def test_what_is_written_without_a_network_is_kept_and_sent_once(pair: Pair):
    ana = pair.ana
    await ana.field("composer.label").fill("It is worse when I")
    await ana.page.context.set_offline(True)
    await ana.shows("composer.offline")
    await expect(ana.field("composer.label")).to_have_value("It is worse when I")
    await ana.answer("It is worse when I stand up.")
    await expect(ana.said(ana.words("state.saved"))).to_be_visible()
    await ana.answer("And after coffee.")
    await ana.page.context.set_offline(False)
    await ana.is_live()
    await pair.both_show("It is worse when I stand up.", "And after coffee.")
    await expect(ana.said(ana.words("state.saved"))).to_have_count(0)


async def test_a_draft_outlives_the_page(pair: Pair):
    await pair.ana.field("composer.label").fill("Half a sentence")
    await expect(pair.ana.said(pair.ana.words("composer.kept"))).to_be_visible()
    await pair.lin.field("reply.toPatient", name=ANA).fill("Half an answer")
    await expect(pair.lin.said(pair.lin.words("reply.saved"))).to_be_visible()
    await pair.hub.kill()
    await pair.hub.start()
    for window in (pair.ana, pair.lin):
        await window.reload()
    await expect(pair.ana.field("composer.label")).to_have_value("Half a sentence")
    await expect(pair.lin.field("reply.toPatient", name=ANA)).to_have_value("Half an answer")


async def test_a_message_the_server_died_before_reading_arrives_once(pair: Pair):
    assert pair.hub.process is not None
    os.kill(pair.hub.process.pid, signal.SIGSTOP)
    await pair.ana.answer("Should I come in?")
    await expect(pair.ana.messages).to_have_count(2)
    await pair.hub.kill()
    await pair.hub.start()
    await pair.both_show("Should I come in?")


async def test_a_message_the_server_died_before_answering_arrives_once(pair: Pair):
    pair.wire.is_silent = True
    await pair.ana.answer("Should I come in?")
    await expect(pair.lin.messages).to_have_text([pair.opening, "Should I come in?"])
    await pair.hub.kill()
    await expect(pair.ana.page.locator("[data-pending]")).to_be_visible()
    pair.wire.is_silent = False
    await pair.hub.start()
    await pair.both_show("Should I come in?")
    await expect(pair.ana.page.locator("[data-pending]")).to_have_count(0)


async def test_quick_messages_around_a_dying_server_keep_their_order(pair: Pair):
    ana, lin = pair.ana, pair.lin
    await ana.answer("First of all, thank you.")
    await ana.answer("Second, it started on Monday.")
    await pair.hub.kill()
    await ana.answer("Third, I take a new pill.")
    await lin.answer(ANA, "Which one?")
    await pair.hub.start()
    spoken = ["First of all, thank you.", "Second, it started on Monday.", "Third, I take a new pill."]
    await expect(ana.messages).to_have_count(5)
    await expect(lin.messages).to_have_count(5)
    shown = await ana.messages.all_inner_texts()
    assert [body for body in shown if body in spoken] == spoken
    await pair.both_show(*shown[1:])
