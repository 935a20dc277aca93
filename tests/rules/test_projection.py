"""Which element of a resource becomes which column."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hub.records.fhir.demographics import read_demographics
from hub.records.fhir.kinds import RESOURCE_KINDS, patient_references
from hub.records.fhir.projection import COLUMNS, project
from hub.records.fhir.text import canonical, parse
from hub.records.fhir.values import day, measure, moment

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
NINE = "2026-03-04T09:00:00-05:00"
AT_NINE = datetime(2026, 3, 4, 14, tzinfo=UTC)


def coded(code: str, display: str, system: str = SNOMED) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


@pytest.mark.parametrize(
    ("resource", "expected", "why"),
    [
        (
            {
                "resourceType": "Condition",
                "clinicalStatus": coded("active", "Active"),
                "code": coded("59621000", "Hypertension"),
                "onsetDateTime": NINE,
                "encounter": {"reference": "urn:uuid:e"},
            },
            {"status": "active", "code": "59621000", "words": "Hypertension", "at": AT_NINE, "encounter": "urn:uuid:e"},
            "a problem begins at its onset",
        ),
        (
            {
                "resourceType": "Condition",
                "clinicalStatus": coded("active", "Active"),
                "verificationStatus": coded("entered-in-error", "Error"),
            },
            {"status": "entered-in-error", "code": None, "at": None},
            "what was never true must not look active",
        ),
        (
            {
                "resourceType": "MedicationRequest",
                "status": "active",
                "medicationReference": {"reference": "#m"},
                "contained": [
                    {"resourceType": "Medication", "id": "m", "code": coded("314076", "Lisinopril 10 MG", "rx")}
                ],
            },
            {"status": "active", "system": "rx", "code": "314076", "words": "Lisinopril 10 MG"},
            "the medicine may be contained",
        ),
        (
            {
                "resourceType": "MedicationRequest",
                "medicationReference": {"reference": "urn:uuid:m", "display": "Metformin"},
            },
            {"code": None, "words": "Metformin"},
            "or stand elsewhere, with its name beside the reference",
        ),
        (
            {"resourceType": "Immunization", "vaccineCode": coded("140", "Influenza"), "occurrenceDateTime": "2025-10"},
            {"code": "140", "at": datetime(2025, 10, 1, tzinfo=UTC)},
            "a month begins on its first day",
        ),
        (
            {
                "resourceType": "Encounter",
                "class": {"code": "AMB"},
                "type": [coded("185349003", "Check up")],
                "period": {"start": NINE},
            },
            {"category": "AMB", "code": "185349003", "at": AT_NINE},
            "the class of an encounter is a bare coding",
        ),
        (
            {
                "resourceType": "Observation",
                "category": [coded("laboratory", "Laboratory")],
                "code": coded("4548-4", "HbA1c", LOINC),
                "valueQuantity": {"value": Decimal("7.10"), "unit": "%"},
            },
            {"category": "laboratory", "number": Decimal("7.10"), "unit": "%", "text": "7.10 %"},
            "a value shows the digits it came with",
        ),
        (
            {
                "resourceType": "Claim",
                "type": coded("pharmacy", "Pharmacy"),
                "item": [{"encounter": [{"reference": "urn:uuid:e"}]}],
                "created": "2026-03-04",
            },
            {"code": "pharmacy", "encounter": "urn:uuid:e", "at": datetime(2026, 3, 4, tzinfo=UTC)},
            "a claim names its encounter item by item",
        ),
        (
            {"resourceType": "Basic", "code": {"text": "only words"}},
            {"code": None, "words": "only words"},
            "a kind without a row",
        ),
    ],
)
def test_a_resource_is_projected(resource: dict[str, Any], expected: dict[str, Any], why: str) -> None:
    projection = project(resource)
    assert {name: getattr(projection, name) for name in expected} == expected, why


BLOOD_PRESSURE = {
    "component": [
        {"code": coded("8462-4", "Diastolic", LOINC), "valueQuantity": {"value": Decimal("81.6"), "unit": "mmHg"}},
        {"code": coded("8480-6", "Systolic", LOINC), "valueQuantity": {"value": 128, "unit": "mmHg"}},
    ]
}


@pytest.mark.parametrize(
    ("observation", "text"),
    [
        ({"valueQuantity": {"value": 5, "comparator": "<", "unit": "mg/L"}}, "<5 mg/L"),
        ({"valueQuantity": {"value": Decimal("1E+2")}}, "100"),
        ({"valueQuantity": {"value": Decimal("1E+400")}}, "1E+400"),
        ({"valueQuantity": {"value": Decimal("45.09687728862474"), "unit": "fL"}}, "45.097 fL"),
        ({"valueQuantity": {"value": Decimal("1234567.5")}}, "1234568"),
        ({"valueQuantity": {"value": Decimal("0.000123456")}}, "0.00012346"),
        ({"valueQuantity": {"value": 1234567}}, "1234567"),
        ({"valueQuantity": {"value": "5"}}, None),
        ({"valueQuantity": {"value": True}}, None),
        ({"valueCodeableConcept": coded("266919005", "Never smoker")}, "Never smoker"),
        ({"valueString": "trace"}, "trace"),
        ({"valueBoolean": False}, "no"),
        ({"valueInteger": 3}, "3"),
        (BLOOD_PRESSURE, "128/82 mmHg"),
        (
            {"component": [{"code": {"text": "Color"}, "valueString": "amber"}, {"code": {"text": "pH"}}]},
            "Color: amber",
        ),
        ({"dataAbsentReason": coded("not-performed", "Not performed")}, "Not performed"),
        ({}, None),
    ],
)
def test_a_value_is_shown(observation: dict[str, Any], text: str | None) -> None:
    assert measure(observation).text == text


@pytest.mark.parametrize(
    ("written", "instant", "calendar_day"),
    [
        ("2013", datetime(2013, 1, 1, tzinfo=UTC), date(2013, 1, 1)),
        ("2013-08", datetime(2013, 8, 1, tzinfo=UTC), date(2013, 8, 1)),
        ("2013-08-10", datetime(2013, 8, 10, tzinfo=UTC), date(2013, 8, 10)),
        ("2013-08-10T23:30:00-05:00", datetime(2013, 8, 11, 4, 30, tzinfo=UTC), date(2013, 8, 10)),
        ("2013-13-10", None, None),
        ("yesterday", None, None),
        (None, None, None),
        (2013, None, None),
    ],
)
def test_a_date_is_read(written: Any, instant: datetime | None, calendar_day: date | None) -> None:
    assert (moment(written), day(written)) == (instant, calendar_day)


def test_a_person_is_recognised_by_the_official_name_the_mobile_and_the_preferred_language() -> None:
    person = read_demographics(
        {
            "name": [
                {"use": "maiden", "family": "Ortiz"},
                {"use": "official", "family": "Reyes Ortiz", "given": ["Ana", "Lucía"]},
            ],
            "gender": "female",
            "birthDate": "1968-05-14",
            "telecom": [
                {"system": "email", "value": "ana@example.org"},
                {"system": "phone", "use": "home", "value": "555-0100"},
                {"system": "phone", "use": "mobile", "value": "555-0101"},
            ],
            "communication": [
                {"language": coded("en", "English")},
                {"language": coded("es", "Spanish"), "preferred": True},
            ],
        }
    )
    assert (person.name, person.born, person.sex) == ("Ana Lucía Reyes Ortiz", date(1968, 5, 14), "female")
    assert (person.telephone, person.email, person.language) == ("555-0101", "ana@example.org", "es")
    assert not person.is_deceased


def test_a_person_of_whom_nothing_is_known_is_still_read() -> None:
    person = read_demographics({"name": "x", "telecom": [5], "gender": "f", "birthDate": "soon", "communication": {}})
    assert (person.name, person.born, person.sex, person.telephone, person.language) == (
        "",
        None,
        "unknown",
        None,
        None,
    )


ODD_KEYS = sorted(
    {part for columns in COLUMNS.values() for path in (*columns.at, *columns.code) for part in path.split(".")}
    | {"coding", "display", "text", "value", "unit", "component", "valueQuantity", "contained", "id", "subject"}
    | {"reference", "clinicalStatus", "category", "name", "given", "family", "telecom", "communication", "use"}
)


def odd_value(dice: random.Random, depth: int) -> Any:
    shape = dice.randrange(8 if depth else 6)
    if shape == 6:
        return [odd_value(dice, depth - 1) for _ in range(dice.randrange(3))]
    if shape == 7:
        return {dice.choice(ODD_KEYS): odd_value(dice, depth - 1) for _ in range(dice.randrange(5))}
    return [None, True, 10**40, Decimal("-1E-90"), "", "2026-02-30"][shape]


def test_no_content_is_too_odd_to_project() -> None:
    dice = random.Random(20260304)
    kinds = sorted(RESOURCE_KINDS)
    for _ in range(5000):
        resource = {dice.choice(ODD_KEYS): odd_value(dice, 4) for _ in range(8)}
        resource["resourceType"] = dice.choice(kinds)
        project(resource)
        patient_references(resource)
        read_demographics(resource)


def test_spelling_does_not_change_the_canonical_text_but_digits_do() -> None:
    one = parse(b'{"a": 1.50, "b": "\\u00f1"}')
    assert canonical(one) == canonical(parse('{"b":"ñ","a":1.50}'.encode()))
    assert canonical(one) != canonical(parse('{"b":"ñ","a":1.5}'.encode()))
