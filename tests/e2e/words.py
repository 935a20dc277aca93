"""The words of the screens, from the catalogues: a story asks for what a button means, not for how it is worded."""

import functools
import json
import re
from pathlib import Path
from typing import Any

CATALOGUES = Path(__file__).parent.parent.parent / "web" / "src" / "words"
LANGUAGES = ("en", "es")

_PLURAL = re.compile(r"\{(\w+), plural,((?:\s*(?:=\d+|\w+) \{[^{}]*\})+)\s*\}")
_CASE = re.compile(r"(=\d+|\w+) \{([^{}]*)\}")


@functools.cache
def catalogue(build: str, language: str) -> dict[str, str]:
    """Every message of one build in one language, the shared ones included."""
    found: dict[str, str] = {}
    for name in ("shared", build):
        found |= json.loads((CATALOGUES / f"{name}.{language}.json").read_text())
    return found


class Words:
    """The words of one build in one language: words("rail.unread", count=2)."""

    def __init__(self, build: str, language: str) -> None:
        self.build, self.language = build, language

    def __call__(self, word: str, **values: Any) -> str:
        return fill(catalogue(self.build, self.language)[word], values)


def fill(message: str, values: dict[str, Any]) -> str:
    """An ICU message with its values: plain placeholders and plurals, which is all the catalogues use."""

    def choose(plural: re.Match[str]) -> str:
        count = values[plural[1]]
        cases = dict(_CASE.findall(plural[2]))
        chosen = cases.get(f"={count}") or cases.get("one" if count == 1 else "other") or cases["other"]
        return str(chosen).replace("#", str(count))

    return re.sub(r"\{(\w+)\}", lambda name: str(values[name[1]]), _PLURAL.sub(choose, message))
