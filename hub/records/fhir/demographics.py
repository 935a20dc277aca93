"""Reads from a FHIR Patient what the practice needs to know to call, write to and recognise a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.records.fhir.text import Resource
from hub.records.fhir.values import day, pick, text_of

SEXES = frozenset(("male", "female", "other", "unknown"))

# Preferred first: https://hl7.org/fhir/R4/valueset-name-use.html and valueset-contact-point-use.html
_NAME_USES = ("official", "usual", None, "temp", "nickname", "anonymous", "maiden", "old")
_CONTACT_USES = ("mobile", "home", None, "work", "temp", "old")


@dataclass(frozen=True, slots=True)
class Demographics:
    """A patient as the practice knows them. sex is FHIR's administrative gender; language is BCP 47."""

    given: str
    family: str
    born: date | None
    sex: str
    language: str | None
    telephone: str | None
    email: str | None
    is_deceased: bool

    @property
    def name(self) -> str:
        """Given names, then family names, as a person is addressed."""
        return f"{self.given} {self.family}".strip()


def read_demographics(patient: Resource) -> Demographics:
    """The demographics of a Patient; what is absent or in the wrong form is empty."""
    given, family = _name(patient)
    sex = patient.get("gender")
    return Demographics(
        given=given,
        family=family,
        born=day(patient.get("birthDate")),
        sex=sex if isinstance(sex, str) and sex in SEXES else "unknown",
        language=_language(patient),
        telephone=_contact(patient, "phone"),
        email=_contact(patient, "email"),
        is_deceased="deceasedDateTime" in patient or patient.get("deceasedBoolean") is True,
    )


def _name(patient: Resource) -> tuple[str, str]:
    names = sorted(_members(patient, "name"), key=lambda name: _rank(name, _NAME_USES))
    for name in names:
        listed = name.get("given")
        given = " ".join(part for part in listed if text_of(part)) if isinstance(listed, list) else ""
        family = text_of(name.get("family")) or ""
        if given or family:
            return given, family
    return "", next((text for name in names if (text := text_of(name.get("text")))), "")


def _language(patient: Resource) -> str | None:
    spoken = sorted(_members(patient, "communication"), key=lambda one: one.get("preferred") is not True)
    codes = [text_of(pick(one, "language.coding.code")) for one in spoken]
    return next((code for code in codes if code), None)


def _contact(patient: Resource, system: str) -> str | None:
    points = [point for point in _members(patient, "telecom") if point.get("system") == system]
    points.sort(key=lambda point: _rank(point, _CONTACT_USES))
    return next((value for point in points if (value := text_of(point.get("value")))), None)


def _members(patient: Resource, key: str) -> list[dict[str, Any]]:
    listed = patient.get(key)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _rank(one: dict[str, Any], uses: tuple[str | None, ...]) -> int:
    use = one.get("use")
    return uses.index(use) if use in uses else len(uses)
