"""Who is treated at the demonstration practice: two dozen invented people, each with a history to tell."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """key: of codes.PROBLEMS. since, until: years before today; until for what is over."""

    key: str
    since: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A medicine and since when; stopped: years before today."""

    key: str
    since: float
    stopped: float | None = None


@dataclass(frozen=True, slots=True)
class Persona:
    """One patient. age in years; weight in kg; a visit every `months`; charted for `years`.

    trends: measurement → its value when the chart begins and its value now. allergies: key → criticality.
    """

    key: str
    given: str
    family: str
    sex: str
    age: float
    telephone: str
    language: str = "en"
    weight: float = 74.0
    height: float = 170.0
    months: int = 6
    years: int = 5
    problems: tuple[Problem, ...] = ()
    medicines: tuple[Course, ...] = ()
    allergies: dict[str, str] = field(default_factory=dict)
    trends: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def is_child(self) -> bool:
        return self.age < 18


PATIENTS = (
    Persona(
        "ana", "Ana Lucía", "Reyes Ortiz", "female", 58.4, "555-0101", "es", weight=79, height=158, months=3, years=6,
        problems=(Problem("diabetes", 9), Problem("hypertension", 11), Problem("hyperlipidemia", 7)),
        medicines=(Course("metformin", 9), Course("lisinopril", 8), Course("simvastatin", 6), Course("thiazide", 9, 4)),
        allergies={"penicillin": "high"},
        trends={"a1c": (8.6, 7.1), "glucose": (182, 131), "systolic": (148, 134), "ldl": (141, 88)},
    ),
    Persona(
        "mia", "Mia", "Carter", "female", 9.3, "555-0102", weight=29, height=134, months=8, years=8,
        problems=(Problem("childhood_asthma", 4), Problem("otitis", 6, 5.9), Problem("eczema", 8)),
        medicines=(Course("albuterol", 4), Course("fluticasone", 2), Course("amoxicillin", 6, 5.9)),
        allergies={"peanut": "high", "dander": "low"},
    ),
    Persona(
        "elijah", "Elijah", "Brooks", "male", 72.8, "555-0103", weight=92, height=178, months=2, years=4,
        problems=(
            Problem("fibrillation", 5), Problem("coronary", 8),
            Problem("heart_failure", 3), Problem("hypertension", 20),
        ),
        medicines=(Course("warfarin", 5), Course("metoprolol", 8), Course("furosemide", 3), Course("atorvastatin", 8)),
        trends={"inr": (2.9, 2.6), "nt_probnp": (1480, 640), "weight": (96, 91), "potassium": (3.7, 4.3)},
    ),
    Persona(
        "grace", "Grace", "Nguyễn", "female", 34.2, "555-0104", weight=58, height=161,
        problems=(Problem("hypothyroidism", 6), Problem("hay_fever", 12)),
        medicines=(Course("levothyroxine", 6), Course("cetirizine", 5)),
        allergies={"grass": "low"}, trends={"tsh": (7.42, 2.31)},
    ),
    Persona(
        "tomas", "Tomás", "Herrera Vidal", "male", 45.6, "555-0105", "es", weight=104, height=175,
        problems=(Problem("prediabetes", 2), Problem("obesity", 6), Problem("hypertension", 1)),
        medicines=(Course("amlodipine", 1),),
        trends={"a1c": (5.8, 6.3), "weight": (98, 104), "systolic": (131, 146), "triglycerides": (160, 228)},
    ),
    Persona(
        "priya", "Priya", "Raman", "female", 29.1, "555-0106", weight=61, height=164, months=3, years=3,
        problems=(Problem("depression", 2.5), Problem("anxiety", 3)),
        medicines=(Course("sertraline", 2.4),),
        trends={"phq9": (17, 6)},
    ),
    Persona(
        "walter", "Walter", "Lindqvist", "male", 81.5, "555-0107", weight=70, height=176, months=4,
        problems=(Problem("alzheimer", 3), Problem("hypertension", 22), Problem("prostate", 10)),
        medicines=(Course("donepezil", 3), Course("lisinopril", 15), Course("tamsulosin", 9)),
        trends={"weight": (78, 70), "psa": (2.10, 2.85)},
    ),
    Persona(
        "zoe", "Zoë", "Laurent", "female", 16.4, "555-0108", weight=55, height=165, months=9,
        problems=(Problem("migraine", 2), Problem("hay_fever", 6), Problem("strep", 3, 2.95)),
        medicines=(Course("ibuprofen", 2), Course("cetirizine", 6)),
        allergies={"grass": "low"},
    ),
    Persona(
        "noah", "Noah", "Okonkwo Bell", "male", 4.1, "555-0109", weight=17, height=103, months=5, years=4,
        problems=(Problem("eczema", 3), Problem("otitis", 1, 0.95)),
        medicines=(Course("amoxicillin", 1, 0.97),),
        allergies={"nut": "unable-to-assess"},
    ),
    Persona(
        "carmen", "María del Carmen", "Fuentes Peña", "female", 67.9, "555-0110", "es", weight=72, height=155, months=4,
        problems=(Problem("knee", 8), Problem("osteoporosis", 4), Problem("hypertension", 12)),
        medicines=(Course("alendronate", 4), Course("losartan", 9), Course("acetaminophen", 6)),
        allergies={"sulfonamides": "high"}, trends={"systolic": (151, 128)},
    ),
    Persona(
        "deshawn", "DeShawn", "Mitchell", "male", 38.7, "555-0111", weight=88, height=183,
        problems=(Problem("asthma", 25), Problem("bronchitis", 1, 0.95)),
        medicines=(Course("fluticasone", 8), Course("albuterol", 20)),
        allergies={"dander": "low", "shellfish": "high"},
    ),
    Persona(
        "hana", "Hana", "Satō", "female", 52.3, "555-0112", weight=54, height=157, months=3,
        problems=(Problem("arthritis", 7),), medicines=(Course("methotrexate", 6), Course("ibuprofen", 7, 3)),
        trends={"crp": (38.5, 6.2), "alt": (22, 41)},
    ),
    Persona(
        "viktor", "Viktor", "Petrov", "male", 60.9, "555-0113", weight=83, height=174, months=4,
        problems=(Problem("copd", 5), Problem("hyperlipidemia", 9)),
        medicines=(Course("salmeterol", 5), Course("albuterol", 6), Course("simvastatin", 8)),
        trends={"saturation": (96, 92)},
    ),
    Persona(
        "leila", "Leila", "Haddad", "female", 41.0, "555-0114", weight=66, height=168, months=3, years=3,
        problems=(Problem("iron", 1.5),), medicines=(Course("ferrous", 1.4),),
        trends={"hemoglobin": (9.4, 12.6), "ferritin": (6, 38)},
    ),
    Persona(
        "jose", "José Ángel", "Muñoz Rivera", "male", 55.5, "555-0115", "es", weight=90, height=171, months=3,
        problems=(Problem("gout", 6), Problem("kidney_3", 3), Problem("hypertension", 10)),
        medicines=(Course("allopurinol", 5), Course("losartan", 6)),
        allergies={"sulfonamides": "low"},
        trends={"creatinine": (1.34, 1.71), "egfr": (61, 46), "urate": (9.1, 5.8)},
    ),
    Persona(
        "ruth", "Ruth", "Abramson", "female", 76.2, "555-0116", weight=63, height=160, months=4,
        problems=(Problem("fibrillation", 4), Problem("hypertension", 18)),
        medicines=(Course("apixaban", 4), Course("losartan", 10), Course("metoprolol", 4)),
        allergies={"penicillin": "low"},
    ),
    Persona(
        "kofi", "Kofi", "Mensah", "male", 27.4, "555-0117", weight=76, height=180, months=12, years=3,
        problems=(Problem("ankle", 0.3, 0.15),), medicines=(Course("ibuprofen", 0.3, 0.2),),
    ),
    Persona(
        "siobhan", "Siobhán", "O'Malley", "female", 47.7, "555-0118", weight=69, height=166,
        problems=(Problem("migraine", 20), Problem("reflux", 4)),
        medicines=(Course("omeprazole", 3), Course("ibuprofen", 10)),
        allergies={"latex": "low"},
    ),
    Persona(
        "daniel", "Daniel", "Weiss", "male", 64.3, "555-0119", weight=81, height=177,
        problems=(Problem("prostate", 3), Problem("hyperlipidemia", 12), Problem("polyp", 4, 3.9)),
        medicines=(Course("tamsulosin", 3), Course("atorvastatin", 7)),
        trends={"psa": (1.90, 2.40), "ldl": (168, 74)},
    ),
    Persona(
        "camila", "Camila", "Duarte Restrepo", "female", 31.8, "555-0120", "es",
        weight=64, height=163, months=2, years=2, problems=(Problem("pregnancy", 0.4),),
        trends={"weight": (60, 66), "hemoglobin": (13.1, 11.8)},
    ),
    Persona(
        "omar", "Omar", "Farouk", "male", 50.2, "555-0121", weight=96, height=172, months=2,
        problems=(Problem("diabetes", 12), Problem("hypertension", 7), Problem("obesity", 9)),
        medicines=(Course("insulin", 3), Course("metformin", 12), Course("amlodipine", 5)),
        trends={"a1c": (8.1, 9.8), "glucose": (168, 247), "egfr": (88, 69)},
    ),
    Persona(
        "isabella", "Isabella", "Torres Gómez", "female", 12.6, "555-0122", "es", weight=43, height=152, months=4,
        problems=(Problem("attention", 3),), medicines=(Course("methylphenidate", 2.5),),
        allergies={"bees": "high"},
    ),
    Persona(
        "peggy", "Margaret", "Doyle", "female", 88.1, "555-0123", weight=57, height=152, months=2, years=4,
        problems=(Problem("heart_failure", 6), Problem("hypothyroidism", 25), Problem("kidney_3", 4)),
        medicines=(Course("furosemide", 6), Course("levothyroxine", 25), Course("lisinopril", 6)),
        allergies={"sulfonamides": "low"},
        trends={"nt_probnp": (980, 1310), "creatinine": (1.18, 1.42), "egfr": (48, 38), "weight": (61, 58)},
    ),
    Persona(
        "samira", "Samira", "Ben Youssef", "female", 24.9, "555-0124", weight=59, height=167, months=12, years=3,
        problems=(Problem("strep", 0.5, 0.45),), medicines=(Course("amoxicillin", 0.5, 0.47),),
    ),
)  # fmt: skip

BY_KEY = {persona.key: persona for persona in PATIENTS}
