"""What a quick reply may leave open, and whether a text leaves open only that. Clients fill it in. Pure."""

import re

from hub.errors import Invalid

VARIABLES = ("patient_first_name", "patient_name", "my_name", "practice_name", "practice_telephone", "answer_by")
_BRACED = re.compile(r"\{([^{}]*)\}")


def demand_known(text: str, *, field: str) -> None:
    """Raises Invalid for a variable nobody knows, or a brace that belongs to none; it names what there is."""
    for name in _BRACED.findall(text):
        if name not in VARIABLES:
            raise Invalid(f"There is no variable {{{name}}}. {_known()}", field=field)
    if re.search(r"[{}]", _BRACED.sub("", text)):
        raise Invalid(f"A brace here belongs to no variable. {_known()}", field=field)


def _known() -> str:
    return "You can use " + ", ".join(f"{{{name}}}" for name in VARIABLES) + "."


def first_name(name: str) -> str:
    """How somebody is addressed: the first word of their name that is no title."""
    words = name.split()
    return next((word for word in words if not word.endswith(".")), name)
