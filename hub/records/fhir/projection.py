"""Projects a FHIR resource onto the columns the chart is searched and sorted by. One table says which element is which.

What a resource lacks, or writes in the wrong form, is simply empty: a projection never refuses a resource.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hub.records.fhir.text import Resource
from hub.records.fhir.values import Concept, concept, measure, moment, pick, text_of

Paths = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """One resource in columns. words and text are for eyes and stay sealed; encounter is a reference as written."""

    kind: str
    status: str | None
    category: str | None
    system: str | None
    code: str | None
    words: str | None
    at: datetime | None
    number: Decimal | None
    unit: str | None
    text: str | None
    encounter: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a kind keeps each column: dotted paths, the first that holds something wins."""

    at: Paths = ("date", "created", "recorded", "authoredOn", "period.start")
    code: Paths = ("code",)
    status: Paths = ("status",)
    category: Paths = ("category",)
    encounter: Paths = ("encounter", "context")


_MEDICATION: Paths = ("medicationCodeableConcept", "medicationReference")
_EFFECTIVE: Paths = ("effectiveDateTime", "effectivePeriod.start", "effectiveInstant", "issued")
_CLAIM = Columns(at=("created", "billablePeriod.start"), code=("type",), encounter=("item.encounter",))

COLUMNS: dict[str, Columns] = {
    "AllergyIntolerance": Columns(at=("recordedDate", "onsetDateTime"), status=("clinicalStatus",)),
    "Appointment": Columns(at=("start", "created"), code=("appointmentType", "serviceType")),
    "CarePlan": Columns(at=("period.start", "created"), code=("category",)),
    "CareTeam": Columns(at=("period.start",), code=("category",)),
    "Claim": _CLAIM,
    "Communication": Columns(at=("sent", "received"), code=("topic", "reasonCode")),
    "Condition": Columns(
        at=("onsetDateTime", "onsetPeriod.start", "recordedDate"), status=("clinicalStatus", "verificationStatus")
    ),
    "Consent": Columns(at=("dateTime",), code=("scope",)),
    "Coverage": Columns(at=("period.start",), code=("type",)),
    "Device": Columns(at=("manufactureDate",), code=("type",)),
    "DiagnosticReport": Columns(at=_EFFECTIVE),
    "DocumentReference": Columns(at=("date",), code=("type",), encounter=("context.encounter",)),
    "Encounter": Columns(at=("period.start",), code=("type", "serviceType"), category=("class",)),
    "ExplanationOfBenefit": _CLAIM,
    "FamilyMemberHistory": Columns(at=("date",), code=("condition.code", "relationship")),
    "Goal": Columns(at=("startDate", "statusDate"), code=("description",), status=("lifecycleStatus",)),
    "ImagingStudy": Columns(at=("started",), code=("procedureCode", "series.modality"), category=("modality",)),
    "Immunization": Columns(at=("occurrenceDateTime", "recorded"), code=("vaccineCode",)),
    "Location": Columns(at=(), code=("type",)),
    "Media": Columns(at=("createdDateTime", "createdPeriod.start", "issued"), code=("type",)),
    "MedicationAdministration": Columns(at=("effectiveDateTime", "effectivePeriod.start"), code=_MEDICATION),
    "MedicationDispense": Columns(at=("whenHandedOver", "whenPrepared"), code=_MEDICATION),
    "MedicationRequest": Columns(at=("authoredOn",), code=_MEDICATION),
    "MedicationStatement": Columns(at=("effectiveDateTime", "effectivePeriod.start", "dateAsserted"), code=_MEDICATION),
    "Observation": Columns(at=_EFFECTIVE),
    "Organization": Columns(at=(), code=("type",)),
    "Patient": Columns(at=(), code=()),
    "Practitioner": Columns(at=(), code=("qualification.code",)),
    "Procedure": Columns(at=("performedDateTime", "performedPeriod.start")),
    "QuestionnaireResponse": Columns(at=("authored",), code=()),
    "ServiceRequest": Columns(at=("authoredOn", "occurrenceDateTime")),
    "Specimen": Columns(at=("collection.collectedDateTime", "receivedTime"), code=("type",)),
    "SupplyDelivery": Columns(at=("occurrenceDateTime",), code=("suppliedItem.itemCodeableConcept", "type")),
}
_USUAL = Columns()

# A statement that was never true must not look like one, whatever its clinical status says.
_WITHDRAWN = frozenset(("entered-in-error", "refuted"))


def project(resource: Resource) -> Projection:
    """The columns of a resource; its resourceType must be known to be text."""
    kind = resource["resourceType"]
    columns = COLUMNS.get(kind, _USUAL)
    coded = _concept(resource, columns.code)
    measured = measure(resource)
    return Projection(
        kind=kind,
        status=_status(resource, columns),
        category=_concept(resource, columns.category).code,
        system=coded.system,
        code=coded.code,
        words=coded.words,
        at=next((at for path in columns.at if (at := moment(pick(resource, path)))), None),
        number=measured.number,
        unit=measured.unit,
        text=measured.text,
        encounter=_reference(resource, columns.encounter),
    )


def _status(resource: Resource, columns: Columns) -> str | None:
    verified = concept(resource.get("verificationStatus")).code
    return verified if verified in _WITHDRAWN else _concept(resource, columns.status).code


def _concept(resource: Resource, paths: Paths) -> Concept:
    for path in paths:
        found = concept(_within(resource, pick(resource, path)))
        if found.code or found.words:
            return found
    return Concept()


def _within(resource: Resource, value: Any) -> Any:
    """The code of a contained medication in place of the reference to it."""
    reference = value.get("reference") if isinstance(value, dict) else None
    if not isinstance(reference, str) or not reference.startswith("#"):
        return value
    contained = resource.get("contained")
    members = contained if isinstance(contained, list) else []
    return next((one.get("code") for one in members if isinstance(one, dict) and one.get("id") == reference[1:]), value)


def _reference(resource: Resource, paths: Paths) -> str | None:
    return next((found for path in paths if (found := text_of(pick(resource, f"{path}.reference")))), None)
