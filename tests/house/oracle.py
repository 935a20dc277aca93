"""Who may see what, written from the policy in words and sharing nothing with the code that decides.

The words: the access matrix of the design (demographics, threads, charts, search), docs/protocol.md on internal notes,
drafts, held and retracted messages, docs/decisions/0006 on charts and 0007 on conversations.
What they leave open is no.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple


class Viewer(NamedTuple):
    """Somebody looking at a practice through one face."""

    practice: str
    person: str
    face: str


@dataclass
class Member:
    """A place in a practice. It has power while it is active and at no other time."""

    roles: frozenset[str]
    pools: frozenset[str] = frozenset()
    is_active: bool = True


@dataclass
class Speaks:
    """That somebody may speak for a patient, until an instant if one is named."""

    how: Literal["self", "full", "limited"]
    until: datetime | None = None


@dataclass
class Talk:
    """A conversation: whose it is. Two owners or pools stand side by side while one takes over from the other.

    A task is as a conversation among colleagues: of whoever made it, and whose it is.
    """

    patient: str | None
    pools: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    kind: Literal["portal", "call", "staff"] = "portal"
    is_answered: bool = False


@dataclass
class Secret:
    """Something that was written, and what decides who may read it. practices: where it belongs."""

    kind: str
    practices: set[str]
    patient: str | None = None
    talk: Talk | None = None
    author: Viewer | None = None
    person: str | None = None


DIRECTORY = frozenset(("provider", "nurse", "front_desk", "biller", "admin"))
CLINICAL = frozenset(("provider", "nurse"))
ANSWERING = CLINICAL | {"front_desk", "biller"}


class Oracle:
    """The world as its people have made it, and the policy."""

    def __init__(self) -> None:
        self.members: dict[Viewer, Member] = {}
        self.speaking: dict[tuple[str, str], Speaks] = {}
        self.acquainted: dict[str, set[str]] = {}  # patient → everybody who ever was to speak for them
        self.team_only: set[str] = set()
        self.care: set[tuple[str, str]] = set()
        self.ending: list[Callable[[], object]] = []

    def speaks(
        self, person: str, patient: str, how: Literal["self", "full", "limited"], until: datetime | None
    ) -> None:
        """Somebody speaks for a patient from now on."""
        self.speaking[person, patient] = Speaks(how, until)
        self.acquainted.setdefault(patient, set()).add(person)

    def may(self, viewer: Viewer, secret: Secret, now: datetime) -> bool:
        """Whether somebody may read something at this moment."""
        member = self.members.get(viewer)
        if member is None or not member.is_active or viewer.practice not in secret.practices:
            return False
        return RULES[secret.kind](self, viewer, member, secret, now)

    def relation(self, viewer: Viewer, patient: str | None, now: datetime) -> str | None:
        """How somebody at the portal stands to a patient."""
        held = self.speaking.get((viewer.person, patient or ""))
        if viewer.face == "staff" or held is None or (held.until is not None and held.until <= now):
            return None
        return held.how

    def opens_chart(self, viewer: Viewer, member: Member, patient: str | None, now: datetime) -> bool:
        """Decision 6: providers and nurses every chart, or their own patients' where the practice says so."""
        if viewer.face != "staff":
            return self.relation(viewer, patient, now) in ("self", "full")
        is_theirs = viewer.practice not in self.team_only or (viewer.person, patient) in self.care
        return bool(member.roles & CLINICAL) and is_theirs

    def reads_talk(self, viewer: Viewer, member: Member, talk: Talk, now: datetime) -> bool:
        """The front desk and billers only the conversations of their pools; administrators and auditors none.

        The portal hears nothing of what colleagues write each other, and of a call once it was answered in writing.
        """
        if viewer.face != "staff" and (talk.kind == "staff" or (talk.kind == "call" and not talk.is_answered)):
            return False
        if talk.patient is not None and self.opens_chart(viewer, member, talk.patient, now):
            return True
        is_theirs = bool(talk.pools & member.pools) or viewer.person in talk.owners | talk.members
        return viewer.face == "staff" and bool(member.roles & ANSWERING) and is_theirs

    @contextmanager
    def moment(self) -> Iterator[None]:
        """What ends within it ends when it is over: until then it may still be on its way."""
        yield
        ending, self.ending = self.ending, []
        for end in ending:
            end()


Rule = Callable[[Oracle, Viewer, Member, Secret, datetime], bool]


def _name(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """Name and birth date: whoever works with patients, and whoever speaks for this one in any way."""
    if viewer.face == "staff":
        return bool(member.roles & DIRECTORY)
    return oracle.relation(viewer, secret.patient, now) is not None


def _named(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """The name of a patient, whose account may go by the same name."""
    return _name(oracle, viewer, member, secret, now) or _person(oracle, viewer, member, secret, now)


def _telephone(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """As the name, but a limited proxy has the limited view."""
    return _name(oracle, viewer, member, secret, now) and oracle.relation(viewer, secret.patient, now) != "limited"


def _chart(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    return oracle.opens_chart(viewer, member, secret.patient, now)


def _message(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    assert secret.talk is not None
    return oracle.reads_talk(viewer, member, secret.talk, now)


def _internal(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """Internal messages exist only for staff."""
    return viewer.face == "staff" and _message(oracle, viewer, member, secret, now)


def _version(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """What a message said before: the staff whom the patient's chart is open to."""
    assert secret.talk is not None
    return viewer.face == "staff" and oracle.opens_chart(viewer, member, secret.talk.patient, now)


def _held(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """A message on its way is its author's."""
    return viewer == secret.author and _message(oracle, viewer, member, secret, now)


def _personal(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """A quick reply kept for oneself."""
    return viewer == secret.author and bool(member.roles & DIRECTORY)


def _reply(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """A quick reply of the practice: whoever works with patients."""
    return viewer.face == "staff" and bool(member.roles & DIRECTORY)


def _draft(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    return viewer == secret.author


def _upload(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """A file that hangs on nothing is for whoever brought it."""
    return viewer == secret.author


def _nobody(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    return False


def _everybody(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    return True


def _staff(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    return viewer.face == "staff"


def _person(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """The name on an account: one's own, a colleague's, the staff's who answer; theirs who share a patient."""
    if viewer.person == secret.person or Viewer(viewer.practice, secret.person or "", "staff") in oracle.members:
        return True
    if viewer.face == "staff":
        return bool(member.roles & DIRECTORY)
    return any(
        secret.person in people and oracle.relation(viewer, patient, now) in ("self", "full")
        for patient, people in oracle.acquainted.items()
    )


def _address(oracle: Oracle, viewer: Viewer, member: Member, secret: Secret, now: datetime) -> bool:
    """The e-mail address of a member, for administrators."""
    works_here = Viewer(viewer.practice, secret.person or "", "staff") in oracle.members
    return viewer.face == "staff" and "admin" in member.roles and works_here


RULES: dict[str, Rule] = {
    "name": _named,
    "born": _name,
    "telephone": _telephone,
    "chart": _chart,
    "subject": _message,
    "message": _message,
    "internal": _internal,
    "version": _version,
    "held": _held,
    "reply": _reply,
    "personal": _personal,
    "draft": _draft,
    "upload": _upload,
    "reason": _nobody,
    "pool": _staff,
    "topic": _everybody,
    "presence": _staff,
    "person": _person,
    "address": _address,
}
