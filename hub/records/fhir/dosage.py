"""Says in a line how a medicine is taken, from the Dosage of a FHIR R4 order."""

from typing import Any

from hub.records.fhir.text import Resource
from hub.records.fhir.values import measure, pick, text_of

# UCUM time units as FHIR writes them: http://hl7.org/fhir/R4/valueset-units-of-time.html
_PERIODS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}


def dose_text(order: Resource) -> str | None:
    """The words of the prescriber, or else a line made of dose, timing and need; None when nothing is said."""
    instruction = pick(order, "dosageInstruction")
    instruction = instruction[0] if isinstance(instruction, list) and instruction else instruction
    if not isinstance(instruction, dict):
        return None
    said = text_of(instruction.get("patientInstruction")) or text_of(instruction.get("text"))
    if said:
        return said
    parts = (_dose(instruction), _timing(instruction), _need(instruction))
    return ", ".join(part for part in parts if part) or None


def _dose(instruction: dict[str, Any]) -> str | None:
    return measure({"valueQuantity": pick(instruction, "doseAndRate.doseQuantity")}).text


def _timing(instruction: dict[str, Any]) -> str | None:
    said = text_of(pick(instruction, "timing.code.text"))
    repeat = pick(instruction, "timing.repeat")
    if said or not isinstance(repeat, dict):
        return said
    times, period, unit = repeat.get("frequency", 1), repeat.get("period"), repeat.get("periodUnit")
    if not isinstance(times, int) or not isinstance(period, int) or not isinstance(unit, str) or unit not in _PERIODS:
        return None
    often = "once" if times == 1 else f"{times} times"
    return f"{often} every {period} {_PERIODS[unit]}s" if period != 1 else f"{often} a {_PERIODS[unit]}"


def _need(instruction: dict[str, Any]) -> str | None:
    return "as needed" if instruction.get("asNeededBoolean") is True else None
