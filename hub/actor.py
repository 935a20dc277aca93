"""Actor: who asks, for which practice, in which role, and for whom they may speak. First argument of everything."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal, NamedTuple

Face = Literal["patient", "staff"]


class Who(NamedTuple):
    """A signed-in session: its id, and the person, practice and face it is for. Rights are looked up when needed."""

    session: str
    practice: str
    person: str
    face: Face


@dataclass(frozen=True, slots=True)
class Relation:
    """A patient this person may speak for: themselves, or somebody else as a proxy until a given instant."""

    patient: str
    kind: Literal["self", "proxy"]
    scope: Literal["full", "limited"] = "full"
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in one practice through one face, with the rights they held at `access_rev`.

    Rights end by the clock too: decisions take the time and read `until`, whatever `access_rev` says. pools, care and
    every_chart are a staff member's relations; relations are a portal user's.
    """

    practice: str
    person: str
    face: Face
    roles: frozenset[str]
    name: str
    session: str
    access_rev: int = 0
    pools: frozenset[str] = frozenset()
    relations: dict[str, Relation] = field(default_factory=dict)
    care: frozenset[str] = frozenset()
    every_chart: bool = False

    @property
    def is_staff(self) -> bool:
        return self.face == "staff"

    @property
    def role(self) -> str:
        """The role shown beside the name: the most clinical one held."""
        return _shown_role(self.roles)

    def speaks_for(self, patient: str, now: datetime) -> Relation | None:
        """The relation to a patient that holds at `now`, if any."""
        relation = self.relations.get(patient)
        if relation is None or (relation.until is not None and relation.until <= now):
            return None
        return relation


ROLES = ("provider", "nurse", "front_desk", "biller", "admin", "auditor", "proxy", "patient")


@cache
def _shown_role(roles: frozenset[str]) -> str:
    return next((role for role in ROLES if role in roles), "patient")


STAFF_ROLES = frozenset(("provider", "nurse", "front_desk", "biller", "admin", "auditor"))
