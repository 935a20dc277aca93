"""What is typed to find a patient, and whom it finds."""

from datetime import date

import pytest

from hub.records.typed import keys_of, read_born, read_typed

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("written", "read", "why"),
    [
        ("1956-04-30", date(1956, 4, 30), "as the wire writes it"),
        ("1956/4/30", date(1956, 4, 30), "the year first"),
        ("04/30/1956", date(1956, 4, 30), "the month first"),
        ("30/04/1956", date(1956, 4, 30), "no month is the thirtieth"),
        ("30.4.1956", date(1956, 4, 30), "dots: the day first"),
        ("4/5/1956", date(1956, 4, 5), "both can be: the month first"),
        ("4.5.1956", date(1956, 5, 4), "both can be, with dots: the day first"),
        ("4-5-1956", date(1956, 4, 5), "both can be: the month first"),
        ("4.30.1956", date(1956, 4, 30), "with dots, but no month is the thirtieth"),
        ("4/30/56", date(1956, 4, 30), "2056 is to come"),
        ("4/30/17", date(2017, 4, 30), "2017 is not"),
        ("13/13/1956", None, "no such date"),
        ("2/30/1956", None, "no such day"),
        ("1956-04", None, "no day"),
        ("4/30/195", None, "no such year"),
        ("4/30-1956", None, "no date"),
    ],
)
def test_a_birth_date_is_read_in_the_forms_people_type(written: str, read: date | None, why: str) -> None:
    assert read_born(written, TODAY) == read, why


def finds(typed: str, name: str, born: date | None = None, telephone: str | None = None) -> str:
    """How a patient is found by what was typed: by their very words, by beginnings, or not."""
    keys, parts = keys_of(name, born, telephone), read_typed(typed, TODAY).parts
    for how in ("whole", "begun"):
        if parts and all(any(choice <= keys for choice in getattr(part, how)) for part in parts):
            return how
    return "not"


@pytest.mark.parametrize(
    ("typed", "name", "how"),
    [
        ("garcia", "Ana García López", "whole"),
        ("LÓPEZ garcía", "Ana García López", "whole"),
        ("lopez ana", "Ana García-López", "whole"),
        ("garcia-lopez", "Ana García López", "whole"),
        ("garcialopez", "Ana García-López", "whole"),
        ("gar an", "Ana García López", "begun"),
        ("oneil", "Pat O'Neil", "whole"),
        ("o'neil", "Pat ONeil", "whole"),
        ("O’Neil", "Pat O Neil", "whole"),
        ("neil", "Pat O'Neil", "whole"),
        ("de la cruz", "Luz de la Cruz", "whole"),
        ("delacruz", "Luz De La Cruz", "whole"),
        ("de la cruz", "Luz Delacruz", "whole"),
        ("cruz luz", "Luz de la Cruz", "whole"),
        ("nunez", "Iván Núñez", "whole"),
        ("abe604", "Abe604 Frami345", "whole"),
        ("constantinopolitan", "Eva Constantinopolitansky", "begun"),
        ("garcia", "Ana Gracia", "not"),
        ("ana perez", "Ana García López", "not"),
        ("a", "Ana García López", "not"),
        ("", "Ana García López", "not"),
        ("%", "Ana García López", "not"),
    ],
)
def test_a_name_is_found_however_its_parts_are_written(typed: str, name: str, how: str) -> None:
    assert finds(typed, name) == how


@pytest.mark.parametrize(
    ("typed", "kept", "is_found"),
    [
        ("(555) 010-0100", "+1 555 010 0100", True),
        ("+1.555.010.0100", "555-010-0100", True),
        ("15550100100", "+1 (555) 010 0100", True),
        ("010-0100", "+1 555 010 0100", True),
        ("0100", "+1 555 010 0100", True),
        ("612 345 678", "+34 612 345 678", True),
        ("+34612345678", "612 345 678", True),
        ("555 010 0101", "+1 555 010 0100", False),
        ("555", "+1 555 010 0100", False),
    ],
)
def test_a_telephone_number_is_found_with_any_punctuation(typed: str, kept: str, is_found: bool) -> None:
    assert (finds(typed, "Ana Reyes", telephone=kept) != "not") is is_found


def test_name_date_and_number_are_told_apart_in_one_text() -> None:
    typed = read_typed("reyes 30.4.1956 555-010-0100", TODAY)
    assert (typed.born, typed.pieces, len(typed.parts)) == (date(1956, 4, 30), ("reyes",), 3)
    assert finds("reyes 30.4.1956 555-010-0100", "Ana Reyes", date(1956, 4, 30), "+1 555 010 0100") == "whole"
    assert finds("reyes 30.4.1957", "Ana Reyes", date(1956, 4, 30)) == "not"
