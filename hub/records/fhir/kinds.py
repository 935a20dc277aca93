"""Which kinds of resource FHIR R4 knows, whose chart each belongs to, and which belong to nobody in particular."""

from hub.records.fhir.text import Resource

# http://hl7.org/fhir/R4/resourcelist.html
RESOURCE_KINDS = frozenset(
    """
    Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent Basic
    Binary BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry
    ChargeItem ChargeItemDefinition Claim ClaimResponse ClinicalImpression CodeSystem Communication
    CommunicationRequest CompartmentDefinition Composition ConceptMap Condition Consent Contract Coverage
    CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric
    DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis
    Encounter Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence
    EvidenceVariable ExampleScenario ExplanationOfBenefit FamilyMemberHistory Flag Goal GraphDefinition Group
    GuidanceResponse HealthcareService ImagingStudy Immunization ImmunizationEvaluation
    ImmunizationRecommendation ImplementationGuide InsurancePlan Invoice Library Linkage List Location Measure
    MeasureReport Media Medication MedicationAdministration MedicationDispense MedicationKnowledge
    MedicationRequest MedicationStatement MedicinalProduct MedicinalProductAuthorization
    MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient
    MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged
    MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition MessageHeader
    MolecularSequence NamingSystem NutritionOrder Observation ObservationDefinition OperationDefinition
    OperationOutcome Organization OrganizationAffiliation Parameters Patient PaymentNotice
    PaymentReconciliation Person PlanDefinition Practitioner PractitionerRole Procedure Provenance
    Questionnaire QuestionnaireResponse RelatedPerson RequestGroup ResearchDefinition
    ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis Schedule
    SearchParameter ServiceRequest Slot Specimen SpecimenDefinition StructureDefinition StructureMap
    Subscription Substance SubstanceNucleicAcid SubstancePolymer SubstanceProtein
    SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification SupplyDelivery SupplyRequest
    Task TerminologyCapabilities TestReport TestScript ValueSet VerificationResult VisionPrescription
    """.split()  # noqa: SIM905
)

# Kept once for the practice, whichever bundles bring them: they say nothing about one patient.
SHARED_KINDS = frozenset(
    (
        "Endpoint",
        "HealthcareService",
        "InsurancePlan",
        "Location",
        "Medication",
        "Organization",
        "OrganizationAffiliation",
        "Practitioner",
        "PractitionerRole",
        "Questionnaire",
        "Substance",
    )
)

# Where the patient is named, when it is not in `subject` or `patient`: the patient compartment of R4,
# http://hl7.org/fhir/R4/compartmentdefinition-patient.html
_PATIENT_PATHS: dict[str, tuple[str, ...]] = {
    "Appointment": ("participant.actor",),
    "AppointmentResponse": ("actor",),
    "AuditEvent": ("agent.who", "entity.what"),
    "Coverage": ("beneficiary", "subscriber"),
    "Group": ("member.entity",),
    "Person": ("link.target",),
    "Provenance": ("target",),
    "ResearchSubject": ("individual",),
    "Task": ("for",),
}
_USUAL_PATHS = ("subject", "patient")


def patient_references(resource: Resource) -> list[str]:
    """The references that may name the patient whose chart this belongs to, the most telling path first."""
    paths = _PATIENT_PATHS.get(resource["resourceType"], _USUAL_PATHS)
    found = [target.get("reference") for path in paths for target in _walk([resource], path.split("."))]
    return [reference for reference in found if isinstance(reference, str)]


def _walk(level: list[Resource], keys: list[str]) -> list[Resource]:
    for key in keys:
        values = [value.get(key) for value in level]
        flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
        level = [item for item in flat if isinstance(item, dict)]
    return level
