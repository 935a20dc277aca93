"""Reads single FHIR values, tolerantly: what is absent or in the wrong form is None, never an error."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

MOST_DIGITS = 5
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"  # LOINC


@dataclass(frozen=True, slots=True)
class Concept:
    """A coded idea: the first coding that has a code, and the words for it."""

    system: str | None = None
    code: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured: a number with its unit, or words alone. text is the whole, fit to show."""

    number: Decimal | None = None
    unit: str | None = None
    text: str | None = None


def pick(resource: Any, path: str) -> Any:
    """The value at a dotted path; of a list on the way, the first member."""
    for key in path.split("."):
        resource = _first(resource)
        if not isinstance(resource, dict):
            return None
        resource = resource.get(key)
    return resource


def concept(value: Any) -> Concept:
    """A CodeableConcept, a list of them, a Coding, a Reference with a display, or a bare code."""
    value = _first(value)
    if isinstance(value, str):
        return Concept(code=value, words=value)
    if not isinstance(value, dict):
        return Concept()
    codings = value.get("coding", [value])
    coded = [one for one in codings if isinstance(one, dict)] if isinstance(codings, list) else []
    best = next((one for one in coded if text_of(one.get("code"))), coded[0] if coded else {})
    words = text_of(value.get("text")) or text_of(value.get("display")) or text_of(best.get("display"))
    code = text_of(best.get("code"))
    return Concept(system=text_of(best.get("system")), code=code, words=words or code)


def measure(resource: Any) -> Measure:
    """The value[x] of an Observation or component; of a panel, its components in one line."""
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, dict):
        return _quantity(quantity)
    for key in ("valueCodeableConcept", "valueString", "valueInteger", "valueBoolean", "valueDateTime", "valueTime"):
        if key in resource:
            return _word(resource[key])
    components = resource.get("component")
    if isinstance(components, list):
        return _panel([one for one in components if isinstance(one, dict)])
    return _word(resource.get("dataAbsentReason"))


def moment(value: Any) -> datetime | None:
    """The start of a FHIR date or dateTime, in UTC; what is less precise than a second begins at its first one."""
    if not isinstance(value, str):
        return None
    try:
        if len(value) <= 10:
            return datetime.fromisoformat(_whole_day(value)).replace(tzinfo=UTC)
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(value: Any) -> date | None:
    """The calendar day of a FHIR date or dateTime as it was written, whatever its time zone."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(_whole_day(value[:10]))
    except ValueError:
        return None


def text_of(value: Any) -> str | None:
    """The text, when it is text and not empty."""
    return value if isinstance(value, str) and value else None


def _whole_day(text: str) -> str:
    """A FHIR date may be a year or a month alone: then its first day."""
    return text + "-01-01"[len(text) - 10 :] if len(text) in (4, 7) else text


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _quantity(quantity: dict[str, Any]) -> Measure:
    number = quantity.get("value")
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return Measure()
    number = Decimal(number)
    unit = text_of(quantity.get("unit")) or text_of(quantity.get("code"))
    comparator = text_of(quantity.get("comparator")) or ""
    return Measure(number, unit, f"{comparator}{_digits(number)}" + (f" {unit}" if unit else ""))


def _digits(number: Decimal) -> str:
    """The number for eyes: as it came, unless it claims more digits than any instrument has."""
    if abs(number.adjusted()) >= 30:
        return str(number)
    excess = len(number.as_tuple().digits) - MOST_DIGITS
    if excess > 0 and number != number.to_integral_value():
        places = max(0, MOST_DIGITS - 1 - number.adjusted())
        return f"{number:.{places}f}"
    return f"{number:f}"


def _word(value: Any) -> Measure:
    if isinstance(value, bool):
        return Measure(text="yes" if value else "no")
    if isinstance(value, int):
        return Measure(number=Decimal(value), text=_digits(Decimal(value)))
    return Measure(text=concept(value).words)


def _panel(components: list[dict[str, Any]]) -> Measure:
    values = {concept(one.get("code")).code: measure({**one, "component": None}) for one in components}
    upper, lower = values.get(SYSTOLIC, Measure()), values.get(DIASTOLIC, Measure())
    if upper.number is not None and lower.number is not None:
        return Measure(unit=upper.unit, text=f"{upper.number:.0f}/{lower.number:.0f} {upper.unit or 'mmHg'}")
    parts = [(concept(one.get("code")).words, measure({**one, "component": None}).text) for one in components]
    return Measure(text="; ".join(f"{name}: {text}" for name, text in parts if name and text) or None)
