"""Invents the chart of each persona as a FHIR R4 bundle: the same one whenever it is asked for the same day.

Years of visits, each with vital signs; laboratory results that follow the persona's trends with a little noise;
problems, medicines, allergies and vaccinations. Everything is dated back from a given day.
"""

import random
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from hub.demo import resources as make
from hub.demo.codes import DIASTOLIC, LABS, OTHER_RESULTS, PANELS, SYSTOLIC, VITALS, Lab
from hub.demo.patients import PATIENTS, Persona
from hub.demo.resources import Resource
from hub.records.fhir.text import canonical

NOISE = 0.02
YEAR_DAYS = 365.25

# The ages in years at which a child is given each vaccine; abridged, for show.
CHILD_VACCINES = {
    "hepatitis_b": (0.0, 0.2, 0.5),
    "dtap": (0.2, 0.4, 0.5, 1.3, 4.1),
    "polio": (0.2, 0.4, 1.0, 4.1),
    "mmr": (1.0, 4.2),
    "varicella": (1.0, 4.2),
    "tdap": (11.2,),
    "meningococcal": (11.4, 16.1),
}
ADULT_VACCINES = {"tdap": 3.2, "zoster": 1.6, "pneumococcal": 4.4}  # years ago


def demo_bundles(today: date) -> Iterator[tuple[Persona, bytes]]:
    """Every persona with their chart as the text of a transaction bundle."""
    for persona in PATIENTS:
        entries = make.shared_entries() + Chart(persona, today).entries()
        yield persona, canonical({"resourceType": "Bundle", "type": "transaction", "entry": entries})


