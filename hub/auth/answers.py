"""What clients are shown of sessions, members and the ways in, as types."""

from typing import Literal

from msgspec import UNSET, UnsetType

from hub.answers import Actor, Answer, Face, Instant, Named, Ref, Role
from hub.records.answers import Practice

SecondFactor = Literal["none", "needed", "set_up"]


class SignedIn(Answer, frozen=True):
    """The answer of every way in, beside the cookie.

    mfa: `needed`: nothing but /auth/mfa works until a code is given. `set_up`: a second factor has to be set up, from
    mfa_due on before anything else.
    """

    person: Ref
    practice: Ref
    face: Face
    roles: list[Role]
    mfa: SecondFactor
    mfa_due: Instant | UnsetType = UNSET


class PracticeSpoken(Practice, frozen=True):
    """The practice, and the languages it speaks."""

    languages: list[str]


class Place(Answer, frozen=True):
    """Where this person can switch to."""

    practice: Named
    face: Face


class Me(Answer, frozen=True):
    """Who is signed in. idle_s: after how long without a human it ends. mails: whether this hub sends e-mail."""

    actor: Actor
    practice: PracticeSpoken
    language: str
    idle_s: int
    demo: bool
    mails: bool
    places: list[Place]
    mfa: SecondFactor
    mfa_due: Instant | UnsetType = UNSET


class DemoPerson(Answer, frozen=True):
    """One of the invented people of the demo."""

    email: str
    name: str
    roles: list[Role]
    face: Face


class PracticeAtDoor(Answer, frozen=True):
    """What is written at the door of a practice, for anybody to read."""

    name: str
    telephone: str


class FrontDoor(Answer, frozen=True):
    """What a page knows before anybody has signed in. practices: by name. mails: whether this hub sends e-mail."""

    practices: list[PracticeAtDoor]
    languages: list[str]
    demo: bool
    mails: bool


class Ticket(Answer, frozen=True):
    """Good once, within 30 s, in a `hello`."""

    ticket: str


class InvitingPractice(Answer, frozen=True):
    """Whom to call when something about an invitation is not right."""

    id: Ref
    name: str
    telephone: str


class Invitation(Answer, frozen=True):
    """Whom an invitation is for. has_password: the account exists, and is joined with the password it has."""

    name: str
    email: str
    practice: InvitingPractice
    face: Face
    roles: list[Role]
    has_password: bool
    language: str


class Seed(Answer, frozen=True):
    """What an authenticator app is given. uri: otpauth://…; qr_svg: the same as a picture."""

    secret: str
    uri: str
    qr_svg: str


class RecoveryCodes(Answer, frozen=True):
    """Each good once instead of a code. They are shown this once."""

    recovery_codes: list[str]


class Link(Answer, frozen=True):
    """A way in, to hand to the person it is for. It is shown this once. mailed: it went to their address too."""

    link: str
    expires_at: Instant
    mailed: Literal[True] | UnsetType = UNSET


class Member(Answer, frozen=True):
    """Somebody who works here, is invited to, or did. reset_asked_at: since when they wait for a new password."""

    membership: Ref
    rev: int
    person: Named
    email: str
    roles: list[Role]
    pools: list[Ref]
    state: Literal["invited", "active", "ended"]
    invited_until: Instant | UnsetType = UNSET
    reset_asked_at: Instant | UnsetType = UNSET


class MemberList(Answer, frozen=True):
    """By name."""

    members: list[Member]


class Registered(Answer, frozen=True):
    """A new patient; with an e-mail address also the link that invites them."""

    patient: Ref
    link: str | UnsetType = UNSET
    expires_at: Instant | UnsetType = UNSET
    mailed: Literal[True] | UnsetType = UNSET


class Granted(Answer, frozen=True):
    """A new proxy; for somebody without a portal account also the link that makes one."""

    proxy: Ref
    link: str | UnsetType = UNSET
    expires_at: Instant | UnsetType = UNSET
    mailed: Literal[True] | UnsetType = UNSET


class OwnSession(Answer, frozen=True):
    """One of the reader's own sessions. here: the one that asks."""

    session: Ref
    face: Face
    made_at: Instant
    active_at: Instant
    here: bool


class SessionList(Answer, frozen=True):
    """Newest first."""

    sessions: list[OwnSession]


class SessionEnded(Answer, frozen=True):
    """One of the reader's own sessions has ended."""

    session: Ref
    state: Literal["ended"]
