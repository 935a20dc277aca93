"""What clients are shown of the practice, its people and a chart, as types."""

from typing import Literal

from msgspec import UNSET, UnsetType

from hub.answers import Answer, Day, Instant, Named, Ref, Role, Token


class Patient(Answer, frozen=True):
    """A patient as lists have them. born: empty when it is not known."""

    id: Ref
    rev: int
    name: str
    born: Day | Literal[""]


class PatientList(Answer, frozen=True):
    """By name."""

    patients: list[Patient]


class PatientsFound(Answer, frozen=True):
    """The best first. born: the birth date that was read in what was asked, in whatever form it was written."""

    patients: list[Patient]
    born: Day | UnsetType = UNSET


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


TimelineKind = Literal[
    "message", "file", "task", "visit", "problem", "medicine", "allergy", "result", "immunization", "procedure",
]  # fmt: skip


class TimelineItem(Answer, frozen=True):
    """Something that happened to a patient. at: the order; a fact that is known to the day or the year has no time.

    day: of the practice's own clock, or as it was written. detail: a value, a dose, a last line. thread, file, task:
    where it leads. about: how it stands, such as `active`, or `opened` for the beginning of a conversation.
    """

    item: Ref
    kind: TimelineKind
    at: Instant
    day: Day
    has_time: bool
    title: str
    detail: str
    about: str | None
    thread: Ref | UnsetType = UNSET
    file: Ref | UnsetType = UNSET
    task: Ref | UnsetType = UNSET


class Timeline(Answer, frozen=True):
    """Newest first. next: what to ask with as `before`, for what came earlier."""

    items: list[TimelineItem]
    next: Token | None