class Chart:
    """One chart being invented. Names count up by kind, so the same history has the same names on another day."""

    def __init__(self, persona: Persona, today: date) -> None:
        self._persona = persona
        self._today = today
        self._dice = random.Random(persona.key)  # noqa: S311 - invented, not secret
        self._counts: dict[str, int] = {}
        self._entries: list[Resource] = []
        self._subject = make.reference(make.patient_url(persona.key), f"{persona.given} {persona.family}")

    def entries(self) -> list[Resource]:
        """The patient, then everything about them, oldest visits first."""
        persona = self._persona
        self._entries = [make.entry(make.patient_url(persona.key), make.patient(persona, self._ago(persona.age)))]
        for problem in persona.problems:
            until = None if problem.until is None else self._about(problem.until, problem.key)
            self._add(make.condition(self._subject, problem.key, self._about(problem.since, problem.key), until))
        for course in persona.medicines:
            since, stopped = self._about(course.since, course.key), course.stopped is not None
            self._add(make.medication_request(self._subject, course.key, since, is_stopped=stopped))
        for key, criticality in persona.allergies.items():
            self._add(make.allergy(self._subject, key, criticality, self._about(persona.age / 2, key)))
        for key, on in self._vaccinations():
            self._add(make.immunization(self._subject, key, on))
        for number, (at, share) in enumerate(self._visits()):
            self._visit(number, at, share)
        return self._entries

    def _add(self, resource: Resource) -> str:
        kind = resource["resourceType"]
        self._counts[kind] = self._counts.get(kind, 0) + 1
        url = make.url_of(f"{self._persona.key}/{kind}/{self._counts[kind]}")
        self._entries.append(make.entry(url, resource))
        return url

    def _about(self, years: float, key: str) -> date:
        """Some day in the half year before so many years ago; the same one for the same thing."""
        return self._ago(years) - timedelta(days=zlib.crc32(f"{self._persona.key}/{key}".encode()) % 180)

    def _ago(self, years: float) -> date:
        return self._today - timedelta(days=round(years * YEAR_DAYS))

    def _visits(self) -> Iterator[tuple[datetime, float]]:
        """When the visits were, oldest first, with how far each lies along the charted years, from 0 to 1."""
        span_days = min(self._persona.years, self._persona.age) * YEAR_DAYS
        count = max(2, round(span_days / 30.4 / self._persona.months))
        latest = self._dice.randint(4, 40)
        for number in range(count):
            share = number / (count - 1)
            days = latest + (1 - share) * (span_days - latest) + self._dice.randint(-5, 5) * (0 < share < 1)
            yield self._at(self._today - timedelta(days=round(days))), share

    def _at(self, day: date) -> datetime:
        """A working hour on that day, or on the Friday before a weekend."""
        day -= timedelta(days=max(0, day.weekday() - 4))
        return datetime.combine(day, time(self._dice.randint(13, 20), self._dice.choice((0, 15, 30, 45))), UTC)

    def _visit(self, number: int, at: datetime, share: float) -> None:
        is_video = number % 4 == 3
        kind = "checkup" if number % 4 == 0 else "video" if is_video else self._dice.choice(("followup", "symptom"))
        seen_by = "okafor" if self._dice.random() < 0.8 else "feld"
        url = self._add(make.encounter(self._subject, kind, at, minutes=20, is_video=is_video, seen_by=seen_by))
        visit = make.reference(url)
        if not is_video:
            self._vital_signs(visit, at, share)
        if not self._persona.is_child or number % 4 == 0:
            self._laboratory(visit, at, share, is_yearly=number % 4 == 0 and not self._persona.is_child)

    def _vital_signs(self, visit: Resource, at: datetime, share: float) -> None:
        at += timedelta(minutes=5)
        usual = {
            "weight": self._grown(self._persona.weight, share),
            "height": self._grown(self._persona.height, share, 0.4),
        }
        for key, lab in VITALS.items():
            if key == "height" and not self._persona.is_child and share > 0:
                continue
            value = usual[key] if key in usual and key not in self._persona.trends else self._value(key, lab, share)
            self._add(make.observation(self._subject, visit, "vital-signs", lab, value, at))
        if self._persona.age >= 3:
            systolic = self._value("systolic", SYSTOLIC, share) - (18 if self._persona.is_child else 0)
            diastolic = self._value("diastolic", DIASTOLIC, share) - (12 if self._persona.is_child else 0)
            self._add(make.blood_pressure(self._subject, visit, systolic, diastolic, at))

    def _laboratory(self, visit: Resource, at: datetime, share: float, *, is_yearly: bool) -> None:
        """The persona's own measurements at every visit, whole panels once a year; each panel is a report."""
        at += timedelta(minutes=15)
        followed = [key for key in self._persona.trends if key in LABS]
        for code, (name, keys) in PANELS.items():
            wanted = [key for key in keys if is_yearly or key in followed]
            self._report(visit, (code, name), wanted if is_yearly else [], at, share)
        in_panels = {key for _, keys in PANELS.values() for key in keys} if is_yearly else set()
        self._report(visit, OTHER_RESULTS, [key for key in followed if key not in in_panels], at, share)

    def _report(self, visit: Resource, panel: tuple[str, str], keys: list[str], at: datetime, share: float) -> None:
        results = []
        for key in keys:
            lab = LABS[key]
            value = self._value(key, lab, share)
            url = self._add(make.observation(self._subject, visit, "laboratory", lab, value, at))
            results.append((url, lab.name))
        if results:
            self._add(make.report(self._subject, visit, panel, results, at))

    def _value(self, key: str, lab: Lab, share: float) -> float:
        """A measurement along its trend, or about the usual value, with a little noise."""
        first, last = self._persona.trends.get(key, (float(lab.usual), float(lab.usual)))
        noise = self._dice.gauss(0, NOISE) if share < 1 or key not in self._persona.trends else 0
        return (first + (last - first) * share) * (1 + noise)

    def _grown(self, now: float, share: float, by: float = 1.0) -> float:
        """A child's weight or height when it was younger; an adult's as it is, with a little noise."""
        if not self._persona.is_child:
            return now * (1 + self._dice.gauss(0, NOISE / 2))
        age = self._persona.age - (1 - share) * min(self._persona.years, self._persona.age)
        start = 0.12 if by == 1.0 else 0.38
        return now * (start + (1 - start) * age / self._persona.age)

    def _vaccinations(self) -> Iterator[tuple[str, date]]:
        age = self._persona.age
        if self._persona.is_child:
            for key, ages in CHILD_VACCINES.items():
                yield from ((key, self._ago(age - given)) for given in ages if given <= age)
        else:
            for key, years in ADULT_VACCINES.items():
                if key == "tdap" or age >= 60:
                    yield key, self._ago(years)
        for back in range(min(5, int(age))):
            yield "influenza", date(self._today.year - 1 - back, 10, 10 + self._dice.randint(0, 15))
