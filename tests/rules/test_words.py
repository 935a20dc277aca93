"""What is the same word, what a name may be looked up by, and what a message is shown to hold."""

import pytest

from hub.messaging.words import asked_words, beginning_of, kept_beginnings, marked, places_of, snippet_of
from hub.records.words import fold, whole_words, words_of


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("García", "garcia"),
        ("Garci\u0301a", "garcia"),
        ("NÚÑEZ", "nunez"),
        ("Søren", "soren"),
        ("Łukasz", "lukasz"),
        ("Straße", "strasse"),
        ("İpek", "ipek"),
        ("don’t", "dont"),
        ("Ольга", "ольга"),
        ("हिंदी", "हिंदी"),
    ],
)
def test_words_are_compared_without_case_accents_and_apostrophes(written: str, compared: str) -> None:
    assert words_of(written) == [compared] == [fold(compared)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ana María García López", {"ana", "maria", "garcia", "lopez"}),
        ("Ana García-López", {"ana", "garcia", "lopez", "garcialopez"}),
        ("José O'Neil", {"jose", "o", "neil", "oneil"}),
        ("Luz de la Cruz", {"luz", "de", "la", "cruz", "lacruz", "delacruz"}),
        ("Jan van den Berg", {"jan", "van", "den", "berg", "denberg", "vandenberg"}),
        ("Ewan Mc Donald", {"ewan", "mc", "donald", "mcdonald"}),
        ("—", set()),
    ],
)
def test_a_name_is_looked_up_by_its_pieces_and_by_what_belongs_together(name: str, words: set[str]) -> None:
    assert whole_words(name) == words


def test_small_words_are_not_kept_and_long_ones_by_their_beginnings() -> None:
    assert kept_beginnings("The BP of my medication") == {"bp", "med", "medic", "medicati"}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("the refill", ["refill"]),
        ("Receta de la SEMANA", ["receta", "semana"]),
        ("the", ["the"]),
        ("a", []),
        ("!!! \u202e \x00", []),
        ("knee knee KNEE", ["knee"]),
        (" ".join(f"word{n}" for n in range(50)), [f"word{n}" for n in range(8)]),
    ],
)
def test_what_is_asked_for_is_the_telling_words(text: str, asked: list[str]) -> None:
    assert asked_words(text) == asked


@pytest.mark.parametrize(("word", "kept"), [("bp", "bp"), ("kne", "kne"), ("knee", "kne"), ("refills", "refil")])
def test_every_word_that_is_asked_for_has_one_thing_to_look_up(word: str, kept: str) -> None:
    assert beginning_of(word) == kept
    assert kept in kept_beginnings(word)


def test_a_word_fits_by_its_beginning_and_two_letters_by_the_whole() -> None:
    assert [one for _, _, one in places_of("Knees, not ankles; BP and BPA", ["kne", "bp"])] == ["kne", "bp"]


def test_what_was_found_is_told_apart_in_the_text_as_it_was_written() -> None:
    assert marked("Más náuseas hoy", places_of("Más náuseas hoy", ["nause"])) == [
        {"text": "Más ", "found": False},
        {"text": "náuseas", "found": True},
        {"text": " hoy", "found": False},
    ]


def test_a_long_text_is_shown_around_the_first_word() -> None:
    text = "It began last week. " * 20 + "Now the knee aches,\n\n" + "and nothing helps. " * 20
    parts = snippet_of(text, ["knee"])
    shown = "".join(part["text"] for part in parts)
    assert [part["text"] for part in parts if part["found"]] == ["knee"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 180
