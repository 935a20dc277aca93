"""A browser window that is watched: console, foreign requests and page faults, and a mark that a reload would wipe."""

import re
from typing import Any, Self

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.e2e.serving import Served
from tests.e2e.words import Words

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 25_000  # an answer is held back for 10 s, in which it can be taken back
MOST_TABS = 60
LOCALES = {"en": "en-US", "es": "es-US"}
OWN_NAMES = {"en": "English", "es": "Español"}

# Browsers log each answer above 399, also one that a page asks for and understands.
UNDERSTOOD = (
    ("/auth/sign-in", "401"),
    ("/auth/me", "401"),
    ("/auth/demo", "404"),
    ("/auth/invitation", "404"),
    ("/auth/reset", "404"),
)
OUTAGE = re.compile(r"ERR_(INTERNET_DISCONNECTED|CONNECTION_\w+|EMPTY_RESPONSE|NETWORK_\w+)|WebSocket connection to")

expect.set_options(timeout=PATIENCE_MS)

SEE = """async ([query, args]) => {
  const headers = { "Content-Type": "application/json", "X-Chartwire": "1" };
  const answer = await fetch(`/api/see/${query}`, { method: "POST", headers, body: JSON.stringify({ args }) });
  if (!answer.ok) throw new Error(`${query}: ${answer.status}`);
  return (await answer.json()).data;
}"""


class Window:
    """One page of one build in one language. has_outages: its network is cut on purpose, and the browser says so."""

    build = "patient"
    host = "patient.localhost"
    home = "/"

    def __init__(self, page: Page, hub: Served, language: str = "en") -> None:
        self.page, self.hub, self.words = page, hub, Words(self.build, language)
        self.troubles: list[str] = []
        self.has_outages = False
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"fault: {error}"))
        page.on("request", self._request)

    async def beside(self) -> Self:
        """A second window of the same browser: the same cookies."""
        return type(self)(await self.page.context.new_page(), self.hub, self.words.language)

    # Going places

    async def go(self, path: str = "") -> None:
        host = self.host if self.hub.is_demo else "localhost"
        await self.page.goto(self.hub.at(host, path or self.home))

    async def reload(self) -> None:
        await self.page.reload()

    async def speak(self) -> None:
        """Choose the window's language on a page before sign-in; the form is there once the page has settled."""
        await expect(self.page.locator("input").first).to_be_visible()
        await self.page.get_by_role("button", name=OWN_NAMES[self.words.language], exact=True).click()

    # What is on it

    def button(self, word: str, **values: Any) -> Locator:
        return self.page.get_by_role("button", name=self.words(word, **values), exact=True)

    def link(self, word: str, **values: Any) -> Locator:
        return self.page.get_by_role("link", name=self.words(word, **values), exact=True)

    def field(self, word: str, **values: Any) -> Locator:
        return self.page.get_by_label(self.words(word, **values), exact=True)

    def heading(self, word: str, **values: Any) -> Locator:
        return self.page.get_by_role("heading", name=self.words(word, **values), exact=True)

    def said(self, text: str) -> Locator:
        """Every place in the page where exactly this is written."""
        return self.page.get_by_text(text, exact=True)

    async def shows(self, *words: str, **values: Any) -> None:
        for word in words:
            await expect(self.page.get_by_text(self.words(word, **values), exact=True).first).to_be_visible()

    async def is_live(self) -> None:
        await expect(self.page.get_by_text(self.words("connection.live"), exact=True)).to_be_visible()

    async def tab_to(self, aim: Locator) -> None:
        """Press Tab until the focus is there, as somebody without a mouse does."""
        for _ in range(MOST_TABS):
            if await aim.evaluate("(element) => element === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {aim}")

    async def press_at(self, aim: Locator) -> None:
        """Go there by Tab and press Enter."""
        await self.tab_to(aim)
        await self.page.keyboard.press("Enter")

    async def see(self, query: str, **args: Any) -> dict[str, Any]:
        """What the server answers whoever is signed in here."""
        data: dict[str, Any] = await self.page.evaluate(SEE, [query, args])
        return data

    # Being watched

    async def mark(self) -> None:
        """Leave a mark that no reload survives."""
        await self.page.evaluate("() => { window.mark = 'same page' }")

    async def is_marked(self) -> bool:
        return bool(await self.page.evaluate("() => window.mark === 'same page'"))

    async def text(self) -> str:
        """Everything written on the page: text, and what only some hear or see."""
        found: str = await self.page.evaluate(
            """() => [document.title, document.body.innerText,
                ...[...document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')].flatMap((each) =>
                    ['aria-label', 'placeholder', 'title', 'alt'].map((name) => each.getAttribute(name) ?? '')),
                ...[...document.querySelectorAll('input, textarea')].map((each) => each.value)].join('\\n')"""
        )
        return found

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        at = message.location.get("url", "")
        if any(path in at and f"status of {status}" in message.text for path, status in UNDERSTOOD):
            return
        if not (self.has_outages and OUTAGE.search(message.text)):
            self.troubles.append(f"console: {message.text} ({at})")

    def _request(self, request: Request) -> None:
        own = re.match(rf"(http|ws)://(\w+\.)?localhost:{self.hub.port}/", request.url)
        if not own and not request.url.startswith(("data:", "blob:")):
            self.troubles.append(f"foreign request: {request.url}")


async def new_context(browser: Browser, *, language: str = "en", **more: Any) -> BrowserContext:
    """A browser of its own, cookies and storage and all."""
    look = {"locale": LOCALES[language], "viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
    context = await browser.new_context(**(look | more))
    context.set_default_timeout(PATIENCE_MS)
    return context
