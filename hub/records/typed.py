"""What somebody types to find a patient, read: beginnings of names, a birth date, a telephone number. Pure."""

import re
from datetime import date
from typing import NamedTuple

from hub.records.words import names_in, whole_words

SHORTEST_PREFIX, LONGEST_PREFIX = 2, 12
ENDING, SHORTEST_NUMBER = 4, 7  # digits: the last four of a telephone number, or seven and more of it
MOST_PARTS = 8
_DATE = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d./-])")
_NUMBER = re.compile(r"(?<!\w)\+?\(?\d[\d\s().+/-]*(?!\w)")


class Part(NamedTuple):
    """One part of what was typed. A patient fits when every key of one of these choices is theirs.

    whole: the choices of a patient who has these very words; begun: of one whose words begin like this.
    """

    whole: tuple[frozenset[str], ...]
    begun: tuple[frozenset[str], ...]


class Typed(NamedTuple):
    """What is looked for. born: the date that was read, in whatever form it was written."""

    parts: tuple[Part, ...]
    born: date | None
    pieces: tuple[str, ...]


def keys_of(name: str, born: date | None, telephone: str | None) -> set[str]:
    """Everything a patient is kept under: beginnings of names, whole names, the birth date, endings of the number."""
    words = whole_words(name)
    keys = {word[:size] for word in words for size in range(SHORTEST_PREFIX, min(len(word), LONGEST_PREFIX) + 1)}
    keys |= {f"={word}" for word in words}
    if born:
        keys.add(f"born:{born.isoformat()}")
    digits = _digits(telephone or "")
    if len(digits) >= ENDING:
        keys |= {f"tel:{digits[-size:]}" for size in (ENDING, *range(SHORTEST_NUMBER, len(digits) + 1))}
        keys.add(f"tel={digits}")
    return keys


def read_typed(text: str, today: date) -> Typed:
    """Read what was typed. Nothing to look for gives no parts."""
    born = None
    parts: list[Part] = []
    if (written := _DATE.search(text)) and (born := read_born(written[0], today)):
        parts.append(_one(f"born:{born.isoformat()}"))
        text = f"{text[: written.start()]} {text[written.end() :]}"
    for number in _NUMBER.findall(text):
        parts += _number(_digits(number))
    text = _NUMBER.sub(" ", text)
    names = names_in(text)[:MOST_PARTS]
    parts += [part for name in names if (part := _name(name))]
    return Typed(tuple(parts), born, tuple(piece for name in names for piece in name))


def read_born(text: str, today: date) -> date | None:
    """A date as people write it: 1956-04-30, 04/30/1956, 30.4.1956, 4/30/56.

    Where both are possible, a date with dots begins with the day, any other with the month. A year of two digits is
    the latest that is not to come.
    """
    written = _DATE.fullmatch(text)
    if written is None:
        return None
    first, mark, second, last = written[1], written[2], written[3], written[4]
    if len(first) == 4:
        return _date(first, second, last)
    if len(first) > 2 or len(last) not in (2, 4):
        return None
    year = last if len(last) == 4 else _century(int(last), today)
    by_day, by_month = _date(year, second, first), _date(year, first, second)
    return (by_day or by_month) if mark == "." else (by_month or by_day)


def _century(year: int, today: date) -> str:
    latest = today.year - today.year % 100 + year
    return str(latest if latest <= today.year else latest - 100)


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _one(key: str) -> Part:
    return Part((frozenset((key,)),), (frozenset((key,)),))


def _number(digits: str) -> list[Part]:
    """A telephone number that is known with or without its country code; or the last four digits of one."""
    if len(digits) != ENDING and len(digits) < SHORTEST_NUMBER:
        return []
    shorter = (f"tel={digits[at:]}" for at in range(1, len(digits) - SHORTEST_NUMBER + 1))
    choices = tuple(frozenset((key,)) for key in (f"tel:{digits}", *shorter))
    return [Part(choices, choices)]


def _name(pieces: list[str]) -> Part | None:
    """The pieces one by one, or written together."""
    long = [piece for piece in pieces if len(piece) >= SHORTEST_PREFIX]
    together = "".join(pieces)
    if len(together) < SHORTEST_PREFIX:
        return None
    choices = [long, [together]] if long else [[together]]
    whole = dict.fromkeys(frozenset(f"={word}" for word in words) for words in choices)
    begun = dict.fromkeys(frozenset(word[:LONGEST_PREFIX] for word in words) for words in choices)
    return Part(tuple(whole), tuple(begun))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
