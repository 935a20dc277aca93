"""Marks messages that should be read first. Pure but for the phrase list, which is read once.

It looks at what patients write, in both languages, never holds a message back and is never shown as a diagnosis.
"""

import functools
import json
import re
import unicodedata
from pathlib import Path

PHRASES = Path(__file__).parents[2] / "config" / "urgent-phrases.json"
WORDS_BEFORE = 2  # how far a negation reaches: "no chest pain", "without any chest pain"


def is_urgent(text: str) -> bool:
    """Whether a message holds one of the urgent phrases, not directly negated."""
    folded = fold(text)
    phrases, negations = _patterns()
    return any(
        not negations & set(folded[: found.start()].split()[-WORDS_BEFORE:]) for found in phrases.finditer(folded)
    )


def fold(text: str) -> str:
    """Lower case, without accents, with straight apostrophes, and words apart by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join(re.sub(r"[^\w' ]", " ", "".join(c for c in plain if not unicodedata.combining(c))).split())


@functools.cache
def _patterns() -> tuple[re.Pattern[str], frozenset[str]]:
    listed = json.loads(PHRASES.read_text(encoding="utf-8"))
    phrases = sorted((fold(phrase) for language in ("en", "es") for phrase in listed[language]), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b"), frozenset(listed["negations"])
