"""Marks messages that should be read first. Pure but for the phrase list, which is read once.

It looks at what patients write, in both languages, never holds a message back and is never shown as a diagnosis.
"""

import functools
import json
import string
import unicodedata
from pathlib import Path
from typing import NamedTuple

PHRASES = Path(__file__).parents[2] / "config" / "urgent-phrases.json"
WORDS_BEFORE = 2  # how far a negation reaches: "no chest pain", "without any chest pain"
_APART = str.maketrans(dict.fromkeys(string.punctuation.replace("'", "") + "¿¡…–—“”«»", " "))


class Phrases(NamedTuple):
    """Every phrase as words, under its first word; and the words that turn one round."""

    by_first: dict[str, list[tuple[str, ...]]]
    negations: frozenset[str]


def is_urgent(text: str) -> bool:
    """Whether a message holds one of the urgent phrases, not directly negated."""
    words = fold(text)
    known = _phrases()
    if known.by_first.keys().isdisjoint(words):
        return False
    for at, word in enumerate(words):
        for phrase in known.by_first.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase and known.negations.isdisjoint(
                words[max(0, at - WORDS_BEFORE) : at]
            ):
                return True
    return False


def fold(text: str) -> list[str]:
    """The words of a text in lower case, without accents or punctuation, with straight apostrophes."""
    plain = text.casefold()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.replace("’", "'"))
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.translate(_APART).split()


@functools.cache
def _phrases() -> Phrases:
    listed = json.loads(PHRASES.read_text(encoding="utf-8"))
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in (tuple(fold(text)) for language in ("en", "es") for text in listed[language]):
        by_first.setdefault(phrase[0], []).append(phrase)
    return Phrases(by_first, frozenset(listed["negations"]))
