"""What a quick reply may leave open."""

import pytest

from hub.errors import Invalid
from hub.messaging.first_replies import FIRST_REPLIES
from hub.messaging.variables import VARIABLES, demand_known, first_name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello {patient_frist_name}", "no variable {patient_frist_name}"),
        ("Hello { patient_name }", "no variable { patient_name }"),
        ("Hello {}", "no variable {}"),
        ("Hello {patient_name", "belongs to no variable"),
        ("Hello patient_name}", "belongs to no variable"),
        ("Hello {{patient_name}}", "belongs to no variable"),
        ("Hello {patient_{my_name}}", "belongs to no variable"),
    ],
)
def test_a_variable_nobody_knows_is_named_beside_the_known_ones(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        demand_known(text, field="text.en")
    assert said in refusal.value.message
    assert all(f"{{{name}}}" in refusal.value.message for name in VARIABLES)
    assert refusal.value.field == "text.en"


@pytest.mark.parametrize("text", ["", "No variable.", " ".join(f"{{{name}}}" for name in VARIABLES)])
def test_what_is_known_passes(text: str) -> None:
    demand_known(text, field="text.en")


def test_the_first_replies_leave_open_only_what_is_known() -> None:
    for _, en, es in FIRST_REPLIES:
        demand_known(en, field="text.en")
        demand_known(es, field="text.es")


@pytest.mark.parametrize(
    ("name", "first"), [("Ana Reyes", "Ana"), ("Dr. Amara Okafor", "Amara"), ("Zoë", "Zoë"), ("Mr.", "Mr.")]
)
def test_somebody_is_addressed_by_the_first_word_that_is_no_title(name: str, first: str) -> None:
    assert first_name(name) == first
