"""The codes the invented charts use. Sources: LOINC (Regenstrief Institute), RxNorm (NLM), CVX (CDC), SNOMED CT.

Reference ranges are usual adult intervals, for show.
"""

from dataclasses import dataclass
from decimal import Decimal

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CVX = "http://hl7.org/fhir/sid/cvx"
UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Lab:
    """A measurement. usual: what a healthy adult shows; step: its precision. low, high: the reference range."""

    code: str
    name: str
    unit: str
    usual: str
    step: str
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class Medicine:
    """A drug with how it is usually taken, in the words of the label and as a timing."""

    code: str
    name: str
    sig: str
    per_day: int = 1
    as_needed: bool = False


LABS = {
    "a1c": Lab("4548-4", "Hemoglobin A1c", "%", "5.3", "0.1", "4.0", "5.6"),
    "glucose": Lab("2345-7", "Glucose", "mg/dL", "92", "1", "70", "99"),
    "sodium": Lab("2951-2", "Sodium", "mmol/L", "140", "1", "135", "145"),
    "potassium": Lab("2823-3", "Potassium", "mmol/L", "4.2", "0.1", "3.5", "5.1"),
    "creatinine": Lab("2160-0", "Creatinine", "mg/dL", "0.92", "0.01", "0.60", "1.30"),
    "egfr": Lab("98979-8", "eGFR (CKD-EPI 2021)", "mL/min/{1.73_m2}", "95", "1", "60"),
    "urea": Lab("3094-0", "Urea nitrogen", "mg/dL", "14", "1", "7", "20"),
    "alt": Lab("1742-6", "ALT", "U/L", "24", "1", "7", "56"),
    "cholesterol": Lab("2093-3", "Cholesterol, total", "mg/dL", "184", "1", None, "199"),
    "ldl": Lab("13457-7", "LDL cholesterol", "mg/dL", "102", "1", None, "129"),
    "hdl": Lab("2085-9", "HDL cholesterol", "mg/dL", "56", "1", "40"),
    "triglycerides": Lab("2571-8", "Triglycerides", "mg/dL", "118", "1", None, "149"),
    "hemoglobin": Lab("718-7", "Hemoglobin", "g/dL", "13.9", "0.1", "12.0", "17.5"),
    "leukocytes": Lab("6690-2", "White blood cells", "10*3/uL", "6.4", "0.1", "4.0", "11.0"),
    "platelets": Lab("777-3", "Platelets", "10*3/uL", "248", "1", "150", "400"),
    "ferritin": Lab("2276-4", "Ferritin", "ng/mL", "74", "1", "15", "300"),
    "tsh": Lab("3016-3", "TSH", "m[IU]/L", "1.90", "0.01", "0.40", "4.00"),
    "inr": Lab("6301-6", "INR", "{INR}", "2.4", "0.1", "2.0", "3.0"),
    "crp": Lab("1988-5", "C-reactive protein", "mg/L", "2.1", "0.1", None, "10.0"),
    "urate": Lab("3084-1", "Uric acid", "mg/dL", "5.2", "0.1", "3.5", "7.2"),
    "nt_probnp": Lab("33762-6", "NT-proBNP", "pg/mL", "90", "1", None, "125"),
    "psa": Lab("2857-1", "PSA", "ng/mL", "1.10", "0.01", None, "4.00"),
    "phq9": Lab("44261-6", "PHQ-9 total score", "{score}", "3", "1", None, "4"),
}

VITALS = {
    "weight": Lab("29463-7", "Body weight", "kg", "74", "0.1"),
    "height": Lab("8302-2", "Body height", "cm", "170", "0.1"),
    "pulse": Lab("8867-4", "Heart rate", "/min", "72", "1"),
    "saturation": Lab("59408-5", "Oxygen saturation", "%", "98", "1"),
}
BLOOD_PRESSURE = Lab("85354-9", "Blood pressure", "mm[Hg]", "0", "1")
SYSTOLIC = Lab("8480-6", "Systolic blood pressure", "mm[Hg]", "122", "1")
DIASTOLIC = Lab("8462-4", "Diastolic blood pressure", "mm[Hg]", "76", "1")

