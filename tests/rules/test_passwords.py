"""Which passwords are allowed."""

import pytest

from hub.auth.passwords import common_words, demand_strong, is_common
from hub.errors import Invalid

KNOWN = ("lin.park@chartwire.example", "Lin Park", "Riverside Family Practice")

REFUSED = [
    ("short", "fewer than twelve characters"),
    ("elevenchars", "eleven"),
    ("x" * 129, "more than 128"),
    ("Password1234!", "the first guess of all"),
    ("P@ssw0rd2024!!", "the same with signs for letters"),
    ("Summer2024!!!!", "a season and a year"),
    ("contrasena1234", "the first guess in Spanish"),
    ("contraseña1234", "with its accent"),
    ("qwertyuiop123", "a walk along the keyboard"),
    ("123456789012", "counting"),
    ("98765432109876", "counting down"),
    ("abcabcabcabc", "one part again and again"),
    ("19561956195619", "a year again and again"),
    ("teamo mucho 2020", "two common words and a year"),
    ("correct horse battery staple", "famous"),
    ("lin.park@chartwire.example", "the account's own address"),
    ("LinPark-2024!", "the person's name and little else"),
    ("RiversideFamilyPractice1", "the practice's name"),
    ("riverside-4021", "one word of the practice's name"),
]

ALLOWED = [
    ("maple otter lantern", "three unrelated words"),
    ("violet kettle 9 moss", "words and a digit"),
    ("x9!kQ2#vLm8$z", "made by a password manager"),
    ("тайная фраза моя", "another script"),
    ("湖の上の三つの古い赤い小舟", "no spaces and no case"),
    ("m" * 3 + "aple-otter-lantern" * 6, "long"),
]


@pytest.mark.parametrize(("password", "why"), REFUSED)
def test_a_password_is_refused(password: str, why: str) -> None:
    with pytest.raises(Invalid) as refusal:
        demand_strong(password, known=KNOWN)
    assert refusal.value.field == "password", why
    assert password not in refusal.value.message, "a refusal must not repeat the password"


@pytest.mark.parametrize(("password", "why"), ALLOWED)
def test_a_password_is_allowed(password: str, why: str) -> None:
    demand_strong(password, known=KNOWN)


def test_the_list_is_lower_case_letters_without_accents() -> None:
    assert len(common_words()) > 2_000
    assert all(word.isascii() and word.isalpha() and word == word.lower() for word in common_words())


def test_a_password_is_not_common_for_being_short_of_letters() -> None:
    assert not is_common("7#9!2@4%8&1^")
