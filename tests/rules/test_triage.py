"""Which words make a message urgent: a table, in both languages."""

import pytest

from hub.messaging.triage import is_urgent


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("I have chest pain since noon", True, "the plain phrase"),
        ("CHEST PAIN!!", True, "capitals and punctuation do not hide it"),
        ("I can’t breathe well", True, "a typographic apostrophe is an apostrophe"),
        ("Me desmayé en la cocina", True, "accents do not hide it"),
        ("me desmaye ayer", True, "nor does leaving them out"),
        ("Tengo un dolor en el pecho", True, "Spanish has its own phrases"),
        ("No chest pain, I feel fine", False, "a negation directly before turns it round"),
        ("without any chest pain", False, "also with one word between"),
        ("Sin dolor de pecho desde ayer", False, "negation in Spanish"),
        ("No. I have chest pain", True, "a negation of something else further back does not"),
        ("My chestnut painting is done", False, "parts of words are no phrase"),
        ("When is my appointment?", False, "an ordinary question"),
        ("", False, "nothing was said"),
    ],
)
def test_what_should_be_read_first(text: str, expected: bool, why: str) -> None:
    assert is_urgent(text) is expected, why