PANELS = {
    "58410-2": ("Complete blood count", ("hemoglobin", "leukocytes", "platelets")),
    "24321-2": ("Basic metabolic panel", ("glucose", "sodium", "potassium", "creatinine", "egfr", "urea")),
    "24331-1": ("Lipid panel", ("cholesterol", "ldl", "hdl", "triglycerides")),
}
OTHER_RESULTS = ("11502-2", "Laboratory report")

PROBLEMS = {
    "diabetes": ("44054006", "Type 2 diabetes mellitus"),
    "hypertension": ("38341003", "Hypertension"),
    "hyperlipidemia": ("55822004", "Hyperlipidemia"),
    "prediabetes": ("15777000", "Prediabetes"),
    "obesity": ("162864005", "Body mass index 30+ - obesity"),
    "asthma": ("195967001", "Asthma"),
    "childhood_asthma": ("233678006", "Childhood asthma"),
    "copd": ("13645005", "Chronic obstructive pulmonary disease"),
    "coronary": ("53741008", "Coronary heart disease"),
    "fibrillation": ("49436004", "Atrial fibrillation"),
    "heart_failure": ("88805009", "Chronic congestive heart failure"),
    "kidney_3": ("433144002", "Chronic kidney disease stage 3"),
    "hypothyroidism": ("40930008", "Hypothyroidism"),
    "depression": ("370143000", "Major depressive disorder"),
    "anxiety": ("21897009", "Generalized anxiety disorder"),
    "alzheimer": ("26929004", "Alzheimer's disease"),
    "hay_fever": ("367498001", "Seasonal allergic rhinitis"),
    "migraine": ("37796009", "Migraine"),
    "eczema": ("24079001", "Atopic dermatitis"),
    "otitis": ("65363002", "Otitis media"),
    "knee": ("239873007", "Osteoarthritis of knee"),
    "osteoporosis": ("64859006", "Osteoporosis"),
    "arthritis": ("69896004", "Rheumatoid arthritis"),
    "iron": ("87522002", "Iron deficiency anemia"),
    "gout": ("90560007", "Gout"),
    "reflux": ("235595009", "Gastroesophageal reflux disease"),
    "prostate": ("266569009", "Benign prostatic hyperplasia"),
    "polyp": ("68496003", "Polyp of colon"),
    "pregnancy": ("72892002", "Normal pregnancy"),
    "attention": ("192127007", "Child attention deficit disorder"),
    "ankle": ("44465007", "Sprain of ankle"),
    "bronchitis": ("10509002", "Acute bronchitis"),
    "strep": ("43878008", "Streptococcal sore throat"),
}

