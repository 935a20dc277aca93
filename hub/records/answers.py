"""What clients are shown of the practice, its people and a chart, as types."""

from typing import Literal

from msgspec import UNSET, UnsetType

from hub.answers import Answer, Day, Instant, Named, Ref, Role


class Patient(Answer, frozen=True):
    """A patient as lists have them. born: empty when it is not known."""

    id: Ref
    rev: int
    name: str
    born: Day | Literal[""]


class PatientList(Answer, frozen=True):
    """By name."""

    patients: list[Patient]


class AccessChanged(Answer, frozen=True):
    """The reader's own rights are others now. removed: patients to drop. added: patients to ask for."""

    added: list[Ref]
    removed: list[Ref]


class ProxyGrant(Answer, frozen=True):
    """That somebody may speak for a patient. until: when it ends by itself."""

    proxy: Ref
    rev: int
    patient: Named
    person: Named
    scope: Literal["full", "limited"]
    state: Literal["invited", "active", "ended"]
    until: Instant | UnsetType = UNSET


class Pool(Answer, frozen=True):
    """A shared queue of the staff. open: whether all its conversations are for the reader."""

    id: Ref
    rev: int
    name: str
    open: bool


class PoolList(Answer, frozen=True):
    """Oldest first."""

    pools: list[Pool]


class PoolMade(Answer, frozen=True):
    """A new pool."""

    pool: Ref


class Colleague(Answer, frozen=True):
    """Somebody a conversation can be handed to, with the role shown beside their name."""

    id: Ref
    name: str
    role: Role


class StaffList(Answer, frozen=True):
    """By name."""

    people: list[Colleague]


class Practice(Answer, frozen=True):
    """The practice. time_zone: a name such as America/New_York."""

    id: Ref
    name: str
    telephone: str
    time_zone: str


class PracticeShown(Answer, frozen=True):
    """answer_by: when a message sent now is answered at the latest, by the practice's hours."""

    practice: Practice
    answer_by: Instant


class ChartPatient(Answer, frozen=True):
    """Whose chart it is."""

    id: Ref
    name: str
    born: Day | None
    sex: str
    language: str
    telephone: str | None


class Problem(Answer, frozen=True):
    """A condition, in the words it came with. until: when it abated."""

    id: Ref
    name: str
    code: str | None
    since: Day | None
    until: Day | None
    status: str | None


class Medicine(Answer, frozen=True):
    """A medicine that is or was taken. dose: as text. until: the last day it was ordered for."""

    id: Ref
    name: str
    code: str | None
    since: Day | None
    until: Day | None
    status: str | None
    dose: str | None


class Allergy(Answer, frozen=True):
    """An allergy or intolerance."""

    id: Ref
    name: str
    code: str | None
    criticality: Literal["low", "high", "unable-to-assess"] | None
    since: Day | None


class Result(Answer, frozen=True):
    """The latest measurement under one code: a number with its unit, or a text."""

    id: Ref
    name: str
    code: str | None
    value: float | None
    unit: str | None
    text: str | None
    at: Instant | None


class PastVisit(Answer, frozen=True):
    """A visit that has been."""

    id: Ref
    name: str
    at: Instant | None


class ChartSummary(Answer, frozen=True):
    """One screen of a chart. results: the latest of each code, at most 40; visits: the latest ten; newest first."""

    patient: ChartPatient
    problems: list[Problem]
    medicines: list[Medicine]
    allergies: list[Allergy]
    results: list[Result]
    visits: list[PastVisit]


class ChartChanged(Answer, frozen=True):
    """A chart has news: ask `chart.summary` again."""

    patient: Ref
