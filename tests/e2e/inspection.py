"""What every screen is held to: its words, who can use it, and that it fits a narrow window with large letters."""

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.windows import OWN_NAMES, Window
from tests.e2e.words import LANGUAGES, catalogue

AXE = Path(__file__).parent.parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

RUN_AXE = """async (only) => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}"""
WRITTEN = """() => {
  const texts = [];
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode())  // the name of a key is no word
    if (!nodes.currentNode.parentElement.closest("kbd")) texts.push(nodes.currentNode.textContent.trim());
  for (const each of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"]) texts.push(each.getAttribute(name) ?? "");
  return [document.title, ...texts].filter(Boolean);
}"""
OVERFLOW = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return null;
  const isWide = (each) => each.getBoundingClientRect().right > clientWidth + 1;
  const wide = [...document.body.querySelectorAll("*")].filter(isWide);
  return `${scrollWidth - clientWidth} px: ${wide.slice(-3).map((each) => each.className || each.tagName).join(", ")}`;
}"""
# While a list of options is open the rest of the page is hidden from readers; Tab closes the list before it leaves the
# field, which axe-core cannot know.
EXCUSED = {"finding a patient": "aria-hidden-focus"}
ENLARGE = "(size) => { document.documentElement.style.fontSize = size }"
NARROW = {"width": 320, "height": 640}
# The demo's own names for its pools, written by the practice and not by us.
NAMED_BY_THE_PRACTICE = {"Nurses", "Front desk", "Refills", "Billing"}


@dataclass
class Inspection:
    """What was found wrong on the screens looked at so far, each finding with its screen's name."""

    screens: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)

    async def look(self, window: Window, screen: str) -> None:
        """Hold the words and both colour schemes of what the window shows."""
        self.screens.append(screen)
        self.words += [f"{screen}: {finding}" for finding in await find_wrong_words(window)]
        for scheme, only in (("light", {"type": "tag", "values": LEVELS}), ("dark", ["color-contrast"])):
            await window.page.emulate_media(color_scheme=scheme)
            found = await find_barriers(window, only)
            excused = EXCUSED.get(screen, " ")
            self.access += [f"{screen}, {scheme}: {each}" for each in found if not each.startswith(excused)]
        await window.page.emulate_media(color_scheme="light")

    async def squeeze(self, window: Window, screen: str) -> None:
        """Hold the width: 320 pixels, and that with letters of double size."""
        usual = window.page.viewport_size or NARROW
        await window.page.set_viewport_size(NARROW)
        for size in ("100%", "200%"):
            await window.page.evaluate(ENLARGE, size)
            if wide := await window.page.evaluate(OVERFLOW):
                self.overflow.append(f"{screen}, letters {size}: {wide}")
        await window.page.evaluate(ENLARGE, "")
        await window.page.set_viewport_size(usual)


async def find_barriers(window: Window, only: object) -> list[str]:
    """What axe-core finds: rule and element."""
    if not await window.page.evaluate("() => 'axe' in window"):
        await window.page.evaluate(f"() => {{ {_axe_source()} }}")
    found: list[str] = await window.page.evaluate(RUN_AXE, only)
    return found


async def find_wrong_words(window: Window) -> list[str]:
    """Ids instead of words, holes that nothing filled, another language's words, and a page that names another."""
    language = window.words.language
    written: list[str] = await window.page.evaluate(WRITTEN)
    ids = {key for known in LANGUAGES for key in catalogue(window.build, known)}
    foreign = _foreign_words(window.build, language)
    found = [f"id {token}" for text in written for token in re.findall(r"[\w-]+\.[\w.-]+", text) if token in ids]
    found += [f"hole in {text!r}" for text in written if re.search(r"\{\w+[,}]|undefined|\bNaN\b|\[object", text)]
    found += [f"foreign {text!r}" for text in written if text in foreign]
    if (named := await window.page.evaluate("() => document.documentElement.lang")) != language:
        found.append(f"the page calls itself {named}")
    return found


def _foreign_words(build: str, language: str) -> set[str]:
    """What is only said in the other language."""
    (other,) = (known for known in LANGUAGES if known != language)
    own = set(catalogue(build, language).values())
    return set(catalogue(build, other).values()) - own - NAMED_BY_THE_PRACTICE - set(OWN_NAMES.values())


@functools.cache
def _axe_source() -> str:
    return AXE.read_text()