MEDICINES = {
    "metformin": Medicine("861007", "Metformin 500 MG Oral Tablet", "1 tablet twice a day with meals", 2),
    "insulin": Medicine("106892", "Insulin isophane 70/30, human (Humulin)", "18 units before breakfast and dinner", 2),
    "lisinopril": Medicine("314076", "Lisinopril 10 MG Oral Tablet", "1 tablet every morning"),
    "losartan": Medicine("979492", "Losartan potassium 50 MG Oral Tablet", "1 tablet every morning"),
    "amlodipine": Medicine("197361", "Amlodipine 5 MG Oral Tablet", "1 tablet every morning"),
    "thiazide": Medicine("310798", "Hydrochlorothiazide 25 MG Oral Tablet", "1 tablet every morning"),
    "simvastatin": Medicine("312961", "Simvastatin 20 MG Oral Tablet", "1 tablet at bedtime"),
    "atorvastatin": Medicine("259255", "Atorvastatin 80 MG Oral Tablet", "1 tablet at bedtime"),
    "metoprolol": Medicine("866412", "Metoprolol succinate 100 MG Extended Release Oral Tablet", "1 tablet once a day"),
    "furosemide": Medicine("313988", "Furosemide 40 MG Oral Tablet", "1 tablet every morning"),
    "warfarin": Medicine("855332", "Warfarin sodium 5 MG Oral Tablet", "1 tablet every evening, as the INR says"),
    "apixaban": Medicine("1364445", "Apixaban 5 MG Oral Tablet", "1 tablet twice a day", 2),
    "clopidogrel": Medicine("309362", "Clopidogrel 75 MG Oral Tablet", "1 tablet once a day"),
    "levothyroxine": Medicine("966222", "Levothyroxine sodium 0.075 MG Oral Tablet", "1 tablet before breakfast"),
    "albuterol": Medicine(
        "745679", "Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", "2 puffs every 4 to 6 hours as needed", 4, True
    ),
    "fluticasone": Medicine("895994", "Fluticasone 0.044 MG/ACTUAT Metered Dose Inhaler", "2 puffs twice a day", 2),
    "salmeterol": Medicine(
        "896209", "Fluticasone 0.25 MG / salmeterol 0.05 MG Dry Powder Inhaler", "1 inhalation twice a day", 2
    ),
    "sertraline": Medicine("312941", "Sertraline 50 MG Oral Tablet", "1 tablet every morning"),
    "donepezil": Medicine("997223", "Donepezil hydrochloride 10 MG Oral Tablet", "1 tablet at bedtime"),
    "cetirizine": Medicine(
        "1014678", "Cetirizine hydrochloride 10 MG Oral Tablet", "1 tablet a day as needed", 1, True
    ),
    "ibuprofen": Medicine(
        "197805", "Ibuprofen 400 MG Oral Tablet", "1 tablet every 6 hours as needed, with food", 4, True
    ),
    "acetaminophen": Medicine(
        "313782", "Acetaminophen 325 MG Oral Tablet", "2 tablets every 6 hours as needed", 4, True
    ),
    "alendronate": Medicine("904419", "Alendronic acid 10 MG Oral Tablet", "1 tablet on waking, sitting upright"),
    "methotrexate": Medicine("105585", "Methotrexate 2.5 MG Oral Tablet", "6 tablets once a week, on Mondays"),
    "ferrous": Medicine("310325", "Ferrous sulfate 325 MG Oral Tablet", "1 tablet every other day"),
    "allopurinol": Medicine("197319", "Allopurinol 100 MG Oral Tablet", "2 tablets once a day"),
    "omeprazole": Medicine("198051", "Omeprazole 20 MG Delayed Release Oral Capsule", "1 capsule before breakfast"),
    "tamsulosin": Medicine("863669", "Tamsulosin hydrochloride 0.4 MG Oral Capsule", "1 capsule after dinner"),
    "methylphenidate": Medicine("1091392", "Methylphenidate hydrochloride 20 MG Oral Tablet", "1 tablet every morning"),
    "amoxicillin": Medicine("308182", "Amoxicillin 250 MG Oral Capsule", "1 capsule three times a day for 10 days", 3),
}

ALLERGIES = {
    "penicillin": ("91936005", "Allergy to penicillin", "medication"),
    "sulfonamides": ("91939003", "Allergy to sulfonamides", "medication"),
    "peanut": ("91935009", "Allergy to peanut", "food"),
    "nut": ("91934008", "Allergy to nut", "food"),
    "shellfish": ("300913006", "Allergy to shellfish", "food"),
    "grass": ("418689008", "Allergy to grass pollen", "environment"),
    "dander": ("232347008", "Allergy to animal dander", "environment"),
    "bees": ("424213003", "Allergy to bee venom", "environment"),
    "latex": ("300916003", "Allergy to latex", "environment"),
}

VACCINES = {
    "influenza": ("140", "Influenza, seasonal, injectable, preservative free"),
    "tdap": ("115", "Tdap"),
    "pneumococcal": ("33", "Pneumococcal polysaccharide, 23 valent"),
    "zoster": ("187", "Zoster, recombinant"),
    "hepatitis_b": ("08", "Hepatitis B, adolescent or pediatric"),
    "dtap": ("20", "DTaP"),
    "polio": ("10", "IPV"),
    "mmr": ("03", "MMR"),
    "varicella": ("21", "Varicella"),
    "meningococcal": ("114", "Meningococcal MCV4P"),
}

VISITS = {
    "checkup": ("185349003", "Check-up"),
    "followup": ("390906007", "Follow-up visit"),
    "symptom": ("185345009", "Visit for a symptom"),
    "video": ("448337001", "Video visit"),
}


def to_step(value: float, lab: Lab) -> Decimal:
    """A value as the laboratory writes it: to the digit, trailing zeros kept."""
    return Decimal(str(value)).quantize(Decimal(lab.step))
