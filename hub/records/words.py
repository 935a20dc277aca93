"""Words as they are compared: without case, accents or apostrophes, so that García is found by garcia. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Marks belong to the letter before them: Latin, Cyrillic, Hebrew, Arabic, the scripts of India, Thai, joiners.
_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e\u200c\u200d])"
_PIECE = re.compile(f"{_LETTER}+")
_WORD = re.compile(f"{_LETTER}+(?:['’ʼ`´]{_LETTER}+)*")
_TOKEN = re.compile(r"[^\s,;]+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
# Letters of the Latin script that Unicode takes for letters of their own.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)

# What stands before a family name and is often written together with it, or left out.
PARTICLES = frozenset(
    "al bin da das de del den der des di do dos du e el ibn la las le los mac mc san st ten ter van von y".split()  # noqa: SIM905
)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """One word as it is compared."""
    if word.isascii():
        return word.lower().translate(_APOSTROPHES)
    apart = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.casefold().translate(_APOSTROPHES).translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in their order. An apostrophe is part of its word: don't is dont."""
    return [word for _, _, word in places_of_words(text)]


def places_of_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word of a text begins and ends, and the word itself, folded."""
    for found in _WORD.finditer(text):
        word = fold(found[0])
        if word:
            yield found.start(), found.end(), word


def names_in(text: str) -> list[list[str]]:
    """The parts of a name: the pieces of each, folded. What belongs together is one part.

    `José O'Neil` is jose and o·neil, `García-López` garcia·lopez, `de la Cruz` de·la·cruz.
    """
    parts: list[list[str]] = []
    is_open = False  # the last part is a particle still waiting for its name
    for token in _TOKEN.findall(text):
        pieces = [word for piece in _PIECE.findall(token) if (word := fold(piece))]
        if not pieces:
            continue
        if is_open:
            parts[-1] += pieces
        else:
            parts.append(pieces)
        is_open = len(pieces) == 1 and (pieces[0] in PARTICLES or len(pieces[0]) == 1)
    return parts


def whole_words(name: str) -> set[str]:
    """Every word a name may be looked up by: its pieces, and what is often written together."""
    words: set[str] = set()
    for part in names_in(name):
        words |= {*part, *("".join(part[at:]) for at in range(len(part)))}
    return words
