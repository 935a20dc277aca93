"""Writes FHIR R4 resources for the invented charts: one function for each kind, plain dictionaries out."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from hub.demo.codes import (
    ALLERGIES,
    BLOOD_PRESSURE,
    CVX,
    DIASTOLIC,
    LOINC,
    MEDICINES,
    PROBLEMS,
    RXNORM,
    SNOMED,
    SYSTOLIC,
    UCUM,
    VACCINES,
    VISITS,
    Lab,
    to_step,
)
from hub.demo.patients import Persona

Resource = dict[str, Any]

_HL7 = "http://terminology.hl7.org/CodeSystem"
_OURS = uuid5(NAMESPACE_URL, "https://chartwire.example/demo")

ORGANIZATION = ("organization", "Riverside Family Practice")
PRACTITIONERS = {
    "okafor": ("Amara", "Okafor", "female", "Dr."),
    "feld": ("Jonas", "Feld", "male", "Dr."),
    "park": ("Lin", "Park", "female", ""),
}


def url_of(name: str) -> str:
    """The fullUrl of something invented: the same whenever it is invented again."""
    return f"urn:uuid:{uuid5(_OURS, name)}"


def patient_url(key: str) -> str:
    """The name under which the chart store knows the patient of a persona."""
    return url_of(f"patient/{key}")


def reference(url: str, display: str | None = None) -> Resource:
    return {"reference": url} | ({"display": display} if display else {})


def coded(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def entry(url: str, resource: Resource) -> Resource:
    """A resource as a bundle carries it, to be created."""
    kind = resource["resourceType"]
    identified = {"resourceType": kind, "id": str(UUID(url.removeprefix("urn:uuid:")))} | resource
    return {"fullUrl": url, "resource": identified, "request": {"method": "POST", "url": kind}}


def shared_entries() -> list[Resource]:
    """The organization and its practitioners, which every chart carries along."""
    key, name = ORGANIZATION
    phone = {"system": "phone", "value": "555-0100"}
    organization = {"resourceType": "Organization", "active": True, "name": name, "telecom": [phone]}
    people = [
        entry(
            url_of(f"practitioner/{key}"),
            {
                "resourceType": "Practitioner",
                "active": True,
                "name": [{"given": [given], "family": family} | ({"prefix": [prefix]} if prefix else {})],
                "gender": gender,
            },
        )
        for key, (given, family, gender, prefix) in PRACTITIONERS.items()
    ]
    return [entry(url_of(key), organization), *people]


def practitioner(key: str) -> Resource:
    given, family, _, prefix = PRACTITIONERS[key]
    return reference(url_of(f"practitioner/{key}"), f"{prefix} {given} {family}".strip())


def patient(persona: Persona, born: date) -> Resource:
    spoken = {"en": "English", "es": "Spanish"}[persona.language]
    language = {"language": coded("urn:ietf:bcp:47", persona.language, spoken), "preferred": True}
    return {
        "resourceType": "Patient",
        "identifier": [{"system": "https://chartwire.example/demo/mrn", "value": persona.telephone.replace("-", "")}],
        "active": True,
        "name": [{"use": "official", "given": persona.given.split(), "family": persona.family}],
        "telecom": [{"system": "phone", "use": "mobile", "value": persona.telephone}],
        "gender": persona.sex,
        "birthDate": born.isoformat(),
        "communication": [language],
        "generalPractitioner": [practitioner("okafor")],
    }


def encounter(subject: Resource, visit: str, at: datetime, *, minutes: int, is_video: bool, seen_by: str) -> Resource:
    code, name = VISITS[visit]
    channel = ("VR", "virtual") if is_video else ("AMB", "ambulatory")
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": f"{_HL7}/v3-ActCode", "code": channel[0], "display": channel[1]},
        "type": [coded(SNOMED, code, name)],
        "subject": subject,
        "participant": [{"individual": practitioner(seen_by)}],
        "period": {"start": instant(at), "end": instant(at + timedelta(minutes=minutes))},
        "serviceProvider": reference(url_of(ORGANIZATION[0]), ORGANIZATION[1]),
    }


def condition(subject: Resource, key: str, since: date, until: date | None) -> Resource:
    status = "resolved" if until else "active"
    return {
        "resourceType": "Condition",
        "clinicalStatus": coded(f"{_HL7}/condition-clinical", status, status.capitalize()),
        "verificationStatus": coded(f"{_HL7}/condition-ver-status", "confirmed", "Confirmed"),
        "category": [coded(f"{_HL7}/condition-category", "problem-list-item", "Problem list item")],
        "code": coded(SNOMED, *PROBLEMS[key]),
        "subject": subject,
        "onsetDateTime": since.isoformat(),
        "recordedDate": since.isoformat(),
    } | ({"abatementDateTime": until.isoformat()} if until else {})


def medication_request(subject: Resource, key: str, since: date, *, is_stopped: bool) -> Resource:
    medicine = MEDICINES[key]
    timing = {"repeat": {"frequency": medicine.per_day, "period": 1, "periodUnit": "d"}}
    dosage = {"sequence": 1, "text": medicine.sig, "timing": timing, "asNeededBoolean": medicine.as_needed}
    return {
        "resourceType": "MedicationRequest",
        "status": "stopped" if is_stopped else "active",
        "intent": "order",
        "medicationCodeableConcept": coded(RXNORM, medicine.code, medicine.name),
        "subject": subject,
        "authoredOn": since.isoformat(),
        "requester": practitioner("okafor"),
        "dosageInstruction": [dosage],
    }


def allergy(subject: Resource, key: str, criticality: str, since: date) -> Resource:
    code, name, category = ALLERGIES[key]
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": coded(f"{_HL7}/allergyintolerance-clinical", "active", "Active"),
        "verificationStatus": coded(f"{_HL7}/allergyintolerance-verification", "confirmed", "Confirmed"),
        "type": "allergy",
        "category": [category],
        "criticality": criticality,
        "code": coded(SNOMED, code, name),
        "patient": subject,
        "recordedDate": since.isoformat(),
    }


def immunization(subject: Resource, key: str, on: date) -> Resource:
    return {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": coded(CVX, *VACCINES[key]),
        "patient": subject,
        "occurrenceDateTime": on.isoformat(),
        "primarySource": True,
    }


def observation(subject: Resource, visit: Resource, category: str, lab: Lab, value: float, at: datetime) -> Resource:
    """One measurement with its reference range, when it has one."""
    ranges = [("low", lab.low), ("high", lab.high)]
    limits = {end: _quantity(Decimal(limit), lab) for end, limit in ranges if limit is not None}
    measured = _observation(subject, visit, category, lab, at) | {"valueQuantity": _quantity(to_step(value, lab), lab)}
    return measured | ({"referenceRange": [limits]} if limits else {})


def blood_pressure(subject: Resource, visit: Resource, systolic: float, diastolic: float, at: datetime) -> Resource:
    parts = ((SYSTOLIC, systolic), (DIASTOLIC, diastolic))
    components = [
        {"code": coded(LOINC, lab.code, lab.name), "valueQuantity": _quantity(to_step(value, lab), lab)}
        for lab, value in parts
    ]
    return _observation(subject, visit, "vital-signs", BLOOD_PRESSURE, at) | {"component": components}


def report(
    subject: Resource, visit: Resource, panel: tuple[str, str], results: list[tuple[str, str]], at: datetime
) -> Resource:
    """A laboratory report. results: (fullUrl, name) of its observations."""
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "category": [coded(f"{_HL7}/v2-0074", "LAB", "Laboratory")],
        "code": coded(LOINC, *panel),
        "subject": subject,
        "encounter": visit,
        "effectiveDateTime": instant(at),
        "issued": instant(at + timedelta(hours=20)),
        "result": [reference(url, name) for url, name in results],
    }


def _observation(subject: Resource, visit: Resource, category: str, lab: Lab, at: datetime) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [coded(f"{_HL7}/observation-category", category, category)],
        "code": coded(LOINC, lab.code, lab.name),
        "subject": subject,
        "encounter": visit,
        "effectiveDateTime": instant(at),
    }


def _quantity(value: Decimal, lab: Lab) -> Resource:
    unit = {"[": "", "{": ""}.get(lab.unit[:1], lab.unit) or lab.unit.strip("[]{}")
    return {"value": value, "unit": unit.replace("mm[Hg]", "mmHg"), "system": UCUM, "code": lab.unit}
