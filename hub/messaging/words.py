"""Which words of a message are searched, and how a message is shown to fit: the rules, in both languages. Pure."""

from collections.abc import Sequence
from typing import Any

from hub.records.words import places_of_words, words_of

STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before but by can could did do does dont for from
    get had has have he her here him his how i if im in into is it its just me my no not of on or our out she should
    so some than that the their them then there these they this to up us was we were what when which who will with
    would you your
    al algo antes ante aun bien como con cual cuando de del desde donde el ella ellas ellos en entre era es esa ese eso
    esta este esto fue ha hay la las le les lo los mas mi mis muy nos o para pero por porque que se sea si sin sobre
    son su sus tambien te tiene tu tus un una uno y ya yo
    """.split()  # noqa: SIM905
)
BEGINNINGS = (3, 5, 8)  # letters: what an index keeps of a word; more of them cost rows, fewer cost opening in vain
MOST_ASKED = 8
SNIPPET_LENGTH, BEFORE = 160, 50


def kept_beginnings(text: str) -> set[str]:
    """What an index keeps of a text: beginnings of its words, and words of two letters whole."""
    words = {word for word in words_of(text) if word not in STOP_WORDS}
    short = {word for word in words if len(word) == 2}
    return short | {word[:size] for word in words for size in BEGINNINGS if size <= len(word)}


def asked_words(text: str) -> list[str]:
    """The words somebody looks for, each once. The small words of a language count only where there are no others."""
    words = [word for word in dict.fromkeys(words_of(text)) if len(word) >= 2]
    telling = [word for word in words if word not in STOP_WORDS]
    return (telling or words)[:MOST_ASKED]


def beginning_of(word: str) -> str:
    """What to look up for a word that is asked for."""
    return word if len(word) == 2 else word[: max(size for size in BEGINNINGS if size <= len(word))]


def places_of(text: str, asked: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where a text has words that are asked for, and which: words that begin like them, or of two letters whole."""
    return [
        (start, end, one)
        for start, end, word in places_of_words(text)
        for one in asked
        if word == one or (len(one) > 2 and word.startswith(one))
    ]


def marked(text: str, places: Sequence[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """A text in parts, those that were looked for told apart."""
    parts: list[dict[str, Any]] = []
    done = 0
    for start, end, _ in places:
        if start < done:
            continue
        parts += [{"text": text[done:start], "found": False}] if start > done else []
        parts.append({"text": text[start:end], "found": True})
        done = end
    return [*parts, {"text": text[done:], "found": False}] if done < len(text) else parts


def snippet_of(text: str, asked: Sequence[str]) -> list[dict[str, Any]]:
    """The part of a text around the first word that was looked for, on one line, in parts."""
    line = " ".join(text.split())
    places = places_of(line, asked)
    first = places[0][0] if places else 0
    start = 0 if first <= BEFORE else line.find(" ", first - BEFORE) + 1
    cut = line[start : start + SNIPPET_LENGTH]
    if len(line) > start + SNIPPET_LENGTH and " " in cut:
        cut = cut[: cut.rindex(" ")] + " …"
    if start:
        cut = f"… {cut}"
    return marked(cut, places_of(cut, asked))
